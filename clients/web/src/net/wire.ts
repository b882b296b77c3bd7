/** What a link uses and what it reports: one connection, and how things stand. */

import type { Event } from "../model/types";
import { PASSING } from "./line_sender";

/** Farewells after which reconnecting would do harm, or be refused again. */
export const FINAL: ReadonlySet<string> = new Set([
  ...["superseded", "name_claimed", "signed_out", "banned", "kicked", "flood"],
]);
/** Temporary refusals of a login. */
export const LATER: ReadonlySet<string> = new Set([...PASSING, "server_full", "refused", "server_stopping"]);

/** Why there is no connection: a code of the server or of ours, and the server's words. */
export interface Trouble {
  code: string;
  text: string;
}

export type LinkStatus =
  | { kind: "connecting" }
  | { kind: "online" }
  | { kind: "waiting"; until: number; trouble: Trouble }
  | { kind: "login"; trouble: Trouble | null }
  | { kind: "ended"; trouble: Trouble };

export interface Wire {
  send(text: string): void;
  close(): void;
}

export interface WireEvents {
  opened(wire: Wire): void;
  heard(event: Event): void;
  closed(): void;
}

/** Opens one connection and reports; the result gives up. */
export type Dial = (events: WireEvents) => () => void;

export interface Observer {
  heard(event: Event): void;
  changed(status: LinkStatus): void;
}
