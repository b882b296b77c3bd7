// What the documents of a page are given: a way to the server, a clock, keys.

import type { Command, Event } from "../model/types";

// A command without its `ref`, which is given to it; `what` names it when it is refused.
export type Ask = (what: string, command: Command) => void;

export type CodeNeeds = {
  // False when not connected.
  send: (command: Command) => boolean;
  later: (milliseconds: number, action: () => void) => void;
  // Unique among a person's edits; each is stored, so they are short.
  newKey: () => string;
  // Something is different from what is drawn.
  changed: () => void;
  // The lines of a room, by its id, as far as they are known.
  lines: (room: string) => Iterable<Event>;
};

export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (each) => (each === "+" ? "-" : each === "/" ? "_" : ""));
}
