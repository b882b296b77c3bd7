// A code document that is open on this page, folded from events. Pure.
//
// `Pending` keeps the text. One change is in flight at a time; what is written meanwhile goes out as the next one.
// After a cut the document is opened again from its version: the missed edits arrive, then `caught_up`, and only
// then the change in flight is sent again. The text can be edited all the while.
// The twin of `chatservice/client/model/code_document.py`; undo is the editor's.

import type { ChangeSet } from "@codemirror/state";
import { same } from "../model/names";
import type { CaughtUp, Command, DocumentEdited, DocumentInfo, DocumentIs, EditSaved, Refusal } from "../model/types";
import { t } from "./text";
import { OwnCursor, RemoteCursors } from "./cursors";
import { CODE } from "../model/state";
import { DocumentRuns } from "./document_runs";
import type { Ask, CodeNeeds } from "./needs";
import { CodePast } from "./past";
import { OutOfStep, Pending, type SavedPending } from "./pending";
import { CodeSharing } from "./sharing";
import { ShownText } from "./shown_text";

const AGAIN = 1; // seconds until a change is sent again, when the server names no time
const PASSING = new Set(["slow_down", "busy", "stale"]);
const READ_ONLY = new Set(["viewer", "runner"]);

// Away: the connection is cut. Gone: it cannot be opened any more; the text stays as it was.
export type Phase = "open" | "catching_up" | "away" | "gone";

// A document as it was opened, its text with what is not confirmed, and texts that could not be saved.
export type UnsavedCode = { opened: DocumentIs; pending: SavedPending; copies: string[] };

export class CodeDocument {
  readonly shown = new ShownText();
  readonly pending: Pending;
  readonly remote: RemoteCursors;
  readonly past: CodePast;
  readonly sharing: CodeSharing;
  readonly runs: DocumentRuns;
  copies: string[] = []; // own texts that could not be saved
  refused = ""; // why
  phase: Phase = "catching_up";
  info: DocumentInfo;
  log = "";
  epoch = "";
  role = "";
  people: string[] = [];
  private readonly cursor: OwnCursor;

  constructor(
    opened: DocumentIs,
    private readonly needs: CodeNeeds,
    pending: Pending | null = null,
  ) {
    this.pending = pending ?? new Pending(opened.version, opened.text ?? "", needs.newKey);
    this.info = opened.document;
    this.past = new CodePast(this.info.doc, this.ask);
    this.sharing = new CodeSharing(this.info.doc, this.ask);
    this.runs = new DocumentRuns(this.ask);
    this.remote = new RemoteCursors(this.pending);
    const isOpen = () => this.phase === "open";
    this.cursor = new OwnCursor(this.pending, needs.later, isOpen, (version, anchor, head) => {
      this.ask("cursor", { cmd: "code_cursor", doc: this.info.doc, version, ranges: [[anchor, head]] });
    });
    this.start(opened);
  }

  private start(opened: DocumentIs): void {
    this.phase = "catching_up";
    this.info = opened.document;
    this.log = opened.rid || opened.room;
    this.epoch = opened.epoch;
    this.role = opened.role;
    this.people = opened.document.people ?? [];
    this.remote.shown.clear();
    if (typeof opened.text === "string") this.remote.forgetRevisions();
  }

  // As the last page had it; `rejoin` comes next.
  static restored(kept: UnsavedCode, needs: CodeNeeds): CodeDocument {
    const document = new CodeDocument(kept.opened, needs, Pending.restore(kept.pending, needs.newKey));
    document.copies = [...kept.copies];
    document.phase = "away";
    return document;
  }

  // For the next page.
  kept(): UnsavedCode {
    const { log, epoch, info, role, pending } = this;
    const opened: DocumentIs = {
      event: "document_is", room: log, rid: log, epoch, document: info, role, version: pending.version, text: "",
    };
    return { opened, pending: pending.save(), copies: this.copies };
  }

  // Whether something of it would be lost with the page.
  get isToKeep(): boolean {
    return this.copies.length > 0 || !this.pending.isSaved;
  }

  get canEdit(): boolean {
    return !READ_ONLY.has(this.role) && !this.info.closed && this.phase !== "gone";
  }

  get isOwner(): boolean {
    return this.role === "owner" && this.phase !== "gone";
  }

  // Writing.

  // An edit of the shown text.
  edit(changes: ChangeSet): void {
    this.refused = "";
    this.pending.edit(changes);
    this.remote.follow(changes);
    this.push();
    this.needs.changed();
  }

  // An edit that is not made in the editor, which follows it.
  write(changes: ChangeSet): void {
    this.edit(changes);
    this.shown.changed(changes);
  }

  private push(): void {
    if (this.phase !== "open") return;
    const outgoing = this.pending.outgoing();
    if (outgoing) this.sendChange(outgoing);
    else if (this.runs.isWanted && this.pending.isSaved) this.runs.begin(this.info.doc, this.pending.version);
  }

  private sendAgain(): void {
    const again = this.phase === "open" ? this.pending.again() : null;
    if (again) this.sendChange(again);
  }

  private sendChange({ key, base, changes }: ReturnType<Pending["again"]> & object): void {
    this.needs.send({ cmd: "code_edit", doc: this.info.doc, base, changes, key });
  }

  // Running.

  // Run the text as it is shown, once all of it is saved.
  startRun(): void {
    this.refused = "";
    this.runs.isWanted = true;
    this.push();
    this.needs.changed();
  }

  // `askFailed` is told `what` was refused.
  private readonly ask: Ask = (what: string, command: Command) => {
    this.needs.send({ ...command, ref: `${CODE}${this.info.doc}:${what}` });
  };

  askFailed(what: string, event: Refusal): void {
    if (what === "join") this.joinFailed(event);
    else if (what !== "cursor") this.refused = event.text;
  }

  // The connection.

  cut(): void {
    if (this.phase === "gone") return;
    this.phase = "away";
    this.runs.isWanted = false;
    this.remote.shown.clear();
  }

  // Open it again, to get the missed edits, or the `whole` text.
  rejoin(whole = false): void {
    if (this.phase === "gone") return;
    this.phase = "catching_up";
    const { doc } = this.info;
    const from = whole ? {} : { since: this.pending.version, epoch: this.epoch };
    this.ask("join", { cmd: "code_join", doc, ...from });
  }

  opened(event: DocumentIs): void {
    const unchanged = this.phase === "open" && event.version === this.pending.version;
    const text = unchanged ? null : (event.text ?? null); // `sendAgain` sends what is not confirmed
    this.start({ ...event, text });
    if (text === null) return;
    const copy = this.pending.reload(event.version, text);
    if (copy !== null) this.keep(copy, t("code.apart"));
    this.shown.changed(null);
  }

  caughtUp(event: CaughtUp): void {
    if (this.pending.version !== event.version) {
      this.rejoin(true);
      return;
    }
    this.phase = "open";
    this.sendAgain();
    this.push();
    this.cursor.tellAgain();
  }

  // It could not be opened again.
  private joinFailed(event: Refusal): void {
    if (PASSING.has(event.code)) {
      this.needs.later(1000 * (event.retry_after || AGAIN), () => this.rejoin());
      return;
    }
    this.phase = "gone";
    this.refused = event.text;
    if (!this.pending.isSaved) this.keep(this.pending.doc.toString(), event.text);
  }

  // It is not available any more.
  end(why: string): void {
    this.phase = "gone";
    this.refused = why;
  }

  // What comes in.

  edited(event: DocumentEdited): void {
    const { version, changes } = event;
    const { version: seen, length } = this.pending;
    try {
      const theirs = this.pending.receive({ version, changes, key: event.key ?? "" });
      if (version > seen) this.remote.received(version, changes, length);
      if (theirs) {
        this.remote.follow(theirs);
        this.cursor.follow(theirs);
        this.remote.followAuthor(event.sender, theirs);
        this.shown.changed(theirs);
      }
      this.push();
    } catch (error) {
      if (!(error instanceof OutOfStep)) throw error;
      this.rejoin(true);
    }
  }

  saved(event: EditSaved): void {
    try {
      this.pending.confirm(event.key ?? "", event.version);
      this.push();
    } catch (error) {
      if (!(error instanceof OutOfStep)) throw error;
      this.rejoin();
    }
  }

  isOwn(key: string): boolean {
    return this.pending.again()?.key === key;
  }

  editRefused(event: Refusal): void {
    if (PASSING.has(event.code)) {
      this.needs.later(1000 * (event.retry_after || AGAIN), () => this.sendAgain());
    } else if (event.code === "too_far_behind") {
      this.rejoin();
    } else {
      const { text, back } = this.pending.giveUp();
      this.keep(text, event.text);
      this.remote.follow(back);
      this.shown.changed(back);
    }
  }

  // Another tab wrote in it, too, without a connection: its text is a copy.
  keepOther(kept: UnsavedCode): void {
    this.keep(Pending.restore(kept.pending, this.needs.newKey).doc.toString(), t("code.apart"));
    this.copies.unshift(...kept.copies);
  }

  private keep(copy: string, why: string): void {
    this.runs.isWanted = false;
    this.copies.push(copy);
    this.refused = why;
  }

  // People and cursors.

  // One's own cursor, in the shown text; others are told soon.
  place(anchor: number, head: number): void {
    this.cursor.place(anchor, head);
  }

  // Somebody has opened it, too.
  entered(people: string[]): void {
    this.onlyPeople(people);
    this.cursor.tellAgain();
  }

  // Those who have it open now.
  onlyPeople(people: string[]): void {
    this.people = people;
    this.remote.only(people);
  }

  rename(was: string, name: string): void {
    this.people = this.people.map((each) => (same(each, was) ? name : each));
    this.remote.rename(was, name);
  }
}
