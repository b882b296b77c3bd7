/** Prints what the page says of answers, in each language that is asked for. */

import { readFileSync } from "node:fs";
import { ANSWER_LINES, SHAPES } from "../src/model/answers";
import type { Event } from "../src/model/types";
import { answerLines, type Forms, refusalIn } from "../src/text/answer_lines";
import { texts as de } from "../src/text/answers_de";
import { texts as es } from "../src/text/answers_es";

const forms: Forms = {
  text: (value) => value,
  number: String,
  time: (seconds) => new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " "),
};

const worded = (event: Event, texts: Readonly<Record<string, string>>) => answerLines(ANSWER_LINES[event.event] ?? [], event, (text) => texts[text] ?? text, forms);

const refused = (text: string, texts: Readonly<Record<string, string>>) =>
  refusalIn(SHAPES, text, (shape) => texts[shape] ?? shape, (usage) => usage.toLowerCase()) ?? text;

const { events, refusals } = JSON.parse(readFileSync(0, "utf8")) as { events: Event[]; refusals: string[] };
const inLanguage = (texts: Readonly<Record<string, string>>) => [events.map((event) => worded(event, texts)), refusals.map((text) => refused(text, texts))];
process.stdout.write(JSON.stringify({ de: inLanguage(de), es: inLanguage(es) }));
