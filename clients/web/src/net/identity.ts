/**
 * Who this browser is logged in as: the token, kept for this tab or, as the user chose, until they log out.
 *
 * A tab begins with what the browser keeps; what it keeps for itself goes before that.
 */

const KEY = "chat.identity";

export interface Identity {
  token: string;
  name: string;
  isAccount: boolean;
  device: string; // the id of the token in the account's list, if known
  rooms: string[]; // public rooms that a guest was in
}

export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export class Identities {
  /** Shelves may be missing or refuse: cookies of the site may be blocked. */
  constructor(
    private readonly tab: () => Shelf,
    private readonly browser: () => Shelf,
  ) {}

  load(): Identity | null {
    return read(this.tab) ?? read(this.browser);
  }

  /** Whether it was kept beyond the tab. */
  get isKept(): boolean {
    return read(this.browser) !== null;
  }

  save(identity: Identity, isKept: boolean): void {
    const text = JSON.stringify(identity);
    attempt(() => this.tab().setItem(KEY, text));
    if (isKept) attempt(() => this.browser().setItem(KEY, text));
  }

  /** `token`: only if it is still that one which the browser keeps. */
  forget(token: string): void {
    attempt(() => this.tab().removeItem(KEY));
    if (read(this.browser)?.token === token) attempt(() => this.browser().removeItem(KEY));
  }
}

function read(shelf: () => Shelf): Identity | null {
  try {
    const found = JSON.parse(shelf().getItem(KEY) ?? "null") as Partial<Identity> | null;
    if (!found || typeof found.token !== "string" || typeof found.name !== "string") return null;
    const rooms = Array.isArray(found.rooms) ? found.rooms.filter((room) => typeof room === "string") : [];
    const { token, name, device } = found;
    return { token, name, isAccount: found.isAccount === true, device: typeof device === "string" ? device : "", rooms };
  } catch {
    return null;
  }
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // the session lasts as long as the page then
  }
}
