// Edits of a code document as they are sent: what the server refuses is never among them.
import assert from "node:assert/strict";
import test from "node:test";
import { ChangeSet, Text } from "@codemirror/state";
import { acceptable, changesOf, difference, divided, SPLICES_SENT, type Splice, splicesOf, UNITS_SENT } from "../src/code/edits";

const text = (value: string) => Text.of(value.split("\n"));

function sentInParts(changes: ChangeSet): ChangeSet[] {
  const sent: ChangeSet[] = [];
  for (let rest: ChangeSet | null = changes; rest; ) {
    const [now, later] = divided(rest);
    sent.push(now);
    rest = later;
  }
  return sent;
}

test("a long paste is sent in parts that the server accepts, and no character is cut", () => {
  const doc = text("begin\nend");
  const paste = "😀漢\u0001".repeat(9_000);
  const changes = changesOf([[0, 0, "x"], [6, 9, paste]], doc.length);
  const sent = sentInParts(changes);
  assert.ok(sent.length > 3);
  let now = doc;
  for (const part of sent) {
    for (const [, , insert] of splicesOf(part)) assert.doesNotMatch(insert, /[\ud800-\udbff]$|^[\udc00-\udfff]/);
    assert.ok(Buffer.byteLength(JSON.stringify(splicesOf(part))) < 60_000);
    now = part.apply(now);
  }
  assert.equal(now.toString(), changes.apply(doc).toString());
});

test("a replacement at very many places is sent in parts", () => {
  const doc = text("a ".repeat(3_000));
  const all: Splice[] = Array.from({ length: 3_000 }, (_, n) => [2 * n, 2 * n + 1, "bcd"]);
  const sent = sentInParts(changesOf(all, doc.length));
  assert.equal(sent.length, 3_000 / SPLICES_SENT);
  const now = sent.reduce((before, part) => part.apply(before), doc);
  assert.equal(now.toString(), "bcd ".repeat(3_000));
});

test("inserts count together", () => {
  const all: Splice[] = Array.from({ length: 20 }, (_, n) => [n, n, "x".repeat(1_000)]);
  const sent = sentInParts(changesOf(all, 20));
  assert.deepEqual(sent.map((part) => part.newLength - part.length), [UNITS_SENT, UNITS_SENT, 2_000]);
});

test("a small change is sent as it is", () => {
  const [now, later] = divided(changesOf([[1, 2, "é"]], 3));
  assert.deepEqual(splicesOf(now), [[1, 2, "é"]]);
  assert.equal(later, null);
  assert.ok(UNITS_SENT * 6 < 64 * 1024);
});

test("pasted text loses what no document may contain", () => {
  assert.equal(acceptable("a\r\nb\rc\0d\ud83de\udc00f😀"), "a\nb\nc" + "def😀");
});

test("the difference of two texts is one change in whole characters", () => {
  assert.equal(difference(text("same"), "same"), null);
  for (const [before, after] of [["a😀b", "a😁b"], ["", "x"], ["aaa", "aa"], ["x\ny", "x\n\ny"], ["😀", "😀😀"]] as const) {
    const splice = difference(text(before), after);
    assert.ok(splice);
    assert.equal(changesOf([splice], before.length).apply(text(before)).toString(), after);
    for (const at of [splice[0], splice[1]]) assert.doesNotMatch(before.slice(0, at), /[\ud800-\udbff]$/);
  }
});
