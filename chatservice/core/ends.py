"""Ends guests who did not come back, and rooms that are not or cannot be used.

An expired guest loses their part in all rooms. A room that they owned passes to the oldest
moderator, or to the member of longest standing; a room with no one left passes to the next person
who enters. A public room in which nothing was ever said ends with its last visitor, a group with its
last member. `sweep` finds what no session ended: guests whose time to come back has passed, and empty
rooms.
"""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Protocol

from chatservice.core.ongoing import Ongoing
from chatservice.core.ports import Clock, Future, Spawn, Storage, Timer
from chatservice.core.room import Room
from chatservice.errors import Fault, NoSuchRoom
from chatservice.model.sanctions import OPERATOR, AuditEntry
from chatservice.model.values import LOBBY, Principal, RoomEntry, RoomKind, RoomRole, RoomRow
from chatservice.settings.schema import Settings

SWEEP_EVERY = 60.0  # seconds
PAGE = 200  # guests or rooms in one step of a sweep
BORDER = 60.0  # seconds, so that a guest who returns at the last moment is not swept meanwhile


class _OtherwiseError(Exception):
    """By now another person should be the owner, or none is needed."""


class Surroundings(Protocol):
    """The parts of the chat that are used."""

    settings: Settings
    storage: Storage
    clock: Clock
    spawn: Spawn
    promise: Callable[[], Future]

    def online(self, principal: int) -> Principal | None:
        """The person with that id, if online."""
        ...

    def is_fit(self, principal: int, room: Room) -> bool:
        """Whether it is a person who is not muted."""
        ...

    def load(self, row: RoomRow) -> Awaitable[Room]: ...

    def loaded(self, room: int) -> Room | None: ...

    def remove(self, room: Room, member: Principal, by: Principal) -> Awaitable[None]:
        """Remove from a group; everyone there sees by whom."""
        ...

    def make_owner(
        self, room: Room, heir: Principal, by: Principal, check: Callable[[], None]
    ) -> Awaitable[None]:
        """`check` raises if the decision has become outdated."""
        ...

    def end(self, room: Room) -> Awaitable[None]:
        """Delete the room with all that is in it. Raises NoSuchRoom."""
        ...

    def forget(self, room: Room) -> None:
        """It was deleted."""
        ...


class Ends:
    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._rooms = around.storage.rooms
        self._sweeping = False
        self._timer: Timer | None = None
        self._deciding = Ongoing(around.promise)  # rooms that are about to be deleted

    # People.

    async def withdraw(self, principal: Principal, by: Principal) -> None:
        """Take a person out of all rooms and groups; in groups everyone sees `by` whom."""
        for row in await self._rooms.parts(principal.id):
            with suppress(NoSuchRoom):  # it has just been deleted
                room = await self._around.load(row)
                if room.kind is RoomKind.GROUP:
                    await self._around.remove(room, principal, by)
                else:
                    await self._leave_public(principal, room)

    async def _leave_public(self, principal: Principal, room: Room) -> None:
        await self.next_owner(room, principal, without=principal.id)
        await self._rooms.dismiss(room.id, principal.id)
        room.state.drop(principal.id)
        await self.unused(room)

    def left_group(self, room: Room, by: Principal) -> None:
        """A member has left it."""
        if not room.state.members:
            self._around.spawn(self._end(room))
        elif RoomRole.OWNER not in room.state.roles.values():
            self._around.spawn(self.next_owner(room, by))

    # Owners.

    def entered(self, principal: Principal, room: Room) -> None:
        """A room without an owner passes to the next person who enters, unless another has a better right."""
        is_ours = room.kind is RoomKind.PUBLIC and room.creator
        if is_ours and RoomRole.OWNER not in room.state.roles.values():
            self._around.spawn(self.next_owner(room, principal))

    async def next_owner(self, room: Room, by: Principal, without: int = 0) -> None:
        """Find a new owner, unless the room has one other than `without`, or has no candidate. Everyone
        there sees that it is `by` that person."""
        while (heir := self._heir(room, without)) is not None:

            def check(heir: Principal = heir) -> None:
                current = self._heir(room, without)
                if current is None or current.id != heir.id:
                    raise _OtherwiseError

            with suppress(_OtherwiseError, NoSuchRoom):
                await self._around.make_owner(room, heir, by, check)
                return

    def _heir(self, room: Room, without: int) -> Principal | None:
        if room.deleted or room.kind is RoomKind.DIRECT or room.id == LOBBY:
            return None
        others = [member for id_, member in room.state.members.items() if id_ != without]
        if any(room.state.part(member.id) is RoomRole.OWNER for member in others):
            return None
        is_group = room.kind is RoomKind.GROUP
        fit = [member for member in others if self._is_fit(room, member)]
        online = [m for m in fit if self._is_online(m)] if is_group else self._people_online(room, without)
        ranks = (
            [
                m
                for m in fit
                if room.state.part(m.id) is RoomRole.MODERATOR and (self._is_online(m) or not m.guest)
            ],
            online,
            [m for m in fit if not m.guest],
            fit if is_group else [],
        )
        return next((member for rank in ranks for member in rank), None)

    def _people_online(self, room: Room, without: int) -> list[Principal]:
        """The people in a public room, in the order in which they came."""
        people = [self._around.online(id_) for id_ in room.presence.sessions if id_ != without]
        return [person for person in people if person is not None and self._is_fit(room, person)]

    def _is_online(self, principal: Principal) -> bool:
        return self._around.online(principal.id) is not None

    def _is_fit(self, room: Room, principal: Principal) -> bool:
        return room.state.part(principal.id) >= RoomRole.MEMBER and self._around.is_fit(principal.id, room)

    # Rooms.

    def emptied(self, rooms: Iterable[Room]) -> None:
        """A person has left these rooms, rather than lost the connection."""
        for room in rooms:
            if room.fleeting and self._is_unused(room):
                self._around.spawn(self.unused(room))

    async def unused(self, room: Room) -> None:
        """Delete the room if it is empty and nothing was ever said or set up in it."""
        if self._is_unused(room) and not await self._around.storage.bots.hooks(room.id):
            await self._drop(room)

    def _is_unused(self, room: Room) -> bool:
        is_ours = room.kind is RoomKind.PUBLIC and room.id != LOBBY and bool(room.creator)
        return is_ours and not (room.deleted or room.presence.sessions or room.tail.head)

    async def _drop(self, room: Room) -> bool:
        """Delete the room; returns False if something was said in it meanwhile."""
        if not self._is_unused(room):
            return False
        room.deleted = True  # from here on those who want to enter it wait for the outcome
        gone = False
        with self._deciding.running(room.id):
            try:
                gone = await self._rooms.drop_empty(room.id)
            finally:
                room.deleted = gone
                if gone:
                    self._around.forget(room)
        return gone

    async def decided(self, room: Room) -> bool:
        """Wait for the decision if the room is about to be deleted; returns whether it was."""
        return await self._deciding.wait(room.id)

    async def _end(self, room: Room) -> None:
        with suppress(NoSuchRoom):
            await self._around.end(room)

    async def drop_empty(self) -> int:
        """Delete all empty rooms in which nothing was ever said; returns how many."""
        return await self._end_idle(self._around.clock.now() + 1, only_empty=True)

    # What no session ended.

    def start(self) -> None:
        self._timer = self._around.clock.callLater(SWEEP_EVERY, self._sweep_again)

    def stop(self) -> None:
        if self._timer is not None and self._timer.active():
            self._timer.cancel()

    def _sweep_again(self) -> None:
        self.start()
        self._around.spawn(self.sweep())

    async def sweep(self) -> None:
        if self._sweeping:
            return
        self._sweeping = True
        settings, now = self._around.settings, self._around.clock.now()
        try:  # what cannot be stored now is tried again at the next sweep
            over = now - settings.guest_grace - BORDER
            await self._end_guests(over)
            await self._end_idle(now - settings.empty_room_keep)
            await self._forget_guests(over)
        except Fault:
            pass
        finally:
            self._sweeping = False

    async def _end_guests(self, before: float) -> None:
        after = 0
        while page := await self._around.storage.principals.ended_members(before, after, PAGE):
            after = page[-1].id
            for guest in page:
                if not self._is_online(guest):
                    await self.withdraw(guest, guest)

    async def _end_idle(self, before: float, only_empty: bool = False) -> int:
        after = count = 0
        while page := await self._rooms.idle(before, after, PAGE):
            after = page[-1].id
            for row in page:
                if not (only_empty and row.head):
                    count += await self._end_one(row)
        return count

    async def _end_one(self, row: RoomRow) -> bool:
        with suppress(NoSuchRoom):
            room = await self._around.load(row)
            if room.kind is RoomKind.GROUP and not room.state.members:
                await self._around.end(room)
                return True
            if not room.tail.head:
                return await self._drop(room)
            if (
                not room.presence.sessions
                and room.state.entry not in (RoomEntry.OPEN, RoomEntry.REGISTERED)
                and not room.state.members
            ):
                await self._around.end(room)
                await self._around.storage.moderation.note(
                    AuditEntry(
                        self._around.clock.now(),
                        OPERATOR.name,
                        "delete_chatroom",
                        room=room.label,
                        detail="nobody could enter it",
                        own=False,
                    )
                )
                return True
        return False

    async def _forget_guests(self, before: float) -> None:
        count = PAGE
        while count == PAGE:
            count, rooms = await self._around.storage.principals.sweep(before, PAGE)
            for id_ in rooms:
                room = self._around.loaded(id_)
                if room is not None:
                    room.deleted = True
                    self._around.forget(room)
