/** Events that are lines of a conversation, alone or in pages, and what some of them change besides. */

import type { Addition } from "../additions";
import type { Conversation } from "../conversation";
import { isCounted } from "../conversation";
import { mentions } from "../mentions";
import { fold } from "../names";
import { type ClientState, OPENS } from "../state";
import type { Added, HistoryPage, LoggedEvent, Message, MissedPage, PinSet, PollClosed, Removed } from "../types";
import { LINES } from "../types";
import type { Handlers } from "./table";

/** An event that only adds something to another line, and is part of it in history. */
function addition(state: ClientState, event: LoggedEvent & Addition): void {
  const conversation = state.of(event);
  conversation.add(event, state.me);
  if (event.event === "edited") conversation.previews.delete(event.line);
  askLeftOut(state, conversation);
  state.show(conversation);
}

/** A line of its own, and part of the line that it names. */
function pin(state: ClientState, event: PinSet | PollClosed): void {
  state.of(event).add(event, state.me);
  state.changed.add("pinned");
  other(state, event);
}

function message(state: ClientState, event: Message): void {
  const conversation = state.of(event);
  if (!said(state, conversation, event)) return;
  conversation.types(event.sender, false, state.now());
  state.show(conversation);
  if (fold(event.sender) !== fold(state.me)) unseen(state, conversation, event);
}

function counted(state: ClientState, event: LoggedEvent): void {
  const conversation = state.of(event);
  const fresh = said(state, conversation, event);
  const ask = event.event === "poll" ? conversation.askVotes(event) : undefined;
  if (ask) state.wants.push(ask);
  state.show(conversation);
  if (fresh && fold(event.sender) !== fold(state.me)) unseen(state, conversation, event);
}

function unseen(state: ClientState, conversation: Conversation, event: LoggedEvent): void {
  const forMe = isForMe(state, conversation, event);
  conversation.types(event.sender, false, state.now());
  if (state.looking && conversation.key === state.focus) state.unmarked.add(conversation.key);
  else {
    conversation.count(event, forMe);
    state.changed.add("places");
  }
  if (event.event !== "run_started") state.alert(conversation, forMe ? "mentions" : "all");
}

function isForMe(state: ClientState, conversation: Conversation, line: LoggedEvent): boolean {
  const text = line.event === "message" ? line.text : "";
  return conversation.kind === "direct" || mentions(text, state.me, state.mentionWords);
}

/** Events that only add to the list of lines. */
function other(state: ClientState, event: LoggedEvent): void {
  const conversation = state.of(event);
  said(state, conversation, event);
  state.show(conversation);
}

function said(state: ClientState, conversation: Conversation, line: LoggedEvent): boolean {
  const fresh = conversation.said(line);
  askLeftOut(state, conversation);
  return fresh;
}

function askLeftOut(state: ClientState, conversation: Conversation): void {
  const command = conversation.askLeftOut(state.ref);
  if (command) state.wants.push(command);
}

function added(state: ClientState, event: Added | Removed): void {
  if (!state.conversations.has(state.keyOf(event))) state.of(event, "group");
  other(state, event);
  state.changed.add("people");
}

function page(state: ClientState, event: HistoryPage): void {
  if (event.topic) {
    state.topicPage = event; // not all lines of a stretch
    state.changed.add("topic_page");
    return;
  }
  const isAskedFor = String(event.ref ?? "").startsWith(OPENS);
  const before = isAskedFor ? state.named(state.nameOf(event.room)) : undefined;
  const conversation = state.of(event);
  if (isAskedFor) {
    if (conversation !== before) state.bringToFront(conversation);
    event = { ...event, ref: null };
  }
  conversation.page(event, state.me);
  if (event.ref == null && !isAskedFor) askOwn(state, conversation, event);
  askLeftOut(state, conversation);
  state.show(conversation);
}

/** A page that nobody asked for does not say which reactions are one's own: ask for it. */
function askOwn(state: ClientState, conversation: Conversation, event: HistoryPage): void {
  const last = event.lines[event.lines.length - 1];
  const hasOwn = event.lines.some(
    (line) => line.event === "poll" || (LINES.has(line.event) && "reactions" in line && line.reactions?.length),
  );
  if (!last || !hasOwn) return;
  const command = conversation.ask(state.ref(), { before: last.seq + 1 }, event.lines.length);
  if (command) state.wants.push(command);
}

function missed(state: ClientState, event: MissedPage): void {
  for (const each of event.rooms) {
    const conversation = state.of(each);
    const known = each.lines.map((line) => conversation.lines.has(line.seq));
    each.lines.forEach((line, at) => {
      if (known[at] || !isCounted(line) || fold(line.sender) === fold(state.me)) return;
      conversation.found(line);
      unseen(state, conversation, line);
    });
    conversation.page(each, state.me);
    state.show(conversation);
  }
}

/** Every other logged event is a line; what some of them change besides is named after it. */
export const OF_LINES: Handlers = {
  blank: other,
  mode: other,
  room_renamed: other,
  role: other,
  file_gone: other,
  run_ended: other,
  document: other,
  document_closed: other,
  edited: addition,
  reaction: addition,
  pinned: pin,
  poll_closed: pin,
  poll: counted,
  file: counted,
  run_started: counted,
  message,
  added,
  poll_changed(state, event) {
    const conversation = state.of(event);
    conversation.votes(event);
    state.show(conversation);
  },
  voted(state, event) {
    const conversation = state.of(event);
    conversation.ownVote(event);
    state.show(conversation);
  },
  marks(state, event) {
    const conversation = state.of(event);
    conversation.mark(event, state.me);
    state.show(conversation);
  },
  reacted(state, event) {
    const conversation = state.of(event);
    conversation.ownReaction(event);
    state.show(conversation);
  },
  deleted(state, event) {
    const conversation = state.of(event);
    const line = conversation.lines.get(event.line);
    if (line && isCounted(line) && fold(line.sender) !== fold(state.me)) {
      conversation.uncount(event.line, event.seq, isForMe(state, conversation, line));
      state.changed.add("places");
    }
    conversation.deleted(event);
    other(state, event);
  },
  topic(state, event) {
    other(state, event);
    state.changed.add("topic");
  },
  removed(state, event) {
    if (fold(event.who) === fold(state.me)) state.end(state.keyOf(event));
    else added(state, event);
  },
  history: page,
  missed,
  found(state, event) {
    state.found = event;
    state.changed.add("found");
  },
  topics(state, event) {
    state.topics = event;
    state.changed.add("topics");
  },
};
