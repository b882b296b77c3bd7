/**
 * Answers to typed commands as lines in another language, by the rules that `docs/web_types.py` writes.
 *
 * A rule has lines; a line has parts, of each of which the first alternative whose conditions hold is said. A place is
 * a field: `{room}`, `{until:time}`, `{here:number}` (0 if it was left out), `{entry.room}`.
 */

type Condition = string | number | boolean;
type Alternative = readonly (string | Readonly<Record<string, Condition>>)[]; // its text, and when it is said

export interface AnswerLine {
  readonly parts: readonly (readonly Alternative[])[];
  readonly each?: string; // one line for each item of that list, or pair of that record
}

/** How facts are written. */
export interface Forms {
  text(value: string): string;
  number(value: number): string;
  time(seconds: number): string;
}

type Fields = Readonly<Record<string, unknown>>;

export function answerLines(lines: readonly AnswerLine[], event: object, translated: (text: string) => string, forms: Forms): string[] {
  const found: string[] = [];
  for (const line of lines)
    for (const item of line.each ? itemsOf((event as Fields)[line.each]) : [event as Fields]) {
      const words = line.parts.map((part) => filled(translated(chosen(part, item)), item, forms)).join("");
      if (words) found.push(words);
    }
  return found;
}

/** A refusal of the server in another language; `shapes` are its sentences, with places for what changes. Null: none. */
export function refusalIn(shapes: readonly string[], text: string, translated: (text: string) => string, usage: (usage: string) => string): string | null {
  for (const shape of shapes) {
    const found = new RegExp(`^${shape.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.+)")}$`).exec(text);
    if (!found) continue;
    const facts = found.groups ?? {};
    if (facts.usage) facts.usage = usage(facts.usage);
    if (facts.who) facts.who = facts.who.split(" and ").map(translated).join(` ${translated("and")} `);
    return translated(shape).replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? "");
  }
  return null;
}

function itemsOf(value: unknown): Fields[] {
  if (Array.isArray(value)) return value;
  return Object.entries(value ?? {}).map(([key, value]) => ({ key, value }));
}

function chosen(part: readonly Alternative[], fields: Fields): string {
  const found = part.find((alternative) => Object.entries((alternative[1] ?? {}) as Record<string, Condition>).every(([name, wanted]) => holds(valueOf(fields, name), wanted)));
  return (found?.[0] as string | undefined) ?? "";
}

const holds = (value: unknown, wanted: Condition): boolean => (typeof wanted === "boolean" ? isThere(value) === wanted : value === wanted);

const isThere = (value: unknown): boolean => (typeof value === "object" && value !== null ? Object.keys(value).length > 0 : Boolean(value));

function valueOf(fields: Fields, name: string): unknown {
  let value: unknown = fields;
  for (const step of name.split(".")) value = (value as Fields | undefined)?.[step];
  return value ?? "";
}

function filled(text: string, fields: Fields, forms: Forms): string {
  return text.replace(/\{([\w.]+)(?::(\w+))?\}/g, (_, name: string, form = "") => shown(valueOf(fields, name), form, forms));
}

function shown(value: unknown, form: string, forms: Forms): string {
  if (form === "time") return forms.time(Number(value));
  if (form === "number" || typeof value === "number") return forms.number(Number(value || 0));
  return forms.text(Array.isArray(value) ? value.join(", ") : String(value));
}
