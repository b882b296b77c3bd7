"""Code documents in memory: one object for each document in use.

The object lives as long as it is referenced (by a session that reads it, an edit under way, a command at
work), as rooms do (`core.directory`); so nothing is appended to a document that is being loaded.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import NamedTuple
from weakref import WeakValueDictionary, ref

import msgspec

from chatservice.core.document_readers import ReaderSession
from chatservice.core.hub import RoomHub
from chatservice.core.live_document import LiveDocument, info
from chatservice.core.ongoing import Ongoing
from chatservice.core.pending_edits import EditNeeds
from chatservice.core.ports import RoomStore
from chatservice.core.room import Room
from chatservice.errors import NoSuchDocument
from chatservice.model.code_documents import DocumentRole, DocumentRow, as_closed
from chatservice.model.edits import ChangeLimits
from chatservice.model.events import DocumentDone, DocumentGranted, DocumentInfo, DocumentLeft, Event
from chatservice.model.records import Record
from chatservice.model.values import EventKind, RoomRow
from chatservice.settings.schema import Settings


def granted(document: LiveDocument, record: Record, own: DocumentRole) -> DocumentGranted:
    """`record` is the last change of roles; `own` is the role of the person who receives the event."""
    room, row, who = document.room, document.row, record.subject
    role = document.access.others if who is None else document.access.role(who)
    return DocumentGranted(
        room=room.label,
        rid=room.rid,
        doc=row.doc,
        title=row.title,
        sender=record.actor_name,
        who=record.subject_name,
        role=role.word,
        own=own.word,
    )


class DocumentNeeds(NamedTuple):
    """What `Documents` uses of the chat: `load` of rooms, and what edits use."""

    settings: Settings
    rooms: RoomStore
    load: Callable[[RoomRow], Awaitable[Room]]
    hub: RoomHub
    edits: EditNeeds


class Documents:
    def __init__(self, needs: DocumentNeeds) -> None:
        self._needs = needs
        self._live: WeakValueDictionary[int, LiveDocument] = WeakValueDictionary()
        self._loading = Ongoing(needs.edits.promise)
        # By log, the last run: its room and number; None while it is starting.
        self.runs: dict[int, tuple[Room, int] | None] = {}
        self.class_runs: dict[int, int] = {}  # by log, who is running its copies

    async def load(self, row: DocumentRow) -> LiveDocument:
        """The document, loaded if needed. Raises NoSuchDocument."""
        document = self._live.get(row.log)
        if document is not None:
            return document
        if await self._loading.wait(row.log):
            return await self.load(row)
        with self._loading.running(row.log):
            return await self._read(row.log)

    async def _read(self, log: int) -> LiveDocument:
        """Load a document; its row is read again, since it may have changed."""
        needs, store = self._needs, self._needs.edits.store
        row = await store.of_log(log)
        stored = await needs.rooms.by_id(log)
        above = await needs.rooms.by_id(row.parent) if row is not None else None
        if row is None or stored is None or above is None:
            raise NoSuchDocument("")
        room, parent = await needs.load(stored), await needs.load(above)
        text = await store.load(log, ChangeLimits(document=needs.settings.code_document))
        access = await store.access(log)
        document = self._live[log] = LiveDocument(needs.edits, needs.hub, row, room, parent, text, access)
        parent.watch = self._watch_parent
        document.on_granted = partial(self._granted, ref(document))
        return document

    def _watch_parent(self, record: Record) -> None:
        """A room has a new record: maybe one of its documents was closed, also by another process."""
        if record.kind is EventKind.ROOM_RENAMED:
            for document in list(self._live.values()):
                document.relabel()
        if record.kind is EventKind.DOCUMENT_CLOSED:
            doc = as_closed(record.body).doc
            for document in [each for each in self._live.values() if each.row.doc == doc]:
                document.row = msgspec.structs.replace(document.row, closed=True)

    def info(self, row: DocumentRow, parent: Room) -> DocumentInfo:
        live = self._live.get(row.log)
        return live.info() if live is not None else info(row, parent, [])

    # Sessions.

    def enter(self, session: ReaderSession, document: LiveDocument) -> None:
        """The session opens the document, and receives its events."""
        if document.room.id in session.documents:
            self._drop(session, document)
        document.readers.add(session).role = document.role_now(session.principal)
        session.documents = {**session.documents, document.room.id: document}

    def _drop(self, session: ReaderSession, document: LiveDocument) -> None:
        document.readers.drop(session)
        session.documents = {log: other for log, other in session.documents.items() if other is not document}

    def leave(self, session: ReaderSession, document: LiveDocument) -> None:
        self._drop(session, document)
        event = DocumentLeft(
            room=document.room.label,
            rid=document.room.rid,
            doc=document.row.doc,
            sender=session.name,
            people=document.readers.names,
        )
        self._needs.hub.pass_on(document.room, event)

    def left_room(self, session: ReaderSession, room: Room) -> None:
        """Close the documents of a room that the session has left."""
        for document in [document for document in session.documents.values() if document.parent is room]:
            self.leave(session, document)

    def leave_all(self, session: ReaderSession) -> None:
        """Close all documents of a session that ends."""
        for document in list(session.documents.values()):
            self.leave(session, document)

    # Roles, and people who were let in from outside the room.

    def _granted(self, document_ref: "ref[LiveDocument]", record: Record) -> None:
        """Tell the readers whose role has changed, and remove those who may no longer see it."""
        document = document_ref()
        if document is None:
            return
        for session, place in list(document.readers.places.items()):
            if not self._sees(session, document):
                self._remove(session, document)
                continue
            role = document.role_now(session.principal)
            if role is not place.role:
                place.role = role
                session.outlet.send(granted(document, record, role))

    def remove_outsiders(self) -> None:
        """Rights were reduced: remove readers who may no longer see a document."""
        for document in list(self._live.values()):
            for session in [reader for reader in document.readers.places if not self._sees(reader, document)]:
                self._remove(session, document)

    def tell_outsiders(self, document: LiveDocument, event: Event) -> None:
        """Send an event of the room to readers who are not in the room."""
        for session in document.readers.places:
            if document.parent.id not in session.subscriptions:
                session.outlet.send(event)

    def _sees(self, session: ReaderSession, document: LiveDocument) -> bool:
        is_in = document.parent.id in session.subscriptions
        return (is_in and not document.is_hidden(session.principal)) or document.lets_in(session.principal)

    def _remove(self, session: ReaderSession, document: LiveDocument) -> None:
        self.leave(session, document)
        room, row = document.room, document.row
        session.outlet.send(
            DocumentDone(room=room.label, rid=room.rid, doc=row.doc, title=row.title, done="put_out")
        )

    def forget_person(self, person: int) -> None:
        """The person was erased."""
        for document in list(self._live.values()):
            document.access.forget(person)

    def member_changed(self, room: Room, record: Record) -> None:
        """A person who is removed from a room loses the roles given to them in its documents."""
        person = record.subject
        if record.kind is not EventKind.REMOVED or person is None:
            return
        for document in [document for document in self._live.values() if document.parent is room]:
            document.access.revoke(person)
            for session in [reader for reader in document.readers.places if reader.principal.id == person]:
                self.leave(session, document)

    def renew_variants(self, session: ReaderSession) -> None:
        """The session's dialect has changed."""
        for document in session.documents.values():
            document.readers.renew_variants(session)

    def forget_room(self, room: Room) -> None:
        """The room was deleted, with its documents."""
        for document in [document for document in self._live.values() if document.parent is room]:
            document.room.deleted = True
            for session in list(document.readers.places):
                self.leave(session, document)
