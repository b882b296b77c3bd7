"""A code document in memory: its text, the edits under way, those who have it open."""

import msgspec

from chatservice.core.document_readers import DocumentReaders
from chatservice.core.edit_queue import EditNeeds, EditQueue
from chatservice.core.hub import RoomHub
from chatservice.core.ports import Subscriber
from chatservice.core.room import Room
from chatservice.errors import DocumentEnded, Fault, NoSuchDocument, NotAllowed
from chatservice.model.code_documents import DocumentRole, DocumentRow
from chatservice.model.document import Document
from chatservice.model.events import DocumentInfo
from chatservice.model.revisions import Revision
from chatservice.model.values import EventKind, Principal, Record


class LiveDocument:
    """`room` has its log, `parent` is the room that it belongs to, whose rights hold."""

    def __init__(
        self, needs: EditNeeds, hub: RoomHub, row: DocumentRow, room: Room, parent: Room, text: Document
    ) -> None:
        self.row = row
        self.room = room
        self.parent = parent
        self.text = text
        self.closing = False  # whether it is about to be closed: no edit is to come after that
        self.edits = EditQueue(needs, room, text, self._on_revision)
        self.readers = DocumentReaders(hub, needs.clock, room, row.doc, text, self.edits.writers)
        self._rights = needs.rights
        self._watch_edits = room.watch
        room.watch = self._watch
        room.above = parent
        room.label = f"{parent.label}/{row.title}"

    def _on_revision(self, revision: Revision, name: str, outlet: Subscriber | None) -> None:
        self.readers.changed(revision, name, outlet)

    def _watch(self, record: Record) -> None:
        if record.kind is EventKind.DOCUMENT_RENAMED:
            self.row = msgspec.structs.replace(self.row, title=record.body)
            self.room.label = f"{self.parent.label}/{record.body}"
        self._watch_edits(record)

    def info(self) -> DocumentInfo:
        return info(self.row, self.parent, self.readers.names)

    # Who may.

    def role(self, principal: Principal) -> DocumentRole:
        """What they may do in it: whoever may speak in the room may edit. NoSuchDocument when they may not
        see it."""
        try:
            self._rights.refuse_out(principal, self.parent)
        except Fault:
            raise NoSuchDocument(self.row.title) from None
        who = self._rights.asking(principal)
        try:
            self._rights.check(who, "code_close_of_others", self.parent)
        except NotAllowed:
            pass
        else:
            return DocumentRole.OWNER
        try:
            self._rights.refuse_silent(who, self.parent)
        except Fault:
            return DocumentRole.VIEWER
        return DocumentRole.OWNER if who.id == self.row.creator else DocumentRole.EDITOR

    def role_now(self, principal: Principal) -> DocumentRole:
        """As `role`, with what the document itself allows."""
        return DocumentRole.VIEWER if self.row.closed else self.role(principal)

    def refuse_edit(self, principal: Principal) -> None:
        """Why they may not change it: DocumentEnded, NoSuchDocument, and why they may not speak."""
        self.refuse_ended()
        if self.closing:
            raise DocumentEnded(self.row.title)
        if self.role(principal) < DocumentRole.EDITOR:
            self._rights.refuse_silent(principal, self.parent)
            raise NotAllowed("code", "editors of the document")

    def refuse_deleted(self) -> None:
        if self.room.deleted or self.parent.deleted:
            raise NoSuchDocument(self.row.title)

    def refuse_ended(self) -> None:
        self.refuse_deleted()
        if self.row.closed:
            raise DocumentEnded(self.row.title)


def info(row: DocumentRow, parent: Room, people: list[str]) -> DocumentInfo:
    return DocumentInfo(
        doc=row.doc,
        title=row.title,
        language=row.language,
        room=parent.label,
        rid=parent.rid,
        creator=row.creator_name,
        made=row.made,
        closed=row.closed,
        people=people,
    )
