/** How people look: their colour and initials, the same everywhere. */

import { fold } from "../model/names";

const HUES = 10;
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let code = byte;
  for (let bit = 0; bit < 8; bit++) code = code & 1 ? 0xedb88320 ^ (code >>> 1) : code >>> 1;
  return code;
});

/** As zlib counts it, so that the window has the same colours. */
export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (table[(sum ^ byte) & 255] ?? 0) ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

const hues = new Map<string, number>();
const HUES_KEPT = 5_000;

/** A number from 0 to 9 for a name. */
export function hueOf(name: string): number {
  const key = fold(name);
  let hue = hues.get(key);
  if (hue === undefined) {
    if (hues.size >= HUES_KEPT) hues.clear();
    hue = crc32(new TextEncoder().encode(key)) % HUES;
    hues.set(key, hue);
  }
  return hue;
}

/** One or two letters that stand for a name: `Ann Lee` is AL, `ann.lee` too, `bob` is B. */
export function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [name || "?"];
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0]];
  return letters.map((word) => [...(word ?? "?")][0] ?? "?").join("").toUpperCase();
}

const CONTROL = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;
const MARKS = /(\p{M}{4})\p{M}+/gu;

/** A name or title on one line: without control characters, without what turns the direction of other text around. */
export function harmless(text: string): string {
  return text.replace(CONTROL, " ").replace(MARKS, "$1");
}

/** A text of several lines, likewise. */
export function harmlessText(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(CONTROL, (found) => (found === "\n" || found === "\t" ? found : "\ufffd")).replace(MARKS, "$1");
}
