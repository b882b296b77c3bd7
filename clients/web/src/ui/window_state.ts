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

/** `★ (3) #ops · chatservice`: what is unread, whether it is for the user, and where they are. Of a conversation that
 * notifies them of nothing, only what is for them counts. */
export function showTitle(chat: Chat): void {
  const { forMe } = chat.state;
  const unread = [...chat.state.conversations.values()].reduce((sum, each) => sum + (each.level === "none" ? each.forMe : each.unread), 0);
  const name = chat.conversation ? chat.titleOf(chat.conversation) : "";
  const marks = `${forMe ? "★ " : ""}${unread ? `(${unread}) ` : ""}`;
  document.title = `${marks}${name ? `${name} · ` : ""}chatservice`;
}
