/** Where each conversation is read; those that were read longest ago begin at their end again. */

import type { Conversation } from "../model/conversation";
import { Timeline } from "./timeline";

const KEPT = 64;

export class Timelines {
  private readonly all = new Map<string, Timeline>();

  get(key: string): Timeline | undefined {
    return this.all.get(key);
  }

  /** Begun, if it is not read yet. */
  of(conversation: Conversation): Timeline {
    const known = this.all.get(conversation.key);
    if (known?.conversation === conversation) return known;
    const begun = new Timeline(conversation);
    this.all.set(conversation.key, begun);
    for (const key of this.all.keys()) if (this.all.size > KEPT) this.all.delete(key);
    return begun;
  }
}
