"""Who may do what: one table, and the one place that asks it.

A right comes from a role on the server, or from a role in the room that it is about. Where no
room plays a part, the session asks before the command begins; where one does, the command asks
once it has found the room.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from chatservice.core.ports import Clock
from chatservice.core.room import Room
from chatservice.core.sanctions import Sanctions
from chatservice.errors import (
    BadCommand,
    Banned,
    BannedFrom,
    Fault,
    Muted,
    NoSuchRoom,
    NotAllowed,
    ReadOnly,
    Silenced,
    SlowDown,
    Stale,
)
from chatservice.model.sanctions import EVERYWHERE, OPERATOR, SERVER, Expect, Sanction
from chatservice.model.values import Principal, RoomRole, ServerRole


class Right(NamedTuple):
    """Whose right it is: a `role` on the server and up, or (None: no room helps) a part in
    the `room` and up, but nobody below `least`. `stranger`: those without a name
    may ask as well. `operator`: only the operator may."""

    role: ServerRole = ServerRole.GUEST
    room: RoomRole | None = None
    stranger: bool = False
    least: ServerRole = ServerRole.GUEST
    operator: bool = False

    def holds(self, role: ServerRole, part: RoomRole) -> bool:
        if role < self.least:
            return False
        return role >= self.role or (self.room is not None and part >= self.room)

    def who(self) -> str:
        """Those whose right it is, for people."""
        if self.operator:
            return "the operator"
        server = {ServerRole.USER: "those with an account"}.get(self.role, f"{self.role.word}s of the server")
        if self.room is RoomRole.MEMBER and self.least is ServerRole.USER:
            return "those with an account"
        if self.room is None or self.room is RoomRole.MEMBER:
            return server
        room = f"{self.room.word}s of the room"
        if self.least is ServerRole.USER:
            room += " with an account"
        return f"{room} and {server}"


# By what is done: mostly the tag of the command that does it. The rows of the commands fill it.
RIGHTS: dict[str, Right] = {}


class Rights:
    """Asked at the moment when something is done, and again after each wait, never kept: what
    people are is looked up here, whatever copy of them is asked with."""

    def __init__(
        self,
        here: Callable[[int], Principal | None],
        answerable: Callable[[int], Sequence[int]],
        sanctions: Sanctions,
        clock: Clock,
    ) -> None:
        """`here` finds the principal of that id, when it is here; `answerable` tells the ids of those
        who answer for what it does."""
        self._here = here
        self._answerable = answerable
        self._sanctions = sanctions
        self._clock = clock
        self.everywhere = 0  # the version of bans, mutes and roles of the whole server

    def now(self, principal: Principal) -> Principal:
        """`principal` as it is at this moment."""
        return self._here(principal.id) or principal

    def asking(self, principal: Principal) -> Principal:
        """As `now`, for those who want to do something. Those who have gone while it was being done
        may have lost their role on the server since: only what they are in the room counts."""
        here = self._here(principal.id)
        if here is not None or principal.id == OPERATOR.id:
            return here or principal
        return msgspec.structs.replace(principal, role=min(principal.role, ServerRole.USER))

    # What a decision rests on.

    def version(self, room: Room) -> int:
        """As a draft expects it."""
        above = room.above.state.access if room.above is not None else 0
        return room.state.access + above + self.everywhere

    def expect(self, room: Room | None) -> Expect:
        """As a change expects it that is about `room`, or (None) about the server."""
        if room is None:
            return Expect(EVERYWHERE, self.everywhere)
        return Expect(room.id, self.version(room))

    def is_behind(self, room: Room | None, stale: Stale) -> bool:
        """Whether the log refused something for versions that are not known here."""
        known = self.version(room) - self.everywhere if room is not None else stale.access
        return stale.everywhere != self.everywhere or stale.access != known

    def limited(self, room: Room | None) -> None:
        """Somebody may do less there (None: on the server), as was stored just now."""
        if room is None:
            self.everywhere += 1
        else:
            room.state.access += 1

    # Who may.

    def banned_at(self, address: str) -> Banned | None:
        """Why nobody may come in from `address`, if so."""
        ban = self._sanctions.ban_at(address, self._clock.now())
        return Banned(ban.until or 0, ban.reason) if ban is not None else None

    def refuse_banned(self, principal: int, name: str) -> None:
        """Banned when that person, or anyone of that name, may not come in."""
        ban = self._ban(principal, name, EVERYWHERE)
        if ban is not None:
            raise Banned(ban.until or 0, ban.reason)

    def refuse_banned_from(self, principal: Principal, room: Room, name: str = "") -> None:
        """BannedFrom, as they are called, or if they were called `name`."""
        who = self.now(principal)
        ban = self._ban(who.id, name or who.name, room.id)
        if ban is not None:
            raise BannedFrom(room.label, ban.until or 0, ban.reason)

    def _ban(self, principal: int, name: str, room: int) -> Sanction | None:
        """For a bot, also what keeps out its owner."""
        now = self._clock.now()
        for id_ in self._answerable(principal):
            ban = self._sanctions.ban(id_, name, room, now)
            if ban is not None:
                return ban
        return None

    def refuse_out(self, principal: Principal, room: Room, member: bool = True) -> None:
        """Banned, NoSuchRoom, BannedFrom: those who are out have no rights in `room` at all. From a
        private one everyone is out who is no member, unless it need not be a `member`."""
        who = self.now(principal)
        self.refuse_banned(who.id, who.name)
        is_in = who.id in room.state.members or not room.kind.private or not member
        if room.deleted or not is_in:
            raise NoSuchRoom(room.label)
        self.refuse_banned_from(who, room)

    def is_in(self, principal: Principal, room: Room) -> bool:
        """Whether it may be in `room` and have its lines."""
        try:
            self.refuse_out(principal, room)
        except Fault:
            return False
        return True

    def check(self, principal: Principal, action: str, room: Room | None = None) -> None:
        """NotAllowed when `principal` may not do `action` (in `room`); what `refuse_out` raises. The
        operator may do anything."""
        if principal.id == OPERATOR.id:
            return
        who, right, part = self.asking(principal), RIGHTS[action], RoomRole.MUTED
        if room is None:
            self.refuse_banned(who.id, who.name)
        else:
            self.refuse_out(who, room)
            part = room.state.part(who.id)
        if not right.holds(who.role, part):
            raise NotAllowed(action.partition("_")[0], right.who())

    def check_over(
        self, principal: Principal, action: str, other: Principal | None, room: Room | None
    ) -> None:
        """As `check`, for something that is done to `other`, in `room` or (None) on the server."""
        self.check(principal, action if room is not None else f"{action}_server", room)
        if other is not None:
            self.refuse_rank(principal, other, room, action)

    def refuse_rank(self, principal: Principal, other: Principal, room: Room | None, action: str) -> None:
        """NotAllowed unless `principal` ranks above `other`, on the server or in `room`."""
        if principal.id == OPERATOR.id:
            return
        who, other = self.asking(principal), self.now(other)
        if who.id == other.id:
            raise BadCommand("that is you")
        if who.role >= ServerRole.MODERATOR and who.role > other.role:
            return
        if room is not None and other.role < ServerRole.MODERATOR:
            part = room.state.part(who.id)
            if part >= RoomRole.MODERATOR and part > room.state.part(other.id):
                return
        raise NotAllowed(action, "those above them")

    def refuse_silent(
        self, principal: Principal, room: Room, now: float | None = None, member: bool = True
    ) -> None:
        """Why `principal` may not say anything in `room`: Muted, ReadOnly, SlowDown, Silenced, and
        what `refuse_out` raises. At `now` (a monotonic time), slow mode counts; without it,
        the wait was over when they began to speak."""
        who = self.asking(principal)
        self.refuse_out(who, room, member)
        fault = why_silent(who, room, now) if room.state.guarded else None
        if fault is not None:
            raise fault
        self._refuse_mute(who, room)

    def _refuse_mute(self, who: Principal, room: Room | None) -> None:
        where = room.id if room is not None else EVERYWHERE
        for id_ in self._answerable(who.id) if self._sanctions.mutes else ():
            mute = self._sanctions.mute(id_, where, self._clock.now())
            if mute is not None:
                place = room.label if room is not None and mute.room else SERVER
                raise Silenced(place, mute.until or 0, mute.reason)

    def refuse_muted(self, principal: Principal, rooms: Iterable[Room] = ()) -> None:
        """Silenced or Muted: those who may not speak on the server, or in one of `rooms`, may not speak
        by names either: their own, or those of rooms that they make."""
        who = self.now(principal)
        self._refuse_mute(who, None)
        for room in rooms:
            self._refuse_mute(who, room)
            if not RIGHTS["nick"].holds(who.role, room.state.part(who.id)):
                raise Muted(room.label)


def why_silent(principal: Principal, room: Room, now: float | None = None) -> Fault | None:
    """Why `principal` may not speak in `room`; asked where `room.state.guarded` only.

    At `now`, on the monotonic clock, slow mode counts; without it, the wait was over when they
    began to speak.
    """
    part = room.state.part(principal.id)
    if not RIGHTS["say"].holds(principal.role, part):
        return Muted(room.label)
    if RIGHTS["say_read_only"].holds(principal.role, part):
        return None
    if room.state.readonly:
        return ReadOnly(room.label)
    wait = room.slow_mode.wait(principal.id, room.state.slow, now) if now is not None else 0
    return SlowDown(wait) if wait > 0 else None
