/**
 * A connection that reconnects by itself and loses nothing. It knows no browser: a `Dial` opens a connection.
 *
 *     idle --start--> connecting --opened--> login sent --welcome--> online
 *                        ^  \                     |  \--refused--> login --start--> connecting
 *                        |   \------ lost --------|----- lost ------/
 *                        \---- waiting <-----------        stop from anywhere: ended
 *
 * Reconnecting sends the token, the epoch and the cursors: the server answers with exactly what was missed. Then
 * unacknowledged lines are sent again with their keys.
 */

import { fold, idOf, LOBBY } from "../model/names";
import type { Command, Event, Login, Refusal, Register, Welcome } from "../model/types";
import { type Clock, Timer } from "./clock";
import { Cursors } from "./cursors";
import { ANSWER_WITHIN, KeepAlive } from "./keep_alive";
import { LineSender } from "./line_sender";
import { Unsent } from "./unsent";
import { type Dial, FINAL, LATER, type LinkStatus, type Observer, type Trouble, type Wire } from "./wire";

const DELAY_FIRST = 0.5; // seconds before the first attempt to reconnect, doubled each time
const DELAY_MAX = 30;
const ATTEMPTS_COUNTED = 16;

export class Link {
  readonly unsent = new Unsent();
  readonly cursors = new Cursors();
  status: LinkStatus = { kind: "login", trouble: null };
  token = "";
  me = "";
  isAccount = false;
  /** Rooms to be in: id or name in commands -> display name. */
  readonly rooms = new Map<string, string>();

  private opening: Login | Register = { cmd: "login" };
  private attempt = 0; // events of an earlier one are ignored
  private wire: Wire | null = null;
  private giveUp: (() => void) | null = null;
  private attempts = 0;
  private readonly timer: Timer; // until the next attempt, or for the answer to a login
  private readonly lines: LineSender;
  private readonly keepAlive: KeepAlive;

  /** `random` gives numbers from 0 to 1. */
  constructor(
    private readonly dial: Dial,
    private readonly observer: Observer,
    readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {
    this.timer = new Timer(clock);
    const write = (command: Command) => this.write(command);
    this.lines = new LineSender(this.unsent, clock, write, () => this.isOnline);
    this.keepAlive = new KeepAlive(this.unsent, clock, write, () => this.lost("silent"));
  }

  // Requests.

  /** Log in or register; a password in `opening` is dropped at the welcome. With a `token`, that session is resumed;
   * `isAccount`: it is an account's, so that `opening` cannot take its place. */
  start(opening: Login | Register, token = "", isAccount = false): void {
    this.endAttempt();
    this.opening = opening;
    this.token = token;
    this.isAccount = isAccount;
    this.call();
  }

  /** Connect now instead of waiting for the next attempt; find out at once whether an open connection is alive. */
  retry(): void {
    if (this.status.kind === "waiting") this.call();
    else if (this.isOnline) this.keepAlive.now();
  }

  /** Connect again after the server has ended the session. */
  resume(): void {
    if (this.status.kind === "ended") this.call();
  }

  /** Say goodbye and end. Unsent lines stay in `unsent`. */
  stop(isGoodbye: boolean): void {
    if (isGoodbye) this.write({ cmd: "quit" });
    this.endAttempt();
    this.token = this.me = "";
    this.isAccount = false;
    this.cursors.seqs = {};
    this.cursors.epoch = "";
    this.set({ kind: "login", trouble: null });
  }

  get isOnline(): boolean {
    return this.status.kind === "online";
  }

  /** Send `command`; false when not connected. */
  send(command: Command): boolean {
    if (!this.isOnline) return false;
    this.write(command);
    return true;
  }

  /** Send what is in `unsent`, as far as it may be sent now. */
  push(): void {
    this.lines.push();
  }

  sayAgain(key: string): void {
    this.unsent.again(key);
    this.push();
  }

  // The connection.

  private call(): void {
    this.timer.cancel();
    this.set({ kind: "connecting" });
    const attempt = ++this.attempt;
    const isCurrent = () => attempt === this.attempt;
    const giveUp = this.dial({
      opened: (wire) => (isCurrent() ? this.opened(wire) : wire.close()),
      heard: (event) => isCurrent() && this.heard(event),
      closed: () => isCurrent() && this.lost(this.wire ? "cut" : "unreachable"),
    });
    if (isCurrent()) this.giveUp = giveUp;
  }

  private opened(wire: Wire): void {
    this.wire = wire;
    this.keepAlive.heard();
    this.write(this.openingCommand());
    this.timer.set(ANSWER_WITHIN, () => this.lost("silent"));
  }

  private openingCommand(): Login | Register {
    const command: Login | Register = this.token ? { cmd: "login", token: this.token } : this.opening;
    if (command.cmd === "register") return command;
    const { epoch, seqs } = this.cursors;
    return { ...command, marks: true, ...(epoch ? { since: { ...seqs }, epoch } : { rooms: true }) };
  }

  private lost(code: string): void {
    this.failed({ code, text: "" });
  }

  private failed(trouble: Trouble, atLeast = 0): void {
    this.endAttempt();
    const most = Math.min(DELAY_MAX, DELAY_FIRST * 2 ** this.attempts);
    const delay = Math.max(atLeast, most * (0.5 + this.random() / 2));
    this.attempts = Math.min(this.attempts + 1, ATTEMPTS_COUNTED);
    this.timer.set(delay, () => this.call());
    this.set({ kind: "waiting", until: this.clock.now() + delay, trouble });
  }

  private endAttempt(): void {
    this.attempt++;
    this.timer.cancel();
    this.keepAlive.cancel();
    const [wire, giveUp] = [this.wire, this.giveUp];
    this.wire = this.giveUp = null;
    if (wire) wire.close();
    else giveUp?.();
    this.lines.cut();
  }

  private set(status: LinkStatus): void {
    this.status = status;
    this.observer.changed(status);
  }

  private write(command: Command): void {
    this.wire?.send(JSON.stringify(command));
  }

  // Incoming events.

  private heard(event: Event): void {
    this.keepAlive.heard();
    this.cursors.follow(event, this.me);
    switch (event.event) {
      case "welcome":
        this.welcomed(event);
        break;
      case "ack":
        if (event.key) this.lines.acknowledged(event.key);
        break;
      case "error":
        if (this.refused(event)) return;
        break;
      case "name_is":
        this.me = event.name;
        this.opening = { cmd: "login", name: event.name };
        break;
      case "registered":
        this.isAccount = true;
        break;
      case "joined":
        if (event.kind === "public") {
          this.forget(event.room); // from now on the id addresses it
          this.rooms.set(idOf(event), event.room);
        }
        break;
      case "left":
      case "room_deleted":
        this.rooms.delete(idOf(event));
        break;
      case "pong": {
        const unanswered = this.keepAlive.answered(event);
        if (unanswered) this.lines.failed(unanswered, { code: "unanswered", text: "" });
        break;
      }
    }
    this.observer.heard(event);
    if (event.event === "bye") this.bye({ code: event.code, text: event.text });
  }

  private welcomed(event: Welcome): void {
    this.timer.cancel();
    this.attempts = 0;
    const isOther = Boolean(this.token) && !event.resumed;
    if (isOther) this.unsent.doubt();
    const isRegistered = this.opening.cmd === "register" && !this.token;
    this.token = event.token;
    this.me = event.name;
    this.isAccount = (event.role ?? "guest") !== "guest";
    this.opening = { cmd: "login", name: event.name };
    if (isRegistered) {
      this.endAttempt();
      this.call(); // a login can say what a registration cannot: that `read` is sent
      return;
    }
    this.set({ kind: "online" });
    for (const info of event.rooms ?? []) {
      if (info.kind !== "public") continue; // those are in `since` the next time, and joined by that
      this.rooms.set(idOf(info), info.room);
      this.write({ cmd: "join", room: idOf(info), since: info.head ?? 0, epoch: event.epoch }); // for its members
    }
    for (const room of this.rooms.keys()) if (!(room in this.cursors.seqs)) this.write({ cmd: "join", room });
    this.keepAlive.begin();
  }

  private bye(trouble: Trouble): void {
    if (!FINAL.has(trouble.code)) {
      this.failed(trouble);
      return;
    }
    this.endAttempt();
    this.set({ kind: "ended", trouble });
  }

  // Refusals.

  /** Handle an error; true when it concerned the link alone. */
  private refused(event: Refusal): boolean {
    if (this.status.kind === "connecting") {
      this.loginRefused(event);
      return true;
    }
    if (event.code === "no_such_room" && event.room && this.rooms.has(event.room)) this.lostRoom(event.room);
    return this.lines.refused(event);
  }

  /** Leave a deleted room, or one of another database, which has its own lobby. */
  private lostRoom(room: string): void {
    delete this.cursors.seqs[room];
    const name = this.rooms.get(room) ?? "";
    this.rooms.delete(room);
    if (fold(name) !== LOBBY || room === LOBBY) return;
    this.rooms.set(LOBBY, LOBBY);
    this.write({ cmd: "join", room: LOBBY });
  }

  private loginRefused(event: Refusal): void {
    const trouble = { code: event.code, text: event.text };
    if (LATER.has(event.code)) this.failed(trouble, event.retry_after ?? 0);
    else if (this.token && event.code === "bad_token" && !this.isAccount) this.logInAnew();
    else {
      this.endAttempt();
      this.token = "";
      this.set({ kind: "login", trouble });
    }
  }

  /** A guest's session has expired: log in as a new person, to the same rooms. */
  private logInAnew(): void {
    this.unsent.doubt();
    this.token = "";
    for (const room of Object.keys(this.cursors.seqs)) if (!this.rooms.has(room)) delete this.cursors.seqs[room];
    this.write(this.openingCommand());
  }

  /** Forget `room`, an id or a name in any spelling. */
  forget(room: string): void {
    for (const [known, name] of this.rooms) if (room === known || fold(room) === fold(name)) this.rooms.delete(known);
  }
}
