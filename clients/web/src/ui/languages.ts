/** The languages that this server runs, in lower case. */

import { signal } from "@preact/signals";
import type { Session } from "../net";

export const languages = signal<ReadonlySet<string>>(new Set());

/** Learns them from each welcome. */
export function learnLanguages(session: Session): void {
  session.listen((event) => {
    if (event.event === "welcome") languages.value = new Set(event.languages ?? []);
  });
}
