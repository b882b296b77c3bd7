// Changes of a code document as the server writes them, `[from, to, text]`, and as CodeMirror has them.
//
// Positions are UTF-16 units on both sides. What is sent is read again in the form in which the server
// reads it: mapping depends on how a change is divided, not only on what it does.

import { ChangeSet, type Text } from "@codemirror/state";

export type Splice = [from: number, to: number, text: string];

// RangeError: a position is out of range.
export function changesOf(splices: readonly Splice[], length: number): ChangeSet {
  return ChangeSet.of(
    splices.map(([from, to, insert]) => ({ from, to, insert })),
    length,
    "\n",
  );
}

export function splicesOf(changes: ChangeSet): Splice[] {
  const found: Splice[] = [];
  changes.iterChanges((from, to, _from, _to, text) => {
    found.push([from, to, text.sliceString(0, undefined, "\n")]);
  }, true);
  return found;
}

export function isSame(first: ChangeSet, other: ChangeSet): boolean {
  return JSON.stringify(first) === JSON.stringify(other);
}

// What one command carries at most: 64 KiB of JSON, of which a unit may take six bytes, and 1,000 splices.
export const UNITS_SENT = 9_000;
export const SPLICES_SENT = 500;

// `changes` as one to send now and one for later, or null when all of it can be sent.
export function divided(changes: ChangeSet): [ChangeSet, ChangeSet | null] {
  const all = splicesOf(changes);
  const [now, later] = parts(all);
  const first = changesOf(now, changes.length);
  return [first, later.length ? changesOf(later, first.newLength) : null];
}

function parts(all: readonly Splice[]): [Splice[], Splice[]] {
  const now: Splice[] = [];
  const later: Splice[] = [];
  let room = UNITS_SENT;
  let shift = 0; // how far what comes later is moved by what is sent now
  for (const [from, to, text] of all) {
    if (later.length || room <= 0 || now.length >= SPLICES_SENT) {
      later.push([from + shift, to + shift, text]);
      continue;
    }
    const head = text.slice(0, wholeCharacters(text, room));
    now.push([from, to, head]);
    shift += head.length - (to - from);
    room -= head.length;
    if (head.length < text.length) later.push([to + shift, to + shift, text.slice(head.length)]);
  }
  return [now, later];
}

// How many units of `text`, at most `most`, do not cut a character in two.
function wholeCharacters(text: string, most: number): number {
  const high = text.length > most && isHigh(text.charCodeAt(most - 1));
  return high ? most - 1 || 2 : Math.min(most, text.length);
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

// What a document may not contain is taken out of pasted text: NUL, CR, halves of characters.
export function acceptable(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "");
}

// The smallest single change from one text to another, in whole characters.
export function difference(before: Text, after: string): Splice | null {
  const old = before.toString();
  let start = 0;
  const shorter = Math.min(old.length, after.length);
  while (start < shorter && old[start] === after[start]) start++;
  if (start === old.length && start === after.length) return null;
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === after[after.length - 1 - end]) end++;
  if (start && isHigh(old.charCodeAt(start - 1))) start--;
  if (end && isLow(old.charCodeAt(old.length - end))) end--;
  return [start, old.length - end, after.slice(start, after.length - end)];
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
