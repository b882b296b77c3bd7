/**
 * One room as this client knows it: lines, members, unread counts.
 *
 * The key of a conversation is the room's id (its folded name on a server without ids). Its name is how users
 * call it, `ops` or `@bob`: it changes when the other person is renamed, and two conversations may share one,
 * when a guest of that name has left and another has come.
 */

import { fold } from "./names";
import type { Notice, NoticeBody, NoticeKind } from "./notice";
import type { ConversationKind } from "./room_lines";
import { RoomPages } from "./room_pages";
import { NOBODY, then } from "./traffic";
import type { LinkPreview, LoggedEvent, PinnedLine, PreviewList } from "./types";

export type { ConversationKind };

export const NOTICES_KEPT = 200;
export const READERS_KEPT = 500;
export const PREVIEWS_KEPT = 500; // lines with previews
export const TYPISTS_KEPT = 50;
export const TYPING_LASTS = 8; // seconds

const COUNTED = new Set<string>(["message", "file", "poll", "run_started"]);

/** Whether the line counts as unread, as on the server. */
export function isCounted(line: LoggedEvent): boolean {
  return COUNTED.has(line.event);
}

export class Conversation extends RoomPages {
  earlier = false; // its name belongs to another person now
  readonly present = new Map<string, string>(); // in a public room; folded -> display name
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
  tried = false; // to load its newest lines on this connection
  asked = false; // who is there, on this connection
  private counted = 0; // lines up to here are in `unread` as the server counted them
  private mentioned = new Set<number>(); // unread lines that are in `forMe`
  private typing = new Map<string, readonly [name: string, until: number]>();
  private noticed = 0;

  /** `room` is its id or name in commands. */
  constructor(
    readonly key: string,
    room: string,
    kind: ConversationKind,
    public name: string,
  ) {
    super(room, kind);
  }

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

  override forgetLines(): void {
    super.forgetLines();
    this.readTo = null;
    this.readMark = this.marking = 0;
  }

  override cut(): void {
    super.cut();
    this.tried = false;
    this.asked = false;
  }

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

  /** The last line that has been read: others may have come since the user looked. */
  get readUpTo(): number {
    return this.unread ? (this.readTo ?? this.readMark) : this.head;
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
