/** The first screen: a name is enough where guests may come in; an account has a password. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Session } from "../net";
import { t, type TextKey } from "../text";
import { invitation, invitationWords, useInvitation } from "./invitation";

type Way = "guest" | "account" | "register";

export function Login({ session }: { session: Session }) {
  const [way, setWay] = useState<Way>("guest");
  const [wrong, setWrong] = useState("");
  const name = useRef<HTMLInputElement>(null);
  const status = session.status.value;
  const invited = invitation.value;
  const busy = status.kind === "connecting";
  const reason = status.kind === "login" || status.kind === "ended" || status.kind === "waiting" ? reasonOf(status) : "";
  useEffect(() => {
    if (status.code && OWNED.has(status.code)) setWay((before) => (before === "guest" ? "account" : before));
    if (status.code && OWNED.has(status.code)) requestAnimationFrame(() => document.getElementById("login-password")?.focus());
    else if (status.code) name.current?.focus();
  }, [status]);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const [who, password] = [String(fields.get("name") ?? "").trim(), String(fields.get("password") ?? "")];
    const keep = fields.get("keep") === "on";
    const missing = !who ? t("name_missing") : way !== "guest" && !password ? t("password_missing") : "";
    setWrong(missing);
    if (missing) return;
    const token = invited?.wrong === "" ? invited.token : String(fields.get("invitation") ?? "").trim();
    useInvitation();
    if (way === "register") session.register(who, password, token, keep);
    else session.login(who, way === "account" ? password : "", keep, token);
  };

  return (
    <main class="login">
      <form onSubmit={submit} aria-labelledby="login-title" noValidate>
        <div class="brand">
          <img src="/web/icon.svg" alt="" />
          <h1 id="login-title">{t(way === "register" ? "register_title" : "login_title")}</h1>
        </div>
        {invited && <p class={invited.wrong ? "wrong" : ""} dir="auto">{invitationWords(invited)}</p>}
        <div class="field">
          <label for="login-name">{t("name")}</label>
          <input id="login-name" ref={name} name="name" autocomplete="username" autocapitalize="none" spellcheck={false} maxLength={64} autofocus />
        </div>
        {way !== "guest" && (
          <div class="field">
            <label for="login-password">{t("password")}</label>
            <input id="login-password" name="password" type="password" autocomplete={way === "register" ? "new-password" : "current-password"} />
          </div>
        )}
        {way === "register" && !invited && (
          <div class="field">
            <label for="login-invitation">{t("invitation_optional")}</label>
            <input id="login-invitation" name="invitation" autocomplete="off" spellcheck={false} />
          </div>
        )}
        <label class="check">
          <input type="checkbox" name="keep" defaultChecked /> {t("keep_logged_in")}
        </label>
        <p class="wrong" role="alert">{wrong || reason}</p>
        <button class="button primary" disabled={busy}>
          {busy ? t("connecting") : t(way === "register" ? "create_account" : way === "account" ? "log_in" : "join_chat")}
        </button>
        <div class="aside">
          {way !== "guest" && <button type="button" class="link-button" onClick={() => setWay("guest")}>{t("as_guest")}</button>}
          {way !== "account" && <button type="button" class="link-button" onClick={() => setWay("account")}>{t("with_account")}</button>}
          {way !== "register" && <button type="button" class="link-button" onClick={() => setWay("register")}>{t("new_account")}</button>}
        </div>
        <p class="meta">
          {t("other_ways")} <a href="/api/v1/docs">{t("api")}</a>
        </p>
      </form>
    </main>
  );
}

// Refusals after which a password is asked for.
const OWNED = new Set(["name_owned", "no_guests", "bad_credentials"]);

const OWN_WORDS: Record<string, TextKey> = {
  name_owned: "name_owned", bad_credentials: "bad_credentials", name_taken: "name_taken", no_guests: "no_guests", bad_invitation: "bad_invitation",
};

function reasonOf(status: { kind: string; code?: string; reason?: string; seconds?: number }): string {
  if (status.kind === "waiting") return t("waiting", { n: status.seconds ?? 0 });
  if (status.code === "signed_out") return "";
  const words = status.code ? OWN_WORDS[status.code] : undefined;
  return words ? t(words) : status.reason || (status.code ? t("cannot_log_in") : "");
}
