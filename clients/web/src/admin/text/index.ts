/** The texts of administration and figures: they come with that part. */

import { type PartText, translator } from "../../text/translator";
import { de } from "./de";
import { en } from "./en";
import { es } from "./es";

export type Key = keyof typeof en;
export type Texts = Record<Key, PartText>;

export const t = translator<Key>({ en, de, es }, en);
