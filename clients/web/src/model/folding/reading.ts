/** Events about what is read, by me and by others, about mentions, and what people show. */

import type { Conversation } from "../conversation";
import { mentions } from "../mentions";
import { fold } from "../names";
import type { ClientState } from "../state";
import type { MarkRead, Mentioned, PersonChanged, Refusal, RoomInfo } from "../types";
import type { Handlers } from "./table";

/** What the list of rooms says is unread; nothing if I was never there. */
export function countAsTold(state: ClientState, conversation: Conversation, info: RoomInfo): void {
  conversation.level = info.level ?? "all";
  if (info.read == null) return;
  if (info.read < conversation.readMark) {
    if (!conversation.unsure || conversation.marking) return; // it was made before the mark moved
    conversation.held = true;
  }
  conversation.unsure = false;
  count(state, conversation, info.read, info.head ?? 0, info.unread ?? 0, info.mentions ?? 0);
}

/** The connection was cut: the mark that it was told last may be lost, and others may have moved it. */
export function markAgain(conversation: Conversation): MarkRead | undefined {
  conversation.unsure = true;
  if (!conversation.marking) return undefined;
  return { cmd: "read", room: conversation.room, seq: conversation.marking, ref: "read" };
}

/** I have read up to `mark`; of what came after it up to `head`, so much is unread. */
function count(
  state: ClientState,
  conversation: Conversation,
  mark: number,
  head: number,
  unread: number,
  told: number,
): void {
  conversation.readMark = mark;
  if (state.looking && state.focus === conversation.key && !conversation.held) {
    state.unmarked.add(conversation.key);
    return;
  }
  let forMe = conversation.kind === "direct" ? unread : told;
  // A guest who comes again is another person to the server.
  if (!state.account) forMe = Math.max(forMe, mentionsKnown(state, conversation, mark, head));
  conversation.countAnew(mark, head, unread, forMe, state.me);
  state.changed.add("places");
}

/** The list of rooms says how far I have read. */
export function markRefused(state: ClientState, event: Refusal): void {
  const conversation = event.room ? state.conversation(state.nameOf(event.room)) : undefined;
  if (!conversation) return;
  conversation.marking = 0;
  conversation.unsure = true;
}

/** How many of the lines known here after `mark` name me. */
function mentionsKnown(state: ClientState, conversation: Conversation, mark: number, head: number): number {
  let count = 0;
  for (const line of conversation.lines.values()) {
    const isBetween = mark < line.seq && line.seq <= head;
    if (isBetween && line.event === "message" && line.sender !== state.me)
      count += mentions(line.text, state.me, state.mentionWords) ? 1 : 0;
  }
  return count;
}

/** Whether the line itself was seen to mention me when it came. */
function wasAlerted(state: ClientState, conversation: Conversation, event: Mentioned): boolean {
  const line = conversation.lines.get(event.seq);
  if (line?.event !== "message" || line.id !== event.id) return false;
  return conversation.kind === "direct" || mentions(line.text, state.me, state.mentionWords);
}

function own(state: ClientState): PersonChanged {
  return state.shown.get(fold(state.me)) ?? { event: "person", name: state.me };
}

export const OF_READING: Handlers = {
  read(state, event) {
    const conversation = state.conversations.get(state.keyOf(event));
    if (!conversation) return;
    if (event.seq < conversation.marking) return; // the answer to the newer mark is on its way
    conversation.marking = 0;
    conversation.unsure = false;
    if (event.seq < conversation.readMark) conversation.held = true; // marked as unread, here or on another device
    count(state, conversation, event.seq, event.head, event.unread ?? 0, event.mentions ?? 0);
    state.show(conversation);
  },
  read_by(state, event) {
    const conversation = state.conversations.get(state.keyOf(event));
    if (!conversation) return;
    conversation.seenBy(event.who, event.seq);
    state.show(conversation);
  },
  seen_by(state, event) {
    state.readers = event;
    state.changed.add("readers");
  },
  /** Where the line itself comes, it counts; elsewhere it is a notice where I look. */
  mention(state, event) {
    const conversation = state.conversations.get(state.keyOf(event));
    if (!conversation?.joined) {
      if (event.elsewhere && (event.notify ?? true)) state.tell(state.focus, { what: "event", event });
      return;
    }
    if (conversation.countMention(event.seq)) state.changed.add("places");
    if ((event.notify ?? true) && !wasAlerted(state, conversation, event)) state.alert(conversation, "mentions");
  },
  mentions(state, event) {
    state.mentions = event;
    state.changed.add("mentions");
  },
  level(state, event) {
    const conversation = state.conversations.get(state.keyOf(event));
    if (!conversation) return;
    conversation.level = event.level;
    state.changed.add("places");
  },
  typing(state, event) {
    const conversation = state.conversations.get(state.keyOf(event));
    if (!conversation || fold(event.who) === fold(state.me)) return;
    conversation.types(event.who, event.on ?? true, state.now());
    state.changed.add(`typing:${conversation.key}`);
  },
  person(state, event) {
    state.showPerson(event);
  },
  away(state, event) {
    state.showPerson({
      ...own(state),
      away: event.on,
      away_text: event.text ?? "",
      away_until: event.until ?? null,
    });
  },
  status_is(state, event) {
    state.showPerson({ ...own(state), status: event.text, status_until: event.until ?? null });
  },
  profile(state, event) {
    state.profile = event;
    const { name, away, away_text, away_until, status, status_until } = event;
    state.showPerson({
      ...({ event: "person", name, away: away ?? false, away_text: away_text ?? "" } as const),
      ...{ away_until: away_until ?? null, status: status ?? "", status_until: status_until ?? null },
    });
    state.changed.add("profile");
  },
  preferences(state, event) {
    state.chosen = event;
    state.changed.add("preferences");
  },
};
