/** Answers to typed commands, and how commands are typed, in the language of the page; loaded when first needed. */

import { signal } from "@preact/signals";
import type { Event } from "../model/types";
import { type Language, language } from "../text";
import type { AnswerLine, Forms } from "../text/answer_lines";
import { harmless } from "./names";
import { dayAndClock } from "./times";

interface Answers {
  language: Language;
  texts: Readonly<Record<string, string>>;
  rules: Readonly<Record<string, readonly AnswerLine[]>>;
  shapes: readonly string[];
  words: typeof import("../text/answer_lines");
}

const TEXTS: Partial<Record<Language, () => Promise<{ texts: Readonly<Record<string, string>> }>>> = {
  de: () => import("../text/answers_de"),
  es: () => import("../text/answers_es"),
};

const loaded = signal<Answers | null>(null);
let asked: Language = "en";

/** Null in English, which is the server's own, and until they are there. */
function answers(): Answers | null {
  const name = language.value;
  const load = TEXTS[name];
  if (!load) return null;
  if (asked !== name) {
    asked = name;
    void Promise.all([load(), import("../model/answers"), import("../text/answer_lines")]).then(
      ([{ texts }, { ANSWER_LINES: rules, SHAPES: shapes }, words]) => (loaded.value = { language: name, texts, rules, shapes, words }),
      () => (asked = "en"),
    );
  }
  return loaded.value?.language === name ? loaded.value : null;
}

const forms: Forms = {
  text: harmless,
  number: (value) => new Intl.NumberFormat(language.value).format(value),
  time: (seconds) => dayAndClock(seconds, Date.now() / 1000),
};

/** What the answer says; null: it is said in the server's words. */
export function answerWords(event: Event): string | null {
  const known = answers();
  const lines = known?.rules[event.event];
  return lines ? known.words.answerLines(lines, event, (text) => known.texts[text] ?? text, forms).join("\n") : null;
}

/** Why a typed command is refused, which came as the server's `text`. */
export function refusalWords(text: string): string {
  const known = answers();
  return known?.words.refusalIn(known.shapes, text, (shape) => known.texts[shape] ?? shape, usageWords) ?? text;
}

/** A usage with its words in capitals in the language of the page. */
export function usageWords(usage: string): string {
  const texts = answers()?.texts;
  return texts ? usage.replace(/[A-Z]{2,}|(?<=[\s,])or(?= )/g, (word) => texts[word] ?? word) : usage;
}
