"""A room whose log holds more than was handed out: what is missing is read, and takes its place.

The outcome of a commit may stay unknown: its lines were answered so, nobody was shown them, and
later they turn out to be on disk. Then the next line does not follow on what was handed out. The hub
holds it back until what is between has been read from the log.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from chatservice.core.ports import Clock, RoomLog, RoomStore, Spawn
from chatservice.core.room import Room
from chatservice.errors import Fault
from chatservice.model.fold import ServerRoomState
from chatservice.model.values import Principal, Record
from chatservice.settings.schema import Settings

AGAIN = 5.0  # seconds until another try, when the log could not be read


class Handing(Protocol):
    """What of the hub is used."""

    def ingest(self, room: Room, records: Sequence[Record]) -> None: ...

    def skip(self, room: Room, upto: int) -> None: ...


class Members(Protocol):
    """How it is felt who is in a room, and who is not."""

    def added(self, room: Room, principal: int, by: str) -> None: ...

    def removed(self, room: Room, principal: int) -> None: ...

    def deleted(self, room: Room) -> None: ...

    def present(self, principal: Principal) -> Principal:
        """As it is here, which is newer than what is stored."""
        ...


class Behind:
    def __init__(
        self,
        log: RoomLog,
        rooms: RoomStore,
        hub: Handing,
        members: Members,
        loaded: Callable[[], Iterable[Room]],
        clock: Clock,
        spawn: Spawn,
        settings: Settings,
    ) -> None:
        self._log = log
        self._rooms = rooms
        self._hub = hub
        self._members = members
        self._loaded = loaded
        self._clock = clock
        self._spawn = spawn
        self._settings = settings
        self._reading: set[Room] = set()

    def reopened(self) -> None:
        """The database was opened again: something may be in it that was answered as unknown."""
        self._spawn(self._compare())

    async def _compare(self) -> None:
        rooms = list(self._loaded())
        try:
            heads = await self._log.heads([room.id for room in rooms])
        except Fault:  # it cannot be written again so soon
            self._clock.callLater(AGAIN, self.reopened)
            return
        for room in rooms:
            if room.id not in heads:
                self._members.deleted(room)
            elif heads[room.id] > room.tail.head:
                room.tail.known = max(room.tail.known, heads[room.id])
                self.read(room)

    def read(self, room: Room) -> None:
        """The log of `room` goes up to `room.tail.known`, and only what is up to its head was handed out."""
        if room not in self._reading:
            self._reading.add(room)
            self._spawn(self._read(room))

    async def _read(self, room: Room) -> None:
        try:
            while room.tail.head < room.tail.known and not room.deleted:
                page = await self._log.since(room.id, room.tail.head, self._settings.catch_up_page)
                if not page or page[0].seq > room.tail.head + 1:  # retention has removed some
                    await self.look_again(room)
                    self._hub.skip(
                        room, (page[0].seq if page else min(room.tail.early, default=room.tail.known + 1)) - 1
                    )
                for record in page:
                    self._hub.ingest(room, (record,))
        finally:
            self._reading.discard(room)
            if room.tail.head < room.tail.known and not room.deleted:
                self._clock.callLater(AGAIN, lambda: self.read(room))

    async def look_again(self, room: Room) -> None:
        """What is missing is read from the log; and what changed without a word there, or is not kept
        any more, is as it is stored."""
        state = await self._rooms.state(room.id)
        if state is None:
            self._members.deleted(room)
            return
        room.tail.known = max(room.tail.known, state.seq)
        if room.tail.head < room.tail.known and room not in self._reading:
            self._reading.add(room)
            await self._read(room)
        if state.seq >= room.state.seq:
            self._become(room, state)

    def _become(self, room: Room, state: ServerRoomState) -> None:
        before = set(room.state.members)
        for principal, member in state.members.items():
            state.members[principal] = self._members.present(member)
        room.become(state)
        if room.kind.private:
            for principal in before - state.members.keys():
                self._members.removed(room, principal)
            for principal in state.members.keys() - before:
                self._members.added(room, principal, "")
