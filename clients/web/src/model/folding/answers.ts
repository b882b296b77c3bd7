/** Answers to what the user asked or typed, and what the operator announces. */

import { LOBBY } from "../names";
import type { NoticeBody } from "../notice";
import { CODE, type ClientState, OPENS, TYPED } from "../state";
import type { Event, Refusal } from "../types";
import { markRefused } from "./reading";
import type { Handlers } from "./table";

// Our own requests, whose errors change nothing.
const QUIET = new Set(["rooms", "who", "missed", "motd", "poll", "read", "set", "typing"]);
// Answers that show themselves: as a line, at one, in a list of its own or in an editor.
const SHOWN = new Set([
  ...["ack", "reacted", "voted", "bookmarked", "history", "missed", "found", "topics", "mentions"],
  ...["pins", "bookmarks", "scheduled_list", "document_is", "caught_up", "read"],
]);
export const ASKED = "ask:"; // prefix of the `ref` of a request whose asker handles the answer

/** Show the answer to a typed command where it was typed. */
export function showTyped(state: ClientState, event: Event, ref: string): void {
  const where = state.conversations.get(ref.split(":").slice(2).join(":"));
  const notices = "notices" in event ? event.notices : undefined;
  if (!where || (notices ? !notices.length : SHOWN.has(event.event))) return;
  if (event.event === "error") where.note(body(state, event), state.now(), "refusal");
  else where.note({ what: "event", event }, state.now());
  state.show(where);
}

function refusal(state: ClientState, event: Refusal): void {
  if (event.key) state.changed.add(`lines:${state.focus}`); // the line itself shows it
  if (event.ref === "read") markRefused(state, event);
  if (event.key || isShownElsewhere(state, event)) return;
  if (event.code === "needs_password" && event.ref === "open") {
    state.locked = event.room ?? "";
    state.changed.add("locked");
    return;
  }
  const where = event.room ? state.conversation(state.nameOf(event.room)) : undefined;
  if (event.code === "no_such_room" && where && event.room === where.key) {
    state.end(where.key);
    state.tell(state.focus, { what: "gone", title: where.name }, "refusal");
    return;
  }
  state.tell(where?.key ?? state.focus, body(state, event), "refusal");
}

/** Whether `showTyped`, an editor or the asker shows the error, or the user need not know of it. */
function isShownElsewhere(state: ClientState, event: Refusal): boolean {
  const ref = String(event.ref ?? "");
  if (ref.startsWith(TYPED) || ref.startsWith(CODE) || ref.startsWith(ASKED) || QUIET.has(ref)) return true;
  for (const conversation of state.conversations.values()) if (conversation.refused(ref)) return true;
  // A conversation that is open, whose other person is gone.
  return ref.startsWith(OPENS) && state.named(ref.slice(OPENS.length)) !== undefined;
}

/** The error's text with the room's name instead of its id. */
function body(state: ClientState, event: Refusal): NoticeBody {
  const room = event.room ?? "";
  const name = state.conversations.get(room)?.name ?? state.rooms.get(room)?.room;
  const text = name === undefined ? event.text : event.text.replaceAll(room, name);
  return { what: "refusal", code: event.code, text };
}

function announce(state: ClientState, key: string, event: Event): void {
  state.tell(key, { what: "event", event }, "announcement");
  const where = state.conversation(key) ?? state.named(LOBBY);
  if (where) state.alert(where, "mentions");
}

export const ANSWERS: Handlers = {
  error: refusal,
  ack(state, event) {
    state.show(state.of(event));
  },
  /** Shown where the user is looking. */
  announcement(state, event) {
    announce(state, state.focus, event);
  },
  motd(state, event) {
    if (event.ref === "motd" && event.text) state.tell(LOBBY, { what: "event", event });
  },
  /** Somebody asks the user to open a code document; what the user asked is shown where that was. */
  document_invited(state, event) {
    if (!event.who) announce(state, event.document.rid || event.document.room, event);
  },
  class_ran(state, event) {
    state.tell(event.document.rid || event.document.room, { what: "event", event });
  },
};
