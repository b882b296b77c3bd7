/** Who came into a room and who left it while nothing was said: one notice. A twin of the window's `traffic`. */

import { fold } from "./names";

const PEOPLE_MAX = 1_000; // names that are told apart; the others are counted

/**
 * By folded name; of each person the last move counts. `more` are people who came without a name being told, less
 * those who left so.
 */
export interface Traffic {
  came: ReadonlyMap<string, string>;
  left: ReadonlyMap<string, string>;
  more: number;
}

export const NOBODY: Traffic = { came: new Map(), left: new Map(), more: 0 };

/** `before`, and then these. */
export function then(before: Traffic, came: readonly string[], left: readonly string[], more: number): Traffic {
  const [newCame, newLeft] = [new Map(before.came), new Map(before.left)];
  move(came, newCame, newLeft);
  move(left, newLeft, newCame);
  return { came: newCame, left: newLeft, more: before.more + more };
}

function move(names: readonly string[], to: Map<string, string>, off: Map<string, string>): void {
  for (const name of names) {
    off.delete(fold(name));
    if (to.size < PEOPLE_MAX) to.set(fold(name), name);
  }
}
