/** A room's own state, the fold of its log: members, topic, mode. Keyed by folded names. */

import { fold } from "./names";
import type { LoggedEvent } from "./types";

export class RoomState {
  seq = 0;
  topic = "";
  entry = "open";
  readonly = false;
  slow = 0;
  topics = "optional";
  readonly members = new Map<string, string>();
  readonly roles = new Map<string, string>(); // those other than member

  /** Apply what `event` changes, unless it is already known. */
  apply(event: LoggedEvent): void {
    if (event.seq <= this.seq) return;
    this.seq = event.seq;
    switch (event.event) {
      case "topic":
        this.topic = event.text;
        break;
      case "added":
        if (!this.members.has(fold(event.who))) this.put(event.who, "member");
        break;
      case "removed":
        this.members.delete(fold(event.who));
        this.roles.delete(fold(event.who));
        break;
      case "role":
        this.put(event.who, event.role);
        break;
      case "mode":
        this.entry = event.entry ?? this.entry;
        this.readonly = event.readonly ?? this.readonly;
        this.slow = event.slow ?? this.slow;
        this.topics = event.topics ?? this.topics;
        break;
    }
  }

  private put(who: string, role: string): void {
    this.members.set(fold(who), who);
    if (role === "member") this.roles.delete(fold(who));
    else this.roles.set(fold(who), role);
  }
}
