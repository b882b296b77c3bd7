"""A room whose log goes beyond what was delivered: the missing records are read and delivered in order.

The outcome of a commit may be unknown: its senders were told so, the lines were not delivered, and
later they turn out to be on disk. Then the next line does not follow the last delivered one. The hub
holds it back until the records between have been read from the log.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Protocol

from chatservice.core.ports import Clock, RoomLog, RoomStore, Spawn
from chatservice.core.room import Room
from chatservice.errors import Fault
from chatservice.model.fold import ServerRoomState
from chatservice.model.records import Record
from chatservice.model.values import Principal
from chatservice.settings.schema import Settings

AGAIN = 5.0  # seconds until the next try after the log could not be read


class Handing(Protocol):
    """The parts of the hub that are used."""

    def ingest(self, room: Room, records: Sequence[Record]) -> None: ...

    def skip(self, room: Room, seq: int) -> None: ...


class Members(Protocol):
    """Applies changes of a room's members to the sessions of this process."""

    def added(self, room: Room, principal: int, by: str) -> None: ...

    def removed(self, room: Room, principal: int) -> None: ...

    def deleted(self, room: Room) -> None: ...

    def present(self, principal: Principal) -> Principal:
        """The principal as it is here, which is newer than what is stored."""
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
        self.on_new_version: Callable[[], Awaitable[None]] = _known
        """Awaited before a version of a room's rights is believed, which may count unknown bans."""

    def reopened(self) -> None:
        """The database was reopened: it may contain lines whose outcome was reported as unknown."""
        self._spawn(self._compare())

    async def _compare(self) -> None:
        rooms = list(self._loaded())
        try:
            heads = await self._log.heads([room.id for room in rooms])
        except Fault:  # a write cannot have succeeded so soon
            self._clock.callLater(AGAIN, self.reopened)
            return
        for room in rooms:
            if room.id not in heads:
                self._members.deleted(room)
            elif heads[room.id] > room.tail.head:
                room.tail.known = max(room.tail.known, heads[room.id])
                self.read(room)

    def read(self, room: Room) -> None:
        """Read the records between the head of `room` and `room.tail.known`, which were not delivered."""
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
                    self._hub.ingest(room, (record.as_new(),))
        finally:
            self._reading.discard(room)
            if room.tail.head < room.tail.known and not room.deleted:
                self._clock.callLater(AGAIN, lambda: self.read(room))

    async def look_again(self, room: Room) -> None:
        """Read what is missing from the log; refresh what changed without a log entry, or is no longer
        stored."""
        state = await self._rooms.state(room.id)
        if state is None:
            self._members.deleted(room)
            return
        room.tail.known = max(room.tail.known, state.seq)
        if room.tail.head < room.tail.known and room not in self._reading:
            self._reading.add(room)
            await self._read(room)
        if state.access > room.state.access:
            await self.on_new_version()
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


async def _known() -> None:
    pass
