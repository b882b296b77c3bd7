// Cursors in an open code document: the others', and where one's own was last told. Pure.
// The twin of `chatservice/client/model/code_cursors.py`.

import type { ChangeDesc } from "@codemirror/state";
import { same } from "../model/names";
import type { CursorMoved } from "../model/types";
import { changesOf, type Splice } from "./edits";
import type { Pending } from "./pending";

export const CURSOR_EVERY = 100; // milliseconds between two places of one's own cursor
const RECENT = 200; // revisions kept to map cursors of older versions

export type RemoteCursor = { name: string; anchor: number; head: number };

// `shown` by the number of the connection that they belong to; positions are in the shown text.
export class RemoteCursors {
  private recent: { version: number; changes: ChangeDesc }[] = [];
  shown = new Map<number, RemoteCursor>();

  constructor(private readonly pending: Pending) {}

  // The text is another one.
  forgetRevisions(): void {
    this.recent = [];
  }

  // A revision that is part of the text now; `length` is that of the text before it.
  received(version: number, splices: readonly Splice[], length: number): void {
    this.recent.push({ version, changes: changesOf(splices, length).desc });
    if (this.recent.length > RECENT) this.recent.shift();
  }

  moved(event: CursorMoved): void {
    const range = event.ranges[0];
    if (!range) {
      this.shown.delete(event.client);
      return;
    }
    try {
      const [anchor, head] = [this.position(event.version, range[0]), this.position(event.version, range[1])];
      this.shown.set(event.client, { name: event.sender, anchor, head });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // it is of a text that is not known here
    }
  }

  private position(version: number, position: number): number {
    let at = position;
    for (const revision of this.recent) {
      if (revision.version > version) at = revision.changes.mapPos(at, -1);
    }
    return Math.min(this.pending.toShown(at), this.pending.doc.length);
  }

  // The shown text has changed.
  follow(changes: ChangeDesc): void {
    for (const cursor of this.shown.values()) {
      cursor.anchor = changes.mapPos(cursor.anchor, -1);
      cursor.head = changes.mapPos(cursor.head, -1);
    }
  }

  // A cursor is where its owner has written, until another place is told.
  followAuthor(name: string, changes: ChangeDesc): void {
    const own = [...this.shown.values()].filter((cursor) => same(cursor.name, name));
    let last = -1;
    changes.iterChangedRanges((_fromA, _toA, _fromB, toB) => {
      last = toB;
    });
    if (own.length === 1 && own[0] && last >= 0) own[0].anchor = own[0].head = last;
  }

  // Those who have the document open now.
  only(people: readonly string[]): void {
    for (const [client, cursor] of this.shown) {
      if (!people.some((name) => same(name, cursor.name))) this.shown.delete(client);
    }
  }

  rename(was: string, name: string): void {
    for (const cursor of this.shown.values()) {
      if (same(cursor.name, was)) cursor.name = name;
    }
  }
}

type Later = (milliseconds: number, action: () => void) => void;

// One's own cursor, which others are told soon: `send` gets version, anchor and head in the confirmed text.
export class OwnCursor {
  private spot: [number, number] | null = null;
  private isDue = false;
  private sent = "";

  constructor(
    private readonly pending: Pending,
    private readonly later: Later,
    private readonly isOpen: () => boolean,
    private readonly send: (version: number, anchor: number, head: number) => void,
  ) {}

  // It is there, in the shown text.
  place(anchor: number, head: number): void {
    this.spot = [anchor, head];
    this.soon();
  }

  private soon(): void {
    if (this.isDue) return;
    this.isDue = true;
    this.later(CURSOR_EVERY, () => this.tell());
  }

  // Somebody is there who does not know it.
  tellAgain(): void {
    this.sent = "";
    if (this.spot) this.soon();
  }

  // The shown text has changed.
  follow(changes: ChangeDesc): void {
    const { spot } = this;
    if (spot && Math.max(...spot) <= changes.length) this.spot = [changes.mapPos(spot[0], -1), changes.mapPos(spot[1], -1)];
  }

  private tell(): void {
    this.isDue = false;
    if (!this.spot || !this.isOpen()) return;
    const length = this.pending.doc.length; // the text may have become shorter; the next place is told
    if (Math.max(...this.spot) > length) return;
    const [anchor, head] = [this.pending.toConfirmed(this.spot[0]), this.pending.toConfirmed(this.spot[1])];
    const place = `${this.pending.version} ${anchor} ${head}`;
    if (place === this.sent) return;
    this.sent = place;
    this.send(this.pending.version, anchor, head);
  }
}
