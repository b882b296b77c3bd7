/** The texts of the page, in the browser's language or the one that was chosen. */

import { signal } from "@preact/signals";
import { en } from "./en";

export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type TextKey = keyof typeof en;
export type Catalogue = { readonly [K in TextKey]: (typeof en)[K] extends string ? string : Plural };
export type Facts = Readonly<Record<string, string | number>>;

export const LANGUAGES = { en: "English", de: "Deutsch", es: "Español" } as const;
export type Language = keyof typeof LANGUAGES;

const LOADERS: Record<Language, () => Promise<Catalogue>> = {
  en: () => Promise.resolve(en),
  de: () => import("./de").then((module) => module.de),
  es: () => import("./es").then((module) => module.es),
};

const REFUSALS: Record<Language, () => Promise<Readonly<Record<string, string>>>> = {
  en: () => Promise.resolve({}),
  de: () => import("./refusals_de").then((module) => module.refusals),
  es: () => import("./refusals_es").then((module) => module.refusals),
};

export const language = signal<Language>("en");
let texts: Catalogue = en;
let refusals: Readonly<Record<string, string>> = {};
let rules = new Intl.PluralRules("en");
let numbers = new Intl.NumberFormat("en");

const isLanguage = (name: string): name is Language => name in LANGUAGES;

/** The first of the browser's languages that there are texts in. */
export function preferredLanguage(names: readonly string[]): Language {
  return names.map((name) => name.slice(0, 2).toLowerCase()).find(isLanguage) ?? "en";
}

/** The texts are there when it is done; what is shown is drawn anew. */
export async function useLanguage(name: Language): Promise<void> {
  [texts, refusals] = await Promise.all([LOADERS[name](), REFUSALS[name]()]);
  rules = new Intl.PluralRules(name);
  numbers = new Intl.NumberFormat(name);
  language.value = name;
  document.documentElement.lang = name;
}

/** The text of that key with `facts` in the places of their names; `n` chooses the plural form. */
export function t(key: TextKey, facts: Facts = {}): string {
  void language.value; // whoever shows it is drawn again in another language
  const text: string | Plural = texts[key] ?? en[key];
  const form = typeof text === "string" ? text : (text[rules.select(Number(facts.n ?? 0))] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (place, name: string) => {
    const fact = facts[name];
    return fact === undefined ? place : typeof fact === "number" ? numbers.format(fact) : fact;
  });
}

/** Why the server refuses something, in the language of the page if that has words for it; else `text`, the server's.
 * `seconds` is how long to wait, where that is why. */
export function refusal(code: string, text: string, seconds = 0): string {
  return Object.hasOwn(refusals, code) ? refusals[code]!.replace("{seconds}", numbers.format(Math.ceil(seconds))) : text;
}
