// The open code documents of a page: each event reaches the document that it is about. Pure.
// The twin of `chatservice/client/model/code.py`.

import { idOf } from "../model/names";
import { CODE, type OfRoom } from "../model/state";
import type { Event, Refusal } from "../model/types";
import { t } from "./text";
import { CodeDocument, type UnsavedCode } from "./document";
import type { CodeNeeds } from "./needs";

// `documents` by id; `opened` is told the id of one that comes to the front.
export class OpenCode {
  readonly documents = new Map<string, CodeDocument>();
  opened: (doc: string) => void = () => {};

  constructor(private readonly needs: CodeNeeds) {}

  get toKeep(): CodeDocument[] {
    return [...this.documents.values()].filter((document) => document.isToKeep);
  }

  // Open a document as an earlier page had it.
  restore(kept: UnsavedCode): void {
    const { doc } = kept.opened.document;
    const known = this.documents.get(doc);
    if (known) {
      known.keepOther(kept);
      return;
    }
    const document = CodeDocument.restored(kept, this.needs);
    this.documents.set(doc, document);
    document.rejoin();
  }

  leave(doc: string): void {
    const document = this.documents.get(doc);
    this.documents.delete(doc);
    if (document && document.phase !== "gone") this.needs.send({ cmd: "code_leave", doc });
  }

  // The connection is gone.
  cut(): void {
    for (const document of this.documents.values()) document.cut();
  }

  // Events.

  // What came together changes the text that is shown once.
  foldAll(events: readonly Event[]): void {
    const documents = [...this.documents.values()];
    for (const { shown } of documents) shown.hold();
    try {
      for (const event of events) this.fold(event);
    } finally {
      for (const { shown } of documents) shown.release();
    }
  }

  fold(event: Event): void {
    const documents = [...this.documents.values()];
    switch (event.event) {
      case "welcome":
        // Another guest's keys are not known.
        for (const document of documents) document.rejoin(!event.resumed);
        break;
      case "document_is":
        this.documentIs(event);
        break;
      case "document_edited":
        for (const document of this.ofLog(event)) document.edited(event);
        break;
      case "cursor":
        for (const document of this.ofLog(event)) document.remote.moved(event);
        break;
      case "document_renamed":
        for (const document of this.ofLog(event)) document.info = { ...document.info, title: event.title };
        break;
      case "renamed":
        for (const document of documents) document.rename(event.was, event.name);
        break;
      case "run_started":
        this.documents.get(event.doc ?? "")?.runs.began(event);
        break;
      case "run_printed":
      case "run_place":
      case "run_typed":
      case "run_ended":
        for (const document of documents) document.runs.fold(event);
        break;
      case "left":
      case "room_deleted":
        for (const document of documents) {
          if (idOf(document.info) === idOf(event)) document.end(t("code.not_in_room"));
        }
        break;
      case "error":
        this.refused(event);
        break;
      default:
        this.about(event);
    }
    this.needs.changed();
  }

  // What names one document.
  private about(event: Event): void {
    const document = this.documents.get(docOf(event));
    if (!document) return;
    switch (event.event) {
      case "caught_up":
        document.caughtUp(event);
        break;
      case "edit_saved":
        document.saved(event);
        break;
      case "document_closed":
        document.info = { ...document.info, closed: true };
        break;
      case "document_granted":
        document.role = event.own;
        break;
      case "document_done":
        if (event.done === "closed") document.info = { ...document.info, closed: true };
        else if (event.done === "put_out") document.end(t("code.put_out"));
        break;
      case "document_entered":
        document.entered(event.people);
        break;
      case "document_left":
        document.onlyPeople(event.people);
        break;
      case "document_history":
        document.past.folded(event.steps, event.earlier ?? false);
        break;
      case "document_text":
        document.past.shown(event.version, event.text);
        break;
      case "document_roles":
        document.sharing.roles = event;
        break;
      case "document_links":
        document.sharing.links = event;
        break;
      case "document_link":
        document.sharing.link = event;
    }
  }

  private documentIs(event: Extract<Event, { event: "document_is" }>): void {
    const { doc } = event.document;
    const known = this.documents.get(doc);
    if (known) known.opened(event);
    else if (typeof event.text === "string") {
      const document = new CodeDocument(event, this.needs);
      this.documents.set(doc, document);
      document.runs.read(this.needs.lines(idOf(event.document)), doc);
    }
    const isAgain = String(event.ref ?? "").startsWith(CODE);
    if (event.created || (!isAgain && this.documents.has(doc))) this.opened(doc);
  }

  private refused(event: Refusal): void {
    const ref = String(event.ref ?? "");
    for (const document of this.documents.values()) {
      const prefix = `${CODE}${document.info.doc}:`;
      if (event.key && document.isOwn(event.key)) document.editRefused(event);
      else if (ref.startsWith(prefix)) document.askFailed(ref.slice(prefix.length), event);
    }
  }

  private ofLog(event: OfRoom): CodeDocument[] {
    return [...this.documents.values()].filter((document) => document.log === idOf(event));
  }
}

function docOf(event: Event): string {
  if ("doc" in event && typeof event.doc === "string") return event.doc;
  if ("document" in event && typeof event.document === "object" && event.document) return event.document.doc;
  return "";
}
