/** Events in words: facts of a room's log, notices, and what is read aloud of a line. */

import type { Notice, NoticeBody } from "../model/notice";
import type { Traffic } from "../model/traffic";
import type { Event, LoggedEvent } from "../model/types";
import { type Facts, t, type TextKey } from "../text";
import { answerWords, refusalWords } from "./answers";
import { harmless, harmlessText } from "./names";
import { dayAndClock, sized } from "./times";
import { verdict } from "./verdict";

const named = (facts: Record<string, string | number>): Facts =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, typeof value === "string" ? harmless(value) : value]));

const say = (key: TextKey, facts: Record<string, string | number> = {}) => t(key, named(facts));

const NAMED = 3;

/** `bob, carol and 12 more` */
export function people(names: readonly string[], more = 0): string {
  const shown = names.slice(0, NAMED).map(harmless);
  const rest = names.length - shown.length + more;
  if (rest && !shown.length) return t("n_people", { n: rest });
  if (rest) return t("names_more", { names: shown.join(", "), n: rest });
  if (shown.length < 2) return shown[0] ?? "";
  return t("names_and", { names: shown.slice(0, -1).join(", "), last: shown[shown.length - 1]! });
}

export function typingWords(names: readonly string[]): string {
  return names.length ? t("typing", { names: people(names), n: names.length }) : "";
}

/** A fact of the log, in one line. */
export function fact(line: LoggedEvent): string {
  const who = "who" in line ? (line.who ?? "") : "";
  const facts = { sender: line.sender, who };
  switch (line.event) {
    case "topic":
      return line.text ? say("fact_topic", { ...facts, text: line.text }) : say("fact_topic_cleared", facts);
    case "room_renamed":
      return say("fact_room_renamed", { ...facts, was: line.was, text: line.name });
    case "added":
      return line.sender === who ? say("fact_joined", facts) : say("fact_added", facts);
    case "removed":
      return line.sender === who ? say("fact_left", facts) : say("fact_removed", facts);
    case "role":
      return say("fact_role", { ...facts, role: line.role });
    case "mode":
      return say("fact_mode", { ...facts, text: modeWords(line) });
    case "file_gone":
      return say("fact_file_gone", { ...facts, text: line.name });
    case "document_closed":
      return say("fact_document_closed", { ...facts, text: line.title });
    case "document_renamed":
      return say("fact_document_renamed", { ...facts, text: line.title });
    case "document_role_set":
      return say("fact_document_role", { ...facts, role: line.role });
    case "pinned":
      return say(line.on ? "fact_pinned" : "fact_unpinned", facts);
    case "poll_closed":
      return say("fact_poll_closed", { ...facts, text: line.question });
    case "blank":
      return t("fact_deleted");
    default:
      return "";
  }
}

function modeWords(line: Extract<LoggedEvent, { event: "mode" }>): string {
  const words: string[] = [];
  if (line.entry != null) words.push(t("mode_entry", { entry: harmless(line.entry) }));
  if (line.readonly != null) words.push(t(line.readonly ? "mode_readonly" : "mode_writable"));
  if (line.slow != null) words.push(line.slow ? t("mode_slow", { seconds: line.slow }) : t("mode_not_slow"));
  if (line.topics != null) words.push(t("mode_topics", { topics: harmless(line.topics) }));
  if (line.most != null) words.push(line.most ? t("mode_most", { count: line.most }) : t("mode_no_most"));
  if (line.locked != null) words.push(t(line.locked ? "mode_locked" : "mode_unlocked"));
  if (line.unlisted != null) words.push(t(line.unlisted ? "mode_unlisted" : "mode_listed"));
  if (line.password) words.push(t("mode_password"));
  return words.join(", ");
}

export function notice(notice: Notice): string {
  return bodyWords(notice.body);
}

function bodyWords(body: NoticeBody): string {
  switch (body.what) {
    case "traffic":
      return trafficWords(body);
    case "renamed":
      return say("notice_renamed", { was: body.was, name: body.name });
    case "brought_in":
      return say("notice_brought_in", { by: body.by });
    case "gone":
      return say("notice_gone", { title: body.title });
    case "another_guest":
      return say("notice_another_guest", { title: body.title });
    case "refusal":
      return harmlessText(refusalWords(body.text));
    case "event":
      return eventWords(body.event);
  }
}

/** "bob and carol came in; dave left" */
function trafficWords({ came, left, more }: Traffic): string {
  const half = (names: ReadonlyMap<string, string>, others: number, key: "notice_came" | "notice_went") =>
    names.size || others > 0 ? [t(key, { names: people([...names.values()], Math.max(0, others)), n: names.size + Math.max(0, others) })] : [];
  return [...half(came, more, "notice_came"), ...half(left, -more, "notice_went")].join("; ");
}

function eventWords(event: Event): string {
  switch (event.event) {
    case "announcement":
      return t("notice_announcement", { text: harmlessText(event.text) });
    case "motd":
      return harmlessText(event.text);
    case "reminder":
      return say("notice_reminder", { text: event.entry.text });
    case "not_said_later":
      return say("notice_not_said", { text: event.entry.text, why: event.entry.why ?? "" });
    case "moderated":
      return moderatedWords(event);
    case "room_deleted":
      return say("notice_room_deleted", { room: event.room });
    case "document_invited":
      return say("notice_document_invited", { sender: event.sender, title: event.document.title });
    case "invited":
      return say("notice_asked", { sender: event.sender, room: event.room });
    case "class_ran":
      return say("notice_class_ran", { title: event.document.title, n: event.results.length });
    case "reported":
      return say("notice_reported", { by: event.report.by, sender: event.report.sender, room: event.report.room });
    default:
      if ("notices" in event && event.notices) return answerWords(event) ?? harmlessText(event.notices.join("\n"));
      return harmless(event.event.replaceAll("_", " "));
  }
}

const DEEDS: Record<string, TextKey> = {
  kicked: "deed_kick", banned: "deed_ban", unbanned: "deed_unban", muted: "deed_mute", unmuted: "deed_unmute",
};

function moderatedWords(event: Extract<Event, { event: "moderated" }>): string {
  const deed = DEEDS[event.action] ?? "deed_other";
  const words = say(deed, { who: event.who, by: event.by, action: event.action });
  const until = event.until ? ` ${t("deed_until", { time: dayAndClock(event.until, Date.now() / 1000) })}` : "";
  return `${words}${until}${event.reason ? `: ${harmless(event.reason)}` : ""}`;
}

/** What a line says, for lists, quotes and the screen reader; empty for what is no line. */
export function spoken(line: LoggedEvent): string {
  switch (line.event) {
    case "message":
      return harmlessText(line.text);
    case "file":
      return t("spoken_file", { name: harmless(line.name), size: sized(line.size) });
    case "poll":
      return t("spoken_poll", { text: harmless(line.question) });
    case "document":
      return t("spoken_document", { text: harmless(line.title) });
    case "run_started":
      return t("spoken_run", { text: harmless(line.title) });
    case "run_ended":
      return verdict(line);
    default:
      return fact(line);
  }
}

/** One short line of it. */
export function short(line: LoggedEvent, length = 120): string {
  const [first = "", ...rest] = spoken(line).replace(/[*`]/g, "").trim().split("\n");
  return first.length > length || rest.length ? `${[...first].slice(0, length).join("")}…` : first;
}
