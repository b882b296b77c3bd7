/**
 * One file on its way.
 *
 *     running --broke off--> waiting --asks how much has arrived--> running --201--> done
 *        \--refused--> failed --again--> running        paused: another tab goes on with it, or nobody yet
 */

import type { Sent } from "./upload_sending";

/** `failed`, `paused` and `missing` wait for the user: in the last, the browser no longer has the file. */
export type UploadStage = "running" | "waiting" | "done" | "failed" | "paused" | "missing";

export interface Upload {
  readonly id: number;
  readonly room: string;
  readonly name: string;
  readonly size: number;
  readonly sent: number;
  readonly stage: UploadStage;
  readonly reason: string; // why it failed, in the server's words; a code in brackets where it says nothing
  readonly done: Promise<void>; // settled at the end, whatever it is
}

/** What is sent, and for whom: all of it outlives the page, `file` only where the browser has room for it. */
export interface Cargo {
  readonly key: string; // the server shares it once
  readonly room: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly modified: number; // milliseconds since 1970, 0: unknown
  file: Blob | null;
}

/** What a transfer needs. */
export interface Way {
  put(cargo: Cargo, body: Blob, from: number, progress: (sent: number) => void, ended: (sent: Sent) => void): () => void;
  later(seconds: number, call: () => void): () => void;
  changed(transfer: Transfer): void;
}

const DELAYS = [1, 2, 4, 8, 15, 30]; // seconds
const TRIES_MAX = 40; // without any progress
const AGAIN = new Set([0, 429, 500, 502, 503, 504]);
const WRONG_OFFSET = 409;

export class Transfer implements Upload {
  sent = 0;
  stage: UploadStage = "paused";
  reason = "";
  readonly done: Promise<void>;
  private settle: () => void = () => undefined;
  private stop: (() => void) | null = null; // what is under way, or waited for
  private tries = 0;
  private farthest = 0;

  constructor(
    readonly id: number,
    readonly cargo: Cargo,
    private readonly way: Way,
  ) {
    this.done = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  get room(): string {
    return this.cargo.room;
  }

  get name(): string {
    return this.cargo.name;
  }

  get size(): number {
    return this.cargo.size;
  }

  /** Whether it moves by itself. */
  get isUnderWay(): boolean {
    return this.stage === "running" || this.stage === "waiting";
  }

  /** Send what follows the first `from` bytes. */
  go(from = 0): void {
    this.put(from, (sent) => this.moved(from + sent));
  }

  private put(from: number, progress: (sent: number) => void): void {
    const { file } = this.cargo;
    if (!file) return this.become("missing");
    this.become("running");
    this.stop = this.way.put(this.cargo, file.slice(from, this.size), from, progress, (sent) => this.ended(sent));
  }

  private become(stage: UploadStage): void {
    this.stage = stage;
    this.way.changed(this);
  }

  private moved(sent: number): void {
    this.sent = Math.min(sent, this.size);
    if (this.sent > this.farthest) {
      this.farthest = this.sent;
      this.tries = 0;
    }
    this.way.changed(this);
  }

  private ended(sent: Sent): void {
    this.stop = null;
    if (sent.status === 201) this.finish("done", "");
    else if (sent.status === WRONG_OFFSET && sent.offset !== null) this.continueAt(sent.offset);
    else if (AGAIN.has(sent.status) && this.tries < TRIES_MAX) this.wait(sent.retryAfter);
    else this.finish("failed", sent.problem || `(${sent.status})`);
  }

  private continueAt(offset: number): void {
    this.tries++;
    if (this.tries > TRIES_MAX) this.finish("failed", "(409)");
    else {
      this.moved(offset);
      this.go(offset);
    }
  }

  private wait(atLeast: number): void {
    const delay = Math.max(atLeast, DELAYS[Math.min(this.tries, DELAYS.length - 1)] ?? 1);
    this.tries++;
    this.stop = this.way.later(delay, () => this.ask());
    this.become("waiting");
  }

  /** Find out how much has arrived, and go on from there: asked with a last byte that does not fit, the server says. */
  ask(): void {
    this.stop?.();
    this.stop = null;
    if (this.size < 2) this.go();
    else this.put(this.size - 1, () => undefined);
  }

  hurry(): void {
    if (this.stage === "waiting") this.ask();
  }

  /** The user wants it once more. */
  again(): void {
    if (this.stage !== "failed" && this.stage !== "paused") return;
    this.tries = 0;
    this.reason = "";
    this.ask();
  }

  /** Stop without an end: another tab has it. */
  pause(): void {
    if (!this.isUnderWay) return;
    this.stop?.();
    this.stop = null;
    this.become("paused");
  }

  /** The file that the browser no longer had; false if `file` is another one, or was changed. */
  give(file: File): boolean {
    const { size, modified } = this.cargo;
    if (file.size !== size || (modified && file.lastModified !== modified)) return false;
    this.cargo.file = file;
    this.ask();
    return true;
  }

  /** Nothing of it is sent any more. */
  cancel(): void {
    this.stop?.();
    this.stop = null;
    this.settle();
  }

  private finish(stage: UploadStage, reason: string): void {
    this.reason = reason;
    if (stage === "done") this.sent = this.size;
    this.become(stage);
    this.settle();
  }
}
