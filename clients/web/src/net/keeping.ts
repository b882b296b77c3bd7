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

  constructor(private readonly store: Store) {}

  /** The user is `name` from now on: restores what that person left. `isSame`: surely the same person. Keys and
   * memberships are a person's: otherwise, lines in doubt and lines to private rooms wait for a decision. */
  async begin(name: string, isAccount: boolean, isSame: boolean, unsent: Unsent): Promise<void> {
    await this.pending;
    this.person = fold(name);
    this.isAccount = isAccount;
    this.texts.clear();
    this.kept.clear();
    const lines = await this.mine<KeptLine>("unsent");
    for (const line of lines.sort((a, b) => a.order - b.order)) {
      this.order = Math.max(this.order, line.order);
      const { entry } = line;
      if (unsent.get(entry.say.key)) continue;
      if (entry.standing === "under_way") entry.standing = "waiting";
      const isMine = isSame && (line.isAccount === isAccount || line.isAccount);
      if (entry.standing === "waiting" && !isMine && (entry.sent || entry.isPrivate)) {
        entry.standing = "failed";
        entry.failure = { code: entry.sent ? "in_doubt" : "another_guest", text: "" };
      }
      unsent.put(entry);
    }
    for (const draft of await this.mine<KeptDraft>("drafts")) this.texts.set(draft.key, draft.text);
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

  private async mine<T extends { person: string }>(table: Table): Promise<T[]> {
    try {
      return (await this.store.all<T>(table)).filter((each) => each.person === this.person);
    } catch {
      return [];
    }
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
