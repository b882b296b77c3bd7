/** Notices in a conversation that are outside its log: what happened, not in which words. */

import type { Traffic } from "./traffic";
import type { Event } from "./types";

export type NoticeKind = "notice" | "refusal" | "announcement" | "traffic";

/** What a notice says: an event of the server, a refusal in its words, or what the client found out. */
export type NoticeBody =
  | { what: "event"; event: Event }
  | { what: "refusal"; code: string; text: string }
  | ({ what: "traffic" } & Traffic)
  | { what: "renamed"; was: string; name: string }
  | { what: "brought_in"; by: string }
  | { what: "gone"; title: string }
  | { what: "another_guest"; title: string };

/** It is shown after the line `after`; `ts` is seconds since 1970. */
export interface Notice {
  number: number;
  after: number;
  ts: number;
  kind: NoticeKind;
  body: NoticeBody;
}
