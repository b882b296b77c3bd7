"""The rooms in memory: one Room object for each room that a person is in or asks about.

A Room lives as long as it is referenced (by a subscription, a line or a command under way), so
there is never a second one for the same room, and none for a room that is not in use.
"""

from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

from chatservice.core.ongoing import Ongoing
from chatservice.core.ports import Future, Storage
from chatservice.core.rids import Rids
from chatservice.core.room import Room
from chatservice.errors import NoSuchRoom
from chatservice.model import names
from chatservice.model.values import FOLDED, RoomKind, RoomRow
from chatservice.settings.schema import Settings


class LoadedRooms:
    """`link_to` is how a shared file is linked to."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        promise: Callable[[], Future],
        rids: Rids,
        link_to: Callable[[str], str],
    ) -> None:
        self._settings = settings
        self._storage = storage
        self._rids = rids
        self._link_to = link_to
        self._loaded: WeakValueDictionary[int, Room] = WeakValueDictionary()
        self._named: WeakValueDictionary[str, Room] = WeakValueDictionary()
        self._pairs: WeakValueDictionary[tuple[int, int], Room] = WeakValueDictionary()
        self._loading = Ongoing(promise)
        self.on_met: Callable[[RoomRow], Awaitable[None]] = _known
        """Awaited with the row of each room that is loaded: its version may count bans that are not known
        here."""
        self.on_renamed: Callable[[], None] = lambda: None
        """A room has another name."""

    @property
    def count(self) -> int:
        return len(self._loaded)

    def get(self, room: int) -> Room | None:
        """The room of that id, if it is in memory."""
        return self._loaded.get(room)

    def named(self, name: str) -> Room | None:
        """The public room or group of that name, if it is in memory."""
        return self._named.get(names.fold(name))

    def between(self, principal: int, other: int) -> Room | None:
        """The direct conversation of these two, if it is in memory."""
        return self._pairs.get(ordered(principal, other))

    def is_loading(self, room: int) -> bool:
        return self._loading.is_running(room)

    async def load(self, row: RoomRow) -> Room:
        """The only Room for that row."""
        room = self._loaded.get(row.id)
        if room is not None:
            return room
        if await self._loading.wait(row.id):
            return await self.load(row)
        with self._loading.running(row.id):
            return await self._read(row.id)

    async def _read(self, room_id: int) -> Room:
        """Read again what may have changed since the row was found: nothing is appended to a room that
        is not loaded, so what is read here cannot become stale before it is used."""
        storage = self._storage
        settings = self._settings
        row = await storage.rooms.by_id(room_id)
        if row is None:
            raise NoSuchRoom("")
        await self.on_met(row)
        members = await storage.rooms.members(room_id)
        is_code = row.kind is RoomKind.CODE  # whose edits are kept elsewhere, and may be large
        newest = [] if is_code else await storage.log.before(room_id, None, settings.history_page)
        # Another process may have appended something since the row was read: it is heard of, too.
        newest = [record for record in newest if record.seq <= row.head]
        lines = None
        if any(record.kind in FOLDED for record in newest):
            read = await storage.log.lines_before(room_id, row.head + 1, settings.history_page)
            lines = [record for record in read if record.seq <= row.head]
        ring = 0 if is_code else settings.ring
        room = Room(row, members, newest, ring, self._link_to, self._rids.of(row.id), lines)
        self._loaded[room.id] = room
        if row.kind is RoomKind.DIRECT:
            if row.pair is not None:
                self._pairs[row.pair] = room
        elif not is_code:
            self._named[names.fold(room.name)] = room
            room.on_name = self._renamed
        return room

    def _renamed(self, room: Room, was: str) -> None:
        if self._named.get(names.fold(was)) is room:
            del self._named[names.fold(was)]
        if not room.deleted:
            self._named[names.fold(room.name)] = room
        self.on_renamed()

    def forget(self, room: Room) -> None:
        """The room is deleted: its name no longer finds it."""
        self._loaded.pop(room.id, None)
        if self._named.get(names.fold(room.name)) is room:
            del self._named[names.fold(room.name)]

    def all(self) -> list[Room]:
        """All rooms in memory."""
        return list(self._loaded.values())

    def private_of(self, principal: int) -> list[Room]:
        """The private rooms in memory that the principal is a member of."""
        return [
            room for room in self._loaded.values() if room.kind.private and principal in room.state.members
        ]


async def _known(row: RoomRow) -> None:
    pass


def ordered(principal: int, other: int) -> tuple[int, int]:
    """The pair that a direct conversation is found by."""
    return (principal, other) if principal < other else (other, principal)
