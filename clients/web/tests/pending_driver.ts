// The page's side of a code document for tests in Python: a request on each line of standard input, its answer on
// standard output.
import { createInterface } from "node:readline";
import { changesOf, splicesOf, type Splice } from "../src/code/edits";
import { OutOfStep, Pending, type SavedPending } from "../src/code/pending";

let pending!: Pending; // `open` comes first
let keys = 0;
const newKey = () => `page.${keys++}`;

type Request = {
  do: string;
  text: string;
  version: number;
  key: string;
  changes: Splice[];
  saved: SavedPending;
};

const requests: Record<string, (request: Request) => unknown> = {
  open: ({ version, text }) => {
    pending = new Pending(version, text, newKey);
  },
  edit: ({ changes }) => pending.edit(changesOf(changes, pending.doc.length)),
  outgoing: () => pending.outgoing(),
  again: () => pending.again(),
  receive: ({ version, changes, key }) => {
    const theirs = pending.receive({ version, changes, key });
    return theirs && splicesOf(theirs);
  },
  restart: () => {
    const saved: SavedPending = JSON.parse(JSON.stringify(pending.save()));
    pending = Pending.restore(saved, newKey);
  },
  give_up: () => pending.giveUp().text,
};

for await (const line of createInterface({ input: process.stdin })) {
  const request: Request = JSON.parse(line);
  const answer: Record<string, unknown> = {};
  try {
    answer.result = requests[request.do]?.(request) ?? null;
  } catch (error) {
    if (!(error instanceof OutOfStep)) throw error;
    answer.outOfStep = true;
  }
  const { version, isSaved } = pending;
  process.stdout.write(`${JSON.stringify({ ...answer, text: pending.doc.toString(), version, isSaved })}\n`);
}
