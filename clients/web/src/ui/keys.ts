/** Keys of the whole page. */

import type { Chat } from "./chat";

/** The result ends it. */
export function listenToKeys(chat: Chat): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === "k") chat.palette.value = !chat.palette.value;
    else if (command && event.key.toLowerCase() === "b" && !isEditor(event.target)) chat.column.value = chat.column.value === "list" ? "main" : "list";
    else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp") && !isEditor(event.target)) step(event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
    else if (event.key === "Escape" && chat.sheet.value) chat.sheet.value = null;
    else if (event.key === "Escape" && chat.pane.value) closePane(chat);
    else if (isTyping(event)) document.getElementById("composer")?.focus();
    else return;
    if (!isTyping(event)) event.preventDefault();
  };
  const onBack = () => chat.trail.back(chat);
  document.addEventListener("keydown", onKey);
  addEventListener("popstate", onBack);
  return () => {
    document.removeEventListener("keydown", onKey);
    removeEventListener("popstate", onBack);
  };
}

/** There lines are moved and copied by these keys, as in other editors. */
const isEditor = (target: EventTarget | null) => target instanceof HTMLElement && target.closest(".code-text") !== null;

/** A letter while nothing is focused that takes it: it belongs into the box. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  return event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey && (target === document.body || (target instanceof HTMLElement && target.classList.contains("row")));
}

function closePane(chat: Chat): void {
  chat.openPane(chat.pane.value);
  document.getElementById("composer")?.focus();
}

/** The next conversation of the list, or the next one with something unread. */
function step(by: number, unread: boolean): void {
  const places = [...document.querySelectorAll<HTMLElement>(`.place:not(.outside)${unread ? ".unread" : ""}, .place[aria-current="true"]`)];
  const at = places.findIndex((place) => place.getAttribute("aria-current") === "true");
  const next = places[(at + by + places.length) % places.length];
  next?.click();
  next?.scrollIntoView({ block: "nearest" });
}
