/**
 * Uploads, which go on after a cut and when the page is loaded anew.
 *
 * A file is sent in one request. When that breaks off, the server still has what arrived: asked with a last byte that
 * does not fit, it answers how far that is, and the rest is sent. The key makes sure that it is shared once.
 */

import { fold } from "../model/names";
import type { Clock } from "./clock";
import { type KeptUpload, KeptUploads } from "./kept_uploads";
import type { Store } from "./store";
import { type Cargo, Transfer, type Upload, type Way } from "./transfer";
import type { Send, Sent } from "./upload_sending";

export const UPLOADS_SHOWN = 100; // beyond that, the first ones that are done are left out

/** Who is logged in. */
export interface Sender {
  readonly me: string;
  readonly token: string;
}

export class Uploads {
  all: Transfer[] = [];
  private readonly kept: KeptUploads;
  private known = new Set<string>(); // keys of uploads that this page has or had
  private count = 0;
  private present: { person: string; login: string } | null = null;
  private isRead = false; // whether what is kept of the present person was read

  /** `changed` is called on any progress. */
  constructor(
    private readonly send: Send,
    private readonly clock: Clock,
    private readonly sender: Sender,
    store: Store,
    private readonly newKey: () => string,
    private readonly changed: () => void,
  ) {
    this.kept = new KeptUploads(store);
  }

  start(room: string, file: File | Blob, name: string): Upload {
    const modified = file instanceof File ? file.lastModified : 0;
    const cargo = { key: this.newKey(), room, name, type: file.type, size: file.size, modified, file };
    this.kept.put(fold(this.sender.me), this.login, cargo);
    const transfer = this.add(cargo);
    transfer.go();
    return transfer;
  }

  private add(cargo: Cargo): Transfer {
    this.known.add(cargo.key);
    const transfer = new Transfer(++this.count, cargo, this.way);
    const surplus = this.all.length - UPLOADS_SHOWN;
    this.all = [...this.all.filter((each, at) => at > surplus || each.stage !== "done"), transfer];
    return transfer;
  }

  /** What marks the session in what is kept: enough of the token to know it again, and too little to use it. */
  private get login(): string {
    return this.sender.token.slice(-8);
  }

  /** The user is in: what an earlier page, or another tab meanwhile, left is gone on with. */
  async begin(): Promise<void> {
    this.follow();
    if (this.isRead) return this.retry();
    this.isRead = true;
    const rows = new Map((await this.kept.all()).map((row) => [row.cargo.key, row]));
    for (const each of this.all.filter(({ stage }) => stage === "paused")) this.comeBack(each, rows.get(each.cargo.key));
    for (const row of rows.values()) if (!this.known.has(row.cargo.key)) this.restore(row);
    this.changed();
  }

  /** Nothing is sent for another person than who began it, and in another session only when they say so. */
  private follow(): void {
    const [before, now] = [this.present, { person: fold(this.sender.me), login: this.login }];
    this.present = now;
    if (!before || before.login === now.login) return;
    this.pause();
    if (before.person !== now.person) for (const each of this.all) this.remove(each);
    this.known = new Set(this.all.map(({ cargo }) => cargo.key));
  }

  /** An upload of this page that was paused; without a row, another tab is done with it. */
  private comeBack(transfer: Transfer, row: KeptUpload | undefined): void {
    if (!row) this.remove(transfer);
    else if (row.login === this.login) transfer.again();
  }

  /** Another session's upload is the user's to go on with: it may be under way there, and not be shared by them. */
  private restore({ person, login, cargo }: KeptUpload): void {
    if (login === this.login) this.add(cargo).ask();
    else if (person === fold(this.sender.me)) this.add(cargo);
  }

  /** Another tab took over: it goes on with them. */
  pause(): void {
    this.isRead = false;
    for (const each of this.all) each.pause();
  }

  /** They log out: nothing of theirs is sent or kept. */
  forget(): void {
    for (const each of this.all) this.dismiss(each);
    this.isRead = false;
    this.present = null;
  }

  /** Take it from the list; what is under way is cancelled. */
  dismiss(upload: Upload): void {
    const transfer = this.all.find((each) => each === upload);
    if (!transfer) return;
    this.kept.delete(transfer.cargo.key);
    this.remove(transfer);
    this.changed();
  }

  private remove(transfer: Transfer): void {
    transfer.cancel();
    this.all = this.all.filter((each) => each !== transfer);
  }

  /** Those that wait try again at once. */
  retry(): void {
    for (const each of this.all) each.hurry();
  }

  again(upload: Upload): void {
    this.all.find((each) => each === upload)?.again();
  }

  /** The file of an upload that the browser no longer had; false if it is another one. */
  give(upload: Upload, file: File): boolean {
    return this.all.find((each) => each === upload)?.give(file) ?? false;
  }

  private readonly way: Way = {
    put: (cargo, body, from, progress, ended) => this.put(cargo, body, from, progress, ended),
    later: (seconds, call) => this.clock.later(seconds, call),
    changed: ({ stage, cargo }) => {
      if (stage === "done") this.kept.delete(cargo.key);
      this.changed();
    },
  };

  private put(cargo: Cargo, body: Blob, from: number, progress: (sent: number) => void, ended: (sent: Sent) => void): () => void {
    const headers: Record<string, string> = {
      Authorization: `Bearer ${this.sender.token}`,
      "Content-Type": cargo.type || "application/octet-stream",
      "Idempotency-Key": cargo.key,
    };
    if (from > 0) headers["Content-Range"] = `bytes ${from}-${from + body.size - 1}/${cargo.size}`;
    const address = `/api/v1/rooms/${encodeURIComponent(cargo.room)}/files/${encodeURIComponent(cargo.name)}`;
    return this.send(address, headers, body, progress, ended);
  }
}
