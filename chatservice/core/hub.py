"""RoomHub: the only way from a room's log to its readers.

What is ingested during a turn waits in its room; one flush then hands the whole batch to each
variant, so that ten lines committed together are encoded once and leave a socket in one write.
Comings and goings are announced together: in a large room, a notice for each of 5,000 logins to
each of 5,000 readers would be 25 million notices.
"""

from collections.abc import Callable, Collection, Sequence

from chatservice.core.ignore_filter import IgnoreFilter
from chatservice.core.ports import Clock, Subscriber, Variant
from chatservice.core.room import Room
from chatservice.model.events import Came, Event, LoggedEvent, Passing, ReactionSet, Renamed, Went
from chatservice.model.fold import OF_MEMBERS, from_record
from chatservice.model.records import Record
from chatservice.model.values import LOBBY, EventKind
from chatservice.settings.schema import Settings


class RoomHub:
    """`soon` is called once a turn, to schedule `flush` for its end; `everyone` are the people online."""

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
        self.on_line: Callable[[Room, Record], None] = lambda room, record: None
        """`record` may mention people: it contains an @, or a new text, or there are `keywords`."""
        self.keywords: Collection[str] = ()
        self.pushed: Collection[int] = ()
        self.on_private_line: Callable[[Room, Record], None] = lambda room, record: None
        """A line was said in a private room, while somebody is `pushed` notifications."""
        self.on_gap: Callable[[Room], None] = lambda room: None
        """Something is stored in the room that was not ingested: it is to be read from the log."""
        self.on_member: Callable[[Room, Record, Subscriber | None], None] = lambda room, record, origin: None
        """`record` is about a member of the room, was applied to it, and was handed to nobody yet."""
        self.is_gathered: Callable[[Room, ReactionSet], bool] = lambda room, event: False
        """Whether the readers learn of a reaction in another way than by its event."""

    def ingest(self, room: Room, records: Sequence[Record], origin: Subscriber | None = None) -> None:
        """Deliver `records`, which were committed together, in order; `origin` is the outlet of their sender.

        Records ingested before are skipped. Records that come early wait, and the missing ones are
        requested. All of `records` have taken effect before the first is delivered.
        """
        tail = room.tail
        if records[0].seq <= tail.head:
            records = [record for record in records if record.seq > tail.head]
        if not records:
            return
        if records[0].seq == tail.head + 1:
            self._take(room, records, origin)
            if tail.early:
                self._release(room)
        else:
            tail.keep_early(records, origin)
            self.on_gap(room)

    def _release(self, room: Room) -> None:
        while room.tail.early and (early := room.tail.next_early()) is not None:
            self._take(room, early[:1], early[1])

    def skip(self, room: Room, seq: int) -> None:
        """Records up to that seq that were not ingested are no longer stored."""
        if seq > room.tail.head:
            room.tail.skip(seq)
            self._release(room)

    def _take(self, room: Room, records: Sequence[Record], origin: Subscriber | None) -> None:
        label = room.label
        events: list[LoggedEvent] = []
        for record in records:
            event = from_record(room.label, record, room.link, room.rid)
            room.apply(event, record)
            events.append(event)
        if room.label != label:  # they are shown under the name that it has from here on
            events = [from_record(room.label, record, room.link, room.rid) for record in records]
        for record in records:
            if record.subject is not None and record.kind in OF_MEMBERS:
                self.on_member(room, record, origin)
            if (
                "@" in record.body
                or self.keywords
                or record.annotations is not None
                or record.kind is EventKind.DELETED
            ):
                self.on_line(room, record)
            if self.pushed and room.kind.private and record.is_line:
                self.on_private_line(room, record)
        self.lines += len(records)
        for record, event in zip(records, events, strict=True):
            room.tail.append(record)
            if type(event) is not ReactionSet or not self.is_gathered(room, event):
                room.feed.push(event, origin, record.actor)
                if room not in self._dirty:
                    self._touch(room)

    def pass_on(self, room: Room, event: Passing, origin: Subscriber | None = None, actor: int = 0) -> None:
        """Send a passing event to everyone in `room`; `origin` is the outlet that caused it, and people who
        ignore `actor` do not receive it."""
        room.feed.listing_due |= room.id == LOBBY and isinstance(event, Came | Went | Renamed)
        room.feed.push(event, origin, actor)
        if room not in self._dirty:
            self._touch(room)

    def _touch(self, room: Room) -> None:
        if not self._dirty:
            self._soon()
        self._dirty[room] = None

    def flush(self) -> None:
        """Deliver all that waits."""
        while self._dirty:
            room, _ = self._dirty.popitem()
            self._flush(room)

    def flush_room(self, room: Room) -> None:
        """Deliver what waits in `room`, so that a person who enters now does not get it twice."""
        if self._dirty.pop(room, self) is None:
            self._flush(room)

    def _flush(self, room: Room) -> None:
        feed, head = room.feed, room.tail.head
        feed.flush(room.id, head)
        if feed.listing_due:
            feed.listing_due = False
            feed.list(room.id, head, self._everyone)

    # Readers.

    def attach(self, room: Room, outlet: Subscriber, viewer: str, ignored: Collection[int] = ()) -> Variant:
        """From now on `outlet` gets the events of `room`, except those of people it has `ignored`; events
        up to the room's head are up to the caller."""
        self.flush_room(room)
        return self._add(room, outlet, viewer, ignored)

    def exchange(
        self, room: Room, outlet: Subscriber, old: Variant, viewer: str, ignored: Collection[int] = ()
    ) -> Variant:
        """`outlet` continues with another variant; what waits is sent in the old one."""
        self.flush_room(room)
        room.feed.drop(outlet, old)
        return self._add(room, outlet, viewer, ignored)

    def detach(self, room: Room, outlet: Subscriber, variant: Variant) -> None:
        """`outlet` stops reading; it still gets the lines that were committed before."""
        if room.feed.has_lines:
            self.flush_room(room)
        room.feed.drop(outlet, variant)

    def _add(self, room: Room, outlet: Subscriber, viewer: str, ignored: Collection[int]) -> Variant:
        variant = outlet.variant(room.viewer(viewer))
        if ignored:
            variant = IgnoreFilter(variant, ignored)
        room.feed.add(outlet, variant)
        return variant

    # Comings and goings.

    def came(self, room: Room, name: str) -> None:
        room.feed.note_came(name)
        self._notice(room)

    def went(self, room: Room, name: str) -> None:
        room.feed.note_went(name)
        self._notice(room)

    def _notice(self, room: Room) -> None:
        if room.feed.size <= self._settings.notice_room:
            self._tell(room)
        elif not room.feed.notice_due:
            room.feed.notice_due = True
            self._clock.callLater(self._settings.notice_delay, lambda: self._tell(room))

    def _tell(self, room: Room) -> None:
        feed, names_shown = room.feed, self._settings.names_shown
        feed.notice_due = False
        for event, noted in ((Came, feed.came), (Went, feed.went)):
            if noted:
                names = list(noted)
                noted.clear()
                more = max(0, len(names) - names_shown)
                self.pass_on(room, event(room=room.label, rid=room.rid, who=names[:names_shown], more=more))
