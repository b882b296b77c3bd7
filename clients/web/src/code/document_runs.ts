// The runs of one code document: the last ones, and what is done with the newest.

import { idOf } from "../model/names";
import type { Event, RunStarted } from "../model/types";
import type { Ask } from "./needs";
import { earlierRuns, ProgramRun, type RunEvent } from "./runs";

const RUNS_KEPT = 5;

export class DocumentRuns {
  all: ProgramRun[] = []; // newest last
  isWanted = false; // a run is to begin as soon as the text is saved

  constructor(private readonly ask: Ask) {}

  get newest(): ProgramRun | null {
    return this.all.at(-1) ?? null;
  }

  // Those among the lines of the room.
  read(lines: Iterable<Event>, doc: string): void {
    this.all = earlierRuns(lines, doc).slice(-RUNS_KEPT);
  }

  began(event: RunStarted): void {
    if (this.all.some((run) => run.run === event.seq)) return;
    this.all = [...this.all, new ProgramRun(event)].slice(-RUNS_KEPT);
  }

  fold(event: RunEvent): void {
    for (const run of this.all) if (run.run === event.run && run.room === idOf(event)) run.fold(event);
  }

  begin(doc: string, version: number): void {
    this.isWanted = false;
    this.ask("run", { cmd: "code_run", doc, version, interactive: true });
  }

  stop(): void {
    const { newest } = this;
    if (newest) this.ask("run", { cmd: "run_stop", run: newest.run, room: newest.room });
  }

  typeInput(text: string): void {
    const { newest } = this;
    if (newest) this.ask("run", { cmd: "run_input", run: newest.run, room: newest.room, text });
  }

  endInput(): void {
    const { newest } = this;
    if (newest) this.ask("run", { cmd: "run_eof", run: newest.run, room: newest.room });
  }
}
