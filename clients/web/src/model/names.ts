/** When two names are the same: equal after NFKC and casefold, as on the server (model/names.py). */

import { FOLDS } from "./folds";

const LONGEST = 264; // characters of any name and label; a longer text is nobody's name
export const LOBBY = "lobby";

const folds = new Map<string, string>();
for (const pair of FOLDS.split(" ")) {
  const character = String.fromCodePoint(pair.codePointAt(0) ?? 0);
  folds.set(character, pair.slice(character.length));
}

function foldedCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x13a0 && code <= 0x13f5) return character; // Cherokee is folded to its capitals
  if (code >= 0x13f8 && code <= 0x13fd) return String.fromCodePoint(code - 8);
  if (code >= 0xab70 && code <= 0xabbf) return String.fromCodePoint(code - 0xab70 + 0x13a0);
  return folds.get(character) ?? character.toLowerCase();
}

export function casefold(text: string): string {
  let folded = "";
  for (const character of text) folded += foldedCharacter(character);
  return folded;
}

/** The form in which names are compared. */
export function fold(name: string): string {
  if (isAscii(name)) return name.length > LONGEST ? name : name.toLowerCase();
  if (name.length > LONGEST && [...name].length > LONGEST) return name;
  return casefold(name.normalize("NFKC")).normalize("NFKC");
}

/** `text` of any length, folded word by word, in linear time. */
export function foldText(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return text.replace(/\s{1,264}|\S{1,264}/gu, fold);
}

export function same(one: string, other: string): boolean {
  return one === other || fold(one) === fold(other);
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

/** How commands address a room: by its id, or by its name on a server without ids. */
export function idOf(subject: { room?: string; rid?: string }): string {
  return subject.rid || subject.room || "";
}
