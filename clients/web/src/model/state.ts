/**
 * What the page shows, folded from events. Pure: no clock, socket or element.
 *
 * What each event changes is in `folding`, by subject. `wants` holds commands to send, `alerts` what the user
 * should notice, `changed` what has to be drawn again.
 */

import { Conversation, type ConversationKind } from "./conversation";
import { fold, idOf, LOBBY } from "./names";
import type { NoticeBody, NoticeKind } from "./notice";
import { isQuiet } from "./quiet";
import type {
  BookmarkList,
  Command,
  FoundPage,
  HistoryPage,
  LaterInfo,
  LoggedEvent,
  MarkRead,
  MentionList,
  PersonChanged,
  PreferencesAre,
  ProfileIs,
  RoomInfo,
  SeenByIs,
  TopicList,
} from "./types";

export const PEOPLE_KEPT = 5_000;
export const ALERTS_KEPT = 100;
export const OPENS = "open:"; // prefix of the `ref` of a request whose answer is brought to the front; a name follows
export const CODE = "code:"; // prefix of the `ref` of what an open code document asks
export const TYPED = "typed:"; // prefix of the `ref` of a typed command; a number and the conversation's key follow

/** Something for the user to look at. `level` is the notification level it needs. */
export interface Alert {
  key: string;
  level: "all" | "mentions";
}

/** Anything that names a room. */
export interface OfRoom {
  room?: string;
  rid?: string;
}

export const NO_PREFERENCES: PreferencesAre = {
  event: "preferences",
  ...{ changed: "", full_name: "", pronouns: "", about: "", zone: "", keywords: [], quiet: "" },
  ...{ seen: true, typing: true, time: "off", joins: true, numbers: false },
};

export class ClientState {
  me = "";
  role = "guest";
  account = false; // whether the name is that of my account
  epoch = "";
  readonly conversations = new Map<string, Conversation>(); // by key, in the order in which they began
  rooms = new Map<string, RoomInfo>(); // those that the user may enter, by key
  readonly people = new Map<string, string>(); // everyone online, as far as known
  here = 0;
  found: FoundPage | null = null;
  topics: TopicList | null = null; // those of a room, as listed last
  topicPage: HistoryPage | null = null; // lines of one topic
  focus = ""; // the conversation in front
  looking = false; // whether the user sees it: in front, and at its end
  readonly leaving = new Set<string>(); // conversations that the user has asked to leave
  lost = ""; // a conversation that was open and ended without a request, until the next line
  keywords: string[] = [];
  readonly changed = new Set<string>();
  wants: Command[] = [];
  alerts: Alert[] = [];
  opened: string[] = []; // conversations to bring to the front
  hasPreviews = false; // whether the server says what links lead to
  http = ""; // the address of the server's HTTP door
  locked = ""; // a room whose password was asked for
  readonly opening = new Set<string>(); // names of conversations to bring to the front as soon as they exist
  readonly unmarked = new Set<string>(); // where I looked since the server was told what I have read
  readonly shown = new Map<string, PersonChanged>(); // who is away or shows words, by folded name
  profile: ProfileIs | null = null; // the one that was asked for last
  chosen: PreferencesAre = NO_PREFERENCES; // my preferences on the server
  mentions: MentionList | null = null; // the page that was asked for last
  readers: SeenByIs | null = null; // who has read a line, as asked for last
  bookmarks: BookmarkList | null = null; // the page that was asked for last, if it still holds
  readonly scheduled = new Map<string, LaterInfo[]>(); // what is to come, by `line` and `reminder`
  private early: [NoticeBody, NoticeKind][] = []; // notices for the lobby, before the user is in it
  private refs = 0;

  /** `now` gives seconds since 1970, for what carries no time of its own. */
  constructor(readonly now: () => number) {}

  // Questions to it.

  /** What notifies me besides my name: as set here, and on the server. */
  get mentionWords(): string[] {
    return [...new Set([...this.keywords, ...(this.chosen.keywords ?? [])])];
  }

  /** The conversation with that key, or else with that name. */
  conversation(key: string): Conversation | undefined {
    return this.conversations.get(key) ?? this.named(key);
  }

  /** Those of a conversation that are known, in their order. */
  linesOf(key: string): LoggedEvent[] {
    const conversation = this.conversations.get(key);
    return conversation ? conversation.seqs.map((seq) => conversation.lines.get(seq)!) : [];
  }

  /** The conversation with that name; of two, the one that has the name now. */
  named(name: string): Conversation | undefined {
    const folded = fold(name);
    let found: Conversation | undefined;
    for (const conversation of this.conversations.values())
      if (fold(conversation.name) === folded && (!found || found.earlier)) found = conversation;
    return found;
  }

  /** The user's name for the room that the server calls `label`. */
  nameOf(label: string): string {
    if (!label.startsWith("@")) return label || LOBBY;
    const other = label
      .slice(1)
      .split(",")
      .find((name) => fold(name) !== fold(this.me));
    return `@${other ?? this.me}`;
  }

  /** The conversation that `event` is about, begun if there is none. */
  of(event: OfRoom, kind: ConversationKind | "" = ""): Conversation {
    const label = event.room ?? "";
    const known = event.rid ? this.conversations.get(event.rid) : undefined;
    if (known && known.name === label && !kind) return known; // most events are lines of such a room
    const name = this.nameOf(label);
    const key = event.rid || fold(name);
    let found = this.conversations.get(key);
    if (!found) {
      found = new Conversation(key, idOf(event), kind || (name.startsWith("@") ? "direct" : "public"), name);
      this.conversations.set(key, found);
      this.hasNameNow(found);
      this.changed.add("places");
      if (this.opening.has(fold(name))) this.bringToFront(found);
    }
    if (kind) found.kind = kind;
    if (found.name !== name && (found.kind !== "direct" || this.namesMe(label))) this.rename(found, name);
    return found;
  }

  /** Whether a direct room's label has my name: not if it is from before I took it. */
  private namesMe(label: string): boolean {
    return label.slice(1).split(",").map(fold).includes(fold(this.me));
  }

  private rename(conversation: Conversation, name: string): void {
    conversation.name = name;
    this.hasNameNow(conversation);
    this.changed.add("places").add("renamed");
  }

  /** Mark conversations that had that name before. */
  private hasNameNow(conversation: Conversation): void {
    if (conversation.kind !== "direct") return;
    const folded = fold(conversation.name);
    for (const other of this.conversations.values())
      if (fold(other.name) === folded) other.earlier = other !== conversation;
  }

  bringToFront(conversation: Conversation): void {
    this.opening.delete(fold(conversation.name));
    this.opened.push(conversation.key);
  }

  /** The user is no longer in it. */
  end(key: string): void {
    const gone = this.conversations.get(key);
    if (gone) {
      this.conversations.delete(key);
      this.changed.add("places").add("closed");
      if (key === this.focus && !this.leaving.has(key)) this.lost = gone.name;
    }
    this.leaving.delete(key);
  }

  /** `key` is in front; `looking`: the user sees its end. */
  look(key: string, looking: boolean): void {
    const [focus, isLooking] = [this.focus, this.looking];
    this.focus = this.conversation(key)?.key ?? key;
    this.looking = looking;
    const conversation = this.conversations.get(this.focus);
    if (!conversation || !looking) return;
    if (focus !== this.focus) conversation.held = false; // a menu or another program may have come between
    if (focus !== this.focus || !isLooking) this.unmarked.add(conversation.key);
    if (conversation.unread && !conversation.held) {
      conversation.read();
      this.changed.add("places");
    }
  }

  /** What the server has to be told of what I have read since the last time. */
  takeMarks(): MarkRead[] {
    const marks: MarkRead[] = [];
    for (const key of this.unmarked) {
      const conversation = this.conversations.get(key);
      if (!conversation || conversation.held || conversation.readUpTo <= conversation.readMark) continue;
      conversation.readMark = conversation.marking = conversation.readUpTo;
      marks.push({ cmd: "read", room: conversation.room, seq: conversation.readMark, ref: "read" });
    }
    this.unmarked.clear();
    return marks;
  }

  get unread(): number {
    let count = 0;
    for (const each of this.conversations.values()) count += each.unread;
    return count;
  }

  get forMe(): number {
    let count = 0;
    for (const each of this.conversations.values()) count += each.forMe;
    return count;
  }

  readonly ref = (): string => `page-${++this.refs}`;

  /** Request the page before that seq (null: the newest). */
  askEarlier(conversation: Conversation, before: number | null): void {
    const command = conversation.ask(this.ref(), { before });
    if (command) this.wants.push(command);
  }

  askLater(conversation: Conversation, after: number): void {
    const command = conversation.ask(this.ref(), { after });
    if (command) this.wants.push(command);
  }

  /** Close a direct conversation; it comes back with its next line. */
  close(key: string): void {
    if (this.conversations.delete(key)) this.changed.add("places");
  }

  /** The connection is lost: pending requests will not be answered. */
  cut(): void {
    this.wants = [];
    for (const conversation of this.conversations.values()) conversation.cut();
  }

  // For the handlers of events.

  /** Draw its lines again. */
  show(conversation: Conversation): void {
    this.changed.add(`lines:${conversation.key}`);
  }

  keyOf(event: OfRoom): string {
    return event.rid || fold(this.nameOf(event.room ?? ""));
  }

  /** Show a notice in that conversation, or else in the lobby, which the user may be about to enter. */
  tell(key: string, body: NoticeBody, kind: NoticeKind = "notice"): void {
    const where = this.conversation(key) ?? this.named(LOBBY);
    if (!where) {
      this.early.push([body, kind]);
      this.early = this.early.slice(-ALERTS_KEPT);
      return;
    }
    where.note(body, this.now(), kind);
    this.show(where);
  }

  /** Show in the lobby, which the user has entered, what came before. */
  tellEarly(lobby: Conversation): void {
    for (const [body, kind] of this.early) lobby.note(body, this.now(), kind);
    this.early = [];
  }

  /** Remember that a person is away or shows words, or forget it. */
  showPerson(event: PersonChanged): void {
    if (!(event.away || event.status)) this.shown.delete(fold(event.name));
    else if (this.shown.size < PEOPLE_KEPT) this.shown.set(fold(event.name), event);
    this.changed.add("people");
  }

  /** Unless the room's level or the hour forbids it. */
  alert(conversation: Conversation, level: "all" | "mentions"): void {
    if (conversation.level !== "all" && conversation.level !== level) return;
    if (this.alerts.length >= ALERTS_KEPT || isQuiet(this.chosen, this.now())) return;
    this.alerts.push({ key: conversation.key, level });
  }

  /** These people are online. */
  meet(who: readonly string[]): void {
    for (const name of who) if (this.people.size < PEOPLE_KEPT) this.people.set(fold(name), name);
  }
}
