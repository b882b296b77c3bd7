"""Code documents in memory: one object for each that somebody has open or asks about.

It lives as long as somebody holds it (a session that reads it, an edit under way, a command at work),
as rooms do (`core.directory`); so nothing is appended to one that is being loaded.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple, Protocol
from weakref import WeakValueDictionary

from chatservice.core.document_readers import ReaderSession
from chatservice.core.edit_queue import EditNeeds
from chatservice.core.hub import RoomHub
from chatservice.core.live_document import LiveDocument, info
from chatservice.core.ports import Future, RoomStore
from chatservice.core.room import Room
from chatservice.errors import NoSuchDocument
from chatservice.model.code_documents import DocumentRow
from chatservice.model.edits import ChangeLimits
from chatservice.model.events import DocumentInfo, DocumentLeft
from chatservice.model.values import RoomRow
from chatservice.settings.schema import Settings


class DocumentReader(ReaderSession, Protocol):
    """A session, with the documents that it has open, by the room of their log."""

    documents: Mapping[int, LiveDocument]


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
        self._loading: dict[int, list[Future]] = {}
        self.runs: dict[int, int | None] = {}  # by log, the run that was begun last; None: it is coming

    async def load(self, row: DocumentRow) -> LiveDocument:
        """The one object of that document. NoSuchDocument."""
        document = self._live.get(row.log)
        if document is not None:
            return document
        if row.log in self._loading:
            promise = self._needs.edits.promise()
            self._loading[row.log].append(promise)
            await promise
            return await self.load(row)
        self._loading[row.log] = []
        try:
            document = await self._read(row.log)
        finally:
            for promise in self._loading.pop(row.log):
                promise.callback(None)
        return document

    async def _read(self, log: int) -> LiveDocument:
        """Read again what may have changed since the row was found."""
        needs, store = self._needs, self._needs.edits.store
        row = await store.of_log(log)
        stored = await needs.rooms.by_id(log)
        above = await needs.rooms.by_id(row.parent) if row is not None else None
        if row is None or stored is None or above is None:
            raise NoSuchDocument("")
        room, parent = await needs.load(stored), await needs.load(above)
        text = await store.load(log, ChangeLimits(document=needs.settings.code_document))
        document = self._live[log] = LiveDocument(needs.edits, needs.hub, row, room, parent, text)
        return document

    def info(self, row: DocumentRow, parent: Room) -> DocumentInfo:
        live = self._live.get(row.log)
        return live.info() if live is not None else info(row, parent, [])

    # Who has one open.

    def enter(self, session: DocumentReader, document: LiveDocument) -> None:
        """From here on the session is told what happens in it."""
        if document.room.id in session.documents:
            self._drop(session, document)
        document.readers.add(session)
        session.documents = {**session.documents, document.room.id: document}

    def _drop(self, session: DocumentReader, document: LiveDocument) -> None:
        document.readers.drop(session)
        session.documents = {log: each for log, each in session.documents.items() if each is not document}

    def leave(self, session: DocumentReader, document: LiveDocument) -> None:
        self._drop(session, document)
        event = DocumentLeft(
            room=document.room.label,
            rid=document.room.rid,
            doc=document.row.doc,
            sender=session.name,
            people=document.readers.names,
        )
        self._needs.hub.pass_on(document.room, event)

    def left_room(self, session: DocumentReader, room: Room) -> None:
        """Whoever is not in a room any more does not read its documents."""
        for document in [each for each in session.documents.values() if each.parent is room]:
            self.leave(session, document)

    def renew_variants(self, session: DocumentReader) -> None:
        """The session's dialect has changed."""
        for document in session.documents.values():
            document.readers.renew_variants(session)

    def forget_room(self, room: Room) -> None:
        """It is deleted, with its documents."""
        for document in [each for each in self._live.values() if each.parent is room]:
            document.room.deleted = True
