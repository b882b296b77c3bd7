/** The texts of a part that is loaded when it is opened, in the language of the page. */

import { language } from ".";

export type PartText = string | { readonly one: string; readonly other: string };

/** Gives `t(key, facts)`: `n` among the facts chooses between one and other. */
export function translator<K extends string>(catalogues: Record<string, Record<K, PartText>>, fallback: Record<K, PartText>) {
  return (key: K, facts: Readonly<Record<string, string | number>> = {}): string => {
    const text = catalogues[language.value]?.[key] ?? fallback[key];
    const form = typeof text === "string" ? text : new Intl.PluralRules(language.value).select(Number(facts.n)) === "one" ? text.one : text.other;
    return form.replace(/\{(\w+)\}/g, (_, name: string) => {
      const fact = facts[name];
      return typeof fact === "number" ? fact.toLocaleString(language.value) : (fact ?? "");
    });
  };
}
