/** Code in a line, coloured by what all languages have: comments, strings, numbers, words that they reserve. */

export interface CodePiece {
  text: string;
  kind: "" | "comment" | "string" | "number" | "keyword";
}

const LONGEST = 20_000; // characters; longer code is shown without colours
const HASH = new Set(["python", "py", "sh", "bash", "ruby", "rb", "perl", "pl", "yaml", "toml", "r", "make", "awk"]);
const DASHES = new Set(["sql", "lua", "haskell", "hs"]);
const WORDS = new Set(
  ("and as assert async await bool boolean break case catch char class const continue def default defer delete do double elif else end " +
    "enum except export extends false final finally float fn for from func function global go if impl implements import in int interface is " +
    "lambda let long loop match mod module mut namespace new nil none nonlocal not null None or override package pass private protected pub " +
    "public raise return select self short static string struct super switch then this throw trait true True False try type typedef union " +
    "unsigned use using var virtual void where while with yield local begin fi done esac echo").split(" "),
);
const TOKENS = {
  slashes: /(?<comment>\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))|(?<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`[^`]*`?)|(?<number>\b\d[\w.]*)|(?<word>[A-Za-z_]\w*)/g,
  hash: /(?<comment>#[^\n]*)|(?<string>"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|(?<number>\b\d[\w.]*)|(?<word>[A-Za-z_]\w*)/g,
  dashes: /(?<comment>--[^\n]*)|(?<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\n])*'?)|(?<number>\b\d[\w.]*)|(?<word>[A-Za-z_]\w*)/g,
};

/** `code` in pieces; each pattern is linear in its length. */
export function coloured(code: string, language: string): CodePiece[] {
  if (!language || language === "text" || code.length > LONGEST) return [{ text: code, kind: "" }];
  const tokens = HASH.has(language) ? TOKENS.hash : DASHES.has(language) ? TOKENS.dashes : TOKENS.slashes;
  const pieces: CodePiece[] = [];
  let plain = 0;
  for (const found of code.matchAll(tokens)) {
    const { comment, string, number, word } = found.groups ?? {};
    const kind = comment ? "comment" : string ? "string" : number ? "number" : word && WORDS.has(word) ? "keyword" : "";
    if (!kind) continue;
    if (found.index > plain) pieces.push({ text: code.slice(plain, found.index), kind: "" });
    pieces.push({ text: found[0], kind });
    plain = found.index + found[0].length;
  }
  if (plain < code.length) pieces.push({ text: code.slice(plain), kind: "" });
  return pieces;
}
