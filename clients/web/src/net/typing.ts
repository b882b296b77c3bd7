/** Tells the others in a conversation that the user types there, now and then. */

import type { ClientState } from "../model/state";
import type { Command } from "../model/types";

const AGAIN_AFTER = 3; // seconds between two notices

export class TypingNotices {
  private room = "";
  private toldAt = 0;

  constructor(
    private readonly state: () => ClientState,
    private readonly send: (command: Command) => boolean,
    private readonly now: () => number,
  ) {}

  /** The line being written in the conversation `key` is `text` now. A command is nobody's business. */
  typed(key: string, text: string): void {
    const room = this.state().conversation(key)?.room ?? "";
    const isTyping = Boolean(text.trim()) && !text.startsWith("/");
    if (this.room && (room !== this.room || !isTyping)) this.tell(this.room, false);
    if (room && isTyping && (room !== this.room || this.now() - this.toldAt >= AGAIN_AFTER)) this.tell(room, true);
  }

  /** The line was sent, which tells the others by itself. */
  said(): void {
    this.room = "";
  }

  private tell(room: string, on: boolean): void {
    this.room = on ? room : "";
    this.toldAt = this.now();
    this.send({ cmd: "typing", room, on, ref: "typing" });
  }
}
