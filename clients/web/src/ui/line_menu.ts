/** What can be done with a line. */

import type { Conversation } from "../model/conversation";
import type { FileShared, LoggedEvent } from "../model/types";
import { LINES } from "../model/types";
import { t } from "../text";
import { linkTo } from "./address";
import type { Chat } from "./chat";
import { copyText } from "./copy";
import { openMenu, type MenuItem } from "./menu";
import { openSheet } from "./open_sheet";
import { spoken } from "./words";

export const canEdit = (chat: Chat, line: LoggedEvent): boolean => line.event === "message" && chat.isMine(line);

/** Put a reaction, or take one's own back. */
export function react(chat: Chat, conversation: Conversation, line: LoggedEvent, emoji: string): void {
  const mine = "reactions" in line && (line.reactions ?? []).some((each) => each.emoji === emoji && each.mine);
  void chat.request({ cmd: "react", room: conversation.room, seq: line.seq, emoji, on: !mine });
}

export function replyTo(chat: Chat, conversation: Conversation, line: LoggedEvent): void {
  chat.aim(conversation.key, { seq: line.seq, edit: false, before: "" });
  focusComposer();
}

export function editLine(chat: Chat, conversation: Conversation, line: LoggedEvent): void {
  chat.aim(conversation.key, { seq: line.seq, edit: true, before: chat.session.draft(conversation.key) });
  focusComposer();
}

const focusComposer = () => requestAnimationFrame(() => document.getElementById("composer")?.focus());

/** One's own newest message that is known, which the arrow up in an empty box changes. */
export function editLast(chat: Chat, conversation: Conversation): boolean {
  const newest = conversation.newest;
  for (let seq = newest?.[1] ?? 0; newest && seq >= newest[0]; seq--) {
    const line = conversation.lines.get(seq);
    if (line && canEdit(chat, line)) {
      editLine(chat, conversation, line);
      return true;
    }
  }
  return false;
}

export function openLineMenu(event: MouseEvent, chat: Chat, conversation: Conversation, line: LoggedEvent): void {
  if (getSelection()?.toString() && event.type === "contextmenu") return; // the browser's own menu copies it
  const target = event.target as HTMLElement;
  if (event.type === "contextmenu" && target.closest("a, img, textarea")) return;
  event.preventDefault();
  openMenu(event, itemsOf(chat, conversation, line));
}

const TEXT_MAX = 1_000_000; // bytes of a file that is offered as a code document
const TEXT_NAMES = /\.(py|js|java|c|cc|cpp|go|rs|sh|sql|txt|md)$/i;

const isText = (file: FileShared): boolean => file.size <= TEXT_MAX && (file.type.startsWith("text/") || TEXT_NAMES.test(file.name));

/** A shared file becomes a document that all in the room can write in. */
async function openAsCode(chat: Chat, room: string, file: string): Promise<void> {
  const answer = await chat.request({ cmd: "code_import", room, file });
  if (answer?.event === "document_is") chat.openCode({ room, doc: answer.document.doc });
}

function itemsOf(chat: Chat, conversation: Conversation, line: LoggedEvent): MenuItem[] {
  const { room, key } = conversation;
  const { seq } = line;
  const isLine = LINES.has(line.event);
  const pinned = "pinned" in line && line.pinned === true;
  const ask = (command: Parameters<Chat["request"]>[0], done?: string) => () =>
    void chat.request(command).then((answer) => answer && done && chat.announcer.say(done));
  const items: (MenuItem | false)[] = [
    { icon: "reply", label: t("reply"), run: () => replyTo(chat, conversation, line) },
    canEdit(chat, line) && { icon: "pencil", label: t("edit"), run: () => editLine(chat, conversation, line) },
    line.event === "file" && isText(line) && { icon: "code", label: t("open_as_code"), run: () => void openAsCode(chat, room, line.file) },
    { icon: "copy", label: t("copy_text"), run: () => void copyText(chat, spoken(line)) },
    conversation.kind !== "direct" && { icon: "link", label: t("copy_link"), run: () => void copyText(chat, linkTo(conversation, seq)) },
    isLine && { icon: "pin", label: t(pinned ? "unpin" : "pin"), run: ask({ cmd: pinned ? "unpin" : "pin", room, seq }) },
    isLine && { icon: "bookmark", label: t("bookmark"), run: ask({ cmd: "bookmark", room, seq }, t("bookmarked")) },
    isLine && { icon: "clock", label: t("remind_me"), run: () => openSheet(chat, "remind", { key, seq }) },
    { icon: "circle", label: t("mark_unread"), run: () => markUnread(chat, conversation, seq) },
    line.event === "poll" && chat.isMine(line) && !line.tally?.closed && { icon: "check", label: t("close_poll"), run: ask({ cmd: "poll_close", room, seq }) },
    "reactions" in line && (line.reactions ?? []).length > 0 && { icon: "smile", label: t("who_reacted"), run: () => openSheet(chat, "reactions", { key, seq }) },
    line.event === "message" && Boolean(line.edited) && { icon: "history", label: t("former_texts"), run: () => openSheet(chat, "revisions", { key, seq }) },
    isLine && !chat.isMine(line) && { icon: "flag", label: t("report"), run: () => openSheet(chat, "report", { key, seq }) },
    isLine && { icon: "trash-2", label: t("delete"), danger: true, run: () => openSheet(chat, "delete", { key, seq }) },
  ];
  return items.filter((item) => item !== false);
}

function markUnread(chat: Chat, conversation: Conversation, seq: number): void {
  chat.session.send({ cmd: "unread", room: conversation.room, seq });
  conversation.holdFrom(seq);
  chat.timeline(conversation).holdUnread();
  chat.moved.value++;
}
