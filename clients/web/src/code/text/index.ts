// The texts of the code screens, in the language of the browser. They are in the chunk of the editor, so that the
// first visit does not load them.

import { de } from "./de";
import { en } from "./en";
import { es } from "./es";

type Entry = string | { readonly one: string; readonly other: string };
export type Key = keyof typeof en;
export type Catalogue = Record<Key, Entry>;

const CATALOGUES: Record<string, Catalogue> = { en, de, es };

export const language = chosen(globalThis.navigator?.languages ?? []);
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

function chosen(languages: readonly string[]): string {
  return languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in CATALOGUES) ?? "en";
}

// The text `key`, with the values filled in; `n` chooses between one and other.
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const entry: Entry = CATALOGUES[language]?.[key] ?? en[key];
  const text = typeof entry === "string" ? entry : form(entry, Number(values.n));
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === "number" ? numbers.format(value) : (value ?? "");
  });
}

function form(entry: { one: string; other: string }, n: number): string {
  return plurals.select(n) === "one" ? entry.one : entry.other;
}
