"""What people have read: their marks move, and those whom it concerns are told.

A person has one mark a room, on all devices. What a connection was sent moves it by itself, unless the
client marks what is read; `MarkRead` moves it on, and only `MarkUnread` moves it back: there it stays
until the room is read again.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

from chatservice.core.ports import Clock, ReadingStore, Spawn
from chatservice.core.presence import Presence
from chatservice.core.room import Room
from chatservice.core.session import Person, Session
from chatservice.core.subscription import Subscription
from chatservice.model.events import ReadBy, ReadMark
from chatservice.model.reading import NOTHING_UNREAD, Unread
from chatservice.model.values import RoomRow
from chatservice.settings.schema import Settings

RECOUNT_AFTER = 0.5  # seconds; lines are deleted by the dozen


class ReadState:
    """`loaded` finds the room of that id, if it is in memory."""

    def __init__(
        self,
        presence: Presence,
        store: ReadingStore,
        settings: Settings,
        spawn: Spawn,
        loaded: Callable[[int], Room | None],
        clock: Clock,
    ) -> None:
        self._presence = presence
        self._store = store
        self._settings = settings
        self._spawn = spawn
        self._loaded = loaded
        self._clock = clock
        self._recounts: dict[int, dict[int, int]] = {}  # by room: people, and the newest line of each

    # Counts.

    async def unread(self, person: Person, rooms: Iterable[Room | RoomRow]) -> dict[int, Unread]:
        """By room, of those in which something came since: of public rooms, those in which they have ever
        been."""
        marks: dict[int, tuple[int, int]] = {}
        for room in rooms:
            head, first = _ends(room)
            mark = person.read(room.id)
            if mark is None and room.kind.private:
                mark = first - 1
            if mark is not None and mark < head:
                marks[room.id] = mark, head
        if not marks:
            return {}
        return await self._store.unread(
            person.principal.id, marks, list(person.ignored), self._settings.unread_counted
        )

    # Moves.

    async def read(self, session: Session, room: Room, seq: int | None) -> ReadMark:
        person = session.person
        to = room.tail.head if seq is None else max(0, min(seq, room.tail.head))
        was = person.read(room.id)
        person.marks.advance(room.id, to)
        for subscription in _subscriptions(person, room):
            subscription.mark = max(to, subscription.mark or 0)
            subscription.behind &= subscription.mark < subscription.entered
        if person.read(room.id) == was:
            return await self._mark(person, room)
        return await self._moved(person, room, session)

    async def unread_from(self, session: Session, room: Room, seq: int) -> ReadMark:
        person = session.person
        to = max(0, min(seq, room.tail.head + 1) - 1)
        person.marks.hold_unread(room.id, to)
        for subscription in _subscriptions(person, room):
            subscription.mark, subscription.entered = to, room.tail.head
        await self._store.set_mark(person.principal.id, room.id, to)
        mark = await self._mark(person, room)
        person.tell(mark, but=session)
        return mark

    async def _moved(self, person: Person, room: Room, session: Session | None = None) -> ReadMark:
        """Tell the devices of `person` other than `session`, and the others in `room`."""
        mark = await self._mark(person, room)
        person.tell(mark, but=session)
        self._share(person, room, mark.seq)
        return mark

    async def _tell_moved(self, person: Person, room: Room) -> None:
        await self._moved(person, room)

    async def _mark(self, person: Person, room: Room) -> ReadMark:
        head = room.tail.head
        unread = (await self.unread(person, [room])).get(room.id, NOTHING_UNREAD)
        seq = person.read(room.id)
        return ReadMark(
            room=room.label,
            rid=room.rid,
            seq=room.tail.first - 1 if seq is None else seq,
            head=head,
            unread=unread.lines,
            mentions=unread.mentions,
        )

    def recount(self, ids: Collection[int], room: Room, seq: int) -> None:
        """The line `seq` was deleted, or an edit changed whether it mentions these people: where it is
        unread, their devices are told soon what is. Of too many, each learns it when the room is listed."""
        if not 0 < len(ids) <= self._settings.notice_room:
            return
        if room.id not in self._recounts:
            self._recounts[room.id] = {}
            self._clock.callLater(RECOUNT_AFTER, partial(self._recount, room))
        people = self._recounts[room.id]
        for id_ in ids:
            people[id_] = max(seq, people.get(id_, 0))

    def _recount(self, room: Room) -> None:
        for id_, seq in self._recounts.pop(room.id).items():
            person = self._presence.get(id_)
            mark = person.read(room.id) if person is not None else None
            if person is not None and (mark is not None or room.kind.private) and seq > (mark or 0):
                self._spawn(self._tell_mark(person, room))

    async def _tell_mark(self, person: Person, room: Room) -> None:
        person.tell(await self._mark(person, room))

    def moved_by_itself(self, person: Person, room_id: int, seq: int) -> None:
        """The mark was just saved, after a connection was sent what came."""
        room = self._loaded(room_id)
        if room is None:
            return
        if any(device.marks for device in person.sessions):
            self._spawn(self._tell_moved(person, room))
        else:
            self._share(person, room, seq)

    # Others.

    def _share(self, person: Person, room: Room, seq: int) -> None:
        """Not in large groups, where each line would be followed by as many events as it has readers."""
        members = room.state.members
        is_small = room.kind.private and len(members) <= self._settings.notice_room
        if not is_small or not person.preferences.seen:
            return
        event = ReadBy(room=room.label, rid=room.rid, who=person.name, seq=seq)
        for id_ in members:
            other = self._presence.get(id_)
            if other is not None and other is not person and other.preferences.seen:
                other.tell(event)

    async def seen_by(self, me: Person, room: Room, seq: int) -> list[str]:
        """The names of the others who have read `room` up to `seq`."""
        stored = await self._store.readers(room.id, seq)
        names = []
        for id_, member in room.state.members.items():
            person = self._presence.get(id_)
            has_read = id_ in stored if person is None else _has_read(person, room, seq)
            if id_ != me.principal.id and has_read:
                names.append(member.name)
        return names


def _ends(room: Room | RoomRow) -> tuple[int, int]:
    """Its head, and the first seq that is kept."""
    log = room if isinstance(room, RoomRow) else room.tail
    return log.head, log.first


def _subscriptions(person: Person, room: Room) -> Iterator[Subscription]:
    """Of their devices, whose idea of what they missed moves with the mark."""
    for device in person.sessions:
        if room.id in device.subscriptions:
            yield device.subscriptions[room.id]


def _has_read(person: Person, room: Room, seq: int) -> bool:
    return person.preferences.seen and (person.read(room.id) or 0) >= seq
