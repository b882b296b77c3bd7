/** What the server runs and for whom: asked for when code is first shown. */

import { signal } from "@preact/signals";
import type { Command, Event } from "../model/types";

export interface Runners {
  names: ReadonlySet<string>; // of languages, in lower case, each with its other names
  forAccounts: boolean; // only for people who have an account
}

interface Asking {
  ask(command: Command): Promise<Event>;
  status: { value: { kind: string } };
}

const known = signal<Runners>({ names: new Set(), forAccounts: false });
let asked: Asking | null = null;

export function runnersOf(session: Asking): Runners {
  if (asked !== session && session.status.value.kind === "online") {
    asked = session;
    void session.ask({ cmd: "doctor" }).then((answer) => {
      if (answer.event === "error" && answer.code === "offline") asked = null;
      if (answer.event !== "doctor") return;
      const here = (answer.languages ?? []).filter((each) => each.version && answer.fence);
      known.value = { names: new Set(here.flatMap((each) => [each.name, ...(each.aliases ?? [])])), forAccounts: answer.accounts ?? false };
    });
  }
  return known.value;
}
