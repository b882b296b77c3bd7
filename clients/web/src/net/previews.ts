/** Asks the server what the links of lines lead to: of lines that are shown, one after another. */

import type { Command, Event, Message } from "../model/types";

const ASKED_MAX = 2_000;
const LINK = /\bhttps?:\/\/[^\s<>"'`]/i;

export class Previews {
  private readonly asked = new Set<string>();
  private readonly waiting: Command[] = [];
  private isAsking = false;

  constructor(private readonly ask: (command: Command) => Promise<Event>) {}

  /** The line is shown in the room with that id. What it says is asked for once, until it is edited. */
  want(room: string, line: Message): void {
    const key = `${room} ${line.seq} ${line.edited ?? 0}`;
    if (!LINK.test(line.text) || this.asked.has(key)) return;
    if (this.asked.size >= ASKED_MAX) this.asked.clear();
    this.asked.add(key);
    this.waiting.push({ cmd: "previews", room, seq: line.seq });
    if (!this.isAsking) void this.work();
  }

  private async work(): Promise<void> {
    this.isAsking = true;
    for (let next = this.waiting.pop(); next; next = this.waiting.pop()) {
      const answer = await this.ask(next);
      if (answer.event === "error" && answer.code !== "no_such_line") this.waiting.length = 0; // off, too many, or cut
    }
    this.isAsking = false;
  }

  /** Another connection: what was not answered is asked for again. */
  restart(): void {
    this.asked.clear();
  }
}
