/**
 * How far this client has what was said in each room, so that reconnecting brings exactly the rest.
 *
 * A cursor moves with the lines themselves, never ahead of them: `joined` carries the head before the lines up to it
 * have arrived, so it counts only where nothing is known yet.
 */

import { idOf, same } from "../model/names";
import type { Event, Welcome } from "../model/types";
import { LOGGED } from "../model/types";

const OF_DOCUMENTS = new Set(["document_edited", "document_renamed", "document_role_set"]); // resumed by their version

export class Cursors {
  epoch = "";
  seqs: Record<string, number> = {}; // by the room's id

  /** `me` is the user's current name. */
  follow(event: Event, me: string): void {
    if (OF_DOCUMENTS.has(event.event)) return;
    if (LOGGED.has(event.event) && "seq" in event) {
      const room = idOf(event);
      this.seqs[room] = Math.max(event.seq ?? 0, this.seqs[room] ?? 0);
    }
    switch (event.event) {
      case "removed":
        if (same(event.who, me)) delete this.seqs[idOf(event)];
        break;
      case "joined":
        this.seqs[idOf(event)] ??= event.head;
        break;
      case "reload":
        this.seqs[idOf(event)] = event.head;
        this.epoch = event.epoch;
        break;
      case "left":
      case "invited":
      case "room_deleted":
        delete this.seqs[idOf(event)];
        break;
      case "welcome":
        this.welcome(event);
        break;
    }
  }

  private welcome(event: Welcome): void {
    // Each room answers `reload`; numbers from another database mean nothing here.
    if (this.epoch && event.epoch !== this.epoch) for (const room of Object.keys(this.seqs)) this.seqs[room] = 0;
    this.epoch = event.epoch;
    // A private room can be read without joining it, from its head on.
    for (const room of event.rooms ?? []) this.seqs[idOf(room)] ??= room.head ?? 0;
  }
}
