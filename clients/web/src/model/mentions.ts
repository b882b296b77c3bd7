/** Whether a line mentions me, by the server's rule: my name after an @, or a keyword of mine. */

import { fold, foldText } from "./names";

const LOOKED_AT = 10_000; // characters of a line
const PATTERNS_KEPT = 64;
const CODE = /```[^]*?(?:```|$)|`[^`\n]*`/g;
// What a name may be followed by: its end, that of a possessive, and a little punctuation.
const AFTER = "(?:['\u2019]s)?[^\\p{L}\\p{N}_\\s|,:/#@!]{0,4}(?:$|[\\s|,:/#@!])";
const patterns = new Map<string, RegExp>();

/** Matches `name` with the @ before it, and any of `keywords` standing alone. */
export function pattern(name: string, keywords: readonly string[] = [], flags = "iu"): RegExp {
  const key = [flags, name, ...keywords].join("\0");
  let found = patterns.get(key);
  if (!found) {
    const parts = [];
    if (name) parts.push(`(?<![\\p{L}\\p{N}_.+\\-@\\/#:])@${escaped(name)}(?=${AFTER})`);
    if (keywords.length) parts.push(`(?<![\\p{L}\\p{N}_])(?:${keywords.map(escaped).join("|")})(?![\\p{L}\\p{N}_])`);
    found = new RegExp(parts.join("|") || "(?!)", flags);
    if (patterns.size >= PATTERNS_KEPT) patterns.clear();
    patterns.set(key, found);
  }
  found.lastIndex = 0;
  return found;
}

export function mentions(text: string, name: string, keywords: readonly string[] = []): boolean {
  return pattern(fold(name), keywords.map(fold)).test(foldText(firstOf(text, LOOKED_AT)).replace(CODE, " "));
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/-]/g, (c) => `\\u{${c.charCodeAt(0).toString(16)}}`);
}

function firstOf(text: string, most: number): string {
  return text.length > most ? [...text.slice(0, 2 * most)].slice(0, most).join("") : text;
}
