/** Where the words of a search are in a text. */

export interface FoundPiece {
  text: string;
  found: boolean;
}

const WORDS_MAX = 20;

/** What is sought in the texts of lines: not who said it or where, nor what must not be there. */
function wordsOf(sought: string): string[] {
  const parts = sought.match(/-?"[^"]*"|\S+/g) ?? [];
  const inTexts = parts.filter((part) => !part.startsWith("-") && !/^(from|in|topic|after|before|has):/i.test(part));
  return inTexts.map((part) => part.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "")).filter(Boolean).slice(0, WORDS_MAX);
}

/** `text` in pieces, of which those are found that begin as a word of `sought`; together they are the text. */
export function foundPieces(text: string, sought: string): FoundPiece[] {
  const words = wordsOf(sought).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"));
  if (!words.length) return [{ text, found: false }];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${words.sort((a, b) => b.length - a.length).join("|")})`, "giu");
  return text.split(pattern).map((piece, place) => ({ text: piece, found: place % 2 === 1 })).filter((piece) => piece.text);
}
