/** The browser's window: whether it is looked at, and its title. */

import type { Chat } from "./chat";

/** Call that whenever the user turns to the page or away from it; the result ends it. */
export function whenLooked(call: () => void): () => void {
  document.addEventListener("visibilitychange", call);
  window.addEventListener("focus", call);
  window.addEventListener("blur", call);
  return () => {
    document.removeEventListener("visibilitychange", call);
    window.removeEventListener("focus", call);
    window.removeEventListener("blur", call);
  };
}

export const isLookedAt = (): boolean => !document.hidden && document.hasFocus();

/** `★ (3) #ops · chatservice`: what is unread, whether it is for the user, and where they are. */
export function showTitle(chat: Chat): void {
  const { unread, forMe } = chat.state;
  const name = chat.conversation ? chat.titleOf(chat.conversation) : "";
  const marks = `${forMe ? "★ " : ""}${unread ? `(${unread}) ` : ""}`;
  document.title = `${marks}${name ? `${name} · ` : ""}chatservice`;
}
