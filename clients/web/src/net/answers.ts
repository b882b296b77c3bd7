/** Who waits for the answer to a command, by the `ref` that is sent with it. */

import { ASKED } from "../model/folding/answers";
import type { Event } from "../model/types";

/** What takes the place of an answer when there is no connection. */
export const OFFLINE: Event = { event: "error", code: "offline", text: "" };

export class Answers {
  private count = 0;
  private readonly waiting = new Map<string, (event: Event) => void>();

  newRef(prefix = ASKED): string {
    return `${prefix}${++this.count}`;
  }

  /** The answer to what was sent with `ref`; it never fails. */
  to(ref: string): Promise<Event> {
    return new Promise((resolve) => this.waiting.set(ref, resolve));
  }

  resolve(event: Event): void {
    const ref = "ref" in event && typeof event.ref === "string" ? event.ref : "";
    const call = ref ? this.waiting.get(ref) : undefined;
    this.waiting.delete(ref);
    call?.(event);
  }

  /** The connection is gone: nothing will be answered. */
  cut(): void {
    const calls = [...this.waiting.values()];
    this.waiting.clear();
    for (const call of calls) call(OFFLINE);
  }
}
