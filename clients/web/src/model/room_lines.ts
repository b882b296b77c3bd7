/**
 * What is known of one room's log: its lines, and what was added to them.
 *
 * Events may come in any order, and repeatedly.
 */

import {
  type Addition,
  target,
  withAddition,
  withMarks,
  withOwn,
  withOwnEvent,
  withOwnVote,
  withTally,
} from "./additions";
import { Intervals } from "./intervals";
import { RoomState } from "./room";
import type { Deleted, LoggedEvent, MarksChanged, PollChanged, Reacted, Voted } from "./types";
import { LINES } from "./types";

export const LINES_KEPT = 60_000; // per conversation; earlier lines are requested again when needed
export const ADDITIONS_KEPT = 1_000;

export type ConversationKind = "public" | "group" | "direct";

export class RoomLines {
  readonly state = new RoomState(); // members by folded name
  head = 0;
  first = 1;
  joined = false;
  here = 0;
  lines = new Map<number, LoggedEvent>();
  readonly runs = new Intervals();
  protected enteredHead = 0; // the head when the room was entered
  protected pollsAsked = 0; // since then
  version = 0;
  private additions: Addition[] = []; // the newest, for pages requested before
  protected asOf = new Map<number, number>(); // lines of pages, and the event up to which each is complete
  private answers = new Set<number>(); // replies that are counted
  protected early = new Map<number, number>(); // own reactions counted before their events, and their lines
  protected holes: number[] = []; // seqs preceded by a gap that is to be requested
  private ordered: number[] = []; // the seqs of `lines`, sorted, while `isOrdered`
  private isOrdered = true;

  /** `room` is its id or name in commands. */
  constructor(
    readonly room: string,
    public kind: ConversationKind,
  ) {}

  /** Set the topic that the server reports as of `seq`. */
  tell(seq: number, topic: string): void {
    this.state.seq = Math.max(this.state.seq, seq);
    this.state.topic = topic;
  }

  /** The seqs of all known lines, in their order. */
  get seqs(): readonly number[] {
    if (!this.isOrdered) {
      this.ordered = [...this.lines.keys()].sort((a, b) => a - b);
      this.isOrdered = true;
    }
    return this.ordered;
  }

  protected put(line: LoggedEvent): void {
    if (this.isOrdered && !this.lines.has(line.seq)) {
      const last = this.ordered[this.ordered.length - 1] ?? 0;
      if (line.seq > last) this.ordered.push(line.seq);
      else this.isOrdered = false;
    }
    this.lines.set(line.seq, line);
  }

  private change(seq: number, change: (line: LoggedEvent) => LoggedEvent): void {
    const line = this.lines.get(seq);
    if (!line) return;
    this.lines.set(seq, change(line));
    this.version++;
  }

  /** Add a line sent live or while catching up; false when it is already known. */
  said(line: LoggedEvent): boolean {
    const known = this.lines.get(line.seq);
    if (!(known && LINES.has(line.event) && known.event === line.event)) this.put(line); // that one has what was added
    this.know(line.seq);
    if (line.event === "message" && line.re && !this.answers.has(line.seq)) {
      this.answers.add(line.seq);
      this.addition(line, "");
    }
    this.apply(line);
    if (this.lines.size > LINES_KEPT) this.dropOldest();
    return !known;
  }

  /** Add a line of a page that is being read. */
  found(line: LoggedEvent): void {
    this.put(line);
  }

  /** Add what `event`, sent live or while catching up, says of its line; `me` is the user's name. */
  add(event: Addition, me = ""): void {
    this.know(event.seq);
    this.addition(event, me);
  }

  private addition(event: Addition, me: string): void {
    this.additions.push(event);
    if (this.additions.length > 2 * ADDITIONS_KEPT) this.additions = this.additions.slice(-ADDITIONS_KEPT);
    const known = this.lines.get(target(event));
    if (!known || event.seq <= (this.asOf.get(known.seq) ?? 0)) return;
    const isCountedYet = this.early.delete(event.seq);
    this.lines.set(known.seq, isCountedYet ? withOwnEvent(known, event) : withAddition(known, event, me));
  }

  /** Nothing is left of the line that `event` names, and what it answered has one reply less. */
  deleted(event: Deleted): void {
    // What a line repeats of one that was deleted is left out.
    for (const line of this.lines.values())
      if (line.event === "pinned" && line.line === event.line) this.lines.set(line.seq, { ...line, text: "" });
      else if (line.event === "poll_closed" && line.line === event.line) this.lines.set(line.seq, { ...line, question: "", choices: [], tally: { counts: [], closed: true } });
    const gone = this.lines.get(event.line);
    if (!gone) return;
    const { room, rid, seq, id, ts, sender } = gone;
    this.lines.set(seq, { event: "blank", room, rid: rid ?? "", seq, id, ts, sender });
    if (gone.event === "message" && gone.re)
      this.addition({ event: "answer_deleted", line: gone.re, seq: event.seq }, "");
  }

  /** Show what is attached to some lines by now; the events that it stands for will not come. */
  mark(event: MarksChanged, me = ""): void {
    for (const marks of event.lines) this.change(marks.line, (line) => withMarks(line, marks));
    for (const seq of event.seqs ?? []) {
      this.early.delete(seq);
      this.runs.add(seq, seq);
      this.head = Math.max(this.head, seq);
    }
    const reactions = this.newestAdditions().filter((each) => each.event === "reaction");
    this.addAgain(reactions, event.upto, new Set(event.lines.map((marks) => marks.line)), me);
    this.version++;
  }

  protected newestAdditions(): Addition[] {
    return this.additions.slice(-ADDITIONS_KEPT);
  }

  /** Those of `additions` to `lines` that came after the event `upto`. */
  protected addAgain(additions: Addition[], upto: number, lines: ReadonlySet<number>, me: string): void {
    for (const event of additions) {
      const seq = target(event);
      const known = event.seq > upto && lines.has(seq) ? this.lines.get(seq) : undefined;
      if (known) this.lines.set(seq, withAddition(known, event, me));
    }
  }

  /** The answer, which may come before the events of others who reacted before. */
  ownReaction(event: Reacted): void {
    const isEarly = event.seq > this.head && this.lines.has(event.line);
    if (isEarly) this.early.set(event.seq, event.line);
    this.change(event.line, (line) => withOwn(line, event, isEarly ? 1 : 0));
  }

  ownVote(event: Voted): void {
    this.change(event.line, (line) => withOwnVote(line, event));
  }

  votes(event: PollChanged): void {
    this.change(event.line, (line) => withTally(line, event.tally));
  }

  private know(seq: number): void {
    const last = this.runs.last;
    if (last && last[1] === this.head && this.head < seq - 1) this.holes.push(seq);
    this.runs.add(seq, seq);
    this.head = Math.max(this.head, seq);
    this.version++;
  }

  /** Apply what `line` changes in the room, unless it is already known. */
  private apply(line: LoggedEvent): void {
    const before = this.state.members.size;
    this.state.apply(line);
    if (this.kind !== "public") this.here += this.state.members.size - before;
  }

  private dropOldest(): void {
    const keepFrom = this.head - Math.floor((LINES_KEPT * 3) / 4);
    for (const seq of this.lines.keys()) {
      if (seq < keepFrom) {
        this.lines.delete(seq);
        this.asOf.delete(seq);
      }
    }
    this.isOrdered = false;
    for (const seq of this.answers) if (!this.lines.has(seq)) this.answers.delete(seq);
    this.runs.forgetBefore(keepFrom);
  }

  /** The user has entered the room; `afresh`: the last lines follow, instead of the missed ones. */
  entered(head: number, first: number, afresh: boolean): void {
    this.enteredHead = head;
    this.pollsAsked = 0;
    if (afresh || !this.runs.runs.length) this.head = Math.max(head, this.head);
    this.first = first;
    this.joined = true;
    this.version++;
  }

  /** Start from a new head: known lines are not contiguous with what follows. */
  restart(head: number, first: number): void {
    this.lines = new Map([...this.lines].filter(([seq]) => first <= seq && seq <= head));
    this.isOrdered = false;
    this.head = head;
    this.first = first;
    this.version++;
  }

  /** Forget all lines: another database numbers them differently. */
  forgetLines(): void {
    for (const known of [this.lines, this.asOf, this.answers, this.early, this.runs]) known.clear();
    this.additions = [];
    this.holes = [];
    this.isOrdered = false;
    this.head = 0;
    this.first = 1;
    this.state.seq = 0;
    this.version++;
  }
}
