"""What ends by itself: guests who do not come back, and rooms that nobody uses or could use.

A guest who is over has no part in any room any more. Where they were the owner, the oldest
moderator is, or whoever has been there for longest; a room that nobody is left in goes to the
next who enters. A public room in which nothing was ever said goes with its last visitor, a group
with its last member. `sweep` finds what no session ended: guests whose time to come back is over,
and rooms that stood empty.
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
SOME = 200  # guests or rooms in one step of a sweep
BORDER = 60.0  # seconds: whoever comes back at the last moment is not swept meanwhile


class _OtherwiseError(Exception):
    """Somebody else is to be the owner by now, or nobody needs to."""


class Surroundings(Protocol):
    """What of the chat has a say in what ends."""

    settings: Settings
    storage: Storage
    clock: Clock
    spawn: Spawn
    promise: Callable[[], Future]

    def here(self, principal: int) -> Principal | None:
        """Whoever has that id, if they have a session now."""
        ...

    def is_fit(self, principal: int, room: Room) -> bool:
        """Whether it is a person, and may speak as far as others have decided it."""
        ...

    def load(self, row: RoomRow) -> Awaitable[Room]: ...

    def loaded(self, room: int) -> Room | None: ...

    def remove(self, room: Room, member: Principal, by: Principal) -> Awaitable[None]:
        """From a group; everyone there is told by whom."""
        ...

    def make_owner(
        self, room: Room, heir: Principal, by: Principal, may: Callable[[], None]
    ) -> Awaitable[None]:
        """`may` raises when it is to be otherwise by now."""
        ...

    def end(self, room: Room) -> Awaitable[None]:
        """Delete it with all that is in it. NoSuchRoom."""
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
        self._deciding = Ongoing(around.promise)  # rooms that may go at this moment

    # People.

    async def withdraw(self, principal: Principal, by: Principal) -> None:
        """They have no part in any room or group any more; in groups everyone is told `by` whom."""
        for row in await self._rooms.parts(principal.id):
            with suppress(NoSuchRoom):  # it was deleted just now
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
        """Somebody is not a member of it any more."""
        if not room.state.members:
            self._around.spawn(self._end(room))
        elif RoomRole.OWNER not in room.state.roles.values():
            self._around.spawn(self.next_owner(room, by))

    # Owners.

    def entered(self, principal: Principal, room: Room) -> None:
        """What nobody owns falls to the next who enters, unless somebody has a better right."""
        is_ours = room.kind is RoomKind.PUBLIC and room.creator
        if is_ours and RoomRole.OWNER not in room.state.roles.values():
            self._around.spawn(self.next_owner(room, principal))

    async def next_owner(self, room: Room, by: Principal, without: int = 0) -> None:
        """Unless somebody owns it, not counting the person `without`; or nobody is left who could.
        Everyone there is told that it is `by` them."""
        while (heir := self._heir(room, without)) is not None:

            def may(heir: Principal = heir) -> None:
                found = self._heir(room, without)
                if found is None or found.id != heir.id:
                    raise _OtherwiseError

            with suppress(_OtherwiseError, NoSuchRoom):
                await self._around.make_owner(room, heir, by, may)
                return

    def _heir(self, room: Room, without: int) -> Principal | None:
        if room.deleted or room.kind is RoomKind.DIRECT or room.id == LOBBY:
            return None
        others = [member for id_, member in room.state.members.items() if id_ != without]
        if any(room.state.part(member.id) is RoomRole.OWNER for member in others):
            return None
        is_group = room.kind is RoomKind.GROUP
        fit = [member for member in others if self._is_fit(room, member)]
        here = [m for m in fit if self._is_here(m)] if is_group else self._here(room, without)
        ranks = (
            [
                m
                for m in fit
                if room.state.part(m.id) is RoomRole.MODERATOR and (self._is_here(m) or not m.guest)
            ],
            here,
            [m for m in fit if not m.guest],
            fit if is_group else [],
        )
        return next((member for rank in ranks for member in rank), None)

    def _here(self, room: Room, without: int) -> list[Principal]:
        """Of a public room; whoever came first stands first."""
        people = [self._around.here(id_) for id_ in room.presence.sessions if id_ != without]
        return [one for one in people if one is not None and self._is_fit(room, one)]

    def _is_here(self, principal: Principal) -> bool:
        return self._around.here(principal.id) is not None

    def _is_fit(self, room: Room, principal: Principal) -> bool:
        return room.state.part(principal.id) >= RoomRole.MEMBER and self._around.is_fit(principal.id, room)

    # Rooms.

    def emptied(self, rooms: Iterable[Room]) -> None:
        """Somebody has left these, not only been cut."""
        for room in rooms:
            if room.fleeting and self._is_unused(room):
                self._around.spawn(self.unused(room))

    async def unused(self, room: Room) -> None:
        """It goes, if nobody is in it and nothing was ever said or set up in it."""
        if self._is_unused(room) and not await self._around.storage.bots.hooks(room.id):
            await self._drop(room)

    def _is_unused(self, room: Room) -> bool:
        is_ours = room.kind is RoomKind.PUBLIC and room.id != LOBBY and bool(room.creator)
        return is_ours and not (room.deleted or room.presence.sessions or room.tail.head)

    async def _drop(self, room: Room) -> bool:
        """Whether it is gone: nothing was said in it meanwhile."""
        if not self._is_unused(room):
            return False
        room.deleted = True  # from here on nobody enters it; who wants to waits for what becomes of it
        gone = False
        with self._deciding.at(room.id):
            try:
                gone = await self._rooms.drop_empty(room.id)
            finally:
                room.deleted = gone
                if gone:
                    self._around.forget(room)
        return gone

    async def decided(self, room: Room) -> bool:
        """Whether it was about to go, and by now has, or has not."""
        return await self._deciding.ended(room.id)

    async def _end(self, room: Room) -> None:
        with suppress(NoSuchRoom):
            await self._around.end(room)

    async def drop_empty(self) -> int:
        """All rooms in which nobody is and nothing was ever said: how many went."""
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
        try:  # what cannot be stored now is tried again at the next one
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
        while some := await self._around.storage.principals.ended_members(before, after, SOME):
            after = some[-1].id
            for guest in some:
                if not self._is_here(guest):
                    await self.withdraw(guest, guest)

    async def _end_idle(self, before: float, only_empty: bool = False) -> int:
        after = count = 0
        while some := await self._rooms.idle(before, after, SOME):
            after = some[-1].id
            for row in some:
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
                and room.state.entry is not RoomEntry.OPEN
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
        count = SOME
        while count == SOME:
            count, rooms = await self._around.storage.principals.sweep(before, SOME)
            for id_ in rooms:
                room = self._around.loaded(id_)
                if room is not None:
                    room.deleted = True
                    self._around.forget(room)
