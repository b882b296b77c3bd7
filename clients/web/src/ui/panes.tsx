/** What stands beside a conversation: its people, pins, files, a search, a person. */

import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../model/conversation";
import { fold } from "../model/names";
import type { FileInfo, LoggedEvent } from "../model/types";
import { t } from "../text";
import { Avatar } from "./avatar";
import type { PaneKind } from "./screen";
import { useChat, useQuietChat } from "./context";
import { FileCard } from "./file_card";
import { IconButton } from "./icons";
import { foundPieces } from "./found_words";
import { harmless, hueOf } from "./names";
import { openSheet } from "./open_sheet";
import { presence, Presence, wordsBeside } from "./place_list";
import { ProfileCard } from "./profile_card";
import { SearchPane } from "./search_pane";
import { dayAndClock } from "./times";
import { short } from "./words";

const TITLES = {
  people: "people", pins: "pins", files: "files", search: "search", profile: "profile", mentions: "mentions", bookmarks: "bookmarks",
} as const;

export function Pane({ kind }: { kind: PaneKind }) {
  const chat = useChat();
  const { conversation } = chat;
  const pane = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const first = (selector: string) => pane.current?.querySelector<HTMLElement>(selector);
    (first("input[type=search]") ?? first(".pane-body button") ?? first(".pane-head button"))?.focus();
  }, [kind]);
  return (
    <aside class="pane" aria-label={t(TITLES[kind])} ref={pane}>
      <div class="pane-head">
        <h2>{t(TITLES[kind])}</h2>
        <IconButton icon="x" label={t("close")} onClick={() => chat.openPane(kind)} />
      </div>
      <div class="pane-body">
        {kind === "profile" && <ProfileCard key={chat.profile.value} name={chat.profile.value} />}
        {kind === "mentions" && <Mentions />}
        {kind === "bookmarks" && <Bookmarks />}
        {kind === "search" && <SearchPane conversation={conversation} />}
        {conversation && kind === "people" && <People conversation={conversation} />}
        {conversation && kind === "pins" && <Pins key={conversation.key} conversation={conversation} />}
        {conversation && kind === "files" && <Files key={conversation.key} conversation={conversation} />}
      </div>
    </aside>
  );
}

const SHOWN_MAX = 300;

function People({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const [part, setPart] = useState("");
  const direct = conversation.kind === "direct" ? new Map([conversation.name.slice(1), chat.state.me].map((name) => [fold(name), name])) : null;
  const members = direct ?? conversation.members;
  const order = { here: 0, away: 1, gone: 2 };
  const found = [...members.values()]
    .filter((name) => fold(name).includes(fold(part.trim())))
    .map((name) => ({ name, look: presence(chat, name) }))
    .sort((a, b) => order[a.look] - order[b.look] || (fold(a.name) < fold(b.name) ? -1 : 1));
  const more = Math.max(0, conversation.here - members.size);
  return (
    <>
      {members.size > 12 && <input class="input" type="search" placeholder={t("find_people")} aria-label={t("find_people")} value={part} onInput={(event) => setPart(event.currentTarget.value)} />}
      <ul>
        {found.slice(0, SHOWN_MAX).map(({ name }) => {
          const role = conversation.state.roles.get(fold(name));
          const words = wordsBeside(chat.state.shown.get(fold(name)), Date.now() / 1000);
          return (
            <li key={name}>
              <button class="person" onClick={() => chat.showProfile(name)}>
                <Avatar name={name} size="small" />
                <span class="grow">
                  <span dir="auto">{harmless(name)} {fold(name) === fold(chat.state.me) ? t("you_mark") : ""}</span>
                  {(role || words) && <span class="meta" dir="auto">{[role, words].filter(Boolean).join(" · ")}</span>}
                </span>
                <Presence chat={chat} name={name} />
              </button>
            </li>
          );
        })}
      </ul>
      {more > 0 && <p class="pane-note">{t("and_more", { n: more })}</p>}
      {conversation.kind !== "direct" && (
        <p class="pane-note"><button class="button" onClick={() => openSheet(chat, "invite", { key: conversation.key })}>{t("add_people")}</button></p>
      )}
    </>
  );
}

/** A line in a list, which leads to it. */
export function LineCard({ line, room, sought = "" }: { line: LoggedEvent; room: string; sought?: string }) {
  const chat = useQuietChat();
  return (
    <button class={`card hue-${hueOf(line.sender)}`} onClick={() => chat.jumpTo(line.rid || line.room, line.seq)}>
      <header>
        <b dir="auto">{harmless(line.sender)}</b>
        {room && <span class="meta" dir="auto">{harmless(room)}</span>}
        <time class="time">{dayAndClock(line.ts, Date.now() / 1000)}</time>
      </header>
      <p dir="auto">{foundPieces(short(line, 300), sought).map(({ text, found }) => (found ? <mark>{text}</mark> : text))}</p>
    </button>
  );
}

type Asked<T> = { found: T[] } | { wrong: true } | null;

/** The lines that an answer lists, asked for when the pane opens. */
function useAsked<T>(ask: () => Promise<T[] | null>, when: unknown): Asked<T> {
  const [asked, setAsked] = useState<Asked<T>>(null);
  useEffect(() => {
    let here = true;
    void ask().then((found) => here && setAsked(found ? { found } : { wrong: true }));
    return () => void (here = false);
  }, [when]);
  return asked;
}

function Listed<T>({ asked, none, Row }: { asked: Asked<T>; none: string; Row: ComponentType<{ of: T }> }) {
  if (asked === null) return <p class="pane-note">{t("loading")}</p>;
  if ("wrong" in asked) return <p class="pane-note wrong">{t("not_loaded")}</p>;
  if (!asked.found.length) return <p class="pane-note">{none}</p>;
  return <>{asked.found.map((each, place) => <Row key={place} of={each} />)}</>;
}

function Pins({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const asked = useAsked(async () => {
    const answer = await chat.session.ask({ cmd: "pins", room: conversation.room });
    return answer.event === "pins" ? answer.pins.map((pin) => pin.line) : null;
  }, conversation.head);
  return <Listed asked={asked} none={t("no_pins")} Row={({ of }) => <LineCard line={of} room="" />} />;
}

function Files({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const asked = useAsked<FileInfo>(async () => {
    const answer = await chat.session.ask({ cmd: "files", room: conversation.room, limit: 100 });
    return answer.event === "files" ? answer.files : null;
  }, conversation.head);
  return <Listed asked={asked} none={t("no_files")} Row={({ of }) => <FileRow file={of} />} />;
}

function FileRow({ file }: { file: FileInfo }) {
  return (
    <div class="file-row">
      <FileCard file={file} />
      <p class="meta" dir="auto">{harmless(file.sender)} · {dayAndClock(file.ts, Date.now() / 1000)}</p>
    </div>
  );
}

function Mentions() {
  const chat = useQuietChat();
  const asked = useAsked(async () => {
    const answer = await chat.session.ask({ cmd: "mentions", limit: 50 });
    return answer.event === "mentions" ? answer.lines : null;
  }, 0);
  return <Listed asked={asked} none={t("no_mentions")} Row={({ of }) => <LineCard line={of} room={of.room} />} />;
}

function Bookmarks() {
  const chat = useQuietChat();
  const asked = useAsked(async () => {
    const answer = await chat.session.ask({ cmd: "bookmarks", limit: 100 });
    return answer.event === "bookmarks" ? answer.bookmarks.map((each) => each.line) : null;
  }, 0);
  return <Listed asked={asked} none={t("no_bookmarks")} Row={({ of }) => <LineCard line={of} room={of.room} />} />;
}
