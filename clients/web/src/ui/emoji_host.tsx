/** The chooser of emoji: loaded when it is first opened. */

import { signal } from "@preact/signals";
import { Lazy } from "./lazy";

export interface EmojiRequest {
  x: number;
  y: number;
  from: HTMLElement;
  choose: (emoji: string) => void;
}

const request = signal<EmojiRequest | null>(null);

export function openEmoji(event: MouseEvent, choose: (emoji: string) => void): void {
  const from = event.currentTarget as HTMLElement;
  const box = from.getBoundingClientRect();
  request.value = { x: box.left, y: box.top, from, choose };
}

export function EmojiHost() {
  const open = request.value;
  const close = (back: boolean) => {
    request.value = null;
    if (back && open?.from.isConnected) open.from.focus();
  };
  return open && <Lazy load={() => import("./emoji_box").then((module) => module.EmojiBox)} props={{ request: open, close }} />;
}
