// What a code document was, for a version slider: its steps, one version that is shown, and back. Pure.
// The twin of `chatservice/client/model/code_past.py`.

import type { HistoryStep } from "../model/types";
import type { Ask } from "./needs";

export class CodePast {
  steps: HistoryStep[] = []; // those that are known, newest last
  earlier = false; // whether there are more before them
  version: number | null = null; // the one that is shown, null for the present
  text: string | null = null; // its text, null until it has come

  constructor(
    private readonly doc: string,
    private readonly ask: Ask,
  ) {}

  // The newest steps: when the slider is opened, or the text has grown.
  load(): void {
    this.ask("history", { cmd: "code_history", doc: this.doc });
  }

  loadEarlier(): void {
    const first = this.steps[0];
    if (this.earlier && first) this.ask("history", { cmd: "code_history", doc: this.doc, before: first.first });
  }

  // Steps before the known ones, or the newest, which replace them.
  folded(steps: HistoryStep[], earlier: boolean): void {
    const [first, last] = [this.steps[0], steps.at(-1)];
    const isBefore = first !== undefined && last !== undefined && last.last < first.first;
    if (steps.length || !this.steps.length) this.earlier = earlier;
    this.steps = isBefore ? [...steps, ...this.steps] : steps.length ? steps : this.steps;
  }

  get head(): number {
    return this.steps.at(-1)?.last ?? 0;
  }

  // Who wrote the version that is shown, and when.
  get step(): HistoryStep | null {
    const version = this.version;
    if (version === null) return null;
    return this.steps.find((step) => step.first <= version && version <= step.last) ?? null;
  }

  // Show that version as soon as its text is here.
  show(version: number): void {
    if (version === this.version) return;
    this.version = version;
    this.text = null;
    this.ask("version", { cmd: "code_show", doc: this.doc, version });
    const first = this.steps[0];
    if (first && version < first.first) this.loadEarlier();
  }

  // One that is not expected any more is ignored; a step has the text of its end.
  shown(version: number, text: string): void {
    if (this.version !== null && version <= this.version) this.text = text;
  }

  // Back to the present.
  close(): void {
    this.version = this.text = null;
  }

  // What is shown becomes the present text, for everyone.
  restore(key: string): void {
    if (this.version === null) return;
    this.ask("restore", { cmd: "code_restore", doc: this.doc, version: this.version, key });
    this.close();
  }
}
