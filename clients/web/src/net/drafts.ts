/**
 * Unfinished texts, each in the conversation where it was begun and under the person who writes it.
 *
 * They are kept in `localStorage`: it is written at once, so that what was typed last outlives a page that ends.
 */

import { fold } from "../model/names";

export const DRAFTS_MAX = 500; // of one person; beyond that, the oldest is dropped
const PREFIX = "chat.draft\n";

export interface DraftShelf {
  names(): string[];
  get(name: string): string | null;
  set(name: string, text: string): void;
  remove(name: string): void;
}

export class Drafts {
  private person = "";
  private readonly texts = new Map<string, string>(); // by the key of their conversation

  constructor(private readonly shelf: DraftShelf) {}

  /** The user is `name` from now on. */
  begin(name: string): void {
    this.person = fold(name);
    this.texts.clear();
    const prefix = this.nameOf("");
    for (const each of this.shelf.names())
      if (each.startsWith(prefix)) this.texts.set(each.slice(prefix.length), this.shelf.get(each) ?? "");
  }

  private nameOf(key: string): string {
    return `${PREFIX}${this.person}\n${key}`;
  }

  get(key: string): string {
    return this.texts.get(key) ?? "";
  }

  /** Keeps `text` as the draft in the conversation `key`; an empty one deletes it. */
  set(key: string, text: string): void {
    if (this.get(key) === text) return;
    this.texts.delete(key);
    if (text.trim()) {
      this.texts.set(key, text);
      this.shelf.set(this.nameOf(key), text);
    } else this.shelf.remove(this.nameOf(key));
    const [oldest] = this.texts.keys();
    if (this.texts.size > DRAFTS_MAX && oldest !== undefined) this.set(oldest, "");
  }

  /** The conversations with a draft. */
  get keys(): ReadonlySet<string> {
    return new Set(this.texts.keys());
  }

  /** The same person has another name. */
  rename(name: string): void {
    const all = [...this.texts];
    this.clear();
    this.begin(name);
    for (const [key, text] of all) this.set(key, text);
  }

  clear(): void {
    for (const key of [...this.texts.keys()]) this.set(key, "");
  }
}

/** Of the browser; it may refuse, or be full: then a draft lasts as long as the page. */
export const browserShelf: DraftShelf = {
  names: () => attempt(() => Object.keys(localStorage), []),
  get: (name) => attempt(() => localStorage.getItem(name), null),
  set: (name, text) => attempt(() => localStorage.setItem(name, text), undefined),
  remove: (name) => attempt(() => localStorage.removeItem(name), undefined),
};

function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}
