/** The languages that this server runs, in lower case: asked for when code is first shown. */

import { signal } from "@preact/signals";
import type { Session } from "../net";

const known = signal<ReadonlySet<string>>(new Set());
let asked: Session | null = null;

export function languagesOf(session: Session): ReadonlySet<string> {
  if (asked !== session && session.isOnline) {
    asked = session;
    void session.ask({ cmd: "doctor" }).then((answer) => {
      if (answer.event === "doctor" && answer.fence) known.value = new Set((answer.languages ?? []).filter((each) => each.version).map((each) => each.name));
      else if (answer.event === "error" && answer.code === "offline") asked = null;
    });
  }
  return known.value;
}
