// The texts of the code screens. They are in the chunk of the editor, so that the first visit does not load them.

import { untracked } from "@preact/signals";
import { type PartText, translator } from "../../text/translator";
import { de } from "./de";
import { en } from "./en";
import { es } from "./es";

export type Key = keyof typeof en;
export type Catalogue = Record<Key, PartText>;

const translated = translator<Key>({ en, de, es }, en);

// Without following the language: a part that follows a signal is not drawn again with what is around it.
export function t(key: Key, facts: Record<string, string | number> = {}): string {
  return untracked(() => translated(key, facts));
}
