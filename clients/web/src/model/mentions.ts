/** Whether a line mentions a name. */

import { fold, foldText } from "./names";

const LOOKED_AT = 10_000; // characters of a line
const PATTERNS_KEPT = 64;
const patterns = new Map<string, RegExp>();

/** Matches any of `words` standing alone, with or without an @ before it. */
export function pattern(words: readonly string[], flags = "iu"): RegExp {
  const key = flags + "\0" + words.join("\0");
  let found = patterns.get(key);
  if (!found) {
    const each = words.map((word) => word.replace(/[.*+?^${}()|[\]\\/-]/g, (c) => `\\u{${c.charCodeAt(0).toString(16)}}`));
    found = new RegExp(`(?<![\\p{L}\\p{N}_])@?(?:${each.join("|")})(?![\\p{L}\\p{N}_])`, flags);
    if (patterns.size >= PATTERNS_KEPT) patterns.clear();
    patterns.set(key, found);
  }
  found.lastIndex = 0;
  return found;
}

export function mentions(text: string, name: string, keywords: readonly string[] = []): boolean {
  const words = [name, ...keywords].map(fold).filter(Boolean);
  return words.length > 0 && pattern(words).test(foldText(firstOf(text, LOOKED_AT)));
}

function firstOf(text: string, most: number): string {
  return text.length > most ? [...text.slice(0, 2 * most)].slice(0, most).join("") : text;
}
