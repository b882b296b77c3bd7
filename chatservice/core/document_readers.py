"""The readers of a code document, and the events that each receives.

Programs receive every edit and cursor. A terminal, and a client that handles whole texts only, receives
a change when its author pauses. Authors receive their own edits with the key, in order among the
others', as confirmation.
"""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

import msgspec

from chatservice.core.hub import RoomHub
from chatservice.core.pending_edits import RevisionWriter
from chatservice.core.ports import Batch, Clock, Subscriber, Timer, Variant
from chatservice.core.room import Room
from chatservice.core.subscription import Subscription
from chatservice.model.code_documents import DocumentRole
from chatservice.model.document import Document
from chatservice.model.events import CursorMoved, DocumentChanged, DocumentEdited, Event, Passing
from chatservice.model.revisions import Revision
from chatservice.model.utf16 import count_units, to_units
from chatservice.model.values import Principal

CURSORS_EVERY = 0.08  # seconds; a cursor's positions in between are dropped
PAUSE = 1.0  # seconds without an edit after which readers of whole changes receive one
PAUSE_MOST = 5.0  # seconds after which they receive it anyway
LINES_SHOWN = 20  # of a change


class ReaderSession(Protocol):
    """A session, as far as a document has to do with it."""

    documents: Mapping[int, Any]  # those that it has open, each a `LiveDocument`, by the room of their log

    @property
    def name(self) -> str: ...

    @property
    def outlet(self) -> Subscriber: ...

    @property
    def principal(self) -> Principal: ...

    @property
    def subscriptions(self) -> Mapping[int, Subscription]: ...


class DocumentVariant:
    """`variant`, for the readers of a document that follow each edit, or for those that do not."""

    lists = False

    def __init__(self, variant: Variant, follows: bool, writers: Mapping[int, RevisionWriter]) -> None:
        self._variant = variant
        self._writers = writers
        self._other = DocumentChanged if follows else (DocumentEdited, CursorMoved)

    def fanout(self, batch: Batch, outlets: Collection[Subscriber]) -> None:
        batch = msgspec.structs.replace(batch, origins=[*map(self._origin, batch.events, batch.origins)])
        writers = {origin for origin in batch.origins if origin is not None and origin in outlets}
        self._tell(batch, [outlet for outlet in outlets if outlet not in writers], None)
        for writer in writers:
            self._tell(batch, (writer,), writer)

    def _origin(self, event: Event, origin: Subscriber | None) -> Subscriber | None:
        writer = self._writers.get(event.version) if isinstance(event, DocumentEdited) else None
        return writer.outlet if writer is not None else origin

    def _tell(self, batch: Batch, outlets: Collection[Subscriber], writer: Subscriber | None) -> None:
        """Deliver the part of `batch` for `outlets`: readers that wrote nothing in it, or the `writer`."""
        places = [
            place
            for place, (event, origin) in enumerate(zip(batch.events, batch.origins, strict=True))
            if not isinstance(event, self._other)
            and not (writer is not None and origin is writer and isinstance(event, Passing))
        ]
        if places and outlets:
            part = msgspec.structs.replace(
                batch,
                events=[self._event(batch, place, writer) for place in places],
                origins=[batch.origins[place] for place in places],
                actors=[batch.actors[place] for place in places],
            )
            self._variant.fanout(part, outlets)

    def _event(self, batch: Batch, place: int, writer: Subscriber | None) -> Event:
        event = batch.events[place]
        if writer is not None and batch.origins[place] is writer and isinstance(event, DocumentEdited):
            written = self._writers.get(event.version)
            return msgspec.structs.replace(event, key=written.key if written is not None else "")
        return event


class OpenDocument:
    """A session's place in a document. `number` distinguishes windows. A client that handles whole texts
    only has the text that it was sent last, or its `own` if it wrote before it received that."""

    __slots__ = ("number", "own", "role", "sent", "variant")

    def __init__(self, number: int, variant: Variant, sent: str) -> None:
        self.number = number
        self.variant = variant
        self.own = self.sent = sent
        self.role = DocumentRole.VIEWER  # that it was told


class _Touched:
    """A person's changes since the last `DocumentChanged`, between `start` and `end` in the text."""

    __slots__ = ("began", "end", "name", "outlet", "start", "timer")

    def __init__(self, name: str, began: float) -> None:
        self.name = name
        self.began = began
        self.start = self.end = -1
        self.outlet: Subscriber | None = None
        self.timer: Timer | None = None


class DocumentReaders:
    """`writers` are the authors of the revisions being delivered."""

    def __init__(
        self,
        hub: RoomHub,
        clock: Clock,
        room: Room,
        doc: str,
        text: Document,
        writers: Mapping[int, RevisionWriter],
    ) -> None:
        self.places: dict[ReaderSession, OpenDocument] = {}
        self._hub = hub
        self._clock = clock
        self._room = room
        self._doc = doc
        self._text = text
        self._writers = writers
        self._variants: dict[tuple[Variant, bool], DocumentVariant] = {}
        self._numbers = 0
        self._moved: dict[ReaderSession, CursorMoved] = {}
        self._touched: dict[int, _Touched] = {}

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(session.name for session in self.places))

    # Sessions.

    def add(self, session: ReaderSession) -> OpenDocument:
        """It receives the events from now on; the caller sends it the committed text."""
        self._hub.flush_room(self._room)
        self._numbers += 1
        place = OpenDocument(self._numbers, self._variant(session), self._text.text_at(self._text.committed))
        self.places[session] = place
        self._room.feed.add(session.outlet, place.variant)
        return place

    def drop(self, session: ReaderSession) -> None:
        place = self.places.pop(session)
        self._moved.pop(session, None)
        self._hub.detach(self._room, session.outlet, place.variant)

    def renew_variants(self, session: ReaderSession) -> None:
        """The session's dialect has changed."""
        place = self.places[session]
        self._hub.detach(self._room, session.outlet, place.variant)
        place.variant = self._variant(session)
        self._room.feed.add(session.outlet, place.variant)

    def _variant(self, session: ReaderSession) -> DocumentVariant:
        key = session.outlet.variant(""), session.outlet.acks
        return self._variants.setdefault(key, DocumentVariant(*key, self._writers))

    # Cursors.

    def move(self, session: ReaderSession, moved: CursorMoved) -> None:
        if not self._moved:
            self._clock.callLater(CURSORS_EVERY, self._tell_cursors)
        self._moved[session] = moved

    def _tell_cursors(self) -> None:
        moved, self._moved = self._moved, {}
        for session, event in moved.items():
            self._hub.pass_on(self._room, event, session.outlet)

    # Changes, for readers that do not follow each edit.

    def changed(self, revision: Revision, name: str, outlet: Subscriber | None) -> None:
        """`revision` was committed; `name` is its author's."""
        if all(session.outlet.acks for session in self.places):
            self._touched.clear()
            return
        now = self._clock.monotonic()
        own = self._touched.setdefault(revision.author, _Touched(name, now))
        for touched in self._touched.values():
            _follow(touched, revision, touched is own)
        own.name, own.outlet = name, outlet
        if own.timer is not None:
            own.timer.cancel()
        wait = min(PAUSE, max(0.0, own.began + PAUSE_MOST - now))
        own.timer = self._clock.callLater(wait, lambda: self._tell_change(revision.author))

    def _tell_change(self, author: int) -> None:
        touched = self._touched.pop(author, None)
        if touched is None or self._room.deleted:
            return
        version = self._text.committed
        text = self._text.text_at(version)
        units = to_units(text)
        end = max(touched.start, touched.end)
        first = units.count("\n", 0, touched.start)
        last = units.count("\n", 0, end - 1 if end > touched.start and units[end - 1 : end] == "\n" else end)
        lines = text.split("\n")[first : last + 1][:LINES_SHOWN]
        event = DocumentChanged(
            room=self._room.label,
            rid=self._room.rid,
            doc=self._doc,
            sender=touched.name,
            version=version,
            first=first + 1,
            lines=lines,
            text=text,
        )
        self._hub.pass_on(self._room, event, touched.outlet)
        for session, place in self.places.items():
            if session.outlet is not touched.outlet:
                place.sent = text


def _follow(touched: _Touched, revision: Revision, is_own: bool) -> None:
    """Move the touched range across `revision`."""
    changes = revision.changes
    if touched.start >= 0:
        touched.start = changes.map_position(touched.start, -1)
        touched.end = changes.map_position(touched.end, 1)
    if is_own:
        shift = 0
        for start, end, text in changes.splices():
            size = count_units(text)
            begin = start + shift
            touched.start = begin if touched.start < 0 else min(touched.start, begin)
            touched.end = max(touched.end, begin + size)
            shift += size - (end - start)
