// An editor with @codemirror/collab: a request on each line of standard input, its answer on standard
// output. Revisions are received one at a time, as the server maps them.
import { createInterface } from "node:readline";
import { ChangeSet, EditorState } from "@codemirror/state";
import { collab, receiveUpdates, sendableUpdates } from "@codemirror/collab";

let state;

const specs = (splices) => splices.map(([from, to, insert]) => ({ from, to, insert }));

const splices = (changes) => {
  const found = [];
  changes.iterChanges((from, to, _from, _to, text) => found.push([from, to, text.toString()]), true);
  return found;
};

const requests = {
  open: ({ text, version }) => {
    state = EditorState.create({
      doc: text,
      extensions: [collab({ startVersion: version, clientID: "own" }), EditorState.lineSeparator.of("\n")],
    });
  },
  edit: ({ changes }) => { state = state.update({ changes: specs(changes) }).state; },
  receive: ({ changes, own, length }) => {
    const update = { changes: ChangeSet.of(specs(changes), length, "\n"), clientID: own ? "own" : "other" };
    state = receiveUpdates(state, [update]).state;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...request } = JSON.parse(line);
  requests[name](request);
  const [first] = sendableUpdates(state);
  const answer = { text: state.doc.toString(), unconfirmed: first ? splices(first.changes) : null };
  process.stdout.write(JSON.stringify(answer) + "\n");
}
