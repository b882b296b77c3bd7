/** Who is logged in, as this browser remembers it: what the link has become is kept, what has ended is forgotten. */

import type { Command, Event } from "../model/types";
import type { Identities, Identity } from "./identity";
import type { Link } from "./link";
import type { LinkStatus } from "./wire";

// Farewells after which the token is no longer valid.
const GONE = new Set(["signed_out", "name_claimed", "banned"]);
// Events after which there is something else to remember.
export const REMEMBERED: ReadonlySet<string> = new Set(["name_is", "registered", "joined", "left", "room_deleted"]);

export class Remembering {
  private identity: Identity | null = null;
  private isKept = false; // whether the login outlives the tab

  /** `device` is how the account's list of devices calls this browser. */
  constructor(
    private readonly identities: Identities,
    private readonly link: Link,
    private readonly device: string,
    private readonly ask: (command: Command) => Promise<Event>,
  ) {}

  load(): Identity | null {
    this.identity = this.identities.load();
    this.isKept = this.identities.isKept;
    return this.identity;
  }

  /** The id of this browser's token in the account's list; empty: unknown. */
  get deviceId(): string {
    return this.identity?.device ?? "";
  }

  /** Another login begins. */
  begin(isKept: boolean): void {
    this.identity = null;
    this.isKept = isKept;
  }

  welcomed(): void {
    const isFresh = this.identity?.token !== this.link.token;
    this.save();
    if (this.link.isAccount && isFresh) void this.findDevice();
  }

  save(): void {
    const { token, me, isAccount, rooms } = this.link;
    if (!token || !this.link.isOnline) return;
    const device = this.identity?.token === token ? this.identity.device : "";
    // The server knows in which rooms an account is.
    this.identity = { token, name: me, isAccount, device, rooms: isAccount ? [] : [...rooms.values()] };
    this.identities.save(this.identity, this.isKept);
  }

  /** Which of the account's devices this browser is: the newest one of that name. */
  private async findDevice(): Promise<void> {
    const answer = await this.ask({ cmd: "tokens" });
    if (answer.event !== "tokens" || !this.identity) return;
    const mine = answer.tokens.filter((each) => each.label === this.device).sort((a, b) => b.made - a.made);
    this.identity.device = mine[0]?.id ?? "";
    this.identities.save(this.identity, this.isKept);
  }

  /** What has ended for good is forgotten. */
  changed(status: LinkStatus): void {
    if (status.kind === "login" && status.trouble) this.identities.forget(this.identity?.token ?? "");
    if (status.kind === "ended" && GONE.has(status.trouble.code)) this.identities.forget(this.link.token);
  }

  /** They log out: an account forgets this browser, too. */
  forget(): void {
    const id = this.identity?.device;
    if (id) this.link.send({ cmd: "revoke", id });
    this.identities.forget(this.link.token);
    this.identity = null;
  }
}
