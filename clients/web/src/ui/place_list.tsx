/** The list on the left: rooms, groups and people, with what is unread. */

import type { JSX } from "preact";
import { fold, idOf } from "../model/names";
import type { Conversation } from "../model/conversation";
import type { PersonChanged } from "../model/types";
import { t } from "../text";
import { Avatar } from "./avatar";
import { useQuietChat } from "./context";
import type { Chat } from "./chat";
import { choices, choose, type Part } from "./choices";
import { Icon, IconButton } from "./icons";
import { ListEdge } from "./list_edge";
import { harmless } from "./names";
import { openMenu } from "./menu";
import { openSheet } from "./open_sheet";

const SHOWN_MAX = 200; // rooms or people in a section; the palette finds the others

export function PlaceList() {
  const chat = useQuietChat();
  void chat.listVersion.value;
  const { state } = chat;
  const of = (kind: string) => [...state.conversations.values()].filter((each) => each.kind === kind);
  const rooms = of("public").sort((a, b) => Number(fold(b.name) === "lobby") - Number(fold(a.name) === "lobby") || compare(a, b));
  const groups = of("group").sort(compare);
  return (
    <nav class="list" aria-label={t("rooms_and_people")}>
      <div class="list-head">
        <h1>chatservice</h1>
        <Connection chat={chat} />
      </div>
      <button class="jump" onClick={() => (chat.palette.value = true)}>
        <Icon name="search" size={16} />
        {t("find_or_jump")}
        <kbd>Ctrl K</kbd>
      </button>
      <div class="places" onKeyDown={walk}>
        <Section part="rooms" of={rooms} title={t("rooms")} add={t("new_room")} onAdd={() => openSheet(chat, "room")}>
          {rooms.map((each) => <ConversationRow key={each.key} chat={chat} conversation={each} />)}
          {chat.otherRooms.sort((a, b) => (b.here ?? 0) - (a.here ?? 0)).slice(0, SHOWN_MAX).map((info) => (
            <li key={idOf(info)}>
              <button class="place outside" tabIndex={-1} onClick={() => chat.go(idOf(info))} title={t("enter_room", { room: harmless(info.room) })}>
                <span class="mark"><Icon name={info.entry && info.entry !== "open" ? "lock" : "hash"} size={16} /></span>
                <span class="name" dir="auto">{harmless(info.room)}</span>
                {info.here ? <span class="words">{t("n_here", { n: info.here })}</span> : null}
              </button>
            </li>
          ))}
        </Section>
        <Section part="groups" of={groups} title={t("groups")} add={t("new_group")} onAdd={() => openSheet(chat, "group")}>
          {groups.map((each) => <ConversationRow key={each.key} chat={chat} conversation={each} />)}
        </Section>
        <People chat={chat} />
      </div>
      <Me chat={chat} />
      <ListEdge />
    </nav>
  );
}

const compare = (a: { name: string }, b: { name: string }) => (fold(a.name) < fold(b.name) ? -1 : 1);

function Connection({ chat }: { chat: Chat }) {
  void chat.listVersion.value;
  const status = chat.session.status.value;
  if (status.kind === "online") return null;
  return <span class="meta" title={t("offline")}><Icon name="wifi-off" size={16} /></span>;
}

interface SectionProps {
  part: Part;
  of: Conversation[]; // what is unread in them is shown while the section is folded
  title: string;
  add: string;
  onAdd: () => void;
  children: JSX.Element | (JSX.Element | JSX.Element[])[] | JSX.Element[];
}

function Section({ part, of, title, add, onAdd, children }: SectionProps) {
  const { folded } = choices.value;
  const isFolded = folded.includes(part);
  const sum = (count: (each: Conversation) => number) => of.reduce((all, each) => all + count(each), 0);
  const turn = () => choose({ folded: isFolded ? folded.filter((each) => each !== part) : [...folded, part] });
  return (
    <section aria-label={title}>
      <h2>
        <button class="fold" aria-expanded={!isFolded} onClick={turn}>
          <span>{title}</span>
          <Icon name="chevron-down" size={14} />
        </button>
        {isFolded && <Unread unread={sum((each) => each.unread)} forMe={sum((each) => (part === "people" ? each.unread : each.forMe))} />}
        <IconButton icon="plus" label={add} onClick={onAdd} size={16} />
      </h2>
      {!isFolded && <ul>{children}</ul>}
    </section>
  );
}

function ConversationRow({ chat, conversation }: { chat: Chat; conversation: Conversation }) {
  void chat.listVersion.value;
  const { unread, forMe, level, name, key } = conversation;
  const here = chat.place.value === key;
  return (
    <li>
      <button
        class={`place ${unread ? "unread" : ""}`}
        aria-current={here ? "true" : undefined}
        tabIndex={here ? 0 : -1}
        onClick={() => chat.show(key)}
      >
        <span class="mark"><Icon name={markOf(conversation)} size={16} /></span>
        <span class="name" dir="auto">{harmless(conversation.earlier ? t("earlier_name", { name: name.replace(/^@/, "") }) : name)}</span>
        {level === "none" && <span class="words" title={t("muted")}><Icon name="bell-off" size={14} /></span>}
        <Draft chat={chat} of={key} />
        <Unread unread={unread} forMe={forMe} />
      </button>
    </li>
  );
}

/** The icon that a conversation has here and in its head. */
export function markOf({ kind, state }: Conversation): string {
  if (kind === "direct") return "user";
  if (kind === "group") return "users";
  return state.entry === "open" ? "hash" : "lock";
}

function Draft({ chat, of: key }: { chat: Chat; of: string }) {
  void chat.listVersion.value;
  if (chat.place.value === key || !chat.session.drafts.has(key)) return null;
  return <span class="words" title={t("draft")}><Icon name="pencil" size={14} /></span>;
}

const capped = (count: number) => (count < 1000 ? String(count) : "999+");

function Unread({ unread, forMe }: { unread: number; forMe: number }) {
  if (forMe) return <span class="pill for-me" aria-label={t("n_for_you", { n: forMe })}>@{capped(forMe)}</span>;
  return unread ? <span class="pill" aria-label={t("n_unread", { n: unread })}>{capped(unread)}</span> : null;
}

function People({ chat }: { chat: Chat }) {
  void chat.listVersion.value;
  const { state } = chat;
  const direct = [...state.conversations.values()].filter((each) => each.kind === "direct");
  const known = new Map(direct.filter((each) => !each.earlier).map((each) => [fold(each.name.slice(1)), each]));
  const names = new Map([...known].map(([key, each]) => [key, each.name.slice(1)]));
  for (const [key, name] of state.people) names.set(key, name);
  if (!known.has(fold(state.me))) names.delete(fold(state.me));
  const rank = (key: string) => (known.get(key)?.unread ? 0 : known.has(key) ? 1 : 2) * 2 + (state.people.has(key) ? 0 : 1);
  const keys = [...names.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).slice(0, SHOWN_MAX);
  return (
    <Section part="people" of={direct} title={t("people_n", { n: Math.max(state.here, state.people.size) })} add={t("new_message")} onAdd={() => (chat.palette.value = true)}>
      {keys.map((key) => <PersonRow key={key} chat={chat} name={names.get(key) ?? key} conversation={known.get(key)} />)}
      {direct.filter((each) => each.earlier).map((each) => <ConversationRow key={each.key} chat={chat} conversation={each} />)}
    </Section>
  );
}

function PersonRow({ chat, name, conversation }: { chat: Chat; name: string; conversation?: Conversation }) {
  void chat.listVersion.value;
  const here = conversation !== undefined && chat.place.value === conversation.key;
  const unread = conversation?.unread ?? 0;
  const words = wordsBeside(chat.state.shown.get(fold(name)), Date.now() / 1000);
  return (
    <li>
      <button
        class={`place ${unread ? "unread" : ""}`}
        aria-current={here ? "true" : undefined}
        tabIndex={here ? 0 : -1}
        onClick={() => chat.go(`@${name}`)}
      >
        <span class="mark"><Presence chat={chat} name={name} /></span>
        <span class="name" dir="auto">{harmless(name)}{fold(name) === fold(chat.state.me) ? ` ${t("you_mark")}` : ""}</span>
        {words && <span class="words" dir="auto" title={words}>{words}</span>}
        {unread ? <Unread unread={unread} forMe={unread} /> : null}
      </button>
    </li>
  );
}

export function Presence({ chat, name }: { chat: Chat; name: string }) {
  void chat.listVersion.value;
  const look = presence(chat, name);
  return <span class={`dot ${look}`} role="img" aria-label={t(`presence_${look}`)} title={t(`presence_${look}`)} />;
}

export function presence(chat: Chat, name: string): "here" | "away" | "gone" {
  if (!chat.isHere) return "gone";
  if (!chat.state.people.has(fold(name)) && fold(name) !== fold(chat.state.me)) return "gone";
  return isAway(chat.state.shown.get(fold(name)), Date.now() / 1000) ? "away" : "here";
}

const isAway = (shown: PersonChanged | undefined, now: number) =>
  shown?.away === true && (shown.away_until == null || now < shown.away_until);

export function wordsBeside(shown: PersonChanged | undefined, now: number): string {
  if (!shown) return "";
  if (isAway(shown, now)) return shown.away_text ? t("away_because", { text: harmless(shown.away_text) }) : t("away");
  return shown.status_until != null && shown.status_until <= now ? "" : harmless(shown.status ?? "");
}

function Me({ chat }: { chat: Chat }) {
  void chat.listVersion.value;
  const { me } = chat.state;
  const look = presence(chat, me);
  const words = wordsBeside(chat.state.shown.get(fold(me)), Date.now() / 1000);
  return (
    <div class="me">
      <button class="who" onClick={(event) => openMenu(event, ownMenu(chat))} aria-haspopup="menu">
        <Avatar name={me} picture={chat.state.account} />
        <span>
          <b dir="auto">{harmless(me)}</b>
          <small><span class={`dot ${look}`} aria-hidden="true" /> {words || t(`presence_${look}`)}</small>
        </span>
      </button>
      <IconButton icon="settings" label={t("settings")} onClick={() => openSheet(chat, "settings")} />
    </div>
  );
}

const ADMINS = new Set(["admin", "owner"]);

export const mayAdminister = (chat: Chat): boolean => ADMINS.has(chat.state.role);

/** A guest may make an account, others look after theirs. */
export const accountEntry = (chat: Chat) =>
  chat.state.account
    ? { label: t("account"), run: () => openSheet(chat, "account") }
    : { label: t("create_account"), run: () => openSheet(chat, "register") };

function ownMenu(chat: Chat) {
  const away = isAway(chat.state.shown.get(fold(chat.state.me)), Date.now() / 1000);
  return [
    { icon: "user", label: t("your_profile"), run: () => chat.showProfile(chat.state.me) },
    { icon: "smile", label: t("set_status"), run: () => openSheet(chat, "status") },
    away
      ? { icon: "sun", label: t("come_back"), run: () => void chat.request({ cmd: "away", off: true }) }
      : { icon: "moon", label: t("set_away"), run: () => openSheet(chat, "away") },
    { icon: "at-sign", label: t("mentions"), run: () => chat.openPane("mentions") },
    { icon: "bookmark", label: t("bookmarks"), run: () => chat.openPane("bookmarks") },
    { icon: "key-round", ...accountEntry(chat) },
    ...(mayAdminister(chat) ? [{ icon: "shield", label: t("administration"), run: () => chat.openAdmin(true) }] : []),
    { icon: "log-out", label: t("log_out"), run: () => openSheet(chat, "logout") },
  ];
}

/** Arrow keys walk through the list: it is one stop for Tab. */
function walk(event: KeyboardEvent): void {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  const step = steps[event.key];
  if (step === undefined || event.altKey || event.ctrlKey) return;
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(".place")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
  event.preventDefault();
}
