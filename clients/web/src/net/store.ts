/**
 * What the page keeps in the browser over a reload: unsent lines and uploads, in IndexedDB.
 *
 * A browser that has none (or none left) makes a page that forgets, not one that fails.
 */

const NAME = "chat";
const VERSION = 2;
export type Table = "unsent" | "uploads";
const TABLES: readonly Table[] = ["unsent", "uploads"];

export interface Store {
  all<T>(table: Table): Promise<T[]>;
  put(table: Table, key: string, value: unknown): Promise<void>;
  delete(table: Table, key: string): Promise<void>;
}

/** Keeps values for as long as the page lives. */
export class MemoryStore implements Store {
  private readonly tables = new Map<Table, Map<string, unknown>>(TABLES.map((table) => [table, new Map()]));

  async all<T>(table: Table): Promise<T[]> {
    return [...(this.tables.get(table)?.values() ?? [])] as T[];
  }

  async put(table: Table, key: string, value: unknown): Promise<void> {
    this.tables.get(table)?.set(key, structuredClone(value));
  }

  async delete(table: Table, key: string): Promise<void> {
    this.tables.get(table)?.delete(key);
  }
}

class DatabaseStore implements Store {
  constructor(private readonly database: IDBDatabase) {}

  all<T>(table: Table): Promise<T[]> {
    return this.done<T[]>(table, "readonly", (store) => store.getAll());
  }

  async put(table: Table, key: string, value: unknown): Promise<void> {
    await this.done(table, "readwrite", (store) => store.put(value, key));
  }

  async delete(table: Table, key: string): Promise<void> {
    await this.done(table, "readwrite", (store) => store.delete(key));
  }

  private done<T>(table: Table, mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<T> {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(table, mode);
      const request = ask(transaction.objectStore(table));
      transaction.oncomplete = () => resolve(request.result as T);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }
}

/** Opens at the first use, which need not wait for that. */
export class BrowserStore implements Store {
  private readonly opened: Promise<Store> = open().then(
    (database) => new DatabaseStore(database),
    () => new MemoryStore(),
  );

  async all<T>(table: Table): Promise<T[]> {
    return (await this.opened).all(table);
  }

  async put(table: Table, key: string, value: unknown): Promise<void> {
    await (await this.opened).put(table, key, value);
  }

  async delete(table: Table, key: string): Promise<void> {
    await (await this.opened).delete(table, key);
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    // In some private windows there is no such thing: that is thrown, and rejected by it.
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const table of TABLES)
        if (!request.result.objectStoreNames.contains(table)) request.result.createObjectStore(table);
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close(); // a newer page, in another tab
      resolve(request.result);
    };
    request.onerror = request.onblocked = () => reject(request.error);
  });
}
