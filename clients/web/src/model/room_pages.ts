/** Pages of a room's log: which stretches are missing, what is asked for, and what comes of it. */

import type { Run } from "./intervals";
import { RoomLines } from "./room_lines";
import type { History, HistoryPage, PollAsked } from "./types";

export const PAGE = 200; // lines per request
const POLLS_ASKED = 10; // whose votes are asked for when a room is entered

export class RoomPages extends RoomLines {
  private requests = new Map<string, History>();

  override forgetLines(): void {
    super.forgetLines();
    this.requests.clear();
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
}
