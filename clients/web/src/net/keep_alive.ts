/** Pings a silent server, to learn in time that the connection is dead. */

import type { Ping, Pong } from "../model/types";
import { type Clock, Timer } from "./clock";
import type { Unsent } from "./unsent";

export const ANSWER_WITHIN = 15; // seconds for a server to answer a login or a ping
const QUIET = 30; // seconds of silence before the server is pinged

export class KeepAlive {
  private readonly timer: Timer;
  private heardAt = 0;
  private pings = 0;
  private ping = "";
  private pinged = ""; // the key of the line that was under way when the server was pinged

  /** `silent` is called when the server does not answer. */
  constructor(
    private readonly unsent: Unsent,
    private readonly clock: Clock,
    private readonly write: (ping: Ping) => void,
    private readonly silent: () => void,
  ) {
    this.timer = new Timer(clock);
  }

  begin(): void {
    this.timer.set(QUIET, () => this.check());
  }

  /** Something has come from the server. */
  heard(): void {
    this.heardAt = this.clock.now();
  }

  private check(): void {
    const silence = this.clock.now() - this.heardAt;
    if (silence < QUIET) this.timer.set(QUIET - silence, () => this.check());
    else this.now();
  }

  /** Ask at once whether the server is there: after a sleep, for example. */
  now(): void {
    if (this.ping) return;
    this.ping = `ping-${++this.pings}`;
    this.pinged = this.unsent.underWay?.say.key ?? "";
    this.write({ cmd: "ping", ref: this.ping });
    this.timer.set(ANSWER_WITHIN, this.silent);
  }

  /** Handle a pong. It comes after all earlier answers: returns the key of a line that will get none. */
  answered(event: Pong): string {
    if (event.ref !== this.ping || !this.ping) return "";
    this.ping = "";
    this.begin();
    return this.unsent.get(this.pinged)?.standing === "under_way" ? this.pinged : "";
  }

  cancel(): void {
    this.timer.cancel();
    this.ping = "";
  }
}
