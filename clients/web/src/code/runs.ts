// What the program of a code document prints, folded from events. Pure.
// The twin of `chatservice/client/model/code_runs.py`.

import { untracked } from "@preact/signals";
import type { Event, RunEnded, RunPlace, RunPrinted, RunStarted, RunTyped } from "../model/types";
import { t } from "./text";
import { harmless, harmlessText } from "../ui/names";
import { verdict } from "../ui/verdict";

export const OUTPUT_MAX = 400_000; // characters of one run that are shown

// `kind` is out, error, input or note.
export type OutputPiece = { text: string; kind: "out" | "error" | "input" | "note" };

export type RunEvent = RunEnded | RunPlace | RunPrinted | RunTyped;

// One run. `pieces` only grows.
export class ProgramRun {
  readonly run: number;
  readonly room: string; // where it is logged: a hidden document has its own log
  readonly sender: string;
  running = true;
  status = t("code.run.running");
  verdict = "";
  wantedInput = false;
  readonly pieces: OutputPiece[] = [];
  private size = 0;
  private lines = 0; // complete lines printed so far
  private fresh = true; // at the beginning of a line

  constructor(started: RunStarted) {
    this.run = started.seq;
    this.room = started.rid || started.room;
    this.sender = started.sender;
    const what = `${harmless(started.title)} ${harmless(started.version)}`;
    const version = started.revision ?? 0;
    this.note(t("code.run.began", { name: harmless(started.sender), what, version }));
  }

  // `event` is about this run.
  fold(event: RunEvent): void {
    switch (event.event) {
      case "run_place":
        this.status = event.place ? t("code.run.waiting", { n: event.place }) : t("code.run.running");
        break;
      case "run_printed":
        this.status = t("code.run.running");
        this.printed(event.text, event.at ?? 0, event.error ?? false);
        break;
      case "run_typed":
        this.add(`${harmlessText(event.text)}\n`, "input");
        break;
      case "run_ended":
        this.ended(event);
    }
  }

  printed(text: string, at: number, isError: boolean): void {
    if (at > this.lines) this.leftOut(at);
    this.lines = at + text.split("\n").length - 1;
    this.add(harmlessText(text), isError ? "error" : "out");
  }

  private leftOut(upto: number): void {
    this.note(t("code.run.left_out", { n: upto - this.lines }));
  }

  private ended(event: RunEnded): void {
    this.running = false;
    if ((event.lines ?? 0) > this.lines + 1) this.leftOut(event.lines ?? 0);
    this.verdict = event.verdict;
    this.wantedInput = event.wanted ?? false;
    this.status = untracked(() => verdict(event));
    this.note(this.status);
    if (this.wantedInput) this.note(t("code.run.wanted"));
  }

  private note(words: string): void {
    this.put(`${this.fresh ? "" : "\n"}${words}\n`, "note");
  }

  private add(text: string, kind: OutputPiece["kind"]): void {
    const left = OUTPUT_MAX - this.size;
    this.size += text.length;
    if (text && left > 0) this.put(text.slice(0, left), kind);
  }

  private put(text: string, kind: OutputPiece["kind"]): void {
    this.fresh = text.endsWith("\n");
    this.pieces.push({ text, kind });
  }
}

// Those of a document among the `lines` of a room, in their order, with the first of their output. Those whose
// end is not there are left out: it may be in a gap, or deleted.
export function earlierRuns(lines: Iterable<Event>, doc: string): ProgramRun[] {
  const runs = new Map<number, ProgramRun>();
  for (const line of lines) {
    if (line.event === "run_started" && line.doc === doc) {
      const run = new ProgramRun(line);
      runs.set(run.run, run);
    } else if (line.event === "run_ended") {
      const run = runs.get(line.run);
      if (run && line.head) run.printed(line.head, 0, false);
      run?.fold(line);
    }
  }
  return [...runs.values()].filter((run) => !run.running);
}
