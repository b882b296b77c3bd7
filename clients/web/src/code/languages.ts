// How a language is coloured and indented: its parser is loaded when a document in it is first opened.

import { LanguageSupport, StreamLanguage } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { withBriefParsing } from "./brief_parsing";

const LOADERS: Record<string, () => Promise<LanguageSupport | Extension>> = {
  python: async () => (await import("@codemirror/lang-python")).python(),
  javascript: async () => (await import("@codemirror/lang-javascript")).javascript(),
  java: async () => (await import("@codemirror/lang-java")).java(),
  c: async () => (await import("@codemirror/lang-cpp")).cpp(),
  cpp: async () => (await import("@codemirror/lang-cpp")).cpp(),
  go: async () => (await import("@codemirror/lang-go")).go(),
  rust: async () => (await import("@codemirror/lang-rust")).rust(),
  sql: async () => (await import("@codemirror/lang-sql")).sql(),
  bash: async () => StreamLanguage.define((await import("@codemirror/legacy-modes/mode/shell")).shell),
};

// An extension for that language; nothing for one that is only text, or whose parser does not arrive.
export async function languageSupport(name: string): Promise<Extension> {
  try {
    const support = (await LOADERS[name]?.()) ?? [];
    return support instanceof LanguageSupport ? withBriefParsing(support) : support;
  } catch {
    return [];
  }
}

const ENDINGS: Record<string, string> = {
  py: "python", js: "javascript", java: "java", c: "c", cpp: "cpp", cc: "cpp", cxx: "cpp", go: "go", rs: "rust",
  sh: "bash", sql: "sql",
};
export const PLAIN = "text"; // a language that nothing runs
const PLAIN_ENDINGS = ["txt", "md", "csv", "json"];

// The language of a file of that name.
export function languageOf(name: string): string {
  return knownEnding(name) || PLAIN;
}

// The language that the ending of a name says, empty if it says none.
export function knownEnding(name: string): string {
  const [, ending = ""] = /.\.([^.]*)$/.exec(name.trim().toLowerCase()) ?? [];
  return PLAIN_ENDINGS.includes(ending) ? PLAIN : (ENDINGS[ending] ?? "");
}

// What a file with a text in that language is called: with the language's ending.
export function fileName(title: string, language: string): string {
  if (language === PLAIN) return title.includes(".") ? title : `${title}.txt`;
  if (languageOf(title) === language) return title;
  return `${title}.${Object.keys(ENDINGS).find((each) => ENDINGS[each] === language) ?? "txt"}`;
}
