/** The addresses that the page has: those that the server shows to terminals, too. */

import type { Conversation } from "../model/conversation";
import type { OpenCode } from "./screen";

export interface Place {
  room: string; // empty for none
  seq: number; // 0 for none
  code?: OpenCode;
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** Where `/r/ROOM`, `/r/ROOM/SEQ`, `/r/ROOM/code/DOC` and `/code/DOC` lead: DOC may be the token of a link. */
export function placeOf(at: { pathname: string }): Place | null {
  const [, first, room, third, doc] = at.pathname.split("/").map(decoded);
  if (first === "code" && room) return { room: "", seq: 0, code: { room: "", doc: room } };
  if (first !== "r" || !room) return null;
  if (third === "code") return { room, seq: 0, code: { room, doc } };
  return { room, seq: /^\d{1,15}$/.test(third ?? "") ? Number(third) : 0 };
}

/** Of two people's conversation there is none that is the same for both: its person's name stands there. */
export function addressOf(conversation: Pick<Conversation, "name">): string {
  return `/r/${encodeURIComponent(conversation.name)}`;
}

/** What is copied to lead others to a line. */
export function linkTo(conversation: Pick<Conversation, "name">, seq: number): string {
  return `${location.origin}${addressOf(conversation)}/${seq}`;
}
