/** The account: its password, and what logs in to it: devices and client certificates. */

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CertificateInfo, Command, TokenInfo } from "../model/types";
import { t } from "../text";
import { useChat } from "./context";
import { harmless } from "./names";
import { openSheet } from "./open_sheet";
import { done, Frame, type SheetProps } from "./sheet_frame";
import { dayAndClock } from "./times";

const DIGITS_SHOWN = 16; // of a fingerprint

export function AccountSheet(_: { about: SheetProps }) {
  const chat = useChat();
  return (
    <Frame title={t("account_of", { name: harmless(chat.state.me) })} wide>
      <div class="settings">
        <Password />
        <Devices />
        <Certificates />
      </div>
      <div class="sheet-buttons"><button class="button" onClick={() => (chat.sheet.value = null)}>{t("close")}</button></div>
    </Frame>
  );
}

/** What became of the last thing that was done: it stands where it was done. */
function useOutcome() {
  const chat = useChat();
  const [words, setWords] = useState({ text: "", wrong: false });
  const refuse = (text: string) => setWords({ text, wrong: true });
  /** Whether the command was done. */
  const run = async (command: Command, success: string): Promise<boolean> => {
    const wrong = await done(chat, command);
    setWords({ text: wrong || success, wrong: wrong !== "" });
    return wrong === "";
  };
  const shown = <p class={words.wrong ? "wrong" : "meta"} role={words.wrong ? "alert" : "status"}>{words.text}</p>;
  return { run, refuse, shown };
}

function Password() {
  const { run, refuse, shown } = useOutcome();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const given = new FormData(form);
    const value = (name: string) => String(given.get(name) ?? "");
    if (!value("old") || !value("new")) return refuse(t("passwords_missing"));
    if (await run({ cmd: "password", old: value("old"), new: value("new") }, t("password_changed"))) form.reset();
  };
  return (
    <fieldset>
      <legend>{t("change_password")}</legend>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <div class="field">
          <label for="old-password">{t("old_password")}</label>
          <input id="old-password" name="old" type="password" autocomplete="current-password" />
        </div>
        <div class="field">
          <label for="new-password">{t("new_password")}</label>
          <input id="new-password" name="new" type="password" autocomplete="new-password" />
        </div>
        {shown}
        <div class="sheet-buttons"><button class="button primary">{t("change_password")}</button></div>
      </form>
    </fieldset>
  );
}

interface RowProps {
  words: string;
  entry: { used?: number | null; made: number };
  isHere?: boolean;
  children: ComponentChildren;
}

function Row({ words, entry: { used, made }, isHere, children }: RowProps) {
  const when = dayAndClock(used ?? made, Date.now() / 1000);
  return (
    <li>
      <span class="grow">
        <b dir="auto">{words}</b> {isHere && <span class="pill">{t("this_browser")}</span>}
        <span class="meta">{used ? t("last_used", { when }) : t("since", { when })}</span>
      </span>
      {children}
    </li>
  );
}

function Devices() {
  const chat = useChat();
  const { run, shown } = useOutcome();
  const [tokens, setTokens] = useState<readonly TokenInfo[]>([]);
  const rank = ({ id, used, made }: TokenInfo) => (id === chat.session.device ? Infinity : (used ?? made));
  const load = async () => {
    const answer = await chat.session.ask({ cmd: "tokens" });
    if (answer.event === "tokens") setTokens([...answer.tokens].sort((a, b) => rank(b) - rank(a)));
  };
  useEffect(() => void load(), []);
  const end = async (token: TokenInfo) => {
    if (token.id === chat.session.device) openSheet(chat, "logout");
    else if (await run({ cmd: "revoke", id: token.id }, t("device_ended"))) await load();
  };
  return (
    <fieldset>
      <legend>{t("devices")}</legend>
      <ul class="account-rows">
        {tokens.map((token) => (
          <Row key={token.id} words={harmless(token.label) || token.id} entry={token} isHere={token.id === chat.session.device}>
            <button type="button" class="button" aria-label={t("end_device", { name: harmless(token.label) || token.id })} onClick={() => void end(token)}>{t("log_out")}</button>
          </Row>
        ))}
      </ul>
      {shown}
    </fieldset>
  );
}

function Certificates() {
  const chat = useChat();
  const { run, refuse, shown } = useOutcome();
  const [certificates, setCertificates] = useState<readonly CertificateInfo[]>([]);
  const load = async () => {
    const answer = await chat.session.ask({ cmd: "cert" });
    if (answer.event === "certificates") setCertificates(answer.certificates ?? []);
  };
  useEffect(() => void load(), []);
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fingerprint = String(new FormData(form).get("fingerprint") ?? "").trim();
    if (!fingerprint) return refuse(t("fingerprint_missing"));
    if (!(await run({ cmd: "cert_add", fingerprint }, t("certificate_added")))) return;
    form.reset();
    await load();
  };
  const remove = async (fingerprint: string) => {
    if (await run({ cmd: "cert_remove", fingerprint }, t("certificate_removed"))) await load();
  };
  return (
    <fieldset>
      <legend>{t("certificates")}</legend>
      <p class="meta">{t("certificates_about")}</p>
      <ul class="account-rows">
        {certificates.map((each) => {
          const name = harmless(each.label) || each.fingerprint.slice(0, DIGITS_SHOWN);
          return (
            <Row key={each.fingerprint} words={name} entry={each}>
              <button type="button" class="button" aria-label={t("remove_certificate", { name })} onClick={() => void remove(each.fingerprint)}>{t("remove")}</button>
            </Row>
          );
        })}
      </ul>
      <form onSubmit={(event) => void add(event)} noValidate>
        <div class="field">
          <label for="fingerprint">{t("fingerprint")}</label>
          <input id="fingerprint" name="fingerprint" autocomplete="off" spellcheck={false} />
        </div>
        {shown}
        <div class="sheet-buttons"><button class="button">{t("add_certificate")}</button></div>
      </form>
    </fieldset>
  );
}
