/** What the page shows of its connection; the seconds until the next attempt count down. */

import { type Signal, signal } from "@preact/signals";
import { type Clock, Timer } from "./clock";
import type { LinkStatus } from "./wire";

/** `code` and `reason` say why, in the server's words: codes of our own are cut, unreachable, silent. */
export interface SessionStatus {
  kind: "connecting" | "online" | "waiting" | "ended" | "login";
  seconds?: number; // until the next attempt
  code?: string;
  reason?: string;
}

export class StatusView {
  readonly shown: Signal<SessionStatus> = signal({ kind: "login" });
  private readonly timer: Timer;

  constructor(private readonly clock: Clock) {
    this.timer = new Timer(clock);
  }

  show(status: LinkStatus): void {
    this.timer.cancel();
    const trouble = "trouble" in status ? status.trouble : null;
    const why = trouble ? { code: trouble.code, reason: trouble.text } : {};
    if (status.kind !== "waiting") {
      this.shown.value = { kind: status.kind, ...why };
      return;
    }
    const seconds = Math.max(0, Math.ceil(status.until - this.clock.now()));
    this.shown.value = { kind: "waiting", seconds, ...why };
    if (seconds) this.timer.set(1, () => this.show(status));
  }
}
