// An editor's side of a code document: the confirmed text, and changes that are not confirmed yet.
//
// The text on screen is the confirmed one with two changes on top: one in flight to the server, and one
// composed of everything written since. A revision by others is mapped over both, and both over it, as the
// server does, one revision at a time, so that all end up with the same text. Own revisions are recognized
// by their key. The twin of `chatservice/model/pending.py`.

import { ChangeSet, Text } from "@codemirror/state";
import { changesOf, divided, isSame, type Splice, splicesOf } from "./edits";

// The revision does not follow the known version: fetch those since it, or reload.
export class OutOfStep extends Error {}

export type Revision = { version: number; changes: readonly Splice[]; key: string };

export type Outgoing = { key: string; base: number; changes: Splice[] };

// What is written down for the next page.
export type SavedPending = {
  version: number;
  text: string;
  key: string;
  inFlight: Splice[] | null;
  waiting: Splice[] | null;
};

export function textOf(text: string): Text {
  return Text.of(text.split("\n"));
}

export class Pending {
  version = 0;
  doc = Text.empty; // what the editor shows
  private confirmed = Text.empty;
  private key = ""; // of the change in flight
  private inFlight: ChangeSet | null = null;
  private waiting: ChangeSet | null = null;

  constructor(
    version: number,
    text: string,
    private readonly newKey: () => string,
  ) {
    this.start(version, textOf(text));
  }

  private start(version: number, text: Text): void {
    this.version = version;
    this.confirmed = this.doc = text;
    this.key = "";
    this.inFlight = this.waiting = null;
  }

  get isSaved(): boolean {
    return this.inFlight === null && this.waiting === null;
  }

  // Of the confirmed text.
  get length(): number {
    return this.confirmed.length;
  }

  // A local edit of `doc`. RangeError: it starts from another text.
  edit(changes: ChangeSet): void {
    this.doc = changes.apply(this.doc);
    this.waiting = this.waiting ? this.waiting.compose(changes) : changes;
  }

  // The change to send now: null while one is in flight.
  outgoing(): Outgoing | null {
    if (this.waiting?.empty) this.waiting = null; // others have deleted the same text
    if (this.inFlight || !this.waiting) return null;
    [this.inFlight, this.waiting] = divided(this.waiting);
    this.key = this.newKey();
    return this.again();
  }

  // The change in flight, to send on a new connection once all missed revisions are received.
  again(): Outgoing | null {
    if (!this.inFlight) return null;
    return { key: this.key, base: this.version, changes: splicesOf(this.inFlight) };
  }

  // Applies a revision. Its change of the shown text, or null for an own or a repeated one. OutOfStep.
  receive(revision: Revision): ChangeSet | null {
    if (revision.version <= this.version) return null;
    const theirs = this.read(revision.changes);
    if (this.inFlight && revision.key === this.key) {
      if (!isSame(theirs, this.inFlight)) throw new OutOfStep();
      this.confirm(revision.key, revision.version);
      return null;
    }
    this.follow(revision.version, theirs);
    return this.rebase(theirs);
  }

  private read(splices: readonly Splice[]): ChangeSet {
    try {
      return changesOf(splices, this.length);
    } catch {
      throw new OutOfStep();
    }
  }

  // The change sent with `key` became `version`. OutOfStep: revisions before it are missing.
  confirm(key: string, version: number): void {
    if (!this.inFlight || key !== this.key) return;
    this.follow(version, this.inFlight);
    this.key = "";
    this.inFlight = null;
  }

  private follow(version: number, changes: ChangeSet): void {
    if (version !== this.version + 1) throw new OutOfStep();
    this.confirmed = changes.apply(this.confirmed);
    this.version = version;
  }

  private rebase(theirs: ChangeSet): ChangeSet {
    let over = theirs;
    if (this.inFlight) [this.inFlight, over] = crossed(this.inFlight, over);
    if (this.waiting) [this.waiting, over] = crossed(this.waiting, over);
    this.doc = over.apply(this.doc);
    return over;
  }

  // The change in flight was refused: back to the confirmed text. Own text, and the change that leads back.
  giveUp(): { text: string; back: ChangeSet } {
    const text = this.doc.toString();
    const back = this.unconfirmed().invert(this.confirmed);
    this.start(this.version, this.confirmed);
    return { text, back };
  }

  // Too far behind: starts again from a whole text. Own text, if part of it was not confirmed.
  reload(version: number, text: string): string | null {
    const own = this.isSaved ? null : this.doc.toString();
    this.start(version, textOf(text));
    return own;
  }

  // Where a position of the confirmed text is in the shown one. RangeError.
  toShown(position: number): number {
    return this.unconfirmed().mapPos(position, -1);
  }

  // Where a position of the shown text is in the confirmed one. RangeError.
  toConfirmed(position: number): number {
    return this.unconfirmed().invertedDesc.mapPos(position, -1);
  }

  private unconfirmed(): ChangeSet {
    const empty = ChangeSet.empty(this.confirmed.length);
    const first = this.inFlight ? empty.compose(this.inFlight) : empty;
    return this.waiting ? first.compose(this.waiting) : first;
  }

  save(): SavedPending {
    return {
      version: this.version,
      text: this.confirmed.toString(),
      key: this.key,
      inFlight: this.inFlight && splicesOf(this.inFlight),
      waiting: this.waiting && splicesOf(this.waiting),
    };
  }

  static restore(saved: SavedPending, newKey: () => string): Pending {
    const pending = new Pending(saved.version, saved.text, newKey);
    if (saved.inFlight) {
      pending.edit(changesOf(saved.inFlight, pending.doc.length));
      pending.key = saved.key;
      pending.inFlight = pending.waiting;
      pending.waiting = null;
    }
    if (saved.waiting) pending.edit(changesOf(saved.waiting, pending.doc.length));
    return pending;
  }
}

// Mine over theirs, and theirs over mine; at one position theirs, which was first, stays first.
function crossed(mine: ChangeSet, theirs: ChangeSet): [ChangeSet, ChangeSet] {
  return [mine.map(theirs), theirs.map(mine, true)];
}
