/** What the user writes: lines on their way to the server, and those that are not finished. */

import type { ClientState } from "../model/state";
import type { Event, Say } from "../model/types";
import type { DraftShelf } from "./drafts";
import { Drafts } from "./drafts";
import { Keeping } from "./keeping";
import type { Link } from "./link";
import type { Store } from "./store";
import type { UnsentEntry } from "./unsent";

export interface SayExtra {
  action?: boolean;
  re?: number;
  topic?: string;
}

export class OwnLines {
  readonly drafts: Drafts;
  private readonly keeping: Keeping;

  constructor(
    private readonly state: () => ClientState,
    private readonly link: Link,
    store: Store,
    shelf: DraftShelf,
    private readonly newKey: () => string,
  ) {
    this.keeping = new Keeping(store);
    this.drafts = new Drafts(shelf);
  }

  load(): Promise<void> {
    return this.keeping.load();
  }

  /** Say `text`, now or after reconnecting; the line's key, or null when too many wait. */
  say(key: string, text: string, extra: SayExtra): string | null {
    if (this.link.unsent.isFull) return null;
    const conversation = this.state().conversation(key);
    const say: Say & { room: string; key: string } = {
      ...{ cmd: "say", room: conversation?.room ?? key, text, key: this.newKey() },
      ...extra,
    };
    this.link.unsent.put({
      ...{ say, standing: "waiting", failure: null, sent: false, ts: this.link.clock.now() },
      ...{ title: conversation?.name ?? key, isPrivate: conversation?.kind !== "public" },
    });
    this.keep();
    this.link.push();
    return say.key;
  }

  /** Those that are not in a log yet: of one conversation, or all. */
  unsent(key?: string): UnsentEntry[] {
    const all = [...this.link.unsent];
    if (key === undefined) return all;
    const conversation = this.state().conversation(key);
    const room = conversation?.room ?? key;
    return all.filter(({ say }) => say.room === room || (conversation && say.room === conversation.name));
  }

  again(key: string): void {
    this.link.sayAgain(key);
    this.keep();
  }

  discard(key: string): void {
    this.link.unsent.done(key);
    this.keep();
  }

  private keep(): void {
    void this.keeping.save(this.link.unsent);
  }

  /** The user is in: what they left is restored, and sent. */
  welcomed(isResumed: boolean): void {
    const { me, isAccount, unsent } = this.link;
    this.drafts.begin(me);
    this.keeping.begin(me, isAccount, isAccount || isResumed, unsent);
    this.keep();
    this.link.push();
  }

  /** What an event changes of it, beside what the link does. */
  heard(event: Event): void {
    if (event.event === "ack" || event.event === "error") this.keep();
    else if (event.event === "name_is") {
      this.drafts.rename(event.name);
      void this.keeping.rename(event.name, this.link.unsent);
    }
  }

  /** They log out. */
  async forget(): Promise<void> {
    this.drafts.clear();
    await this.keeping.forget(this.link.unsent);
  }
}
