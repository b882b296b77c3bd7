"""Applies changes of a room's members to people online: added members get a subscription, removed
members lose theirs. It follows from the log, whichever session wrote the event."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, Protocol, TypeVar

from chatservice.core.ports import Spawn, Subscriber
from chatservice.core.room import Room
from chatservice.model.records import Record
from chatservice.model.values import EventKind, Principal


class Device(Protocol):
    """The parts of a session that are used."""

    outlet: Subscriber


D = TypeVar("D", bound=Device)


class Membership(Generic[D]):
    """`online` finds a principal with sessions, and `devices` those sessions; `stored` looks up one without.
    `invite` shows a session the room that its principal was added to, and `remove` ends its
    subscription; `on_left` decides what happens to a group that lost a member."""

    def __init__(
        self,
        online: Callable[[int], Principal | None],
        devices: Callable[[int], Sequence[D]],
        stored: Callable[[int], Awaitable[Principal | None]],
        spawn: Spawn,
        invite: Callable[[D, Room, str, int], None],
        remove: Callable[[D, Room, bool], None],
        on_left: Callable[[Room, Principal], None],
    ) -> None:
        self._online = online
        self._devices = devices
        self._stored = stored
        self._spawn = spawn
        self._invite = invite
        self._remove = remove
        self._on_left = on_left

    def changed(self, room: Room, record: Record, origin: Subscriber | None) -> None:
        """`record` was applied to `room`. The session with the outlet `origin` has its own answer. A change
        that was undone by a later record applied at the same time has no effect."""
        principal = record.subject
        if principal is None:
            return
        is_in = principal in room.state.members
        if is_in:
            self._complete(room, principal)
        if record.kind is EventKind.ADDED and is_in:
            for device in self._devices(principal):
                if device.outlet is not origin:
                    self._invite(device, room, record.actor_name, record.actor)
        elif record.kind is EventKind.REMOVED and not is_in:
            for device in self._devices(principal):
                self._remove(device, room, device.outlet is not origin)
            self._on_left(room, Principal(record.actor, record.actor_name))

    def _complete(self, room: Room, principal: int) -> None:
        """Complete a member: an event has only the name, not the role on the server."""
        online = self._online(principal)
        if online is not None:
            room.state.members[principal] = online
        elif room.state.members[principal].guest:
            self._spawn(self._look_up(room, principal))

    async def _look_up(self, room: Room, principal: int) -> None:
        stored = await self._stored(principal)
        if stored is not None and principal in room.state.members:
            room.state.members[principal] = stored
