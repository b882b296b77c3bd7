/**
 * What *Back* does. It closes what lies over the conversation first. On a narrow screen it then leads to the list, from
 * which it leaves the page: below the one entry of a conversation lie those of the list, and of a root that is only
 * there so that the page hears of *Back* in the list. Elsewhere it leads to the conversation before.
 */

import type { Chat } from "./chat";
import { width } from "./choices";
import { closePicture } from "./file_card";

type Stop = "root" | "list" | "place";

export class Trail {
  private at: { stop: Stop; address: string } = here();

  /** Lay the list below what is in front. A page that was loaded again has that already. */
  begin(): void {
    const { address } = this.at;
    if (width.peek() !== "narrow" || history.state?.stop) return;
    this.set("root", address);
    this.push("list", address);
    this.push("place", address);
  }

  /** `address` is in front; on a narrow screen it takes the place of the one before. */
  to(address: string): void {
    const isBelow = this.at.stop !== "place";
    if (address === location.pathname && !isBelow) return;
    if (width.peek() === "narrow" && !isBelow) this.set("place", address);
    else this.push("place", address);
  }

  /** Something that is left by *Back* is in front of the conversation, on any screen. */
  into(address: string): void {
    this.push("place", address);
  }

  /** The same thing has another address. */
  renamed(address: string): void {
    this.set(this.at.stop, address);
  }

  /** The browser has gone to another entry. */
  back(chat: Chat): void {
    if (closeFront(chat)) return this.push(this.at.stop, this.at.address);
    this.at = here();
    if (this.at.stop === "place") chat.goTo(location);
    else if (width.peek() === "narrow" && chat.column.peek() === "list") history.back();
    else chat.column.value = "list";
  }

  private push(stop: Stop, address: string): void {
    this.at = { stop, address };
    history.pushState({ stop }, "", address);
  }

  private set(stop: Stop, address: string): void {
    this.at = { stop, address };
    history.replaceState({ stop }, "", address);
  }
}

const here = () => ({ stop: (history.state?.stop ?? "place") as Stop, address: location.pathname + location.search + location.hash });

/** Whether there was something to close. */
function closeFront(chat: Chat): boolean {
  const isOver = chat.pane.peek() && (width.peek() === "middle" || chat.column.peek() === "pane") && width.peek() !== "wide";
  if (closePicture()) return true;
  if (chat.sheet.peek()) chat.sheet.value = null;
  else if (chat.palette.peek()) chat.palette.value = false;
  else if (isOver) chat.openPane(chat.pane.peek());
  else return false;
  return true;
}
