/**
 * The stretch of a conversation that the page holds as rows. Pure; a twin of the window's `viewport`.
 *
 * The reader is at the end, following new lines, or somewhere in the past. However long the log, there are never more
 * than `STRETCH` rows.
 */

import type { Conversation } from "../model/conversation";
import type { Notice } from "../model/notice";
import type { LoggedEvent } from "../model/types";

export const STRETCH = 280; // lines at most
export const FOLLOWED = 140; // lines kept while following the end
const STEP = 70; // lines added when the reader comes near an edge
const SAME_BREATH = 300; // seconds: lines of one sender share a heading

export type Row =
  | { kind: "edge"; id: string; more: boolean }
  | { kind: "day"; id: string; ts: number }
  | { kind: "new"; id: string }
  | { kind: "notice"; id: string; notice: Notice }
  | { kind: "line"; id: string; line: LoggedEvent; heading: boolean; hit: boolean; quoted: LoggedEvent | undefined };

type LineRow = Extract<Row, { kind: "line" }>;
type Span = readonly [low: number, high: number];

/** A line, and how many pixels its top is below that of the list. */
export interface ReadingPlace {
  seq: number;
  below: number;
}

export class Timeline {
  follow = true;
  low = 0;
  high = 0;
  hit = 0; // the seq that was jumped to
  isLanding = false; // on the first unread line, as soon as it is drawn
  place: ReadingPlace | null = null; // where the reader was, when another conversation came to the front
  private awaited = 0; // a seq whose page has not come
  private unreadAt: number | null;
  private cache = new Map<number, LineRow>();

  constructor(readonly conversation: Conversation) {
    this.unreadAt = conversation.readTo ?? null;
  }

  private run(): Span | undefined {
    const { runs, newest } = this.conversation;
    return (this.follow ? newest : (runs.of(this.high) ?? runs.of(this.low) ?? newest)) ?? undefined;
  }

  /** Near the top: holds more, or gives the seq before which to request a page. */
  earlier(): number | null {
    const run = this.run();
    if (!run) return null;
    this.settle(run);
    if (this.low <= run[0]) return this.low > this.conversation.first ? this.low : null;
    this.follow = false;
    this.low = Math.max(run[0], this.low - STEP);
    this.high = Math.min(this.high, this.low + STRETCH - 1);
    return null;
  }

  /** Near the bottom, or quite there: holds more, or gives the seq after which to request a page. */
  later(isAtEnd: boolean): number | null {
    const run = this.run();
    if (this.follow || !run) return null;
    if (this.high >= run[1]) {
      if (run[1] < this.conversation.head && run !== this.conversation.runs.last) return run[1];
      this.follow = isAtEnd;
      return null;
    }
    this.high = Math.min(run[1], this.high + STEP);
    this.low = Math.max(this.low, this.high - STRETCH + 1);
    return null;
  }

  /** New lines must not move what is being read. */
  hold(): void {
    this.follow = false;
  }

  toEnd(): void {
    this.follow = true;
    this.hit = this.awaited = 0;
  }

  /** Hold the lines around `seq`; the seq before which to request a page when it is unknown. */
  to(seq: number): number | null {
    this.hit = seq;
    this.awaited = seq;
    this.arrive();
    return this.awaited ? seq + STEP : null;
  }

  /** What was awaited may be there by now. */
  private arrive(): void {
    const run = this.awaited ? this.conversation.runs.of(this.awaited) : undefined;
    if (!run) return;
    this.follow = false;
    this.low = Math.max(run[0], this.awaited - STEP);
    this.high = Math.min(run[1], this.awaited + STEP);
    this.awaited = 0;
  }

  /** Whether new lines are followed, and not only until a line comes that the reader wants to be at. */
  get isAtNewest(): boolean {
    return this.follow && !this.awaited;
  }

  /** Keep the divider where it is while the reader looks. */
  holdUnread(): void {
    this.unreadAt = this.conversation.readTo ?? null;
  }

  /** Begin at the first unread line; the seq before which to request a page when it is unknown. */
  land(): number | null {
    this.holdUnread();
    if (this.unreadAt === null) return null;
    this.isLanding = true;
    const newest = this.conversation.newest;
    if (!newest || this.unreadAt > newest[1] - FOLLOWED) return null;
    const before = this.to(Math.max(this.unreadAt + 1, this.conversation.first));
    this.hit = 0;
    return before;
  }

  clearUnread(): void {
    this.unreadAt = this.conversation.readTo = null;
  }

  private settle(run: Span): void {
    if (this.follow) [this.low, this.high] = [Math.max(run[0], run[1] - FOLLOWED + 1), run[1]];
    this.low = Math.max(this.low, run[0]);
    this.high = Math.min(Math.max(this.high, run[0]), run[1]);
  }

  /** Whether there are lines below those that are held. */
  get below(): boolean {
    const last = this.conversation.runs.last;
    return !this.follow && last !== undefined && this.high < last[1];
  }

  rows(): Row[] {
    this.arrive();
    const run = this.run();
    if (run) this.settle(run);
    const rows: Row[] = [];
    const known = run !== undefined || this.conversation.first > this.conversation.head;
    if (known) rows.push({ kind: "edge", id: "edge", more: run !== undefined && Math.max(this.low, 1) > this.conversation.first });
    if (run) this.lines(rows);
    else this.notices(rows, [...this.conversation.notices]);
    if (this.cache.size > 4 * STRETCH) this.cache.clear();
    return rows;
  }

  private lines(rows: Row[]): void {
    const { lines } = this.conversation;
    const notices = [...this.conversation.notices].filter((notice) => notice.after >= this.low - 1);
    let next = 0;
    let last: LineRow | null = null;
    let day = "";
    let marked = false;
    for (let seq = this.low; seq <= this.high; seq++) {
      const from = next;
      while (next < notices.length && notices[next]!.after < seq) next++;
      if (next > from) {
        this.notices(rows, notices.slice(from, next));
        last = null;
      }
      const line = lines.get(seq);
      if (!line || isSilent(line)) continue;
      const today = dayOf(line.ts);
      if (today !== day) {
        day = today;
        last = null;
        rows.push({ kind: "day", id: `day ${today}`, ts: line.ts });
      }
      if (!marked && this.unreadAt !== null && seq > this.unreadAt) {
        marked = true;
        if (seq > this.low) rows.push({ kind: "new", id: "new" });
        last = null;
      }
      last = this.line(line, heads(last, line));
      rows.push(last);
    }
    if (!this.below) this.notices(rows, notices.slice(next));
  }

  private notices(rows: Row[], notices: readonly Notice[]): void {
    for (const notice of notices) rows.push({ kind: "notice", id: `told ${notice.number}`, notice });
  }

  /** The same row object for a line that is as it was, so that it need not be drawn again. */
  private line(line: LoggedEvent, heading: boolean): LineRow {
    const hit = line.seq === this.hit;
    const known = this.cache.get(line.seq);
    const quoted = line.event === "message" && line.re ? this.conversation.lines.get(line.re) : undefined;
    if (known && known.line === line && known.heading === heading && known.hit === hit && known.quoted === quoted) return known;
    const made: LineRow = { kind: "line", id: `line ${line.seq}`, line, heading, hit, quoted };
    this.cache.set(line.seq, made);
    return made;
  }
}

/** What changes another line, and is shown there alone. */
const isSilent = (line: LoggedEvent): boolean =>
  ["reaction", "edited", "deleted", "document_edited"].includes(line.event);

let dayKnown = { from: 0, until: 0, name: "" };

/** The reader's day; most lines are of the day of the line before. */
function dayOf(ts: number): string {
  if (ts < dayKnown.from || ts >= dayKnown.until) {
    const at = new Date(ts * 1000);
    const from = new Date(at.getFullYear(), at.getMonth(), at.getDate());
    const until = new Date(at.getFullYear(), at.getMonth(), at.getDate() + 1);
    dayKnown = { from: from.getTime() / 1000, until: until.getTime() / 1000, name: from.toDateString() };
  }
  return dayKnown.name;
}

const SPOKEN = new Set(["message", "file", "poll"]);

/** Whether `line` begins with its sender and time. */
function heads(last: LineRow | null, line: LoggedEvent): boolean {
  if (!SPOKEN.has(line.event)) return false;
  if (!last || last.line.sender !== line.sender || !SPOKEN.has(last.line.event)) return true;
  if (last.line.event === "message" && last.line.action) return true;
  const topics = [last.line, line].map((each) => (each.event === "message" ? (each.topic ?? "") : ""));
  return topics[0] !== topics[1] || line.ts - last.line.ts > SAME_BREATH;
}
