/** Ctrl-K: rooms, people and commands by a few letters. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { fold, idOf } from "../model/names";
import { t } from "../text";
import type { Chat } from "./chat";
import { useChat } from "./context";
import { Icon } from "./icons";
import { harmless } from "./names";
import { openSheet } from "./open_sheet";
import { accountEntry, mayAdminister } from "./place_list";

interface Entry {
  icon: string;
  label: string;
  words: string;
  rank: number;
  run: () => void;
}

const SHOWN_MAX = 40;

export function Palette() {
  const chat = useChat();
  const [part, setPart] = useState("");
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const from = useRef(document.activeElement as HTMLElement | null);
  const sought = fold(part.trim().replace(/^[#@]/, ""));
  const found = entries(chat)
    .map((entry) => ({ ...entry, fit: fits(fold(entry.label), sought) }))
    .filter(({ fit }) => fit >= 0)
    .sort((a, b) => b.fit - a.fit || a.rank - b.rank)
    .slice(0, SHOWN_MAX);
  const shown = part.trim() ? [...found, searchFor(chat, part.trim()), enter(chat, part.trim())].filter((each) => each !== null) : found;
  const close = (back: boolean) => {
    chat.palette.value = false;
    if (back) (from.current?.isConnected ? from.current : document.getElementById("composer"))?.focus();
  };
  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    close(false);
    entry.run();
  };
  useLayoutEffect(() => field.current?.focus(), []);
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }), [at]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((at + step + shown.length) % Math.max(1, shown.length));
    else if (event.key === "Enter") choose(shown[at]);
    else if (event.key === "Escape") close(true);
    else if (event.key !== "Tab") return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="veil" onMouseDown={(event) => event.target === event.currentTarget && close(true)}>
      <div class="sheet palette" role="dialog" aria-modal="true" aria-label={t("find_or_jump")}>
        <input
          ref={field}
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={`palette-${at}`}
          aria-label={t("find_or_jump")}
          placeholder={t("palette_hint")}
          value={part}
          onInput={(event) => (setPart(event.currentTarget.value), setAt(0))}
          onKeyDown={onKeyDown}
        />
        <ul id="palette-list" role="listbox" ref={list} aria-label={t("find_or_jump")}>
          {shown.map((entry, place) => (
            <li key={`${entry.icon} ${entry.label} ${entry.words}`} id={`palette-${place}`} role="option" aria-selected={place === at} onClick={() => choose(entry)} onMouseMove={() => setAt(place)}>
              <Icon name={entry.icon} size={16} />
              <span class="grow" dir="auto">{entry.label}</span>
              <span class="meta">{entry.words}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** How well a label fits: its beginning, the beginning of a word, inside; -1 for not at all. */
function fits(label: string, sought: string): number {
  if (!sought) return 0;
  const at = label.indexOf(sought);
  return at < 0 ? -1 : at === 0 ? 2 : /[\s._-]/.test(label[at - 1] ?? "") ? 1 : 0;
}

function entries(chat: Chat): Entry[] {
  const { state } = chat;
  const known: Entry[] = [...state.conversations.values()]
    .filter((each) => each.kind !== "direct")
    .map((each) => ({
      icon: each.kind === "group" ? "users" : "hash",
      label: harmless(each.name),
      words: each.unread ? t("n_unread", { n: each.unread }) : "",
      rank: each.forMe ? 0 : each.unread ? 1 : 2,
      run: () => chat.show(each.key),
    }));
  const rooms: Entry[] = chat.otherRooms.map((info) => ({
    icon: "hash", label: harmless(info.room), words: t("enter"), rank: 4, run: () => chat.go(idOf(info)),
  }));
  const names = new Map(state.people);
  for (const each of state.conversations.values()) if (each.kind === "direct") names.set(fold(each.name.slice(1)), each.name.slice(1));
  names.delete(fold(state.me));
  const people: Entry[] = [...names.values()].map((name) => ({
    icon: "user", label: harmless(name), words: t("person"), rank: 3, run: () => chat.go(`@${name}`),
  }));
  return [...known, ...people, ...rooms, ...commands(chat)];
}

function commands(chat: Chat): Entry[] {
  const { conversation } = chat;
  const account = accountEntry(chat);
  const of = (icon: string, label: string, run: () => void): Entry => ({ icon, label, words: t("command"), rank: 5, run });
  const here = conversation
    ? [
        of("search", t("search"), () => chat.openPane("search")),
        of("users", t("people"), () => chat.openPane("people")),
        of("pin", t("pins"), () => chat.openPane("pins")),
        of("file", t("files"), () => chat.openPane("files")),
        of("code", t("code"), () => chat.openCode({ room: conversation.room })),
        of("user-plus", t("add_people"), () => openSheet(chat, "invite", { key: conversation.key })),
        of("pencil", t("set_topic"), () => openSheet(chat, "topic", { key: conversation.key })),
        of("chart-column", t("ask_poll"), () => openSheet(chat, "poll", { key: conversation.key })),
        of("clock", t("say_later"), () => openSheet(chat, "later", { key: conversation.key })),
        of("door-open", t("leave_room"), () => chat.leave(conversation)),
      ]
    : [];
  return [
    ...here,
    of("plus", t("new_room"), () => openSheet(chat, "room")),
    of("users", t("new_group"), () => openSheet(chat, "group")),
    of("settings", t("settings"), () => openSheet(chat, "settings")),
    of("moon", t("set_away"), () => openSheet(chat, "away")),
    of("smile", t("set_status"), () => openSheet(chat, "status")),
    of("at-sign", t("mentions"), () => chat.openPane("mentions")),
    of("bookmark", t("bookmarks"), () => chat.openPane("bookmarks")),
    of("user", t("your_profile"), () => chat.showProfile(chat.state.me)),
    of("key-round", account.label, account.run),
    ...(mayAdminister(chat) ? [of("shield", t("administration"), () => chat.openAdmin(true))] : []),
    of("log-out", t("log_out"), () => openSheet(chat, "logout")),
  ];
}

const searchFor = (chat: Chat, text: string): Entry => ({
  icon: "search", label: t("search_for", { text: harmless(text) }), words: "", rank: 9, run: () => chat.search(text),
});

/** A room that is not in the list, or is not made yet. */
function enter(chat: Chat, name: string): Entry | null {
  const room = name.replace(/^#/, "");
  if (name.startsWith("@") || /\s/.test(room) || chat.state.named(room)) return null;
  return { icon: "plus", label: t("enter_room", { room: harmless(room) }), words: "", rank: 9, run: () => chat.go(room) };
}
