// What @codemirror/state makes of cases on standard input, one JSON object a line:
// {doc, a, b, c, positions}; a and b are changes of doc, c is one of doc after a.
import { createInterface } from "node:readline";
import { ChangeSet, Text } from "@codemirror/state";

const read = (splices, length) =>
  ChangeSet.of(splices.map(([from, to, insert]) => ({ from, to, insert })), length, "\n");

// [length, text] a section; no text where it is kept.
const sections = (changes) =>
  changes.toJSON().map((part) =>
    typeof part === "number" ? [part, null] : [part[0], part.slice(1).join("\n")]);

for await (const line of createInterface({ input: process.stdin })) {
  const { doc: text, a: first, b: other, c: next, positions } = JSON.parse(line);
  const doc = Text.of(text.split("\n"));
  const a = read(first, doc.length), b = read(other, doc.length), c = read(next, a.newLength);
  const answer = {
    read: sections(a),
    applied: a.apply(doc).toString(),
    composed: sections(a.compose(c)),
    mapped: sections(a.map(b)),
    before: sections(a.map(b, true)),
    inverse: sections(a.invert(doc)),
    merged: a.compose(b.map(a)).apply(doc).toString(),
    deeper: sections(b.map(a).compose(c.map(b.map(a)))),
    positions: positions.map((at) => [-1, 0, 1].map((assoc) => a.mapPos(at, assoc))),
  };
  process.stdout.write(JSON.stringify(answer) + "\n");
}
