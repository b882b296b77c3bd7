// Edits that are not saved yet, in the browser's database, so that they outlive the page. One entry for each person,
// document and tab; where there is no database (a private window), what is unsaved lives as long as the page.

import type { UnsavedCode } from "./document";
import { randomKey } from "./needs";

const DATABASE = "chat-code";
const STORE = "unsaved";

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error));
  });
}

async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await done(opening);
  const transaction = database.transaction(STORE, mode);
  transaction.oncomplete = transaction.onabort = () => database.close();
  return transaction.objectStore(STORE);
}

export class CodeKeeping {
  private readonly tab = randomKey(); // another tab of the person has entries of its own
  private written = new Set<string>(); // the keys of the entries that this one answers for
  private last: Promise<boolean> = Promise.resolve(true);

  // `owner` is the person that the edits are of.
  constructor(private readonly owner: string) {}

  async read(): Promise<UnsavedCode[]> {
    try {
      const entries = await store("readonly");
      const range = IDBKeyRange.bound(`${this.owner}\n`, `${this.owner}\n\uffff`);
      const [keys, found] = await Promise.all([done(entries.getAllKeys(range)), done(entries.getAll(range))]);
      for (const key of keys) this.written.add(String(key));
      return found as UnsavedCode[];
    } catch {
      return [];
    }
  }

  // What is unsaved now, instead of what was written before; whether that is written down. One after another.
  write(unsaved: readonly UnsavedCode[]): Promise<boolean> {
    this.last = this.last.then(() => this.put(unsaved)).then(
      () => true,
      () => false,
    );
    return this.last;
  }

  private async put(unsaved: readonly UnsavedCode[]): Promise<void> {
    if (!unsaved.length && !this.written.size) return;
    const entries = await store("readwrite");
    const now = new Map(unsaved.map((each) => [`${this.owner}\n${each.opened.document.doc}\n${this.tab}`, each]));
    for (const key of this.written) if (!now.has(key)) entries.delete(key);
    for (const [key, each] of now) entries.put(each, key);
    this.written = new Set(now.keys());
    await committed(entries.transaction);
  }
}
