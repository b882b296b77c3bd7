/**
 * All events that the state knows.
 *
 * Events may come in any order, and repeatedly: the state is the same as if each had come once, in its place.
 */

import type { ClientState } from "../state";
import { TYPED } from "../state";
import type { Event, EventOf } from "../types";
import { ANSWERS as IS_ANSWER, LOGGED } from "../types";
import { ANSWERS, showTyped } from "./answers";
import { OF_LINES } from "./lines";
import { OF_MARKS } from "./marks";
import { OF_PEOPLE } from "./people";
import { OF_READING } from "./reading";
import { OF_ROOMS } from "./rooms";

/** What each kind of event changes in the state. */
export type Handlers = { [K in Event["event"]]?: (state: ClientState, event: EventOf<K>) => void };

const HANDLERS = { ...OF_LINES, ...OF_ROOMS, ...OF_PEOPLE, ...OF_READING, ...OF_MARKS, ...ANSWERS } as Record<
  string,
  ((state: ClientState, event: Event) => void) | undefined
>;

/** Apply `event` to `state`. An event of a kind that is not known here changes nothing. */
export function foldEvent(state: ClientState, event: Event): void {
  if (LOGGED.has(event.event) && "room" in event && event.room?.includes("/")) return; // in the log of a code document
  if (Object.hasOwn(HANDLERS, event.event)) HANDLERS[event.event]?.(state, event);
  const ref = "ref" in event && typeof event.ref === "string" ? event.ref : "";
  if (ref.startsWith(TYPED) && IS_ANSWER.has(event.event)) showTyped(state, event, ref);
}
