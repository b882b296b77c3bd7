// Who may do what in a code document: people who are asked to open it, roles, links.

import { useEffect, useState } from "preact/hooks";
import { harmless } from "../ui/names";
import type { CodeDocument } from "./document";
import { EVERYONE, ROLES } from "./sharing";
import { type Key, t } from "./text";
import { Sheet, when } from "./widgets";

const TIMES: Record<string, number> = { "code.hour": 3_600, "code.day": 86_400, "code.week": 7 * 86_400 };
const USES = [1, 5, 30];
const NAMES_SHOWN = 200;

const roleName = (role: string): string => t(`code.role.${role}` as Key);

type ShareProps = { document: CodeDocument; tick: number; names: readonly string[]; link: (token: string) => string; close: () => void };

export function Share({ document, tick, names, link, close }: ShareProps) {
  useEffect(() => document.sharing.load(document.isOwner), []);
  return (
    <Sheet title={t("code.invite_to", { title: harmless(document.info.title) })} close={close} wide>
      <Invite document={document} tick={tick} names={names} />
      {document.refused && <p class="wrong">{harmless(document.refused)}</p>}
      <Roles document={document} />
      {document.isOwner && <Links document={document} tick={tick} link={link} />}
      <div class="sheet-buttons">
        <button type="button" class="button" onClick={close}>
          {t("code.done")}
        </button>
      </div>
    </Sheet>
  );
}

function Invite({ document, names }: { document: CodeDocument; tick: number; names: readonly string[] }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState("");
  const [asked, setAsked] = useState("");
  const invite = (event: Event) => {
    event.preventDefault();
    if (!name.trim()) return;
    document.refused = "";
    document.sharing.invite(name, role);
    setAsked(name.trim());
    setName("");
  };
  return (
    <form class="code-row" onSubmit={invite}>
      <label class="code-field">
        {t("code.invite_name")}
        <input class="input" value={name} list="code-names" autocomplete="off" onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <datalist id="code-names">
        {names.slice(0, NAMES_SHOWN).map((each) => (
          <option value={each} />
        ))}
      </datalist>
      {document.isOwner && (
        <label class="code-field">
          {t("code.invite_as")}
          <select class="input" value={role} onChange={(event) => setRole(event.currentTarget.value)}>
            <option value="">{t("code.invite_no_role")}</option>
            {ROLES.map((each) => (
              <option value={each}>{roleName(each)}</option>
            ))}
          </select>
        </label>
      )}
      <button type="submit" class="button primary">
        {t("code.invite")}
      </button>
      <p class="faint" role="status">
        {asked && !document.refused && t("code.invited", { name: harmless(asked) })}
      </p>
    </form>
  );
}

function Roles({ document }: { document: CodeDocument }) {
  const { roles } = document.sharing;
  if (!roles) return null;
  return (
    <section>
      <h3>{t("code.roles")}</h3>
      <RoleRow document={document} words={t("code.everyone")} who={EVERYONE} role={roles.others} />
      {roles.people.map((grant) => {
        const name = harmless(grant.who);
        const words = grant.outside ? t("code.outside", { name }) : name;
        return <RoleRow key={grant.who} document={document} words={words} who={grant.who} role={grant.role} />;
      })}
    </section>
  );
}

function RoleRow({ document, words, who, role }: { document: CodeDocument; words: string; who: string; role: string }) {
  const choices = ["none", ...(who === EVERYONE ? ROLES.slice(0, 3) : ROLES)];
  return (
    <div class="code-row">
      <span class="code-fill" dir="auto">
        {words}
      </span>
      {document.isOwner ? (
        <select
          class="input"
          aria-label={t("code.role_of", { name: words })}
          value={role}
          onChange={(event) => document.sharing.grant(who, event.currentTarget.value)}
        >
          {choices.map((each) => (
            <option value={each}>{roleName(each)}</option>
          ))}
        </select>
      ) : (
        <span class="faint">{roleName(role)}</span>
      )}
    </div>
  );
}

function Links({ document, link }: { document: CodeDocument; tick: number; link: (token: string) => string }) {
  const [role, setRole] = useState("editor");
  const [uses, setUses] = useState(5);
  const [time, setTime] = useState("code.day");
  const { sharing } = document;
  const create = (event: Event) => {
    event.preventDefault();
    sharing.createLink(role, uses, TIMES[time] ?? 86_400);
  };
  return (
    <section>
      <h3>{t("code.links")}</h3>
      <form class="code-row" onSubmit={create}>
        <label class="code-field">
          {t("code.link_for")}
          <select class="input" value={role} onChange={(event) => setRole(event.currentTarget.value)}>
            {ROLES.slice(0, 3).map((each) => (
              <option value={each}>{roleName(each)}</option>
            ))}
          </select>
        </label>
        <label class="code-field">
          {t("code.link_uses")}
          <select class="input" value={uses} onChange={(event) => setUses(Number(event.currentTarget.value))}>
            {USES.map((each) => (
              <option value={each}>{each}</option>
            ))}
          </select>
        </label>
        <label class="code-field">
          {t("code.link_time")}
          <select class="input" value={time} onChange={(event) => setTime(event.currentTarget.value)}>
            {Object.keys(TIMES).map((each) => (
              <option value={each}>{t(each as Key)}</option>
            ))}
          </select>
        </label>
        <button type="submit" class="button">{t("code.link_create")}</button>
      </form>
      {sharing.link && <Token address={link(sharing.link.token)} />}
      {sharing.links?.links.map((each) => (
        <div class="code-row" key={each.id}>
          <span class="code-fill faint">
            {t("code.link_row", {
              role: roleName(each.role), n: each.uses, when: when(each.expires), name: harmless(each.by),
            })}
          </span>
          <button type="button" class="button" onClick={() => sharing.revokeLink(each.id)}>
            {t("code.link_revoke")}
          </button>
        </div>
      ))}
    </section>
  );
}

function Token({ address }: { address: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (field: HTMLInputElement) => {
    field.select();
    // The clipboard is there in a secure context only; elsewhere the field is selected for Ctrl-C.
    await navigator.clipboard?.writeText(address).then(() => setCopied(true), () => {});
  };
  return (
    <label class="code-field">
      {t(copied ? "code.copied" : "code.link_is")}
      <input class="input" readOnly value={address} onFocus={(event) => void copy(event.currentTarget)} />
    </label>
  );
}
