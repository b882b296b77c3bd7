/** What the user has marked, is reminded of, and has the server say later; what links lead to. */

import { LOBBY } from "../names";
import type { Handlers } from "./table";

export const OF_MARKS: Handlers = {
  pins(state, event) {
    state.of(event).pins = event.pins;
    state.changed.add("pins");
  },
  bookmarks(state, event) {
    state.bookmarks = event;
    state.changed.add("bookmarks");
  },
  /** On this device or another one: the list is to be asked for again. */
  bookmarked(state) {
    state.bookmarks = null;
    state.changed.add("bookmarks");
  },
  scheduled_list(state, event) {
    state.scheduled.set(event.kind, event.entries);
    state.changed.add("scheduled");
  },
  /** Shown where the user is looking, whatever it is about. */
  reminder(state, event) {
    state.tell(state.focus, { what: "event", event }, "announcement");
    const where = state.conversation(state.focus) ?? state.named(LOBBY);
    if (where) state.alert(where, "mentions");
  },
  previews(state, event) {
    const conversation = state.conversations.get(state.keyOf(event));
    if (!conversation) return;
    conversation.preview(event);
    state.show(conversation);
  },
  not_said_later(state, { entry, ...event }) {
    state.tell(entry.rid || entry.room || state.focus, { what: "event", event: { ...event, entry } }, "refusal");
  },
};
