// The code documents of a session, whichever screen is in front: they go on while the conversation is shown.

import { type Signal, signal } from "@preact/signals";
import type { Command, Event } from "../model/types";
import type { ClientState } from "../model/state";
import { changesOf, UNITS_SENT } from "./edits";
import { inNextFrame } from "./frames";
import { Intake } from "./intake";
import { CodeKeeping } from "./keeping";
import { randomKey } from "./needs";
import { OpenCode } from "./open";
import { t } from "./text";

const SAVE_AFTER = 500; // milliseconds until an edit is looked at; what still waits the next time is written down
const UNSAVED = "code-unsaved"; // tells the next page that it has to read them

// What is used of a session.
export type PageSession = {
  readonly state: ClientState;
  readonly status: Signal<{ kind: string }>;
  readonly link: { readonly token: string };
  send(command: Command): unknown;
  ask(command: Command): Promise<Event>;
  listen(listener: (event: Event) => void): () => void;
};

const desks = new WeakMap<object, CodeDesk>();

export class CodeDesk {
  readonly tick = signal(0); // grows, once a frame, when something has changed
  readonly code: OpenCode;
  private readonly intake: Intake;
  private connected: boolean;
  private isDrawing = false;
  private saving = 0;
  private waiting = ""; // the edits that waited when they were last looked at
  private keeping: CodeKeeping | null = null;
  private restored: Promise<void> = Promise.resolve();

  static of(session: PageSession): CodeDesk {
    let desk = desks.get(session);
    if (!desk) desks.set(session, (desk = new CodeDesk(session)));
    return desk;
  }

  private constructor(readonly session: PageSession) {
    this.connected = session.status.value.kind === "online";
    this.code = new OpenCode({
      send: (command) => this.connected && (session.send(command), true),
      later: (milliseconds, action) => setTimeout(action, milliseconds),
      newKey: randomKey,
      changed: () => this.changed(),
      lines: (room) => {
        const conversation = session.state.conversations.get(room);
        return conversation ? [...conversation.lines.values()].sort((first, other) => first.seq - other.seq) : [];
      },
    });
    this.intake = new Intake(
      (events) => this.code.foldAll(events),
      () => this.changed(),
    );
    session.listen((event) => this.heard(event));
    session.status.subscribe(({ kind }) => this.statusIs(kind));
    addEventListener("pagehide", () => void this.save());
    if (this.connected) this.begin();
  }

  private heard(event: Event): void {
    if (event.event === "welcome") {
      this.connected = true;
      this.begin();
    }
    this.intake.heard(event);
  }

  private statusIs(kind: string): void {
    if (!this.connected || kind === "online") return;
    this.connected = false;
    this.intake.takeIn();
    this.code.cut();
    this.changed();
    const saved = this.save();
    if (kind === "login" || kind === "ended") void this.forget(saved);
  }

  // Somebody else may log in, or another tab goes on with what is written down. What is not stays here.
  private async forget(saved: Promise<boolean>): Promise<void> {
    if (!(await saved) || this.connected) return;
    this.code.documents.clear();
    this.keeping = null;
    this.changed();
  }

  // Reads what the last page of this person could not save.
  private begin(): void {
    const { me } = this.session.state;
    if (this.keeping || !me) return;
    const keeping = (this.keeping = new CodeKeeping(me));
    this.restored = keeping.read().then((unsaved) => {
      for (const each of unsaved) this.code.restore(each);
      this.changed();
    });
  }

  private changed(): void {
    if (!this.isDrawing) inNextFrame(() => this.draw());
    this.isDrawing = true;
    this.saving ||= setTimeout(() => this.saveWhatWaits(), SAVE_AFTER);
  }

  private draw(): void {
    this.intake.takeIn();
    this.isDrawing = false;
    this.tick.value++;
  }

  // An edit that the server takes at once is never written down: for a long text that is work.
  private saveWhatWaits(): void {
    const waiting = this.code.toKeep.map((document) => `${document.info.doc} ${document.pending.again()?.key}`).join();
    if (!this.connected || waiting === this.waiting) return void this.save();
    this.waiting = waiting;
    this.saving = setTimeout(() => this.saveWhatWaits(), SAVE_AFTER);
  }

  private async save(): Promise<boolean> {
    clearTimeout(this.saving);
    this.saving = 0;
    const unsaved = this.code.toKeep.map((document) => document.kept());
    const isWritten = (await this.keeping?.write(unsaved)) ?? !unsaved.length;
    if (isWritten) tellNextPage(unsaved.length > 0);
    return isWritten;
  }

  // Open that document, named by its id, its title in `room`, or the token of a link. What is wrong, or "".
  async open(doc: string, room: string): Promise<{ doc: string; wrong: string }> {
    await this.restored;
    if (this.code.documents.has(doc)) return { doc, wrong: "" };
    const answer = await this.session.ask({ cmd: "code_join", doc, room });
    if (answer.event === "document_is") return { doc: answer.document.doc, wrong: "" };
    if (answer.event !== "error") return { doc: "", wrong: "" };
    return { doc: "", wrong: answer.text || t("code.not_connected") };
  }

  // Create a document with that text; a long one follows as edits. What is wrong, or "".
  async create(room: string, language: string, title: string, text: string): Promise<string> {
    const isLong = text.length > UNITS_SENT;
    const answer = await this.session.ask({ cmd: "code_new", room, language, title, text: isLong ? "" : text });
    if (answer.event !== "document_is") return answer.event === "error" ? answer.text || t("code.not_connected") : "";
    if (isLong) this.code.documents.get(answer.document.doc)?.write(changesOf([[0, 0, text]], 0));
    return "";
  }

  // What is at an address of the server, as the person that is logged in; null when it cannot be had.
  async fetched(path: string): Promise<Blob | null> {
    try {
      const answer = await fetch(path, { headers: { Authorization: `Bearer ${this.session.link.token}` } });
      return answer.ok ? await answer.blob() : null;
    } catch {
      return null;
    }
  }

  // The screen is closed: what is saved is left, what is not stays open until it is.
  leaveSaved(doc: string): void {
    const document = this.code.documents.get(doc);
    if (document && !document.isToKeep) this.code.leave(doc);
  }
}

// Whether it has to read what this page wrote down.
function tellNextPage(isUnsaved: boolean): void {
  try {
    if (isUnsaved) localStorage.setItem(UNSAVED, "1");
    else localStorage.removeItem(UNSAVED);
  } catch {
    // no storage in this window
  }
}
