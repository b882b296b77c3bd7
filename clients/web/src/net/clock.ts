/** Time, as the link is given it: tests pass their own. */

export interface Clock {
  /** Seconds since 1970. */
  now(): number;
  /** Calls `call` after `seconds`; the result cancels that. */
  later(seconds: number, call: () => void): () => void;
}

export const browserClock: Clock = {
  now: () => Date.now() / 1000,
  later(seconds, call) {
    const timer = setTimeout(call, seconds * 1000);
    return () => clearTimeout(timer);
  },
};

/** One timer, which may be set again and cancelled at any time. */
export class Timer {
  private stop: (() => void) | null = null;

  constructor(private readonly clock: Clock) {}

  get isSet(): boolean {
    return this.stop !== null;
  }

  /** Call after so many seconds, instead of what was set before. */
  set(seconds: number, call: () => void): void {
    this.cancel();
    this.stop = this.clock.later(seconds, () => {
      this.stop = null;
      call();
    });
  }

  cancel(): void {
    this.stop?.();
    this.stop = null;
  }
}
