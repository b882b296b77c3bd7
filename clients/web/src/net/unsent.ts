/**
 * Unacknowledged lines, kept in order and sent one at a time.
 *
 * Only one line is under way, so that a temporary refusal (too fast, not stored) cannot let a later line overtake it.
 * Every line has a random key: the server stores a line that is sent twice only once, so a cut connection costs
 * nothing. A line is in doubt only when the client comes back as another person: then the user decides.
 */

import type { Say } from "../model/types";

export const UNSENT_MAX = 1_000; // lines kept while disconnected

export type Standing = "waiting" | "under_way" | "failed";
/** Why a line failed: in the server's words, or what became of it here. */
export type Failure = { code: string; text: string };

export interface UnsentEntry {
  say: Say & { room: string; key: string };
  standing: Standing;
  failure: Failure | null;
  sent: boolean; // at least once, so the server may have stored it
  title: string; // its room's name
  isPrivate: boolean; // whether its room is
  ts: number; // when it was written, in seconds since 1970
}

export class Unsent {
  private entries = new Map<string, UnsentEntry>();

  [Symbol.iterator](): IterableIterator<UnsentEntry> {
    return this.entries.values();
  }

  get size(): number {
    return this.entries.size;
  }

  get isFull(): boolean {
    return this.entries.size >= UNSENT_MAX;
  }

  get(key: string): UnsentEntry | undefined {
    return this.entries.get(key);
  }

  put(entry: UnsentEntry): void {
    this.entries.set(entry.say.key, entry);
  }

  get underWay(): UnsentEntry | undefined {
    for (const entry of this.entries.values()) if (entry.standing === "under_way") return entry;
    return undefined;
  }

  /** The next line to send; undefined while one is under way. */
  take(): UnsentEntry | undefined {
    for (const entry of this.entries.values()) {
      if (entry.standing === "under_way") return undefined;
      if (entry.standing !== "waiting") continue;
      entry.standing = "under_way";
      entry.sent = true;
      return entry;
    }
    return undefined;
  }

  done(key: string): void {
    this.entries.delete(key);
  }

  failed(key: string, failure: Failure): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.standing = "failed";
    entry.failure = failure;
  }

  /** Queue a failed line again, at the end; with the same key, so never stored twice. */
  again(key: string): void {
    const entry = this.entries.get(key);
    if (entry?.standing !== "failed") return;
    entry.standing = "waiting";
    entry.failure = null;
    this.entries.delete(key);
    this.entries.set(key, entry);
  }

  /** The connection is gone: the line under way goes first on the next one. */
  cut(): void {
    for (const entry of this.entries.values()) if (entry.standing === "under_way") entry.standing = "waiting";
  }

  /** Fail lines that may have been sent: the user is someone else now, and the old keys are void. */
  doubt(): void {
    for (const entry of this.entries.values())
      if (entry.sent && entry.standing === "waiting") {
        entry.standing = "failed";
        entry.failure = { code: "in_doubt", text: "" };
      }
  }

  clear(): void {
    this.entries.clear();
  }
}
