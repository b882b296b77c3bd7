// What keeps a key in a long document short: edits are taken in together, and parsing does not hold them up.
import assert from "node:assert/strict";
import test from "node:test";
import { python } from "@codemirror/lang-python";
import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { briefly, withBriefParsing } from "../src/code/brief_parsing";
import { changesOf, type Splice } from "../src/code/edits";
import { Intake, WAITING_MOST } from "../src/code/intake";
import { ShownText } from "../src/code/shown_text";
import type { Event } from "../src/model/types";

const event = (kind: string) => ({ event: kind }) as Event;

function taken() {
  const calls: string[][] = [];
  const asked: number[] = [];
  const intake = new Intake((events) => calls.push(events.map((each) => each.event)), () => asked.push(calls.length));
  return { calls, asked, intake };
}

test("edits and cursors wait for the next frame, and anything else comes after those before it", () => {
  const { calls, asked, intake } = taken();
  for (const kind of ["document_edited", "cursor"]) intake.heard(event(kind));
  assert.deepEqual([calls.length, asked.length], [0, 2]);
  intake.heard(event("edit_saved"));
  intake.heard(event("cursor"));
  intake.takeIn();
  intake.takeIn();
  assert.deepEqual(calls, [["document_edited", "cursor", "edit_saved"], ["cursor"]]);
});

test("a page that is not drawn takes them in when many wait", () => {
  const { calls, intake } = taken();
  for (let number = 0; number < WAITING_MOST + 1; number++) intake.heard(event("document_edited"));
  assert.deepEqual(calls.map((each) => each.length), [WAITING_MOST]);
});

test("changes that are held become one, and another text covers them", () => {
  const shown = new ShownText();
  const heard: (string | null)[] = [];
  shown.onText = (changes) => heard.push(changes && changes.apply(EditorState.create({ doc: "abc" }).doc).toString());
  const change = (splice: Splice, length: number) => shown.changed(changesOf([splice], length));
  shown.hold();
  change([0, 0, "x"], 3);
  change([4, 4, "y"], 4);
  shown.release();
  shown.hold();
  change([0, 0, "x"], 3);
  shown.changed(null);
  change([0, 0, "z"], 9);
  shown.release();
  shown.hold();
  shown.release();
  change([3, 3, "!"], 3);
  assert.deepEqual(heard, ["xabcy", null, "abc!"]);
});

test("a long parse ends with the transaction's time, and is done when there is time", () => {
  let now = 0;
  const doc = "def f(a):\n    return [a, 1]\n".repeat(2_000);
  const state = EditorState.create({ doc, extensions: withBriefParsing(python(), () => now) });
  ensureSyntaxTree(state, doc.length, 60_000);
  let edited = state;
  briefly(() => {
    now += 1_000;
    edited = state.update({ changes: { from: 0, insert: "[" } }).state;
  }, () => now);
  assert.ok(syntaxTree(edited).length < doc.length / 2, "it was not ended");
  assert.equal(ensureSyntaxTree(edited, edited.doc.length, 60_000)?.length, edited.doc.length);
});
