/**
 * The session of the page: the link, the state that its events are folded into, and what the user can do.
 *
 * Components read `state` and draw again when `version` changes: at most once a frame, however much has come.
 */

import { type Signal, signal } from "@preact/signals";
import { foldEvent } from "../model/folding/table";
import { LOBBY } from "../model/names";
import { type Alert, ClientState, TYPED } from "../model/state";
import type { Command, Event, Hello, Login, Register } from "../model/types";
import { browserClock, type Clock } from "./clock";
import { Answers, OFFLINE } from "./answers";
import { FileLinks } from "./file_links";
import { Link } from "./link";
import { OwnLines, type SayExtra } from "./own_lines";
import { Pictures } from "./pictures";
import { Places } from "./places";
import { Previews } from "./previews";
import { Reading } from "./reading";
import { REMEMBERED, Remembering } from "./remembering";
import { Roster } from "./roster";
import { type SessionStatus, StatusView } from "./status";
import { TypingNotices } from "./typing";
import type { Upload } from "./transfer";
import { Uploads } from "./uploads";
import type { Surroundings } from "./surroundings";
import type { UnsentEntry } from "./unsent";
import type { LinkStatus } from "./wire";

export class Session {
  state: ClientState;
  readonly version: Signal<number> = signal(0);
  readonly status: Signal<SessionStatus>;
  readonly link: Link;
  readonly places: Places;
  readonly typing: TypingNotices;
  readonly pictures: Pictures;
  readonly previews: Previews;
  readonly uploads: Uploads;
  readonly reading: Reading;
  readonly links: FileLinks;
  hello: Hello | null = null;
  private readonly clock: Clock;
  private readonly lines: OwnLines;
  private readonly listeners = new Set<(event: Event) => void>();
  private readonly notified = new Set<(alert: Alert) => void>();
  private readonly answers = new Answers();
  private readonly view: StatusView;
  private readonly remembering: Remembering;
  private readonly roster: Roster;
  private held: Event[] | null = []; // what came before `load` was done
  private isDrawing = false;

  constructor(private readonly around: Surroundings) {
    this.clock = around.clock ?? browserClock;
    this.state = new ClientState(this.clock.now);
    this.link = new Link(around.dial, this, this.clock);
    this.view = new StatusView(this.clock);
    this.status = this.view.shown;
    const ask = (command: Command) => this.ask(command);
    this.remembering = new Remembering(around.identities, this.link, around.device, ask);
    const state = () => this.state;
    this.lines = new OwnLines(state, this.link, around.store, around.drafts, around.newKey);
    this.places = new Places(state, this.link, ask, () => this.redraw());
    this.previews = new Previews(ask);
    this.roster = new Roster(this.link, this.clock);
    this.reading = new Reading(state, this.link, this.clock, () => this.settle());
    this.links = new FileLinks(ask);
    this.typing = new TypingNotices(state, (command) => this.link.send(command), this.clock.now);
    this.pictures = new Pictures(() => this.link.token, this.clock.now);
    this.uploads = new Uploads(around.send, this.clock, this.link, around.store, around.newKey, () => this.redraw());
  }

  /** Reads what earlier pages have left. Until then, what the server says is held back. */
  async load(): Promise<void> {
    await this.lines.load();
    const held = this.held ?? [];
    this.held = null;
    for (const event of held) this.heard(event);
  }

  // Logging in and out.

  /** Resume what this browser is logged in as; false when it has to be asked for. */
  start(): boolean {
    const identity = this.remembering.load();
    if (!identity) return false;
    this.state.me = identity.name;
    this.enterRooms(identity.rooms);
    this.link.start({ cmd: "login", name: identity.name }, identity.token, identity.isAccount);
    return true;
  }

  /** The result is in `status`: online, or login again with the reason. `isKept`: until logging out, not only in
   * this tab. `invitation`: the token of one, if there is. */
  login(name: string, password = "", isKept = false, invitation = ""): void {
    const opening: Login = { cmd: "login", name: name.trim(), ...(invitation ? { invitation } : {}) };
    this.open(password ? { ...opening, password, device: this.around.device } : opening, isKept);
  }

  /** Create an account, where it is by invitation with the token of one, and log in with it. */
  register(name: string, password: string, invitation = "", isKept = false): void {
    const opening: Register = { cmd: "register", name: name.trim(), password };
    this.open(invitation ? { ...opening, invitation } : opening, isKept);
  }

  private open(opening: Login | Register, isKept: boolean): void {
    this.reset();
    this.remembering.begin(isKept);
    this.enterRooms([]);
    this.link.start(opening);
  }

  private enterRooms(rooms: readonly string[]): void {
    this.link.rooms.clear();
    for (const room of [LOBBY, ...rooms]) this.link.rooms.set(room, room);
  }

  private reset(): void {
    const keywords = this.state.keywords;
    this.state = new ClientState(this.clock.now);
    this.state.keywords = keywords;
  }

  /** Log out: this browser forgets the person, an account forgets this browser. */
  async logout(): Promise<void> {
    this.remembering.forget();
    this.uploads.forget();
    await this.lines.forget();
    this.link.stop(true);
    this.reset();
    this.redraw();
  }

  /** Connect now: the user asks for it, or the network is back. */
  retry(): void {
    this.link.retry();
    this.uploads.retry();
  }

  /** Go on in this tab after another one took over. */
  resume(): void {
    this.link.resume();
  }

  /** The id of this browser in the list of the account's devices; empty: unknown. */
  get device(): string {
    return this.remembering.deviceId;
  }

  get isOnline(): boolean {
    return this.link.isOnline;
  }

  // Requests.

  /** Send `command`; returns its ref, an empty text when not connected. A ref of the command's own is kept. An error
   * that answers it is shown as a notice. */
  send(command: Command): string {
    const ref = String(command.ref ?? this.answers.newRef("sent:"));
    return this.link.send({ ...command, ref }) ? ref : "";
  }

  /** The answer to `command`, an error included: that has the code `offline` when there is no connection. */
  ask(command: Command): Promise<Event> {
    const ref = this.send({ ...command, ref: this.answers.newRef() });
    return ref ? this.answers.to(ref) : Promise.resolve(OFFLINE);
  }

  /** Send a command as it is typed, `/topic Release`; its answer is shown in the conversation `key`, and given. */
  type(key: string, line: string): Promise<Event> {
    const conversation = this.state.conversation(key);
    const ref = `${this.answers.newRef(TYPED)}:${conversation?.key ?? key}`;
    const isSent = this.link.send({ cmd: "typed", line, room: conversation?.room ?? key, ref });
    return isSent ? this.answers.to(ref) : Promise.resolve(OFFLINE);
  }

  /** Say `text` in a conversation (its key) or to a person (`@bob`), now or after reconnecting; the line's key, or
   * null when too many wait. */
  say(key: string, text: string, extra: SayExtra = {}): string | null {
    const said = this.lines.say(key, text, extra);
    if (said) this.typing.said();
    this.redraw();
    return said;
  }

  /** My lines that are not in a log yet: of one conversation, or all. */
  unsent(key?: string): UnsentEntry[] {
    return this.lines.unsent(key);
  }

  sayAgain(key: string): void {
    this.lines.again(key);
    this.redraw();
  }

  discard(key: string): void {
    this.lines.discard(key);
    this.redraw();
  }

  draft(key: string): string {
    return this.lines.drafts.get(key);
  }

  setDraft(key: string, text: string): void {
    this.lines.drafts.set(key, text);
  }

  /** The keys of conversations with a draft. */
  get drafts(): ReadonlySet<string> {
    return this.lines.drafts.keys;
  }

  // Files.

  /** Share `file` in the conversation `key`. */
  upload(key: string, file: File | Blob): Upload {
    const room = this.state.conversation(key)?.room ?? key;
    const name = (file instanceof File && file.name) || `pasted.${file.type.split("/")[1] ?? "bin"}`;
    return this.uploads.start(room, file, name);
  }

  // What others follow.

  /** `call` gets every event, after the state has changed by it; the result ends that. */
  listen(call: (event: Event) => void): () => void {
    this.listeners.add(call);
    return () => this.listeners.delete(call);
  }

  /** `call` gets what the user should be notified of, wherever they look. */
  alerts(call: (alert: Alert) => void): () => void {
    this.notified.add(call);
    return () => this.notified.delete(call);
  }

  // The link's observer.

  heard(event: Event): void {
    if (this.held) {
      this.held.push(event);
      return;
    }
    if (event.event === "hello") this.hello = event;
    foldEvent(this.state, event);
    this.lines.heard(event);
    if (event.event === "welcome") this.welcomed(Boolean(event.resumed));
    else if (REMEMBERED.has(event.event)) this.remembering.save();
    this.answers.resolve(event);
    for (const call of this.listeners) call(event);
    this.settle();
  }

  private welcomed(isResumed: boolean): void {
    this.remembering.welcomed();
    this.roster.begin();
    this.lines.welcomed(isResumed);
    void this.uploads.begin();
  }

  changed(status: LinkStatus): void {
    if (status.kind !== "online") this.cut();
    if (status.kind === "ended" || status.kind === "login") this.uploads.pause();
    this.remembering.changed(status);
    this.view.show(status);
    this.redraw();
  }

  private cut(): void {
    this.previews.restart();
    this.state.cut();
    this.roster.end();
    this.answers.cut();
  }

  // After every change.

  private settle(): void {
    const { wants } = this.state;
    this.state.wants = [];
    for (const command of wants) this.link.send(command);
    const { alerts } = this.state;
    this.state.alerts = [];
    for (const alert of alerts) for (const call of this.notified) call(alert);
    this.reading.changed();
    this.redraw();
  }

  private redraw(): void {
    if (this.isDrawing) return;
    this.isDrawing = true;
    this.around.frame(() => {
      this.isDrawing = false;
      this.version.value++;
    });
  }
}
