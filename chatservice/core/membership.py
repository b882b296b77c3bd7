"""Applies changes of a room's members to people online: added members get a subscription, removed
members lose theirs. It follows from the log, whichever session wrote the event."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, Protocol, TypeVar

from chatservice.core.ports import Spawn, Subscriber
from chatservice.core.room import Room
from chatservice.model.values import EventKind, Principal, Record


class Device(Protocol):
    """The parts of a session that are used."""

    outlet: Subscriber


D = TypeVar("D", bound=Device)


class Membership(Generic[D]):
    """`here` finds a principal with sessions and `devices` those sessions; `stored` looks up one without.
    `invite` shows a session the room that its principal was added to, and `put_out` ends its
    subscription; `left` decides what happens to a group that lost a member."""

    def __init__(
        self,
        here: Callable[[int], Principal | None],
        devices: Callable[[int], Sequence[D]],
        stored: Callable[[int], Awaitable[Principal | None]],
        spawn: Spawn,
        invite: Callable[[D, Room, str, int], None],
        put_out: Callable[[D, Room, bool], None],
        left: Callable[[Room, Principal], None],
    ) -> None:
        self._here = here
        self._devices = devices
        self._stored = stored
        self._spawn = spawn
        self._invite = invite
        self._put_out = put_out
        self._left = left

    def changed(self, room: Room, record: Record, origin: Subscriber | None) -> None:
        """`record` was applied to `room`. The session with the outlet `origin` has its own answer. A change
        that was undone by a later record applied at the same time has no effect."""
        who = record.subject
        if who is None:
            return
        is_in = who in room.state.members
        if is_in:
            self._know(room, who)
        if record.kind is EventKind.ADDED and is_in:
            for device in self._devices(who):
                if device.outlet is not origin:
                    self._invite(device, room, record.actor_name, record.actor)
        elif record.kind is EventKind.REMOVED and not is_in:
            for device in self._devices(who):
                self._put_out(device, room, device.outlet is not origin)
            self._left(room, Principal(record.actor, record.actor_name))

    def _know(self, room: Room, who: int) -> None:
        """The principal of an event, which has only the name and not the role on the server."""
        here = self._here(who)
        if here is not None:
            room.state.members[who] = here
        elif room.state.members[who].guest:
            self._spawn(self._look_up(room, who))

    async def _look_up(self, room: Room, who: int) -> None:
        found = await self._stored(who)
        if found is not None and who in room.state.members:
            room.state.members[who] = found
