/**
 * What a screen reader is told, apart from the list of messages: lines of the conversation in front, a few at a time.
 *
 * Author first, then the text. What comes faster than it can be read aloud is counted.
 */

import { signal } from "@preact/signals";
import type { Event } from "../model/types";
import { t } from "../text";
import type { Chat } from "./chat";
import { harmless } from "./names";
import { spoken } from "./words";

const EVERY = 1_000; // milliseconds
const AT_ONCE = 3; // lines

export class Announcer {
  readonly text = signal("");
  private waiting: string[] = [];
  private left = 0;
  private timer = 0;

  hear(event: Event, chat: Chat): void {
    if (!("seq" in event) || !("sender" in event) || event.event === "mention" || document.hidden) return;
    const conversation = chat.conversation;
    if (!conversation || (event.rid || event.room) !== conversation.room || event.seq < conversation.head) return;
    if (event.sender === chat.state.me) return;
    const words = spoken(event as never);
    if (words) this.say(`${harmless(event.sender)}: ${words}`);
  }

  say(text: string): void {
    if (this.waiting.length < AT_ONCE) this.waiting.push(text);
    else this.left++;
    this.timer ||= window.setTimeout(() => this.tell(), EVERY);
  }

  private tell(): void {
    const more = this.left ? [t("more_lines", { n: this.left })] : [];
    this.text.value = [...this.waiting, ...more].join("\n");
    this.waiting = [];
    this.left = 0;
    this.timer = 0;
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
