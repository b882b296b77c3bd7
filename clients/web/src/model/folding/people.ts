/** Events about people: who is here, and who is called what. */

import { fold, same } from "../names";
import type { ClientState } from "../state";
import type { Handlers } from "./table";

function isPresent(state: ClientState, name: string): boolean {
  for (const each of state.conversations.values())
    if (each.kind === "public" && each.members.has(fold(name))) return true;
  return false;
}

export const OF_PEOPLE: Handlers = {
  came(state, event) {
    const conversation = state.of(event);
    const more = event.more ?? 0;
    const fresh = event.who.filter((name) => conversation.addMember(name)).length;
    conversation.here += fresh + more;
    state.meet(event.who);
    const who = event.who.filter((name) => !same(name, state.me));
    if (fresh && who.length) {
      conversation.passBy(who, [], more, state.now());
      state.show(conversation);
    }
    state.changed.add("people");
  },
  went(state, event) {
    const conversation = state.of(event);
    const more = event.more ?? 0;
    const gone = event.who.filter((name) => conversation.dropMember(name)).length;
    conversation.here = Math.max(0, conversation.here - gone - more);
    if (gone) {
      conversation.passBy([], event.who, -more, state.now());
      state.show(conversation);
    }
    for (const name of event.who) if (!isPresent(state, name)) state.people.delete(fold(name));
    state.changed.add("people");
  },
  renamed(state, event) {
    const [was, now] = [fold(event.was), fold(event.name)];
    if (was === fold(state.me)) state.me = event.name;
    if (state.people.delete(was)) state.people.set(now, event.name);
    const conversation = state.of(event);
    if (conversation.members.has(was)) {
      conversation.renameMember(event.was, event.name);
      conversation.note({ what: "renamed", was: event.was, name: event.name }, state.now());
    }
    state.show(conversation);
    state.changed.add("people").add("me");
  },
  name_is(state, event) {
    const was = state.me;
    state.me = event.name;
    state.people.delete(fold(was));
    state.people.set(fold(event.name), event.name);
    for (const conversation of state.conversations.values()) {
      if (!conversation.members.has(fold(was))) continue;
      conversation.renameMember(was, event.name);
      state.show(conversation);
    }
    state.changed.add("me").add("people");
  },
  registered(state) {
    state.account = true;
  },
  people(state, event) {
    for (const person of event.states ?? []) state.showPerson(person);
    if (event.room === "*") {
      if (event.members.length >= event.here) state.people.clear(); // all of them are named
      state.meet([...event.members, state.me]);
      state.here = event.here;
    } else state.of(event).showMembers(event.members, event.here);
    state.changed.add("people");
  },
};
