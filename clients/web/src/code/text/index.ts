// The texts of the code screens, in the language of the page. They are in the chunk of the editor, so that the first
// visit does not load them. The language is not subscribed to: what is shown follows the document, not its words.

import { language } from "../../text";
import { de } from "./de";
import { en } from "./en";
import { es } from "./es";

type Entry = string | { readonly one: string; readonly other: string };
export type Key = keyof typeof en;
export type Catalogue = Record<Key, Entry>;

const CATALOGUES: Record<string, Catalogue> = { en, de, es };

// The text `key`, with the values filled in; `n` chooses between one and other.
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const entry: Entry = CATALOGUES[language.peek()]?.[key] ?? en[key];
  const text = typeof entry === "string" ? entry : form(entry, Number(values.n));
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === "number" ? value.toLocaleString(language.peek()) : (value ?? "");
  });
}

function form(entry: { one: string; other: string }, n: number): string {
  return new Intl.PluralRules(language.peek()).select(n) === "one" ? entry.one : entry.other;
}
