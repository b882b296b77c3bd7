/** Events that begin, change or end conversations. */

import type { ConversationKind } from "../conversation";
import { fold, LOBBY, same } from "../names";
import type { ClientState } from "../state";
import type { Joined, RoomInfo, Welcome } from "../types";
import { countAsTold, markAgain } from "./reading";
import type { Handlers } from "./table";

function welcome(state: ClientState, event: Welcome): void {
  state.me = event.name;
  state.role = event.role ?? "guest";
  state.account = state.role !== "guest";
  if (state.epoch && event.epoch !== state.epoch) {
    for (const conversation of state.conversations.values()) {
      conversation.forgetLines();
      state.show(conversation);
    }
  }
  state.epoch = event.epoch;
  state.http = event.http ?? "";
  state.here = event.here ?? 0;
  state.hasPreviews = event.previews ?? false;
  const rooms = event.rooms ?? [];
  if (!event.resumed && !state.account) anotherGuest(state, new Set(rooms.map((info) => state.keyOf(info))));
  if (event.resumed || state.account)
    for (const each of state.conversations.values()) {
      const mark = markAgain(each);
      if (mark) state.wants.push(mark);
    }
  for (const info of rooms) privateRoom(state, info);
  state.wants.push({ cmd: "rooms", ref: "rooms" }, { cmd: "who", room: "*", ref: "who" }, { cmd: "set", ref: "set" });
  if (!event.resumed) state.wants.push({ cmd: "motd", ref: "motd" });
  if (event.resumed || state.account) state.wants.push({ cmd: "missed", ref: "missed" });
  state.people.set(fold(event.name), event.name);
  state.changed.add("me").add("places").add("people");
}

/** Private conversations belong to the previous guest: end them. */
function anotherGuest(state: ClientState, mine: ReadonlySet<string>): void {
  for (const each of [...state.conversations.values()]) {
    if (each.kind === "public" || mine.has(each.key)) continue;
    state.end(each.key);
    state.tell(LOBBY, { what: "another_guest", title: each.name });
  }
}

function privateRoom(state: ClientState, info: RoomInfo): void {
  const conversation = state.of(info, info.kind as ConversationKind);
  conversation.joined = true;
  conversation.tell(info.head ?? 0, info.topic ?? "");
  countAsTold(state, conversation, info);
  if ((info.head ?? 0) > conversation.head && !conversation.runs.runs.length) conversation.head = info.head ?? 0;
}

function joined(state: ClientState, event: Joined): void {
  const conversation = state.of(event, event.kind as ConversationKind);
  // Without lines of our own, the last ones follow; else what came since.
  conversation.entered(event.head, event.first, !conversation.runs.runs.length);
  state.wants.push(...conversation.askPolls());
  conversation.tell(event.head, event.topic ?? "");
  conversation.showMembers(event.members ?? [], event.here ?? 0);
  state.meet(event.members ?? []);
  if (event.ref === "open" || state.opening.has(fold(event.room))) state.bringToFront(conversation);
  if (same(event.room, LOBBY)) state.tellEarly(conversation);
  state.show(conversation);
  state.changed.add("places").add("people").add("topic");
}

export const OF_ROOMS: Handlers = {
  welcome,
  joined,
  reload(state, event) {
    const conversation = state.of(event);
    conversation.restart(event.head, event.first);
    state.show(conversation);
  },
  left(state, event) {
    state.end(state.keyOf(event));
  },
  room_deleted(state, event) {
    state.end(state.keyOf(event));
    state.tell(LOBBY, { what: "event", event });
  },
  /** Shown where it happened; if it is about me, where I am looking. */
  moderated(state, event) {
    if (event.ref != null && state.conversations.get(state.keyOf(event))?.joined) return; // it comes to everyone in the room, too
    const isHere = same(event.who, state.me) || event.room === "*";
    state.tell(isHere ? state.focus : state.keyOf(event), { what: "event", event });
  },
  invited(state, event) {
    if (event.asked) {
      state.tell(state.focus, { what: "event", event });
      return;
    }
    const conversation = state.of(event, (event.kind ?? "group") as ConversationKind);
    conversation.joined = true;
    conversation.showMembers(event.members, event.members.length);
    conversation.note({ what: "brought_in", by: event.sender }, state.now());
    conversation.broughtIn = true;
    if (!conversation.unread) conversation.unread = conversation.forMe = 1;
    state.alert(conversation, "mentions");
    state.show(conversation);
    state.changed.add("places").add("people");
  },
  rooms(state, event) {
    state.rooms = new Map();
    for (const info of event.rooms) {
      if (info.kind === "public") state.rooms.set(state.keyOf(info), info);
      if (!info.joined) continue;
      const conversation = state.of(info, info.kind as ConversationKind);
      conversation.tell(info.head ?? 0, info.topic ?? "");
      countAsTold(state, conversation, info);
    }
    state.changed.add("places").add("topic");
  },
  topic_is(state, event) {
    state.of(event).tell(0, event.text);
    state.changed.add("topic");
  },
};
