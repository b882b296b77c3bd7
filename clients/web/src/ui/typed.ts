/** Commands that are typed into the box: `/topic Release`. What leads somewhere on the page is done here, the rest is
 * the server's, which understands them as a terminal types them. */

import { signal } from "@preact/signals";
import type { Conversation } from "../model/conversation";
import { t } from "../text";
import { usageWords } from "./answers";
import type { Chat } from "./chat";
import { openSheet } from "./open_sheet";
import type { PaneKind } from "./screen";

const OFFERED = 8;
const usages = signal<Readonly<Record<string, string>> | null>(null);
let isLoading = false;

/** Whether a line is a command; `//` says a line with a slash, and what has several lines is said. */
export const isCommand = (text: string): boolean => /^\/[^/\s]/.test(text) && !text.includes("\n");

/** How to type each command; null until the table is there. */
function table(): Readonly<Record<string, string>> | null {
  if (!usages.value && !isLoading) {
    isLoading = true;
    void import("../model/usages").then((module) => (usages.value = module.USAGES));
  }
  return usages.value;
}

/** The commands that begin as what is typed: how they are typed, and their first words. */
export function commandsFrom(before: string): { usage: string; words: string }[] {
  if (!/^\/[\w-]*$/.test(before)) return [];
  const all = Object.entries(table() ?? {});
  const part = before.toLowerCase();
  return all
    .filter(([words]) => words.startsWith(part) && words !== part)
    .slice(0, OFFERED)
    .map(([words, usage]) => ({ words, usage: usageWords(usage) }));
}

/** Whether that is all of a command's words, so that Enter sends it though longer ones are offered. */
export const isWhole = (text: string): boolean => !/\s/.test(text) && usageOf(text) !== "";

/** How the command in the box is typed; empty when there is none. */
export function usageOf(text: string): string {
  if (!isCommand(text)) return "";
  const [first = "", second = ""] = text.toLowerCase().split(/\s+/);
  const all = table();
  return usageWords(all?.[`${first} ${second}`] ?? all?.[first] ?? "");
}

const PANES: Record<string, PaneKind> = { pins: "pins", mentions: "mentions", bookmarks: "bookmarks" };

/** Run the command in `text`; `refused` is called when it is, so that the line can be mended. */
export function runCommand(chat: Chat, conversation: Conversation, text: string, refused: () => void): boolean {
  const [, verb = "", rest = ""] = /^\/(\S+)\s*([^]*?)\s*$/.exec(text) ?? [];
  if (!chat.isHere) {
    chat.toast(t("offline"), true);
    return false;
  }
  if (leads(chat, conversation, verb.toLowerCase(), rest)) return true;
  void chat.session.type(conversation.key, text).then((answer) => answer.event === "error" && refused());
  return true;
}

/** What the page does by itself, as with a click: whether it has done it. */
function leads(chat: Chat, conversation: Conversation, verb: string, rest: string): boolean {
  const [first = "", ...others] = rest.split(/\s+/);
  const pane = PANES[verb];
  if (pane && !rest) {
    if (chat.pane.peek() !== pane) chat.openPane(pane);
  } else if (/^(join|j)$/.test(verb) && first && others.length < 2) chat.session.places.join(first, others[0]);
  else if (/^(leave|part)$/.test(verb) && !rest) chat.leave(conversation);
  else if (/^(quit|q|bye|exit|logout)$/.test(verb) && !rest) openSheet(chat, "logout");
  else if (verb === "login") chat.toast(t("log_out_first"), true);
  else if (verb === "search" && rest) chat.search(rest);
  else if (/^(msg|m|dm|pm|tell|query|whisper|privmsg)$/.test(verb) && first) return writeTo(chat, first, rest.slice(first.length).trim());
  else return false;
  return true;
}

/** A line to a person, whose conversation comes to the front. */
function writeTo(chat: Chat, name: string, text: string): boolean {
  const to = `@${name.replace(/^@/, "")}`;
  if (text && chat.session.say(to, text) === null) chat.toast(t("too_many_unsent"), true);
  chat.go(to);
  return true;
}
