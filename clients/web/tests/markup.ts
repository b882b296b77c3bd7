/** Prints the pieces of texts, as tests/page/test_page_markup.py asks for them. */

import { readFileSync } from "node:fs";
import { links, spans } from "../src/markup";
import { pattern } from "../src/model/mentions";

interface Question {
  texts: string[];
  name: string;
  words: string[];
}

const { texts, name, words } = JSON.parse(readFileSync(0, "utf8")) as Question;
const mention = pattern(name, words, "giu");
const pieces = texts.map((text) => [[...spans(text, mention)], [...links(text)]]);
process.stdout.write(JSON.stringify(pieces));
