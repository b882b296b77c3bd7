// Edits that are not saved yet, in the browser's database, so that they outlive the page. One entry for each person
// and document; where there is no database (a private window), what is unsaved lives as long as the page.

import type { UnsavedCode } from "./document";

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
  private written = new Set<string>();
  private last: Promise<boolean> = Promise.resolve(true);

  // `owner` is the person that the edits are of.
  constructor(private readonly owner: string) {}

  async read(): Promise<UnsavedCode[]> {
    try {
      const entries = await store("readonly");
      const range = IDBKeyRange.bound(`${this.owner}\n`, `${this.owner}\n\uffff`);
      const found = (await done(entries.getAll(range))) as UnsavedCode[];
      for (const each of found) this.written.add(each.opened.document.doc);
      return found;
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
    const now = new Set(unsaved.map((each) => each.opened.document.doc));
    for (const doc of this.written) if (!now.has(doc)) entries.delete(`${this.owner}\n${doc}`);
    for (const each of unsaved) entries.put(each, `${this.owner}\n${each.opened.document.doc}`);
    this.written = now;
    await committed(entries.transaction);
  }
}
