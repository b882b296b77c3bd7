/** What the screen shows and what its parts do, around one session. The parts draw; this decides. */

import { batch, effect, signal } from "@preact/signals";
import { fold, idOf } from "../model/names";
import type { Conversation } from "../model/conversation";
import type { Command, Event, LoggedEvent, RoomInfo } from "../model/types";
import type { Session } from "../net";
import { startWorker } from "../push/worker_host";
import { t } from "../text";
import { Announcer } from "./announcer";
import { addressOf, type Place, placeOf } from "./address";
import { followInvitation } from "./invited";
import { notify } from "./notify";
import { openSheet } from "./open_sheet";
import { harmlessText } from "./names";
import { type OpenCode, Screen } from "./screen";
import type { Timeline } from "./timeline";
import { Timelines } from "./timelines";
import { Trail } from "./trail";
import { isLookedAt, showTitle, whenLooked } from "./window_state";
import { lookForUpgrade } from "./upgrade";

const LIST_EVERY = 100; // milliseconds

export class Chat extends Screen {
  readonly place = signal("");
  readonly code = signal<OpenCode | null>(null);
  readonly admin = signal(false); // whether administration is in front
  readonly moved = signal(0); // a timeline was moved by hand
  readonly listVersion = signal(0); // as `session.version`, a few times a second at most
  readonly announcer = new Announcer();
  readonly trail = new Trail();
  private readonly timelines = new Timelines();
  private wanted: Place | null; // where the address leads, until it is known
  private nextCode: OpenCode | null = null; // what is opened in the room that comes to the front next
  private listTimer = 0;
  private wasHere = false;
  private readonly ends: (() => void)[] = [];

  constructor(readonly session: Session) {
    super();
    this.wanted = placeOf(location);
    this.trail.begin();
    this.wasHere = session.isOnline; // after a login the welcome came before this
    this.ends.push(effect(() => this.follow(session.version.value)));
    this.ends.push(session.listen((event) => this.hear(event)));
    this.ends.push(session.alerts((alert) => notify(this, alert)));
    this.ends.push(startWorker((path) => this.goTo({ pathname: path })));
    this.ends.push(whenLooked(() => this.look()));
  }

  private hear(event: Event): void {
    if (event.event === "welcome") this.welcomed();
    this.announcer.hear(event, this);
  }

  private welcomed(): void {
    if (this.wasHere) void lookForUpgrade(this);
    this.wasHere = true;
    this.resumeCode();
  }

  /** Bring a room that one is about to enter to the front. */
  showWhenThere(room: string): void {
    const known = room ? this.state.conversation(room) : undefined;
    if (known) this.show(known.key);
    else if (room) this.state.opening.add(fold(room));
  }

  /** The last page had edits of documents that could not be saved: they are sent now. */
  private resumeCode(): void {
    if (localStorage.getItem("code-unsaved")) void import("../code").then((code) => code.resume(this.session));
  }

  end(): void {
    for (const each of this.ends) each();
    this.announcer.end();
    clearTimeout(this.listTimer);
  }

  get state() {
    return this.session.state;
  }

  get isHere(): boolean {
    return this.session.status.value.kind === "online";
  }

  get conversation(): Conversation | undefined {
    return this.state.conversations.get(this.place.value);
  }

  /** After each change of the state: go where it leads. */
  private follow(_: number): void {
    const { state } = this;
    const opened = state.opened.splice(0).pop();
    const isInFront = opened === this.place.peek() && this.code.peek() !== null; // its documents are what was asked for
    if (opened && !isInFront) this.show(opened);
    if (this.wanted && this.isHere) this.goToAddress();
    if (!this.place.peek() || !state.conversations.has(this.place.peek())) this.showFirst();
    if (this.isHere) followInvitation(this);
    if (state.locked) this.askPassword();
    showTitle(this);
    this.listTimer ||= window.setTimeout(() => this.drawList(), LIST_EVERY);
  }

  private drawList(): void {
    this.listTimer = 0;
    this.listVersion.value++;
  }

  titleOf(conversation: { kind: string; name: string }): string {
    return conversation.kind === "public" ? `#${conversation.name}` : conversation.name.replace(/^@/, "");
  }

  // Places.

  /** Go where an address leads. */
  goTo(at: { pathname: string }): void {
    this.wanted = placeOf(at);
    if (this.isHere) this.goToAddress();
  }

  private goToAddress(): void {
    const wanted = this.wanted;
    this.wanted = null;
    if (!wanted) return;
    this.nextCode = wanted.code ?? null;
    if (wanted.room) this.go(wanted.room);
    else this.openCode(this.nextCode);
    if (wanted.seq) this.jumpWhenThere(wanted.room, wanted.seq);
  }

  private jumpWhenThere(room: string, seq: number): void {
    const known = this.state.conversation(room);
    if (known) return this.jump(known, seq);
    const stop = this.session.listen(() => {
      const found = this.state.conversation(room);
      if (!found) return;
      stop();
      this.jump(found, seq);
    });
  }

  private showFirst(): void {
    const { conversations } = this.state;
    const first = this.state.named("lobby") ?? conversations.values().next().value;
    if (first) this.show(first.key, false);
    else if (this.place.peek()) this.place.value = "";
  }

  /** Bring a conversation that is known to the front. */
  show(key: string, turns = true): void {
    batch(() => {
      if (this.place.peek() !== key) {
        this.timelines.get(this.place.peek())?.clearUnread();
        this.place.value = key;
        if (this.pane.peek() === "profile" || this.pane.peek() === "search") this.pane.value = null;
      }
      if (turns) {
        this.column.value = "main";
        this.code.value = this.nextCode;
        this.admin.value = false;
        this.nextCode = null;
      }
    });
    const conversation = this.state.conversations.get(key);
    if (conversation) {
      const before = conversation.unread ? this.timeline(conversation).land() : null;
      if (before !== null) this.session.reading.earlier(key, before);
      if (turns && !this.code.peek()) this.trail.to(addressOf(conversation));
    }
    this.look();
    showTitle(this);
  }

  /** Go to a conversation, a room to enter, or a person to write to (`@name`). */
  go(place: string): void {
    const known = this.state.conversation(place);
    if (known) this.show(known.key);
    if (!this.session.places.go(place) && !known) this.toast(t("offline"), true);
  }

  /** The rooms that one may enter and is not in. */
  get otherRooms(): RoomInfo[] {
    const { conversations, rooms } = this.state;
    return [...rooms.values()].filter((info) => !conversations.has(idOf(info)) && !this.state.named(info.room));
  }

  leave(conversation: Conversation): void {
    this.session.places.leave(conversation.key);
    if (conversation.kind === "direct") this.showFirst();
  }

  private askPassword(): void {
    const room = this.state.locked;
    this.state.locked = "";
    openSheet(this, "password", { room });
  }

  // Reading.

  timeline(conversation: Conversation): Timeline {
    return this.timelines.of(conversation);
  }

  /** The reader is near the top. */
  earlier(timeline: Timeline): void {
    const { low } = timeline;
    const edge = timeline.earlier();
    if (edge !== null) this.session.reading.earlier(timeline.conversation.key, edge);
    if (timeline.low !== low) this.moved.value++;
  }

  later(timeline: Timeline): void {
    const { high } = timeline;
    const edge = timeline.later(this.isAtEnd);
    if (edge !== null) this.session.reading.later(timeline.conversation.key, edge);
    if (timeline.high === high && !timeline.follow) return;
    this.moved.value++;
    this.look();
  }

  toEnd(timeline: Timeline): void {
    timeline.toEnd();
    this.moved.value++;
    this.look();
  }

  /** Show that line, now or when it has come. */
  jump(conversation: Conversation, seq: number): void {
    this.show(conversation.key);
    const timeline = this.timeline(conversation);
    const before = timeline.to(seq);
    if (before !== null) this.session.reading.earlier(conversation.key, before);
    this.moved.value++;
  }

  /** A line of any room that a list leads to. */
  jumpTo(room: string, seq: number): void {
    this.go(room);
    this.jumpWhenThere(room, seq);
  }

  /** Tell the state whether the reader sees the end of what is in front. */
  look(): void {
    const conversation = this.conversation;
    const sees = isLookedAt() && !this.code.value && !this.admin.value && this.isAtEnd;
    if (conversation) this.session.reading.look(conversation.key, sees && this.timeline(conversation).isAtNewest);
  }

  isAtEnd = true; // as the list of messages was scrolled last

  // Requests.

  /** Send a command; what is refused is shown until it is dismissed. The answer, or null. */
  async request(command: Command): Promise<Event | null> {
    if (!this.isHere) {
      this.toast(t("offline"), true);
      return null;
    }
    const answer = await this.session.ask(command);
    if (answer.event !== "error") return answer;
    this.toast(answer.code === "offline" ? t("cut_before_answer") : harmlessText(answer.text), true);
    return null;
  }

  /** The documents of a room, one of them, or the conversation again. */
  openCode(where: OpenCode | null): void {
    batch(() => {
      this.code.value = where;
      this.admin.value = false;
      this.column.value = "main";
    });
    const { conversation } = this;
    if (!where && conversation) this.trail.renamed(addressOf(conversation));
    this.look();
  }

  openAdmin(on: boolean): void {
    batch(() => {
      this.admin.value = on;
      this.column.value = "main";
    });
    this.look();
  }

  /** What of the documents is in front: the address leads to it. */
  codeShown(room: string, doc = ""): void {
    const name = this.state.conversation(room)?.name ?? room;
    const address = name ? `/r/${encodeURIComponent(name)}/code/${encodeURIComponent(doc)}` : `/code/${encodeURIComponent(doc)}`;
    if (!this.code.peek() || address === location.pathname) return;
    // *Back* leads from the documents to the conversation, not through each of them.
    if (placeOf(location)?.code) this.trail.renamed(address);
    else this.trail.into(address);
  }

  isMine(line: LoggedEvent): boolean {
    return fold(line.sender) === fold(this.state.me);
  }
}
