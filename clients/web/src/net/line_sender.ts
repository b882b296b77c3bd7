/** Sends the user's lines, one at a time and in order, and matches the answers to them. */

import type { Refusal, Say } from "../model/types";
import { type Clock, Timer } from "./clock";
import type { Failure, Unsent } from "./unsent";

const SLOWER = 1; // seconds to wait after "too fast", when the server names no time
/** Temporary refusals of a line: it is sent again, before any later line. */
export const PASSING: ReadonlySet<string> = new Set(["slow_down", "stale", "busy"]);
// The answer to a message that the server could not read has no key.
const UNREAD = new Set(["line_too_long", "bad_json", "bad_command"]);

export class LineSender {
  private readonly slow: Timer;

  /** `write` sends a line; `changed` is called before that, when it begins to be under way. */
  constructor(
    private readonly unsent: Unsent,
    clock: Clock,
    private readonly write: (say: Say) => void,
    private readonly isOnline: () => boolean,
  ) {
    this.slow = new Timer(clock);
  }

  /** Send the next line, if it may be sent now. */
  push(): void {
    if (!this.isOnline() || this.slow.isSet) return;
    const entry = this.unsent.take();
    if (entry) this.write(entry.say);
  }

  acknowledged(key: string): void {
    this.unsent.done(key);
    this.push();
  }

  /** Handle an error; true when it is a temporary refusal of a line, which the user need not see. */
  refused(event: Refusal): boolean {
    const key = event.key || this.unreadKey(event);
    const entry = key ? this.unsent.get(key) : undefined;
    if (entry?.standing !== "under_way") return false;
    if (PASSING.has(event.code)) {
      entry.standing = "waiting";
      this.slow.set(event.retry_after || SLOWER, () => this.push());
      return true;
    }
    this.failed(entry.say.key, { code: event.code, text: event.text });
    return !event.key;
  }

  /** The key of the line that the server could not read; an empty text when it was no line. */
  private unreadKey(event: Refusal): string {
    return event.ref == null && UNREAD.has(event.code) ? (this.unsent.underWay?.say.key ?? "") : "";
  }

  /** The line will not be stored. */
  failed(key: string, failure: Failure): void {
    this.unsent.failed(key, failure);
    this.push();
  }

  /** The connection is gone. */
  cut(): void {
    this.slow.cancel();
    this.unsent.cut();
  }
}
