/**
 * One room as this client knows it: lines, members, unread counts.
 *
 * The key of a conversation is the room's id (its folded name on a server without ids). Its name is how users
 * call it, `ops` or `@bob`: it changes when the other person is renamed, and two conversations may share one,
 * when a guest of that name has left and another has come.
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
import { Intervals, type Run } from "./intervals";
import { fold } from "./names";
import type { Notice, NoticeBody, NoticeKind } from "./notice";
import { RoomState } from "./room";
import { NOBODY, then } from "./traffic";
import type {
  Deleted,
  History,
  HistoryPage,
  LinkPreview,
  LoggedEvent,
  MarksChanged,
  PinnedLine,
  PollAsked,
  PollChanged,
  PreviewList,
  Reacted,
  Voted,
} from "./types";
import { LINES } from "./types";

export const LINES_KEPT = 60_000; // per conversation; earlier lines are requested again when needed
export const NOTICES_KEPT = 200;
export const ADDITIONS_KEPT = 1_000;
export const READERS_KEPT = 500;
export const PREVIEWS_KEPT = 500; // lines with previews
export const TYPISTS_KEPT = 50;
export const TYPING_LASTS = 8; // seconds
export const PAGE = 200; // lines per request
const POLLS_ASKED = 10; // whose votes are asked for when a room is entered

const COUNTED = new Set<string>(["message", "file", "poll", "run_started"]);

/** Whether the line counts as unread, as on the server. */
export function isCounted(line: LoggedEvent): boolean {
  return COUNTED.has(line.event);
}

export type ConversationKind = "public" | "group" | "direct";

export class Conversation {
  earlier = false; // its name belongs to another person now
  readonly state = new RoomState(); // members by folded name
  readonly present = new Map<string, string>(); // in a public room; folded -> display name
  here = 0;
  head = 0;
  first = 1;
  joined = false;
  lines = new Map<number, LoggedEvent>();
  readonly runs = new Intervals();
  notices: Notice[] = [];
  pins: PinnedLine[] = []; // as asked for last
  readonly previews = new Map<number, LinkPreview[]>(); // of the links in a line; the newest
  unread = 0;
  forMe = 0; // unread lines that mention me, or in a direct conversation
  readMark = 0; // how far I have read, as the server knows it
  marking = 0; // how far it was told that I have read, which it has not answered yet
  unsure = false; // another device may have moved the mark back: the connection was cut
  held = false; // marked as unread: looking at it does not change that
  broughtIn = false; // by another person, and not looked at since: that counts as unread
  level = "all"; // what the server is to notify me of here: "all", "mentions" or "none"
  readonly readers = new Map<string, readonly [name: string, seq: number]>(); // others, and how far they have read
  readTo: number | null = null; // the last line read before the first unread one
  private enteredHead = 0; // the head when the room was entered
  private pollsAsked = 0; // since then
  version = 0;
  tried = false; // to load its newest lines on this connection
  asked = false; // who is there, on this connection

  private additions: Addition[] = []; // the newest, for pages requested before
  private asOf = new Map<number, number>(); // lines of pages, and the event up to which each is complete
  private answers = new Set<number>(); // replies that are counted
  private early = new Map<number, number>(); // own reactions counted before their events, and their lines
  private counted = 0; // lines up to here are in `unread` as the server counted them
  private mentioned = new Set<number>(); // unread lines that are in `forMe`
  private typing = new Map<string, readonly [name: string, until: number]>();
  private requests = new Map<string, History>();
  private holes: number[] = []; // seqs preceded by a gap that is to be requested
  private noticed = 0;
  private ordered: number[] = []; // the seqs of `lines`, sorted, while `isOrdered`
  private isOrdered = true;

  /** `room` is its id or name in commands. */
  constructor(
    readonly key: string,
    readonly room: string,
    public kind: ConversationKind,
    public name: string,
  ) {}

  get topic(): string {
    return this.state.topic;
  }

  /** All members of a private room, those present in a public one; by folded name. */
  get members(): Map<string, string> {
    return this.kind === "public" ? this.present : this.state.members;
  }

  /** What the links of a line lead to; that some are being read says nothing yet. */
  preview(event: PreviewList): void {
    const previews = event.previews ?? [];
    if (event.pending && !previews.length) return;
    this.previews.delete(event.line);
    this.previews.set(event.line, previews);
    if (this.previews.size > PREVIEWS_KEPT) this.previews.delete(this.previews.keys().next().value!);
    this.version++;
  }

  /** Set the topic that the server reports as of `seq`. */
  tell(seq: number, topic: string): void {
    this.state.seq = Math.max(this.state.seq, seq);
    this.state.topic = topic;
  }

  // Lines.

  /** The seqs of all known lines, in their order. */
  get seqs(): readonly number[] {
    if (!this.isOrdered) {
      this.ordered = [...this.lines.keys()].sort((a, b) => a - b);
      this.isOrdered = true;
    }
    return this.ordered;
  }

  private put(line: LoggedEvent): void {
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
    const gone = this.lines.get(event.line);
    if (!gone) return;
    const { room, rid, seq, id, ts, sender } = gone;
    this.lines.set(seq, { event: "blank", room, rid: rid ?? "", seq, id, ts, sender });
    if (gone.event === "message" && gone.re)
      this.addition({ event: "answer_deleted", line: gone.re, seq: event.seq }, "");
    // What a line repeats of one that was deleted is left out.
    for (const line of this.lines.values())
      if (line.event === "pinned" && line.line === seq) this.lines.set(line.seq, { ...line, text: "" });
      else if (line.event === "poll_closed" && line.line === seq) this.lines.set(line.seq, { ...line, question: "", choices: [] });
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

  private newestAdditions(): Addition[] {
    return this.additions.slice(-ADDITIONS_KEPT);
  }

  /** Those of `additions` to `lines` that came after the event `upto`. */
  private addAgain(additions: Addition[], upto: number, lines: ReadonlySet<number>, me: string): void {
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
    for (const known of [this.lines, this.asOf, this.answers, this.early, this.runs, this.requests]) known.clear();
    this.additions = [];
    this.holes = [];
    this.isOrdered = false;
    this.head = 0;
    this.first = 1;
    this.readTo = null;
    this.readMark = this.marking = 0;
    this.state.seq = 0;
    this.version++;
  }

  /** The command for a page; undefined when it is under way already. */
  ask(ref: string, edges: { before?: number | null; after?: number | null }, limit = PAGE): History | undefined {
    const [before, after] = [edges.before ?? null, edges.after ?? null];
    for (const request of this.requests.values())
      if ((request.before ?? null) === before && (request.after ?? null) === after) return undefined;
    const command: History = { cmd: "history", room: this.room, limit, before, after, ref };
    this.requests.set(ref, command);
    return command;
  }

  /** The command for a gap before a line: one page at a time, the newest first. When the gap was an ignored
   * person's, the page says that it is empty. */
  askLeftOut(ref: () => string): History | undefined {
    if (!this.holes.length) return undefined;
    const ends = new Map<number, number>();
    const { runs } = this.runs;
    for (let at = 1; at < runs.length; at++) ends.set(runs[at]![0], runs[at - 1]![1]);
    this.holes = this.holes.filter((seq) => ends.has(seq));
    const seq = this.holes[this.holes.length - 1];
    if (seq === undefined) return undefined;
    for (const request of this.requests.values())
      if (request.before != null && this.holes.includes(request.before)) return undefined;
    return this.ask(ref(), { before: seq }, Math.min(PAGE, seq - 1 - (ends.get(seq) ?? 0)));
  }

  /** The commands for the newest polls that are open: votes are no events of the log, so those of the time of a cut do
   * not come again. */
  askPolls(): History[] {
    const polls = [...this.lines.values()].filter((line) => line.event === "poll" && !line.tally?.closed);
    const newest = polls.map((line) => line.seq).sort((one, other) => one - other).slice(-POLLS_ASKED);
    this.pollsAsked = newest.length;
    return newest.map((seq) => this.askLine(seq));
  }

  /** The command for a poll that was asked before the room was entered. */
  askVotes(poll: PollAsked): History | undefined {
    if (poll.tally || poll.seq > this.enteredHead || this.pollsAsked >= POLLS_ASKED) return undefined;
    this.pollsAsked++;
    return this.askLine(poll.seq);
  }

  private askLine(seq: number): History {
    return { cmd: "history", room: this.room, before: seq + 1, limit: 1, ref: "poll" };
  }

  /** The last run, with those before it whose gaps are being requested. */
  get newest(): Run | undefined {
    const { runs } = this.runs;
    const last = runs[runs.length - 1];
    if (!last) return undefined;
    let low = last[0];
    for (let at = runs.length - 2; at >= 0 && this.holes.includes(low); at--) low = runs[at]![0];
    return [low, last[1]];
  }

  cut(): void {
    this.requests.clear();
    this.holes = [];
    this.tried = false;
    this.asked = false;
  }

  /** Whether the request `ref` was one for a page, which has no answer now. */
  refused(ref: string): boolean {
    const command = this.requests.get(ref);
    this.requests.delete(ref);
    this.answered(command);
    return command !== undefined;
  }

  private answered(command: History | undefined): void {
    if (command?.before != null) this.holes = this.holes.filter((seq) => seq !== command.before);
  }

  get asking(): boolean {
    return this.requests.size > 0;
  }

  /** Add past lines; the command tells which seqs they cover. */
  page(page: HistoryPage, me = ""): void {
    let command: History | undefined = { cmd: "history" };
    if (page.ref != null) {
      command = this.requests.get(String(page.ref));
      this.requests.delete(String(page.ref));
    }
    this.answered(command);
    const head = page.head ?? 0;
    for (const line of page.lines) {
      this.put(line);
      this.asOf.set(line.seq, head);
    }
    for (const [at, seq] of this.early) if ((this.asOf.get(seq) ?? 0) === head) this.early.delete(at);
    const seqs = page.lines.map((line) => line.seq);
    this.addAgain(this.newestAdditions(), head, new Set(seqs), me);
    if (command) this.cover(page, command, seqs);
    else if (seqs.length) this.runs.add(seqs[0]!, seqs[seqs.length - 1]!); // requested before a cut
    this.version++;
  }

  private cover(page: HistoryPage, command: History, seqs: number[]): void {
    const lastOf = seqs[seqs.length - 1];
    if (page.forward) {
      const after = command.after ?? (seqs.length ? seqs[0]! - 1 : this.head);
      const last = page.more ? (lastOf ?? after) : Math.max(this.head, lastOf ?? 0);
      this.runs.add(after + 1, last);
      this.head = Math.max(this.head, last);
      return;
    }
    if (page.more && !seqs.length) return; // so many lines by ignored people that the server stopped searching
    const low = page.more ? seqs[0]! : this.first;
    const high = command.before != null ? command.before - 1 : Math.max(this.head, lastOf ?? 0);
    this.runs.add(low, high);
    this.head = Math.max(this.head, lastOf ?? 0);
    if (!page.more) this.first = Math.min(this.first, low);
  }

  // Notices, members, unread lines.

  note(body: NoticeBody, ts: number, kind: NoticeKind = "notice"): void {
    this.noticed++;
    this.notices.push({ number: this.noticed, after: this.head, ts, kind, body });
    if (this.notices.length > NOTICES_KEPT) this.notices.shift();
    this.version++;
  }

  /** Tell who came in and who left; as long as nothing is said in between, in one notice. */
  passBy(came: readonly string[], left: readonly string[], more: number, ts: number): void {
    const last = this.notices[this.notices.length - 1];
    const joins = last?.body.what === "traffic" && last.after === this.head;
    const before = joins && last.body.what === "traffic" ? last.body : NOBODY;
    if (joins) this.notices.pop();
    this.note({ what: "traffic", ...then(before, came, left, more) }, ts, "traffic");
  }

  /** At most so many names as are shown, of all that are `here`. */
  showMembers(names: readonly string[], here: number): void {
    const members = this.members;
    members.clear();
    for (const name of names) members.set(fold(name), name);
    this.here = here;
  }

  addMember(name: string): boolean {
    const isKnown = this.members.has(fold(name));
    this.members.set(fold(name), name);
    return !isKnown;
  }

  dropMember(name: string): boolean {
    return this.members.delete(fold(name));
  }

  renameMember(was: string, name: string): void {
    this.dropMember(was);
    this.addMember(name);
    for (const [seq, line] of this.lines) if (line.sender === was) this.lines.set(seq, { ...line, sender: name });
    this.version++;
  }

  /** Count an unread line. */
  count(line: LoggedEvent, isForMe: boolean): void {
    if (line.seq <= this.counted) return;
    if (!this.unread) this.readTo = line.seq - 1;
    this.unread++;
    if (isForMe) {
      this.mentioned.add(line.seq);
      this.forMe++;
    }
    this.version++;
  }

  /** The line `seq` was deleted by the event `deletion`: it is unread no more, unless the server has counted since.
   * `isForMe`: it would count as such. */
  uncount(seq: number, deletion: number, isForMe: boolean): void {
    if (!this.unread || seq <= (this.readTo ?? 0) || deletion <= this.counted) return;
    this.unread--;
    if (this.forMe && (seq <= this.counted ? isForMe : this.mentioned.has(seq))) this.forMe--;
    this.mentioned.delete(seq);
    this.version++;
  }

  /** Mark everything as read. The unread mark stays where it is until the next look. */
  read(): void {
    this.unread = this.forMe = 0;
    this.broughtIn = false;
    this.mentioned.clear();
  }

  /** Lines from `seq` on are unread, whatever is looked at, until the next look. */
  holdFrom(seq: number): void {
    this.held = true;
    this.readTo = seq - 1;
    this.version++;
  }

  /** The server has counted what came after `mark` up to `head`; later lines are counted here. */
  countAnew(mark: number, head: number, unread: number, forMe: number, me: string): void {
    this.counted = head;
    for (const seq of this.mentioned) if (seq <= head) this.mentioned.delete(seq);
    let later = 0;
    for (let seq = head + 1; seq <= this.head; seq++) {
      const line = this.lines.get(seq);
      if (line && isCounted(line) && fold(line.sender) !== fold(me)) later++;
    }
    this.unread = unread + later;
    this.forMe = forMe + this.mentioned.size;
    if (this.unread) this.readTo = mark;
    else if (this.broughtIn) this.unread = this.forMe = 1;
    this.version++;
  }

  /** The server found that the line mentions me; whether that is news. */
  countMention(seq: number): boolean {
    if (!this.unread || seq <= this.counted || this.mentioned.has(seq)) return false;
    this.mentioned.add(seq);
    this.forMe++;
    return true;
  }

  // Others.

  /** That person has read up to `seq`. */
  seenBy(name: string, seq: number): void {
    const key = fold(name);
    if (this.readers.size < READERS_KEPT || this.readers.has(key)) this.readers.set(key, [name, seq]);
  }

  /** That person types, for as long as another notice might take; or stopped. */
  types(name: string, on: boolean, now: number): void {
    if (!on && !this.typing.size) return;
    const key = fold(name);
    this.typing.delete(key);
    if (on && this.typing.size < TYPISTS_KEPT) this.typing.set(key, [name, now + TYPING_LASTS]);
  }

  /** Who types there at this moment. */
  typists(now: number): string[] {
    return [...this.typing.values()].filter(([, until]) => now < until).map(([name]) => name);
  }
}
