/**
 * Uploads, which go on after a cut.
 *
 * A file is sent in one request. When that breaks off, the server still has what arrived: asked with a last byte that
 * does not fit, it answers how far that is, and the rest is sent. The key makes sure that it is shared once.
 */

import type { Clock } from "./clock";

export type UploadStage = "running" | "waiting" | "done" | "failed";

export interface Upload {
  readonly id: number;
  readonly room: string;
  readonly name: string;
  readonly size: number;
  sent: number;
  stage: UploadStage;
  reason: string; // why it failed, in the server's words; a code in brackets where it says nothing
  cancel(): void;
  readonly done: Promise<void>; // settled at the end, whatever it is
}

export interface Sent {
  status: number; // 0: the connection broke
  offset: number | null; // of `Upload-Offset`
  retryAfter: number;
  problem: string;
}

/** Sends `body` and reports progress in bytes; the result cancels it. */
export type Send = (
  address: string,
  headers: Record<string, string>,
  body: Blob,
  progress: (sent: number) => void,
  ended: (sent: Sent) => void,
) => () => void;

const DELAYS = [1, 2, 4, 8, 15, 30]; // seconds
const TRIES_MAX = 40; // without any progress
const AGAIN = new Set([0, 429, 500, 502, 503, 504]);
const WRONG_OFFSET = 409;
export const UPLOADS_KEPT = 100;

export class Uploads {
  all: Upload[] = [];
  private count = 0;

  /** `changed` is called on any progress. */
  constructor(
    private readonly send: Send,
    private readonly clock: Clock,
    private readonly token: () => string,
    private readonly newKey: () => string,
    private readonly changed: () => void,
  ) {}

  start(room: string, file: File | Blob, name: string): Upload {
    const transfer = new Transfer(++this.count, room, file, name, this.newKey(), this);
    this.all = [...this.all, transfer].slice(-UPLOADS_KEPT);
    transfer.go();
    this.changed();
    return transfer;
  }

  /** Take it from the list; one under way is cancelled. */
  dismiss(upload: Upload): void {
    upload.cancel();
    this.all = this.all.filter((each) => each !== upload);
    this.changed();
  }

  /** Those that wait try again at once. */
  retry(): void {
    for (const upload of this.all) if (upload instanceof Transfer) upload.hurry();
  }

  // For the transfers.

  put(
    transfer: Transfer,
    from: number,
    to: number,
    progress: (sent: number) => void,
    ended: (sent: Sent) => void,
  ): () => void {
    const headers: Record<string, string> = {
      Authorization: `Bearer ${this.token()}`,
      "Content-Type": transfer.file.type || "application/octet-stream",
      "Idempotency-Key": transfer.key,
    };
    if (from > 0) headers["Content-Range"] = `bytes ${from}-${to - 1}/${transfer.size}`;
    const address = `/api/v1/rooms/${encodeURIComponent(transfer.room)}/files/${encodeURIComponent(transfer.name)}`;
    return this.send(address, headers, transfer.file.slice(from, to), progress, ended);
  }

  later(seconds: number, call: () => void): () => void {
    return this.clock.later(seconds, call);
  }

  report(): void {
    this.changed();
  }
}

class Transfer implements Upload {
  sent = 0;
  stage: UploadStage = "running";
  reason = "";
  readonly size: number;
  readonly done: Promise<void>;
  private settle: () => void = () => undefined;
  private stop: (() => void) | null = null; // what is under way, or waited for
  private tries = 0;
  private farthest = 0;

  constructor(
    readonly id: number,
    readonly room: string,
    readonly file: File | Blob,
    readonly name: string,
    readonly key: string,
    private readonly uploads: Uploads,
  ) {
    this.size = file.size;
    this.done = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  go(from = 0): void {
    this.stage = "running";
    this.stop = this.uploads.put(
      this,
      from,
      this.size,
      (sent) => this.moved(from + sent),
      (sent) => this.ended(sent),
    );
  }

  private moved(sent: number): void {
    this.sent = Math.min(sent, this.size);
    if (this.sent > this.farthest) {
      this.farthest = this.sent;
      this.tries = 0;
    }
    this.uploads.report();
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
    this.stage = "waiting";
    this.stop = this.uploads.later(delay, () => this.ask());
    this.uploads.report();
  }

  hurry(): void {
    if (this.stage !== "waiting") return;
    this.stop?.();
    this.ask();
  }

  /** Find out how much has arrived. */
  private ask(): void {
    if (this.size < 2) {
      this.go();
      return;
    }
    this.stage = "running";
    const last = this.size - 1;
    this.stop = this.uploads.put(this, last, this.size, () => undefined, (sent) => this.ended(sent));
    this.uploads.report();
  }

  cancel(): void {
    if (this.stage === "done" || this.stage === "failed") return;
    this.stop?.();
    this.finish("failed", "cancelled");
  }

  private finish(stage: UploadStage, reason: string): void {
    this.stage = stage;
    this.reason = reason;
    if (stage === "done") this.sent = this.size;
    this.stop = null;
    this.uploads.report();
    this.settle();
  }
}

/** By XMLHttpRequest: `fetch` tells nothing of how much was sent. */
export const sendByBrowser: Send = (address, headers, body, progress, ended) => {
  const request = new XMLHttpRequest();
  request.open("PUT", address);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.onprogress = (event) => progress(event.loaded);
  request.onload = () =>
    ended({
      status: request.status,
      offset: numberOf(request.getResponseHeader("Upload-Offset")),
      retryAfter: numberOf(request.getResponseHeader("Retry-After")) ?? 0,
      problem: problemOf(request.responseText),
    });
  request.onerror = request.ontimeout = () => ended({ status: 0, offset: null, retryAfter: 0, problem: "" });
  request.send(body);
  return () => {
    request.onload = request.onerror = null;
    request.upload.onprogress = null;
    request.abort();
  };
};

function numberOf(text: string | null): number | null {
  return text && /^\d+$/.test(text) ? Number(text) : null;
}

/** The words of a problem document (RFC 9457). */
function problemOf(text: string): string {
  try {
    const problem = JSON.parse(text) as { detail?: unknown; title?: unknown };
    return String(problem.detail ?? problem.title ?? "");
  } catch {
    return "";
  }
}
