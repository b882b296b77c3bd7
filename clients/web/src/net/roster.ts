/** Asks from time to time who is online and which rooms there are: no event reports people in other rooms. */

import type { Clock } from "./clock";
import type { Link } from "./link";

const EVERY = 15; // seconds

export class Roster {
  private stop: (() => void) | null = null;

  constructor(
    private readonly link: Link,
    private readonly clock: Clock,
  ) {}

  begin(): void {
    this.end();
    this.stop = this.clock.later(EVERY, () => {
      this.link.send({ cmd: "who", room: "*", ref: "who" });
      this.link.send({ cmd: "rooms", ref: "rooms" });
      this.begin();
    });
  }

  end(): void {
    this.stop?.();
    this.stop = null;
  }
}
