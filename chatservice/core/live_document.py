"""A code document in memory: its text, the edits under way, its readers."""

from collections.abc import Callable

import msgspec

from chatservice.core.document_readers import DocumentReaders
from chatservice.core.edit_queue import EditQueue
from chatservice.core.hub import RoomHub
from chatservice.core.pending_edits import EditNeeds
from chatservice.core.ports import Subscriber
from chatservice.core.rights import Rights
from chatservice.core.room import Room
from chatservice.errors import (
    DocumentEnded,
    Fault,
    NoSuchDocument,
    NoSuchRoom,
    NotAllowed,
)
from chatservice.model.code_documents import DocumentRole, DocumentRow
from chatservice.model.document import Document
from chatservice.model.document_access import DocumentAccess
from chatservice.model.events import DocumentInfo
from chatservice.model.records import Record
from chatservice.model.revisions import Revision
from chatservice.model.values import EventKind, Principal


class LiveDocument:
    """`room` has its log; `parent` is the room that it belongs to, whose rights apply."""

    def __init__(
        self,
        needs: EditNeeds,
        hub: RoomHub,
        row: DocumentRow,
        room: Room,
        parent: Room,
        text: Document,
        access: DocumentAccess,
    ) -> None:
        self.row = row
        self.access = access
        self.on_granted: Callable[[Record], None] = lambda record: None  # roles have changed
        self.room = room
        self.parent = parent
        self.text = text
        self.closing = False  # while the event that closes it is stored: no edit may come after that
        self.edits = EditQueue(needs, room, text, self._on_revision)
        self.readers = DocumentReaders(hub, needs.clock, room, row.doc, text, self.edits.writers)
        self._rights = needs.rights
        self._watch_edits = self.edits.watch
        room.watch = self._watch
        room.above = parent
        self.relabel()

    def relabel(self) -> None:
        """It is called after its room and its title."""
        self.room.label = f"{self.parent.label}/{self.row.title}"

    def _on_revision(self, revision: Revision, name: str, outlet: Subscriber | None) -> None:
        self.readers.changed(revision, name, outlet)

    def _watch(self, record: Record) -> None:
        if record.kind is EventKind.DOCUMENT_RENAMED:
            self.row = msgspec.structs.replace(self.row, title=record.body)
            self.relabel()
        elif record.kind is EventKind.GRANTED:
            self.access.apply(record)
            self.on_granted(record)
        self._watch_edits(record)

    def info(self) -> DocumentInfo:
        return info(self.row, self.parent, self.readers.names)

    # Permission.

    def role(self, principal: Principal) -> DocumentRole:
        """The role of a person, VIEWER if they may not speak in the room. Raises NoSuchDocument if they may
        not see it."""
        who, is_member = self._rights.asking(principal), not self.access.lets_in(principal.id)
        try:
            self._rights.refuse_out(principal, self.parent, is_member)
        except Fault:
            raise NoSuchDocument(self.row.title) from None
        if keeps_order(self._rights, who, self.parent):
            return DocumentRole.OWNER
        role = DocumentRole.OWNER if who.id == self.row.creator else self.access.role(who.id)
        if role is DocumentRole.NONE:
            raise NoSuchDocument(self.row.title)
        try:
            self._rights.refuse_silent(who, self.parent, member=is_member)
        except Fault:
            return DocumentRole.VIEWER
        return role

    def is_hidden(self, principal: Principal) -> bool:
        """Whether it is hidden from a person who sees its room."""
        if self.access.others is not DocumentRole.NONE:
            return False
        try:
            self.role(principal)
        except NoSuchDocument:
            return True
        return False

    def lets_in(self, principal: Principal) -> bool:
        """Whether a person may see it without being in its room."""
        if not self.access.lets_in(principal.id):
            return False
        try:
            self._rights.refuse_out(principal, self.parent, member=False)
        except Fault:
            return False
        return not self.room.deleted

    def role_now(self, principal: Principal) -> DocumentRole:
        """Like `role`, but VIEWER at most in a closed document."""
        role = self.role(principal)
        return DocumentRole.VIEWER if self.row.closed else role

    def run_room(self, inside: bool) -> Room:
        """The room that a run is logged and shown in. It is the document's own log if the document is hidden,
        and for people who are not `inside` its room."""
        return self.parent if inside and self.access.others is not DocumentRole.NONE else self.room

    def refuse_edit(self, principal: Principal) -> None:
        """Raise why a person may not edit: DocumentEnded, NoSuchDocument, NotAllowed, or the reason that
        they may not speak."""
        self.refuse_ended()
        if self.closing:
            raise DocumentEnded(self.row.title)
        self._refuse_below(DocumentRole.EDITOR, principal, "editors of the document")

    def refuse_run(self, principal: Principal) -> None:
        """Raise unless a person may run it."""
        self._refuse_below(DocumentRole.RUNNER, principal, "runners and editors of the document")

    def refuse_other_than_owner(self, principal: Principal) -> None:
        """Raise unless a person is an owner of it."""
        self.refuse_ended()
        self._refuse_below(DocumentRole.OWNER, principal, "owners of the document")

    def _refuse_below(self, least: DocumentRole, principal: Principal, who: str) -> None:
        if self.role(principal) >= least:
            return
        if least is not DocumentRole.OWNER:
            self._rights.refuse_silent(principal, self.parent, member=not self.access.lets_in(principal.id))
        raise NotAllowed("code", who)

    def refuse_deleted(self) -> None:
        if self.room.deleted or self.parent.deleted:
            raise NoSuchDocument(self.row.title)

    def refuse_ended(self) -> None:
        self.refuse_deleted()
        if self.row.closed:
            raise DocumentEnded(self.row.title)


def keeps_order(rights: Rights, who: Principal, room: Room) -> bool:
    """Whether they close documents of others in the room."""
    try:
        rights.check(who, "code_close_of_others", room)
    except (NotAllowed, NoSuchRoom):
        return False
    return True


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
        origin=row.origin,
    )
