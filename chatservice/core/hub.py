"""RoomHub: the only way from a room's log to its readers.

What is ingested during a turn waits in its room; one flush then hands each voice the
whole batch, so that ten lines committed together are encoded once and leave a socket in
one write. Comings and goings are counted together: in a large room a notice for each of
5,000 logins to each of 5,000 readers would be 25 million of them.
"""

from collections.abc import Callable, Collection, Sequence

from chatservice.core.ignore_filter import IgnoreFilter
from chatservice.core.ports import Batch, Clock, Subscriber, Variant
from chatservice.core.room import Room
from chatservice.model.events import Came, Event, Passing, Renamed, Went
from chatservice.model.fold import OF_MEMBERS
from chatservice.model.values import LOBBY, Record
from chatservice.settings.schema import Settings


class RoomHub:
    """`soon` is asked, once a turn, to have `flush` called when the turn ends; `everyone` is who
    is here now."""

    def __init__(
        self,
        clock: Clock,
        settings: Settings,
        soon: Callable[[], None],
        everyone: Callable[[], Event],
    ) -> None:
        self._clock = clock
        self._settings = settings
        self._soon = soon
        self._everyone = everyone
        self._dirty: dict[Room, None] = {}
        self.lines = 0  # ingested since the start
        self.on_gap: Callable[[Room], None] = lambda room: None
        """Something is stored in the room that was not ingested: it is to be read from the log."""
        self.on_member: Callable[[Room, Record, Subscriber | None], None] = lambda room, record, origin: None
        """`record` is about a member of the room, was applied to it, and was handed to nobody yet."""

    def ingest(self, room: Room, records: Sequence[Record], origin: Subscriber | None = None) -> None:
        """`records` were committed together, one after the other; `origin` is the outlet of their writer.

        What was ingested before is passed over. What comes early waits, and what is missing is
        asked for. All of `records` have taken effect before the first is handed out.
        """
        if records[0].seq <= room.head:
            records = [record for record in records if record.seq > room.head]
        if not records:
            return
        if records[0].seq != room.head + 1:
            self._hold(room, records, origin)
            return
        self._take(room, records, origin)
        if room.held:
            self._release(room)

    def _hold(self, room: Room, records: Sequence[Record], origin: Subscriber | None) -> None:
        for record in records:
            if len(room.held) < self._settings.ring:  # others are read from the log, like what is missing
                room.held[record.seq] = record, origin
        room.known = max(room.known, records[-1].seq)
        self.on_gap(room)

    def _release(self, room: Room) -> None:
        room.held = {seq: held for seq, held in room.held.items() if seq > room.head}
        while (held := room.held.pop(room.head + 1, None)) is not None:
            self._take(room, held[:1], held[1])

    def skip(self, room: Room, upto: int) -> None:
        """What was not ingested up to there is not kept any more."""
        if upto > room.head:
            room.head = upto
            room.ring.clear()  # it has no gaps
            self._release(room)

    def _take(self, room: Room, records: Sequence[Record], origin: Subscriber | None) -> None:
        told = [room.line(record) for record in records]
        for record, event in zip(records, told, strict=True):
            room.apply(event, record)
        for record in records:
            if record.subject is not None and record.kind in OF_MEMBERS:
                self.on_member(room, record, origin)
        self.lines += len(records)
        for record, event in zip(records, told, strict=True):
            room.head = record.seq
            room.ring.append(record)
            self._wait(room, event, origin, record.actor)

    def pass_on(self, room: Room, event: Passing, origin: Subscriber | None = None, actor: int = 0) -> None:
        """Tell everyone in `room` something that is not kept; `origin` is whose doing it was, `actor`
        whom those do not hear of it who ignore that person."""
        room.listing_due |= room.id == LOBBY and isinstance(event, Came | Went | Renamed)
        self._wait(room, event, origin, actor)

    def _wait(self, room: Room, event: Event, origin: Subscriber | None, actor: int = 0) -> None:
        room.pending.append(event)
        room.origins.append(origin)
        room.actors.append(actor)
        if room not in self._dirty:
            if not self._dirty:
                self._soon()
            self._dirty[room] = None

    def flush(self) -> None:
        """Deliver all that waits."""
        while self._dirty:
            room, _ = self._dirty.popitem()
            self._flush(room)

    def flush_room(self, room: Room) -> None:
        """Deliver what waits in `room`, so that somebody who enters now does not get it twice."""
        if self._dirty.pop(room, self) is None:
            self._flush(room)

    def _flush(self, room: Room) -> None:
        events, origins, actors = room.pending, room.origins, room.actors
        room.pending, room.origins, room.actors = [], [], []
        first = next((event.seq for event in events if not isinstance(event, Passing)), room.head + 1)  # type: ignore[attr-defined]
        batch = Batch(room.id, first, events, origins, actors)
        readers = self._hearing(room, batch) if room.deaf else room.readers
        for voice, outlets in readers.items():
            voice.fanout(batch, outlets)
        if room.listing_due:
            room.listing_due = False
            self._list(room)

    def _list(self, room: Room) -> None:
        """Send everyone who is here to clients that do not keep count of comings and goings."""
        readers = [(voice, outlets) for voice, outlets in room.readers.items() if voice.lists]
        if readers:
            batch = Batch(room.id, room.head + 1, [self._everyone()], [None], [0])
            for voice, outlets in readers:
                voice.fanout(batch, outlets)

    def _hearing(self, room: Room, batch: Batch) -> dict[Variant, dict[Subscriber, None]]:
        """The readers, with those who ignore nobody in this batch among the others."""
        heard: dict[Variant, dict[Subscriber, None]] = {}
        for voice, outlets in room.readers.items():
            common = voice.voice if isinstance(voice, IgnoreFilter) and voice.hears_all(batch) else voice
            heard.setdefault(common, {}).update(outlets)
        return heard

    # Readers.

    def attach(self, room: Room, outlet: Subscriber, viewer: str, ignored: Collection[int] = ()) -> Variant:
        """From now on `outlet` gets what happens in `room`, but for what those it has `ignored`
        do; everything up to its head is its own affair."""
        self.flush_room(room)
        return self._add(room, outlet, viewer, ignored)

    def exchange(
        self, room: Room, outlet: Subscriber, old: Variant, viewer: str, ignored: Collection[int] = ()
    ) -> Variant:
        """`outlet` reads on, but with another voice: what waits leaves in the old one."""
        self.flush_room(room)
        self._drop(room, outlet, old)
        return self._add(room, outlet, viewer, ignored)

    def detach(self, room: Room, outlet: Subscriber, voice: Variant) -> None:
        """`outlet` reads no more; the lines that were committed until now are its own too."""
        if not all(isinstance(event, Passing) for event in room.pending):
            self.flush_room(room)
        self._drop(room, outlet, voice)

    def _add(self, room: Room, outlet: Subscriber, viewer: str, ignored: Collection[int]) -> Variant:
        voice = outlet.voice(room.viewer(viewer))
        if ignored:
            voice = IgnoreFilter(voice, ignored)
            room.deaf += 1
        room.readers.setdefault(voice, {})[outlet] = None
        return voice

    def _drop(self, room: Room, outlet: Subscriber, voice: Variant) -> None:
        outlets = room.readers.get(voice)
        if outlets is not None:
            room.deaf -= isinstance(voice, IgnoreFilter)
            outlets.pop(outlet, None)
            if not outlets:
                del room.readers[voice]

    # Comings and goings.

    def came(self, room: Room, name: str) -> None:
        self._notice(room, name, room.went, room.came)

    def went(self, room: Room, name: str) -> None:
        self._notice(room, name, room.came, room.went)

    def _notice(self, room: Room, name: str, undone: dict[str, None], noted: dict[str, None]) -> None:
        if name in undone:
            del undone[name]  # out and in again before anyone was told
        else:
            noted[name] = None
        if room.size() <= self._settings.notice_room:
            self._tell(room)
        elif not room.notice_due:
            room.notice_due = True
            self._clock.callLater(self._settings.notice_delay, lambda: self._tell(room))

    def _tell(self, room: Room) -> None:
        room.notice_due = False
        shown = self._settings.names_shown
        for event, noted in ((Came, room.came), (Went, room.went)):
            if noted:
                who = list(noted)
                noted.clear()
                more = max(0, len(who) - shown)
                self.pass_on(room, event(room=room.label, rid=room.rid, who=who[:shown], more=more))
