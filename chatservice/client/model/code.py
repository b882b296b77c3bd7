"""The open code documents of a client: each event reaches the document that it is about. Pure."""

from collections.abc import Callable, Iterable

import msgspec

from chatservice.client.link.cursors import id_of
from chatservice.client.link.unsaved_file import UnsavedCode
from chatservice.client.model.code_document import CodeDocument, CodeNeeds, CodePhase
from chatservice.client.model.code_runs import ProgramRun, earlier_runs
from chatservice.client.model.state import CODE
from chatservice.client.words import _
from chatservice.model import commands, events
from chatservice.model.events import Event

RUNS_KEPT = 5  # of one document


class OpenCode:
    """`documents` by id; `opened` are the ids of those that came to the front, for the window."""

    def __init__(self, needs: CodeNeeds) -> None:
        self._needs = needs
        self.documents: dict[str, CodeDocument] = {}
        self.opened: list[str] = []

    @property
    def unsaved(self) -> list[CodeDocument]:
        return [each for each in self.documents.values() if not each.pending.is_saved]

    @property
    def to_keep(self) -> list[CodeDocument]:
        return [document for document in self.documents.values() if document.is_to_keep]

    def restore(self, kept: UnsavedCode) -> None:
        """Open a document as an earlier window had it."""
        doc = kept.opened.document.doc
        if doc not in self.documents:
            self.documents[doc] = CodeDocument.restored(kept, self._needs)
            self.documents[doc].rejoin()
            self.opened.append(doc)

    def join(self, doc: str) -> bool:
        """Open a document, or bring it to the front; False when not connected."""
        if doc in self.documents:
            self.opened.append(doc)
            return True
        return self._needs.send(commands.CodeJoin(doc=doc))

    def leave(self, doc: str) -> None:
        document = self.documents.pop(doc, None)
        if document is not None and document.phase is not CodePhase.GONE:
            self._needs.send(commands.CodeLeave(doc=doc))

    def cut(self) -> None:
        """The connection is gone."""
        for document in self.documents.values():
            document.cut()

    # Events.

    def fold(self, event: Event) -> None:
        handle = _HANDLERS.get(type(event))
        if handle is not None:
            handle(self, event)

    def _welcome(self, event: events.Welcome) -> None:
        for document in self.documents.values():
            document.rejoin(whole=not event.resumed)  # another guest's keys are not known

    def _opened(self, event: events.DocumentIs) -> None:
        doc = event.document.doc
        known = self.documents.get(doc)
        if known is not None:
            known.opened(event)
        elif event.text is not None:
            self.documents[doc] = document = CodeDocument(event, self._needs)
            document.runs = earlier_runs(self._needs.lines(id_of(event.document)), doc)[-RUNS_KEPT:]
        if event.created or (not str(event.ref or "").startswith(CODE) and doc in self.documents):
            self.opened.append(doc)

    def _caught_up(self, event: events.CaughtUp) -> None:
        if event.doc in self.documents:
            self.documents[event.doc].caught_up(event)

    def _edited(self, event: events.DocumentEdited) -> None:
        for document in self._of_log(event):
            document.edited(event)

    def _saved(self, event: events.EditSaved) -> None:
        if event.doc in self.documents:
            self.documents[event.doc].saved(event)

    def _document_renamed(self, event: events.DocumentRenamed) -> None:
        for document in self._of_log(event):
            document.info = msgspec.structs.replace(document.info, title=event.title)

    def _closed(self, event: events.DocumentClosed) -> None:
        document = self.documents.get(event.doc)
        if document is not None:
            document.info = msgspec.structs.replace(document.info, closed=True)

    def _granted(self, event: events.DocumentGranted) -> None:
        if event.doc in self.documents:
            self.documents[event.doc].role = event.own

    def _done(self, event: events.DocumentDone) -> None:
        document = self.documents.get(event.doc)
        if document is not None and event.done == "closed":
            document.info = msgspec.structs.replace(document.info, closed=True)
        elif document is not None and event.done == "put_out":
            document.phase = CodePhase.GONE
            document.refused = _("You were put out of it.")

    def _history(self, event: events.DocumentHistory) -> None:
        if event.document.doc in self.documents:
            self.documents[event.document.doc].past.folded(event)

    def _text(self, event: events.DocumentText) -> None:
        if event.document.doc in self.documents:
            self.documents[event.document.doc].past.shown(event)

    def _roles(self, event: events.DocumentRoles) -> None:
        if event.document.doc in self.documents:
            self.documents[event.document.doc].sharing.roles = event

    def _links(self, event: events.DocumentLinks) -> None:
        if event.document.doc in self.documents:
            self.documents[event.document.doc].sharing.links = event

    def _link(self, event: events.DocumentLinkIs) -> None:
        if event.document.doc in self.documents:
            self.documents[event.document.doc].sharing.link = event

    def _entered(self, event: events.DocumentEntered) -> None:
        if event.doc in self.documents:
            self.documents[event.doc].entered(event.people)

    def _left(self, event: events.DocumentLeft) -> None:
        if event.doc in self.documents:
            self.documents[event.doc].only_people(event.people)

    def _cursor(self, event: events.CursorMoved) -> None:
        for document in self._of_log(event):
            document.remote.moved(event)

    def _renamed(self, event: events.Renamed) -> None:
        for document in self.documents.values():
            document.rename(event.was, event.name)

    def _run_started(self, event: events.RunStarted) -> None:
        document = self.documents.get(event.doc)
        if document is not None:
            document.runs.append(ProgramRun(event))
            del document.runs[:-RUNS_KEPT]

    def _of_run(self, event: events.RunPrinted | events.RunPlace | events.RunTyped | events.RunEnded) -> None:
        runs = [run for document in self.documents.values() for run in document.runs]
        for run in runs:
            if (run.run, run.room) == (event.run, id_of(event)):
                run.fold(event)

    def _room_gone(self, event: events.Left | events.RoomDeleted) -> None:
        for document in self._of_room(event):
            document.phase = CodePhase.GONE
            document.refused = _("You are not in its room any more.")

    def _error(self, event: events.Error) -> None:
        for document in self.documents.values():
            if event.key and document.is_own(event.key):
                document.edit_refused(event)
            elif str(event.ref or "").startswith(f"{CODE}{document.info.doc}:"):
                document.ask_failed(str(event.ref).rsplit(":", 1)[1], event)

    def _of_log(
        self, event: events.DocumentEdited | events.DocumentRenamed | events.CursorMoved
    ) -> Iterable[CodeDocument]:
        return [each for each in self.documents.values() if each.log == id_of(event)]

    def _of_room(self, event: events.Left | events.RoomDeleted) -> Iterable[CodeDocument]:
        return [each for each in self.documents.values() if id_of(each.info) == id_of(event)]


_HANDLERS: dict[type[Event], Callable[..., None]] = {
    events.Welcome: OpenCode._welcome,
    events.DocumentIs: OpenCode._opened,
    events.CaughtUp: OpenCode._caught_up,
    events.DocumentEdited: OpenCode._edited,
    events.EditSaved: OpenCode._saved,
    events.DocumentRenamed: OpenCode._document_renamed,
    events.DocumentClosed: OpenCode._closed,
    events.DocumentGranted: OpenCode._granted,
    events.DocumentDone: OpenCode._done,
    events.DocumentHistory: OpenCode._history,
    events.DocumentText: OpenCode._text,
    events.DocumentRoles: OpenCode._roles,
    events.DocumentLinks: OpenCode._links,
    events.DocumentLinkIs: OpenCode._link,
    events.DocumentEntered: OpenCode._entered,
    events.DocumentLeft: OpenCode._left,
    events.CursorMoved: OpenCode._cursor,
    events.Renamed: OpenCode._renamed,
    events.RunStarted: OpenCode._run_started,
    events.RunPrinted: OpenCode._of_run,
    events.RunPlace: OpenCode._of_run,
    events.RunTyped: OpenCode._of_run,
    events.RunEnded: OpenCode._of_run,
    events.Left: OpenCode._room_gone,
    events.RoomDeleted: OpenCode._room_gone,
    events.Error: OpenCode._error,
}
