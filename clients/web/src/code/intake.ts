// What others write is taken in once a frame, however much of it comes: each change of the text costs layout and
// parsing. Anything else is taken in at once, after what came before it. Pure.

import type { Event } from "../model/types";

const WAITING = new Set<Event["event"]>(["document_edited", "cursor"]);
export const WAITING_MOST = 500; // events, of a page that is not drawn

export class Intake {
  private readonly waiting: Event[] = [];

  // `soon` has `takeIn` called with the next frame.
  constructor(
    private readonly take: (events: readonly Event[]) => void,
    private readonly soon: () => void,
  ) {}

  heard(event: Event): void {
    this.waiting.push(event);
    if (WAITING.has(event.event) && this.waiting.length < WAITING_MOST) this.soon();
    else this.takeIn();
  }

  takeIn(): void {
    const events = this.waiting.splice(0);
    if (events.length) this.take(events);
  }
}
