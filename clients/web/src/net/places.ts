/** Entering, opening, leaving and creating conversations. */

import { PAGE } from "../model/room_pages";
import { fold, same } from "../model/names";
import { type ClientState, OPENS } from "../model/state";
import type { Command, Event } from "../model/types";
import type { Link } from "./link";

export class Places {
  constructor(
    private readonly state: () => ClientState,
    private readonly link: Link,
    private readonly ask: (command: Command) => Promise<Event>,
    private readonly changed: () => void,
  ) {}

  /** Go to an entry of the list: a conversation, a room to enter, a person to write to (`@bob`). */
  go(place: string): boolean {
    const state = this.state();
    state.lost = "";
    const conversation = state.conversations.get(place);
    if (conversation?.kind === "direct" && !conversation.earlier) return this.openDirect(conversation.name.slice(1));
    return this.join(place);
  }

  /** Enter `room`, an id or a name, and enter it again after each reconnect; false when not connected. The answer
   * brings it to the front; a password that it needs is asked for in `state.locked`. */
  join(room: string, password = ""): boolean {
    room = room.trim();
    if (room.startsWith("@")) return this.openDirect(room.slice(1));
    if (this.toFront(room)) return true;
    return this.link.send({ cmd: "join", room, password, ref: "open" });
  }

  private toFront(room: string): boolean {
    const conversation = this.state().conversation(room);
    if (!conversation || (conversation.kind === "public" && !conversation.joined)) return false;
    this.state().opened.push(conversation.key);
    this.changed();
    return true;
  }

  /** Open a private conversation. Nobody is notified before you write. Only the server knows which conversation that
   * is: the name may have had another owner before. */
  openDirect(name: string): boolean {
    name = `@${name.trim()}`;
    const isKnown = this.state().named(name) !== undefined && this.toFront(name);
    const command: Command = { cmd: "history", room: name, limit: isKnown ? 1 : PAGE, ref: OPENS + name };
    return this.link.send(command) || isKnown;
  }

  leave(key: string): void {
    const state = this.state();
    const conversation = state.conversation(key);
    if (!conversation) return;
    if (conversation.kind === "direct") state.close(conversation.key);
    else {
      state.leaving.add(conversation.key);
      this.link.forget(conversation.room);
      this.link.send({ cmd: "leave", room: conversation.room });
    }
    this.changed();
  }

  /** The answer is `invited`, which brings the group to the front, or an error. */
  createGroup(name: string, members: readonly string[]): Promise<Event> {
    const others = members.filter((member) => member.trim() && !same(member, this.state().me));
    this.state().opening.add(fold(name));
    return this.ask({ cmd: "group", name: name.trim(), members: others });
  }
}
