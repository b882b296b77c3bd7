/** Times and sizes in the reader's form. */

import { language, t } from "../text";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language.value} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    // The region of the browser decides about hours and order, if it speaks the same language.
    const region = navigator.languages.find((name) => name.startsWith(language.value)) ?? language.value;
    formats.set(key, (found = new Intl.DateTimeFormat(region, options)));
  }
  return found;
}

const at = (ts: number) => new Date(ts * 1000);

export const clock = (ts: number) => format({ hour: "numeric", minute: "2-digit" }).format(at(ts));
export const exact = (ts: number) => format({ dateStyle: "full", timeStyle: "medium" }).format(at(ts));
export const dayAndClock = (ts: number, now: number) =>
  sameDay(ts, now) ? clock(ts) : format({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(at(ts));

const sameDay = (one: number, other: number) => at(one).toDateString() === at(other).toDateString();

export function day(ts: number, now: number): string {
  if (sameDay(ts, now)) return t("today");
  if (sameDay(ts, now - 86_400)) return t("yesterday");
  return format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(at(ts));
}

const UNITS = ["B", "kB", "MB", "GB"];

export function sized(bytes: number): string {
  let [size, unit] = [bytes, 0];
  while (size >= 1000 && unit < UNITS.length - 1) [size, unit] = [size / 1000, unit + 1];
  const digits = unit && size < 10 ? 1 : 0;
  return `${new Intl.NumberFormat(language.value, { maximumFractionDigits: digits }).format(size)} ${UNITS[unit]}`;
}
