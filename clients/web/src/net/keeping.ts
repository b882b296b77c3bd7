/**
 * Keeps unsent lines and drafts in the browser, each under the person who wrote it.
 *
 * What changed is written a moment later, many changes at once; a line goes in when it is written, before the
 * connection may break.
 */

import { fold } from "../model/names";
import type { Store, Table } from "./store";
import type { Unsent, UnsentEntry } from "./unsent";

export const DRAFTS_MAX = 500;

interface KeptLine {
  person: string;
  isAccount: boolean;
  order: number;
  entry: UnsentEntry;
}

interface KeptDraft {
  person: string;
  key: string;
  text: string;
}

export class Keeping {
  private person = "";
  private isAccount = false;
  private order = 0;
  private kept = new Map<string, string>(); // what is stored of each unsent line
  private readonly texts = new Map<string, string>(); // drafts by the key of their conversation
  private pending: Promise<unknown> = Promise.resolve();
  private lines: KeptLine[] = []; // of earlier pages, and not restored yet
  private drafted: KeptDraft[] = []; // of those who are not the present person

  constructor(private readonly store: Store) {}

  /** Reads what earlier pages have left; before anything else. */
  async load(): Promise<void> {
    this.lines = await this.read<KeptLine>("unsent");
    this.drafted = await this.read<KeptDraft>("drafts");
  }

  private async read<T>(table: Table): Promise<T[]> {
    try {
      return await this.store.all<T>(table);
    } catch {
      return []; // a page that forgets, not one that fails
    }
  }

  /** The user is `name` from now on: restores what that person left. `isSame`: surely the same person. Keys and
   * memberships are a person's: otherwise, lines in doubt and lines to private rooms wait for a decision. */
  begin(name: string, isAccount: boolean, isSame: boolean, unsent: Unsent): void {
    if (this.person !== fold(name)) this.turn(fold(name));
    this.isAccount = isAccount;
    const mine = this.lines.filter((line) => line.person === this.person);
    this.lines = this.lines.filter((line) => line.person !== this.person);
    for (const line of mine.sort((a, b) => a.order - b.order)) {
      this.order = Math.max(this.order, line.order);
      if (!unsent.get(line.entry.say.key)) unsent.put(restored(line, isSame && line.isAccount === isAccount));
    }
  }

  private turn(person: string): void {
    for (const [key, text] of this.texts) this.drafted.push({ person: this.person, key, text });
    this.person = person;
    this.texts.clear();
    this.kept.clear();
    for (const draft of this.drafted) if (draft.person === person) this.texts.set(draft.key, draft.text);
    this.drafted = this.drafted.filter((draft) => draft.person !== person);
  }

  /** The same person has another name. */
  rename(name: string, unsent: Unsent): Promise<unknown> {
    const drafts = [...this.texts];
    for (const [key] of drafts) this.setDraft(key, "");
    this.person = fold(name);
    this.kept.clear();
    for (const [key, text] of drafts) this.setDraft(key, text);
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

  draft(key: string): string {
    return this.texts.get(key) ?? "";
  }

  /** Keeps `text` as the draft in the conversation `key`; an empty one deletes it. */
  setDraft(key: string, text: string): void {
    if (this.draft(key) === text) return;
    const id = `${this.person}\n${key}`;
    this.texts.delete(key);
    if (text.trim()) {
      this.texts.set(key, text);
      const draft: KeptDraft = { person: this.person, key, text };
      this.write(() => this.store.put("drafts", id, draft));
    } else this.write(() => this.store.delete("drafts", id));
    const [oldest] = this.texts.keys();
    if (this.texts.size > DRAFTS_MAX && oldest !== undefined) this.setDraft(oldest, "");
  }

  /** The conversations with a draft. */
  get drafts(): ReadonlySet<string> {
    return new Set(this.texts.keys());
  }

  /** Deletes all that is kept of the present person: they log out. */
  async forget(unsent: Unsent): Promise<void> {
    for (const key of [...this.texts.keys()]) this.setDraft(key, "");
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
