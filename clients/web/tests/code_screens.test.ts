// What the code screens show: compared versions, output of programs, texts in every language.
import assert from "node:assert/strict";
import test from "node:test";
import { compare } from "../src/code/compare";
import { fileName, knownEnding, languageOf } from "../src/code/languages";
import { OUTPUT_MAX, ProgramRun } from "../src/code/runs";
import { de } from "../src/code/text/de";
import { en } from "../src/code/text/en";
import { es } from "../src/code/text/es";
import type { RunEnded, RunStarted } from "../src/model/types";
import { verdict } from "../src/ui/verdict";

let seed = 1;
const chance = (below: number): number => {
  seed = (seed * 48271) % 2147483647;
  return seed % below;
};
const lines = (count: number) => Array.from({ length: chance(count) }, () => "abc"[chance(3)]).join("\n");

test("two compared texts can both be read from the pieces", () => {
  for (let round = 0; round < 2_000; round++) {
    const [before, after] = [lines(12) + "\n".repeat(chance(2)), lines(12)];
    const pieces = compare(before, after);
    const without = (kind: string) => pieces.filter((piece) => piece.kind !== kind).map((piece) => piece.text).join("");
    assert.equal(without("new"), before);
    assert.equal(without("gone"), after);
  }
});

test("what is alike is not shown as changed", () => {
  const pieces = compare("a\nb\nc\nd\n", "a\nc\nd\ne\n");
  assert.deepEqual(pieces.map(({ kind, text }) => [kind, text]), [
    ["same", "a\n"],
    ["gone", "b\n"],
    ["same", "c\nd\n"],
    ["new", "e\n"],
  ]);
});

const started = { event: "run_started", room: "lobby", rid: "!r", seq: 7, sender: "bob", title: "Python", version: "3.11" };
const begun = () => new ProgramRun(started as RunStarted);
const shown = (run: ProgramRun) => run.pieces.map((piece) => `${piece.kind}: ${piece.text}`);

test("a program's output, input and end are told apart, and control characters do no harm", () => {
  const run = begun();
  const where = { room: "lobby", run: 7 };
  run.fold({ event: "run_place", ...where, place: 2 });
  assert.equal(run.status, "Waiting, 2 ahead");
  run.fold({ event: "run_printed", ...where, text: "a\u001b[2J\u202e\n" });
  run.fold({ event: "run_typed", ...where, sender: "bob", text: "five" });
  run.fold({ event: "run_printed", ...where, text: "late\n", at: 11, error: true });
  run.fold({ event: "run_ended", ...where, verdict: "exit", status: 3, seconds: 1.25, lines: 12 } as RunEnded);
  assert.deepEqual(shown(run).slice(1), [
    "out: a\ufffd[2J\ufffd\n",
    "input: five\n",
    "note: 10 lines left out\n",
    "error: late\n",
    "note: Exited with 3 after 1.3 s.\n",
  ]);
  assert.equal(run.running, false);
});

test("a program that prints without end is shown up to the cap", () => {
  const run = begun();
  for (let round = 0; round < 50; round++) run.printed("x".repeat(10_000), 0, false);
  const size = run.pieces.reduce((sum, piece) => sum + (piece.kind === "out" ? piece.text.length : 0), 0);
  assert.equal(size, OUTPUT_MAX);
});

test("files and languages name each other", () => {
  assert.equal(languageOf("a.tar.CPP"), "cpp");
  assert.equal(languageOf("notes"), "text");
  assert.deepEqual(["a.py", "notes.MD", ".py", "python3.11", "py"].map(knownEnding), ["python", "text", "", "", ""]);
  const names = [["hello", "python"], ["hello.py", "python"], ["x", "cpp"], ["x", "bash"], ["notes", "text"]] as const;
  assert.deepEqual(names.map(([title, language]) => fileName(title, language)), ["hello.py", "hello.py", "x.cpp", "x.sh", "notes.txt"]);
});

test("each text is there in each language, with the same places to fill", () => {
  const places = (entry: unknown) => [...new Set(JSON.stringify(entry).match(/\{\w+\}/g))].sort();
  for (const [key, entry] of Object.entries(en)) {
    for (const other of [de, es]) assert.deepEqual(places(other[key as keyof typeof en]), places(entry), key);
  }
});

test("the end of a program names what it was, its signal or its limit", () => {
  const ended = (facts: object) => verdict({ event: "run_ended", sender: "ann", run: 1, ...facts } as RunEnded);
  assert.equal(ended({ verdict: "timeout", seconds: 30.02 }), "Stopped after 30 s: it took too long.");
  assert.equal(ended({ verdict: "signal", status: 139 }), "Crashed: SIGSEGV (139).");
  assert.equal(ended({ verdict: "stopped", seconds: 0.25 }), "Stopped after 0.25 s.");
  assert.equal(ended({ verdict: "stopped", by: "bob" }), "Stopped by bob after 0 s.");
  assert.equal(ended({ verdict: "stopped", detail: "refused" }), "Stopped: ann may not run programs there any more.");
  assert.equal(ended({ verdict: "memory", limit: 512 * 1024 ** 2 }), "Stopped: memory limit 512 MB.");
  assert.equal(ended({ verdict: "memory", detail: "files" }), "Stopped: too many files.");
});
