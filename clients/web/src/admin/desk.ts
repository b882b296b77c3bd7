/** What administration asks the server, and what of it stands open. */

import { signal } from "@preact/signals";
import type { Administer, Command, Event } from "../model/types";
import { t } from "./text";

export interface AdminSession {
  state: { me: string; role: string };
  send(command: Command): string;
  ask(command: Command): Promise<Event>;
  listen(call: (event: Event) => void): () => void;
}

/** An answer of chatctl's: the page's types have only those that every client may get. */
export type Told = Readonly<Record<string, unknown>> & { event: string; text?: string };

export interface Question {
  text: string;
  action: string;
  password: boolean; // whether the admin's own is asked for
  run: (password: string) => Promise<string>;
}

export class AdminDesk {
  readonly said = signal("");
  readonly wrong = signal("");
  readonly question = signal<Question | null>(null);
  private refs = 0;

  constructor(readonly session: AdminSession) {}

  /** The last answer to one of the operator's commands; on the way it may tell how far it has come. */
  administer(todo: Administer["do"], password = ""): Promise<Told> {
    const ref = this.session.send({ cmd: "administer", do: todo, password, ref: `admin:${++this.refs}` });
    if (!ref) return Promise.resolve({ event: "error", text: t("offline") });
    return new Promise((resolve) => {
      const stop = this.session.listen((event) => {
        const told = event as unknown as Told;
        if (told.ref !== ref || told.event === "progress") return;
        stop();
        resolve(told);
      });
    });
  }

  async ask(command: Command): Promise<Told> {
    return (await this.session.ask(command)) as unknown as Told;
  }

  /** Say how it went: what was refused, or `words` made of the answer. */
  tell(told: Told, words: (told: Told) => string = () => t("done")): boolean {
    const refused = told.event === "error";
    this.wrong.value = refused ? String(told.text ?? "") : "";
    this.said.value = refused ? "" : words(told);
    return !refused;
  }
}
