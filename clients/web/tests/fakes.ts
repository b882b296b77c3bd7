/** A server, a clock and a browser that do what a test says. */

import type { Command, Event } from "../src/model/types";
import type { Clock } from "../src/net/clock";
import type { DraftShelf } from "../src/net/drafts";
import { Identities, type Shelf } from "../src/net/identity";
import type { Dial, WireEvents } from "../src/net/wire";
import { Session } from "../src/net/session";
import { MemoryStore } from "../src/net/store";
import type { Send, Sent } from "../src/net/upload_sending";

export class FakeClock implements Clock {
  time = 1_000;
  private calls: { at: number; call: () => void }[] = [];

  readonly now = (): number => this.time;

  readonly later = (seconds: number, call: () => void): (() => void) => {
    const entry = { at: this.time + seconds, call };
    this.calls.push(entry);
    return () => {
      this.calls = this.calls.filter((each) => each !== entry);
    };
  };

  /** Let `seconds` pass, and call what is due in its order. */
  passes(seconds: number): void {
    const end = this.time + seconds;
    for (;;) {
      const due = this.calls.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.calls = this.calls.filter((each) => each !== due);
      this.time = Math.max(this.time, due.at);
      due.call();
    }
    this.time = end;
  }
}

/** One connection, as the server sees it. */
export class FakeWire {
  got: Command[] = [];
  isClosed = false;

  constructor(readonly events: WireEvents) {}

  opens(): void {
    this.events.opened({
      send: (text) => this.got.push(JSON.parse(text)),
      close: () => {
        this.isClosed = true;
      },
    });
  }

  says(...events: Partial<Event>[]): void {
    for (const event of events) this.events.heard(event as Event);
  }

  cuts(): void {
    this.events.closed();
  }

  /** What the client has sent of that command. */
  all<K extends Command["cmd"]>(cmd: K): Extract<Command, { cmd: K }>[] {
    return this.got.filter((command) => command.cmd === cmd) as Extract<Command, { cmd: K }>[];
  }
}

export class FakeShelf implements Shelf {
  readonly items = new Map<string, string>();
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.items.set(key, value);
  removeItem = (key: string) => void this.items.delete(key);
}

export class FakeDrafts implements DraftShelf {
  readonly items = new Map<string, string>();
  names = () => [...this.items.keys()];
  get = (name: string) => this.items.get(name) ?? null;
  set = (name: string, text: string) => void this.items.set(name, text);
  remove = (name: string) => void this.items.delete(name);
}

/** A request of an upload, waiting for what the test answers. */
export interface FakeRequest {
  headers: Record<string, string>;
  size: number;
  progress: (sent: number) => void;
  answer: (sent: Partial<Sent>) => void;
}

/** A browser: what it keeps outlives the pages that it opens. */
export class FakeBrowser {
  readonly clock = new FakeClock();
  readonly store = new MemoryStore();
  readonly drafts = new FakeDrafts();
  readonly browser = new FakeShelf();
  tab = new FakeShelf();
  wires: FakeWire[] = [];
  requests: FakeRequest[] = [];
  stopped = 0; // requests that a page has given up
  private keys = 0;

  private readonly dial: Dial = (events) => {
    const wire = new FakeWire(events);
    this.wires.push(wire);
    return () => undefined;
  };

  private readonly send: Send = (_address, headers, body, progress, ended) => {
    const none = { status: 0, offset: null, retryAfter: 0, problem: "" };
    this.requests.push({ headers, size: body.size, progress, answer: (sent) => ended({ ...none, ...sent }) });
    return () => void this.stopped++;
  };

  async page(): Promise<Session> {
    const session = this.unread();
    await session.load();
    return session;
  }

  /** A page that has not yet read what was kept. */
  unread(): Session {
    return new Session({
      ...{ dial: this.dial, store: this.store, drafts: this.drafts, send: this.send, clock: this.clock, device: "browser" },
      identities: new Identities(
        () => this.tab,
        () => this.browser,
      ),
      newKey: () => `key-${++this.keys}`,
      frame: (call) => call(),
    });
  }

  get wire(): FakeWire {
    return this.wires[this.wires.length - 1]!;
  }

  get request(): FakeRequest {
    return this.requests[this.requests.length - 1]!;
  }

  /** The connection opens and the server lets the user in. */
  async welcomes(more: Record<string, unknown> = {}): Promise<FakeWire> {
    this.wire.opens();
    this.wire.says({ event: "welcome", name: "alice", epoch: "e", token: "t", ...more } as Event);
    await settled();
    return this.wire;
  }
}

/** When what was begun is done: stores answer later. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

export const lobby = (head = 0): Event => ({
  ...{ event: "joined", room: "lobby", rid: "!a", kind: "public", head, first: 1, epoch: "e" },
});

export const line = (seq: number, text = `line ${seq}`, sender = "bob"): Event => ({
  ...{ event: "message", room: "lobby", rid: "!a", seq, id: seq, ts: 1_000 + seq, sender, text },
});

/** A page that is logged in and in the lobby. */
export async function online(browser = new FakeBrowser(), more: Record<string, unknown> = {}) {
  const session = await browser.page();
  if (!session.start()) session.login("alice");
  const wire = await browser.welcomes(more);
  wire.says(lobby());
  return { browser, session, wire };
}
