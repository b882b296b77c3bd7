/** The box to write in: drafts, answers and changes, files by button, paste and drop, names and emoji by their beginning. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../model/conversation";
import { fold } from "../model/names";
import { t } from "../text";
import { useChat } from "./context";
import { share } from "./drop";
import { openEmoji } from "./emoji_host";
import { Icon, IconButton } from "./icons";
import { editLast } from "./line_menu";
import { harmless } from "./names";
import { emojiCalled, Offers, offersFor } from "./offers";
import { UploadRows } from "./upload_rows";
import { width } from "./choices";
import { isCommand, isWhole, runCommand, usageOf } from "./typed";
import { short } from "./words";
import type { Chat } from "./chat";

export function Composer({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const { key } = conversation;
  const box = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(() => chat.session.draft(key));
  const [place, setPlace] = useState(0); // of the cursor
  const [offered, setOffered] = useState(0);
  const [refused, setRefused] = useState(""); // the beginning for which offers were closed
  const target = chat.target(key);

  const before = text.slice(0, place);
  const offers = before === refused ? [] : offersFor(before, chat, conversation);

  // Enter may come before what was typed last is drawn.
  const latest = useRef(text);
  latest.current = text;

  const note = (next: string, at: number) => {
    latest.current = next;
    setText(next);
    setPlace(at);
    setOffered(isWhole(next) ? -1 : 0);
    if (!target?.edit) chat.session.setDraft(key, next);
    chat.session.typing.typed(key, next);
  };
  /** As `note`, by the page and not by typing: so the cursor has to be put there. */
  const put = (next: string, at = next.length) => {
    note(next, at);
    requestAnimationFrame(() => box.current?.setSelectionRange(at, at));
  };
  /** A name of an emoji between colons becomes that emoji with the blank after it. */
  const typed = (next: string, at: number) => {
    const name = /(?:^|\s):([\w+-]{2,60}):\s$/.exec(next.slice(0, at))?.[1];
    const emoji = name && emojiCalled(name.toLowerCase());
    if (!emoji) return note(next, at);
    const start = at - name.length - 3;
    put(`${next.slice(0, start)}${emoji}${next.slice(at - 1)}`, start + emoji.length + 1);
  };
  useLayoutEffect(() => {
    if (!target?.edit) return;
    const line = conversation.lines.get(target.seq);
    if (line?.event === "message") put(line.text);
  }, [target?.edit, target?.seq]);
  useLayoutEffect(() => grow(box.current), [text, target]);
  useLayoutEffect(() => {
    // A keyboard on the screen would cover what is read.
    if (width.value !== "narrow" && !("ontouchstart" in window)) box.current?.focus({ preventScroll: true });
  }, []);

  const leaveTarget = () => {
    chat.aim(key, null);
    if (target?.edit) put(target.before);
  };
  const submit = () => {
    const text = latest.current;
    if (!text.trim()) return;
    if (!target?.edit && isCommand(text) && !ACTION.test(text)) {
      if (runCommand(chat, conversation, text.trimEnd(), () => takeBack(text))) put("");
      return;
    }
    const rest = target?.edit ? change(chat, conversation, target.seq, text, target.before) : say(chat, conversation, text, target?.seq ?? 0);
    if (rest === null) return;
    if (target) chat.aim(key, null);
    put(rest);
    chat.isAtEnd = true;
    chat.toEnd(chat.timeline(conversation));
  };
  /** A refused command stands in the box again, unless something else was written. */
  const takeBack = (refused: string) => {
    if (chat.session.draft(key)) return;
    chat.session.setDraft(key, refused);
    if (box.current?.isConnected) put(refused);
  };
  const take = (insert: string) => {
    const start = before.search(/\S+$/);
    put(text.slice(0, start) + insert + text.slice(place), start + insert.length);
  };
  const insert = (piece: string) => {
    put(text.slice(0, place) + piece + text.slice(place), place + piece.length);
    box.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (offers.length) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) setOffered((Math.max(offered, step < 0 ? 0 : -1) + step + offers.length) % offers.length);
      else if (event.key === "Enter" && offered < 0) submit();
      else if (event.key === "Tab" || event.key === "Enter") take(offers[Math.max(0, offered)]?.insert ?? "");
      else if (event.key === "Escape") setRefused(before);
      else return;
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey && !isInFence(before)) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape" && target) {
      event.stopPropagation();
      leaveTarget();
    } else if (event.key === "ArrowUp" && !event.altKey && !text && editLast(chat, conversation)) event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (!pasted.length || event.clipboardData?.getData("text/plain")) return;
    event.preventDefault();
    share(chat, conversation, pasted);
  };
  const read = () => setPlace(box.current?.selectionStart ?? text.length);
  const usage = offers.length || target?.edit ? "" : usageOf(text);
  const name = conversation.kind === "public" ? `#${conversation.name}` : conversation.name.replace(/^@/, "");

  return (
    <div class="composer-host">
      {offers.length > 0 && <Offers offers={offers} chosen={offered} take={take} />}
      <div class="composer">
        {target && <TargetRow conversation={conversation} seq={target.seq} edit={target.edit} leave={leaveTarget} />}
        <UploadRows conversation={conversation} />
        <div id="usage" class="usage" hidden={!usage}>{usage}</div>
        <div class="composer-row">
          <IconButton icon="plus" label={t("attach")} onClick={() => files.current?.click()} />
          <input ref={files} type="file" multiple hidden onChange={() => {
            share(chat, conversation, files.current?.files ?? undefined);
            if (files.current) files.current.value = "";
          }} />
          <textarea
            id="composer"
            ref={box}
            rows={1}
            dir="auto"
            value={text}
            aria-label={t("message_to", { name: harmless(name) })}
            placeholder={t("message_to", { name: harmless(name) })}
            aria-haspopup="listbox"
            aria-controls={offers.length ? "offers" : undefined}
            aria-activedescendant={offers.length && offered >= 0 ? `offer-${offered}` : undefined}
            aria-autocomplete="list"
            aria-describedby={usage ? "usage" : undefined}
            onInput={(event) => typed(event.currentTarget.value, event.currentTarget.selectionStart)}
            onSelect={read}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
          />
          <IconButton icon="smile" label={t("emoji")} onClick={(event) => openEmoji(event, insert)} />
          <button type="button" class="icon-button send" aria-label={t(target?.edit ? "save" : "send")} title={t(target?.edit ? "save" : "send")} disabled={!text.trim()} onClick={submit}>
            <Icon name={target?.edit ? "check" : "send-horizontal"} />
          </button>
        </div>
      </div>
    </div>
  );
}

/** Whether a fence of code is open there: then Enter is a line of it. */
const isInFence = (before: string) => (before.match(/^```/gm)?.length ?? 0) % 2 === 1;

/** The box is as high as its text, up to what the style allows. */
function grow(box: HTMLTextAreaElement | null): void {
  if (!box || CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

const ACTION = /^\/me\s+(\S[^]*)$/;

/** What remains in the box; null: everything does. `/me waves` is an action, `//x` says `/x`. */
function say(chat: Chat, conversation: Conversation, text: string, re: number): string | null {
  const action = ACTION.exec(text);
  const said = action ? action[1]! : text.startsWith("//") ? text.slice(1) : text;
  const extra = { ...(re ? { re } : {}), ...(action ? { action: true } : {}) };
  if (chat.session.say(conversation.key, said.trimEnd(), extra) === null) {
    chat.toast(t("too_many_unsent"), true);
    return null;
  }
  return "";
}

function change(chat: Chat, conversation: Conversation, seq: number, text: string, before: string): string | null {
  if (!chat.isHere) {
    chat.toast(t("offline"), true);
    return null;
  }
  void chat.request({ cmd: "edit", room: conversation.room, seq, text: text.trimEnd() }).then((answer) => {
    // What was refused or cut is not lost: it is offered again.
    if (!answer) chat.toast(t("not_changed"), true, { label: t("write_again"), run: () => chat.session.setDraft(conversation.key, text) });
  });
  return before;
}

function TargetRow({ conversation, seq, edit, leave }: { conversation: Conversation; seq: number; edit: boolean; leave: () => void }) {
  const line = conversation.lines.get(seq);
  const words = edit ? t("changing") : line ? t("reply_to", { name: harmless(line.sender), text: short(line, 80) }) : t("reply_to_line");
  return (
    <div class="target">
      <Icon name={edit ? "pencil" : "reply"} size={14} />
      <span dir="auto">{words}</span>
      <IconButton icon="x" label={t("cancel")} size={16} onClick={leave} />
    </div>
  );
}

export const sameName = (a: string, b: string) => fold(a) === fold(b);
