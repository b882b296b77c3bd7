/** A line of the log: who, when, what, and what others attached to it. */

import { useState } from "preact/hooks";
import type { Conversation } from "../model/conversation";
import { fold } from "../model/names";
import { mentions, pattern } from "../model/mentions";
import type { FileShared, LinkPreview, LoggedEvent, Message } from "../model/types";
import { LINES } from "../model/types";
import { t } from "../text";
import { Avatar } from "./avatar";
import { useQuietChat } from "./context";
import { FileCard } from "./file_card";
import { LineBar } from "./line_bar";
import { LinkCards } from "./link_cards";
import { openLineMenu } from "./line_menu";
import { Marked } from "./markup_view";
import { harmless, harmlessText, hueOf } from "./names";
import { PollCard } from "./poll_card";
import { RunLines } from "./run_lines";
import { Attached, QuoteLine } from "./attached";
import { clock, exact } from "./times";
import { fact } from "./words";

interface LineRowProps {
  line: LoggedEvent;
  heading: boolean;
  hit: boolean;
  quoted: LoggedEvent | undefined;
  previews: LinkPreview[] | undefined;
  conversation: Conversation;
  isLast: boolean;
  isChosen: boolean;
}

export function LineRow({ line, heading, hit, quoted, previews, conversation, isLast, isChosen }: LineRowProps) {
  const chat = useQuietChat();
  const [hovered, setHovered] = useState(false);
  if (!LINES.has(line.event)) return <FactRow line={line} hit={hit} />;
  const mine = fold(line.sender) === fold(chat.state.me);
  const forMe = !mine && line.event === "message" && mentions(line.text, chat.state.me, chat.state.mentionWords);
  const isRow = line.event === "message" || line.event === "file" || line.event === "poll";
  const classes = ["row", heading && "heading", mine && "mine", forMe && "for-me", hit && "hit", isChosen && "chosen"].filter(Boolean).join(" ");
  return (
    <article
      class={classes}
      data-seq={line.seq}
      tabIndex={isLast || isChosen ? 0 : -1}
      aria-label={t("line_by", { name: harmless(line.sender) })}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={(event) => event.pointerType !== "touch" && setHovered(false)} // a finger leaves before its click comes
      onFocusIn={() => setHovered(true)}
      onContextMenu={(event) => openLineMenu(event, chat, conversation, line)}
    >
      {heading && isRow ? <Heading line={line} /> : <time class="time gutter" title={exact(line.ts)}>{clock(line.ts)}</time>}
      {line.event === "message" && line.re ? <QuoteLine conversation={conversation} seq={line.re} answered={quoted} /> : null}
      <Said line={line} conversation={conversation} />
      {line.event === "message" ? <LinkCards line={line} room={conversation.room} previews={previews} /> : null}
      <Attached line={line} conversation={conversation} />
      {hovered || isChosen ? <LineBar line={line} conversation={conversation} /> : null}
    </article>
  );
}

function Heading({ line }: { line: LoggedEvent }) {
  const chat = useQuietChat();
  const open = () => chat.showProfile(line.sender);
  return (
    <>
      <button class={`avatar hue-${hueOf(line.sender)}`} tabIndex={-1} aria-hidden="true" onClick={open}><Avatar name={line.sender} picture /></button>
      <div class="said">
        <button class={`name hue-${hueOf(line.sender)}`} dir="auto" tabIndex={-1} onClick={open}>{harmless(line.sender)}</button>
        <time class="time" title={exact(line.ts)} dateTime={new Date(line.ts * 1000).toISOString()}>{clock(line.ts)}</time>
        {line.event === "message" && line.topic ? <span class="about" dir="auto">{harmless(line.topic)}</span> : null}
      </div>
    </>
  );
}

function Said({ line, conversation }: { line: LoggedEvent; conversation: Conversation }) {
  switch (line.event) {
    case "message":
      return <MessageBody line={line} room={conversation.room} />;
    case "file":
      return <FileCard file={line as FileShared} />;
    case "poll":
      return <PollCard poll={line} conversation={conversation} />;
    case "document":
      return (
        <div class="file">
          <span class="grow">
            <b class="file-name" dir="auto">{harmless(line.title)}</b>
            <span class="meta">{t("document_by", { name: harmless(line.sender), language: line.language })}</span>
          </span>
          <OpenDocument room={conversation.room} doc={line.doc} />
        </div>
      );
    case "run_started":
      return <div class="meta" dir="auto">{t("run_of", { name: harmless(line.sender), title: harmless(line.document || line.title) })}</div>;
    case "run_ended":
      return <RunLines line={line} conversation={conversation} />;
    default:
      return null;
  }
}

function OpenDocument({ room, doc }: { room: string; doc: string }) {
  const chat = useQuietChat();
  return <button class="button" onClick={() => chat.openCode({ room, doc })}>{t("open")}</button>;
}

const SHOWN_FIRST = 4_000; // characters of a long text
const SHOWN_MOST = 65_536;
const LONE_EMOJI = /^(?:\p{Extended_Pictographic}(?:\ufe0f|\u200d\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}])*\s?){1,3}$/u;

function MessageBody({ line, room }: { line: Message; room: string }) {
  const chat = useQuietChat();
  const [whole, setWhole] = useState(false);
  const text = harmlessText(line.text);
  const shown = text.slice(0, whole ? SHOWN_MOST : SHOWN_FIRST);
  const lone = text.length < 20 && LONE_EMOJI.test(text) ? "lone-emoji" : "";
  return (
    <>
      <div class={`body ${line.action ? "action" : ""} ${lone}`} dir="auto">
        {line.action && <b class={`name hue-${hueOf(line.sender)}`}>{harmless(line.sender)} </b>}
        <Marked text={shown} mention={chat.isMine(line) ? null : pattern(chat.state.me, chat.state.mentionWords, "giu")} runs={{ seq: line.seq, room }} />
        {line.edited ? <span class="meta faint" title={exact(line.edited)}> {t("edited")}</span> : null}
      </div>
      {shown.length < text.length && <button class="link-button" onClick={() => setWhole(true)}>{t("show_all", { n: text.length - shown.length })}</button>}
    </>
  );
}

function FactRow({ line, hit }: { line: LoggedEvent; hit: boolean }) {
  const words = fact(line);
  if (!words) return null;
  return (
    <div class={`fact ${hit ? "hit" : ""}`} data-seq={line.seq} tabIndex={-1} dir="auto">
      {words}
      <time class="time" title={exact(line.ts)}>{clock(line.ts)}</time>
    </div>
  );
}
