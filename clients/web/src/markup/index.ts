/**
 * Bold, code and links in a line: text in, spans out, never HTML. A twin of chatservice/client/model/markup.py.
 *
 * The marks are the usual ones: `**bold**`, `*italic*` or `_italic_`, `` `code` ``, a fence of three backticks with
 * an optional language, and web addresses. An unclosed mark is text. Every pattern is linear in the text.
 */

export type SpanKind = "text" | "code" | "link" | "bold" | "italic" | "mention" | "fence";

export interface Span {
  text: string;
  kind: SpanKind;
  language?: string; // of a fence, in lower case
}

const W = "[\\p{L}\\p{N}_]";
const LINK = "(?<!" + W + ")https?://[^\\s<>\"'`]{1,2000}";
const FENCE = new RegExp("^```([\\p{L}\\p{N}_+#.-]{0,20})[ ]*\\n(.*?)(?:^```[ ]*$|(?![^]))", "gmsu");
const INLINE = new RegExp(
  "(?<code>`[^`\\n]{1,500}`)" +
    `|(?<link>${LINK})` +
    `|(?<bold>(?<![\\p{L}\\p{N}_*])\\*\\*(?=\\S)[^*\\n]{1,1000}(?<=\\S)\\*\\*(?![\\p{L}\\p{N}_*]))` +
    `|(?<italic>(?<![\\p{L}\\p{N}_*])\\*(?=\\S)[^*\\n]{1,1000}(?<=\\S)\\*(?![\\p{L}\\p{N}_*])` +
    `|(?<!${W})_(?=\\S)[^_\\n]{1,1000}(?<=\\S)_(?!${W}))`,
  "gu",
);
const ADDRESS = new RegExp(LINK, "gu");
const TRAILING = ".,;:!?)]}'\"";
const MARKS = { code: 1, bold: 2, italic: 1, link: 0 } as const;

/** `text` in pieces; `mention` (with the flag g) finds what is marked as such in plain text. */
export function* spans(text: string, mention: RegExp | null = null): Generator<Span> {
  let at = 0;
  for (const fence of text.matchAll(FENCE)) {
    const before = text.slice(at, fence.index).replace(/\n+$/, "");
    if (before) {
      yield* inline(before, mention);
      yield { text: "\n", kind: "text" };
    }
    yield { text: (fence[2] ?? "").replace(/\n+$/, ""), kind: "fence", language: (fence[1] ?? "").toLowerCase() };
    at = fence.index + fence[0].length;
    while (text[at] === "\n") at++;
  }
  if (text.slice(at).replace(/^\n+|\n+$/g, "")) yield* inline(text.slice(at), mention);
}

/** `text` in pieces, with only web addresses marked. */
export function* links(text: string): Generator<Span> {
  let at = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = trimmed(found[0]);
    if (found.index > at) yield { text: text.slice(at, found.index), kind: "text" };
    yield { text: address, kind: "link" };
    at = found.index + address.length;
  }
  if (text.slice(at)) yield { text: text.slice(at), kind: "text" };
}

function* inline(text: string, mention: RegExp | null): Generator<Span> {
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    const kind = (["code", "link", "bold", "italic"] as const).find((name) => found.groups?.[name] !== undefined) ?? "code";
    const piece = kind === "link" ? trimmed(found[0]) : found[0];
    yield* plain(text.slice(at, found.index), mention);
    const marks = MARKS[kind];
    yield { text: piece.slice(marks, piece.length - marks), kind };
    at = found.index + piece.length;
  }
  yield* plain(text.slice(at), mention);
}

/** Without the punctuation of the sentence around it; a closing bracket stays if it was opened. */
function trimmed(address: string): string {
  let end = address.length;
  while (end > 0 && TRAILING.includes(address[end - 1] ?? "")) {
    const kept = address.slice(0, end);
    if (kept.endsWith(")") && kept.split("(").length >= kept.split(")").length) break;
    end--;
  }
  return address.slice(0, end);
}

function* plain(text: string, mention: RegExp | null): Generator<Span> {
  let at = 0;
  for (const found of mention ? text.matchAll(mention) : []) {
    if (found.index > at) yield { text: text.slice(at, found.index), kind: "text" };
    yield { text: found[0], kind: "mention" };
    at = found.index + found[0].length;
  }
  if (text.slice(at)) yield { text: text.slice(at), kind: "text" };
}
