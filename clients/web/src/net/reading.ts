/** What the user looks at: which pages that asks for, and what the server is told of it. */

import type { Conversation } from "../model/conversation";
import type { ClientState } from "../model/state";
import type { Clock } from "./clock";
import type { Link } from "./link";

const MARK_AFTER = 2; // seconds from looking until the server is told what was read

export class Reading {
  private isMarking = false;

  /** `settle` sends what the state wants. */
  constructor(
    private readonly state: () => ClientState,
    private readonly link: Link,
    private readonly clock: Clock,
    private readonly settle: () => void,
  ) {}

  /** `key` is in front; `isAtEnd`: the user sees its newest line. Its newest lines are asked for, if none is known. */
  look(key: string, isAtEnd: boolean): void {
    const conversation = this.state().conversation(key);
    this.state().look(key, isAtEnd);
    const isEmpty = conversation && !conversation.runs.runs.length;
    if (isEmpty && (conversation.head || conversation.kind !== "public") && !conversation.tried && this.link.isOnline) {
      conversation.tried = true;
      this.state().askEarlier(conversation, null);
    }
    if (conversation) this.meet(conversation);
    this.settle();
  }

  /** Ask who is in a room that the server had kept for this account: its welcome names nobody. */
  private meet(conversation: Conversation): void {
    const isUnknown = conversation.kind === "public" && conversation.joined && !conversation.present.size;
    if (!isUnknown || conversation.asked || !this.link.isOnline) return;
    conversation.asked = true;
    this.state().wants.push({ cmd: "who", room: conversation.room, ref: "who" });
  }

  /** Ask for the page before that seq (null: the newest). */
  earlier(key: string, before: number | null): void {
    const conversation = this.state().conversation(key);
    if (conversation && this.link.isOnline) this.state().askEarlier(conversation, before);
    this.settle();
  }

  later(key: string, after: number): void {
    const conversation = this.state().conversation(key);
    if (conversation && this.link.isOnline) this.state().askLater(conversation, after);
    this.settle();
  }

  /** After any change of the state: what was read is told soon. */
  changed(): void {
    if (!this.state().unmarked.size || this.isMarking) return;
    this.isMarking = true;
    this.clock.later(MARK_AFTER, () => this.mark());
  }

  private mark(): void {
    this.isMarking = false;
    if (this.link.isOnline) for (const command of this.state().takeMarks()) this.link.send(command);
  }
}
