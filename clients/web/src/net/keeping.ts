/**
 * Keeps unsent lines in the browser, each under the person who wrote it: a line goes in when it is written, before
 * the connection may break.
 */

import { fold } from "../model/names";
import type { Store } from "./store";
import type { Unsent, UnsentEntry } from "./unsent";

interface KeptLine {
  person: string;
  isAccount: boolean;
  order: number;
  entry: UnsentEntry;
}

export class Keeping {
  private person = "";
  private isAccount = false;
  private order = 0;
  private kept = new Map<string, string>(); // what is stored of each unsent line
  private pending: Promise<unknown> = Promise.resolve();
  private lines: KeptLine[] = []; // of earlier pages, and not restored yet

  constructor(private readonly store: Store) {}

  /** Reads what earlier pages have left; before anything else. */
  async load(): Promise<void> {
    // A page that forgets, not one that fails.
    this.lines = await this.store.all<KeptLine>("unsent").catch(() => []);
  }

  /** The user is `name` from now on: restores what that person left. `isSame`: surely the same person. Keys and
   * memberships are a person's: otherwise, lines in doubt and lines to private rooms wait for a decision. */
  begin(name: string, isAccount: boolean, isSame: boolean, unsent: Unsent): void {
    if (this.person !== fold(name)) this.kept.clear();
    this.person = fold(name);
    this.isAccount = isAccount;
    const mine = this.lines.filter((line) => line.person === this.person);
    this.lines = this.lines.filter((line) => line.person !== this.person);
    for (const line of mine.sort((a, b) => a.order - b.order)) {
      this.order = Math.max(this.order, line.order);
      if (!unsent.get(line.entry.say.key)) unsent.put(restored(line, isSame && line.isAccount === isAccount));
    }
  }

  /** The same person has another name. */
  rename(name: string, unsent: Unsent): Promise<unknown> {
    this.person = fold(name);
    this.kept.clear();
    return this.save(unsent);
  }

  /** Stores `unsent` as it is now; resolved when it is written. */
  save(unsent: Unsent): Promise<unknown> {
    const gone = new Set(this.kept.keys());
    for (const entry of unsent) {
      const { key } = entry.say;
      gone.delete(key);
      const now = `${entry.standing} ${entry.sent}`; // what changes of it
      if (this.kept.get(key) === now) continue;
      if (!this.kept.has(key)) this.order++;
      this.kept.set(key, now);
      const line: KeptLine = { person: this.person, isAccount: this.isAccount, order: this.order, entry };
      this.write(() => this.store.put("unsent", key, line));
    }
    for (const key of gone) {
      this.kept.delete(key);
      this.write(() => this.store.delete("unsent", key));
    }
    return this.pending;
  }

  private write(work: () => Promise<void>): void {
    this.pending = this.pending.then(work).catch(() => undefined); // the disk is full: the page goes on without
  }

  /** Deletes all that is kept of the present person: they log out. */
  async forget(unsent: Unsent): Promise<void> {
    unsent.clear();
    await this.save(unsent);
    this.person = "";
  }
}

function restored({ entry }: KeptLine, isMine: boolean): UnsentEntry {
  if (entry.standing === "under_way") entry.standing = "waiting";
  if (entry.standing === "waiting" && !isMine && (entry.sent || entry.isPrivate)) {
    entry.standing = "failed";
    entry.failure = { code: entry.sent ? "in_doubt" : "another_guest", text: "" };
  }
  return entry;
}
