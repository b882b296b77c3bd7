/**
 * Keeps uploads in the browser until they are done, so that a page that is loaded anew goes on with them.
 *
 * A file is kept with its upload as far as there is room; beyond that the user is asked for it again.
 */

import type { Store } from "./store";
import type { Cargo } from "./transfer";

export const KEPT_UPLOADS_MAX = 100; // of everyone who uses this browser; then the first ones are forgotten
export const KEPT_BYTES_MAX = 256 * 1024 * 1024; // of their files together

export interface KeptUpload {
  person: string; // folded name
  login: string; // marks the session that began it
  order: number;
  cargo: Cargo;
}

export class KeptUploads {
  private order = 0;
  private rows = new Map<string, number>(); // keys of what is stored, in order; the bytes of its file
  private pending: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: Store) {}

  /** What is stored, the oldest first, once all that was to be written is. */
  async all(): Promise<KeptUpload[]> {
    await this.pending;
    // A page that forgets, not one that fails.
    const found = await this.store.all<KeptUpload>("uploads").catch(() => []);
    found.sort((a, b) => a.order - b.order);
    this.order = Math.max(this.order, found.at(-1)?.order ?? 0);
    this.rows = new Map([...found.map(({ cargo }) => [cargo.key, cargo.file?.size ?? 0] as const), ...this.rows]);
    return found;
  }

  put(person: string, login: string, cargo: Cargo): void {
    const used = [...this.rows.values()].reduce((sum, bytes) => sum + bytes, 0);
    const file = used + cargo.size <= KEPT_BYTES_MAX ? cargo.file : null;
    const row: KeptUpload = { person, login, order: ++this.order, cargo: { ...cargo, file } };
    this.rows.set(cargo.key, file?.size ?? 0);
    // Without its file if the disk takes no more.
    this.write(() => this.store.put("uploads", cargo.key, row).catch(() => this.putBare(row)));
    const [first] = this.rows.keys();
    if (this.rows.size > KEPT_UPLOADS_MAX && first !== undefined) this.delete(first);
  }

  private putBare(row: KeptUpload): Promise<void> {
    return this.store.put("uploads", row.cargo.key, { ...row, cargo: { ...row.cargo, file: null } });
  }

  delete(key: string): void {
    this.rows.delete(key);
    this.write(() => this.store.delete("uploads", key));
  }

  private write(work: () => Promise<void>): void {
    this.pending = this.pending.then(work).catch(() => undefined);
  }
}
