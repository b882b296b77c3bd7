"""Who may do what: one table, and the only place that consults it.

A right comes from a role on the server, or from a role in the room concerned. For commands without a
room, the session checks before the command starts; otherwise the command checks once it has found the
room.
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
    NeedsAccount,
    NoSuchRoom,
    NotAllowed,
    ReadOnly,
    Silenced,
    SlowDown,
    Stale,
)
from chatservice.model.sanctions import EVERYWHERE, OPERATOR, SERVER, Expect, Sanction
from chatservice.model.values import Principal, RoomEntry, RoomRole, ServerRole


class Right(NamedTuple):
    """Who has a right: people with at least `role` on the server, or (unless None) at least `room` in the
    room, but in any case at least `least` on the server. `stranger`: also clients without a name.
    `operator`: only the operator."""

    role: ServerRole = ServerRole.GUEST
    room: RoomRole | None = None
    stranger: bool = False
    least: ServerRole = ServerRole.GUEST
    operator: bool = False

    def holds(self, role: ServerRole, part: RoomRole) -> bool:
        if role < self.least:
            return False
        return role >= self.role or (self.room is not None and part >= self.room)

    def holders(self) -> str:
        """Who has the right, in words."""
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


# By action, mostly a command's tag; filled by the rows of the commands.
RIGHTS: dict[str, Right] = {}


class Rights:
    """Checked at the moment of an action, and again after each wait, never cached: a principal's present
    role is looked up here, whichever copy of the principal is passed."""

    def __init__(
        self,
        online: Callable[[int], Principal | None],
        acting: Callable[[int], Principal | None],
        responsible: Callable[[int], Sequence[int]],
        addresses: Callable[[int], Iterable[str]],
        sanctions: Sanctions,
        clock: Clock,
    ) -> None:
        """`online` finds the principal with that id, if online, and `acting` the account whose role counts
        for it; `responsible` returns the ids of those responsible for what it does."""
        self._online = online
        self._acting = acting
        self._responsible = responsible
        self._addresses = addresses  # from which somebody is online
        self._sanctions = sanctions
        self._clock = clock
        self.everywhere = 0  # the version of the whole server's bans, mutes and roles

    def now(self, principal: Principal) -> Principal:
        """`principal` with its present role."""
        return self._online(principal.id) or principal

    def asking(self, principal: Principal) -> Principal:
        """Like `now`, for the person who acts. A person who has left meanwhile may have lost their role on
        the server since: only their role in the room counts."""
        online = self._online(principal.id)
        if online is not None or principal.id == OPERATOR.id:
            return self._acts(online or principal)
        return msgspec.structs.replace(principal, role=min(principal.role, ServerRole.USER))

    def _acts(self, principal: Principal) -> Principal:
        account = self._acting(principal.id)
        if account is None or account.role <= principal.role:
            return principal
        return msgspec.structs.replace(principal, role=account.role)

    # Versions that decisions rest on.

    def version(self, room: Room) -> int:
        """The version that a draft expects."""
        above = room.above.state.access if room.above is not None else 0
        return room.state.access + above + self.everywhere

    def expect(self, room: Room | None) -> Expect:
        """The version that a change of `room`, or (None) of the server, expects."""
        if room is None:
            return Expect(EVERYWHERE, self.everywhere)
        return Expect(room.id, self.version(room))

    def is_behind(self, room: Room | None, stale: Stale) -> bool:
        """Whether the log refused a draft because of versions that are not known here."""
        expected = self.version(room) - self.everywhere if room is not None else stale.access
        return stale.everywhere != self.everywhere or stale.access != expected

    def limited(self, room: Room | None) -> None:
        """Rights there (None: on the server) were reduced, as was just stored."""
        if room is None:
            self.everywhere += 1
        else:
            room.state.access += 1

    # Checks.

    def banned_at(self, address: str) -> Banned | None:
        """The ban on `address`, if any."""
        ban = self._sanctions.ban_at(address, self._clock.now())
        return Banned(ban.until, ban.reason) if ban is not None else None

    def refuse_banned(self, principal: int, name: str) -> None:
        """Raise Banned if that person, or anyone with that name, is banned from the server."""
        ban = self._ban(principal, name, EVERYWHERE)
        if ban is not None:
            raise Banned(ban.until, ban.reason)

    def refuse_banned_from(self, principal: Principal, room: Room, name: str = "") -> None:
        """Raise BannedFrom if they are banned under their name, or would be under `name`."""
        current = self.now(principal)
        ban = self._ban(current.id, name or current.name, room.id)
        if ban is not None:
            raise BannedFrom(room.label, ban.until, ban.reason)

    def _ban(self, principal: int, name: str, room: int) -> Sanction | None:
        """The ban; for a bot, also that of its owner."""
        if not self._sanctions.has_bans:
            return None
        now = self._clock.now()
        for id_ in self._responsible(principal):
            ban = self._sanctions.ban(id_, name, room, now)
            if ban is not None:
                return ban
        return None

    def refuse_out(self, principal: Principal, room: Room, member: bool = True) -> None:
        """Raise Banned, NoSuchRoom or BannedFrom for a person who is excluded from `room`, and so has no
        rights there. A private room excludes everyone but members, unless `member` is False."""
        current = self.now(principal)
        self.refuse_banned(current.id, current.name)
        is_in = current.id in room.state.members or not room.kind.private or not member
        if room.deleted or not is_in:
            raise NoSuchRoom(room.label)
        self.refuse_banned_from(current, room)

    def is_in(self, principal: Principal, room: Room) -> bool:
        """Whether the principal may be in `room` and read its lines."""
        try:
            self.refuse_out(principal, room)
        except Fault:
            return False
        return True

    def check(self, principal: Principal, action: str, room: Room | None = None) -> None:
        """Raise NotAllowed if `principal` may not do `action` (in `room`), or what `refuse_out` raises. The
        operator may do everything."""
        if principal.id == OPERATOR.id:
            return
        current, right, part = self.asking(principal), RIGHTS[action], RoomRole.MUTED
        if room is None:
            self.refuse_banned(current.id, current.name)
        else:
            self.refuse_out(current, room)
            part = room.state.part(current.id)
        if not right.holds(current.role, part):
            raise NotAllowed(action.partition("_")[0], right.holders())

    def holds(self, principal: Principal, action: str, room: Room) -> bool:
        """Whether `principal`, who may be offline and has the role that it says, may do `action` there."""
        return RIGHTS[action].holds(principal.role, room.state.part(principal.id))

    def check_over(
        self, principal: Principal, action: str, other: Principal | None, room: Room | None
    ) -> None:
        """Like `check`, for an action on `other`, in `room` or (None) on the server."""
        self.check(principal, action if room is not None else f"{action}_server", room)
        if other is not None:
            self.refuse_rank(principal, other, room, action)

    def refuse_rank(self, principal: Principal, other: Principal, room: Room | None, action: str) -> None:
        """Raise NotAllowed unless `principal` ranks above `other`, on the server or in `room`."""
        if principal.id == OPERATOR.id:
            return
        current, other = self.asking(principal), self.now(other)
        if current.id == other.id:
            raise BadCommand("that is you")
        if current.role >= ServerRole.MODERATOR and current.role > other.role:
            return
        if room is not None and other.role < ServerRole.MODERATOR:
            part = room.state.part(current.id)
            if part >= RoomRole.MODERATOR and part > room.state.part(other.id):
                return
        raise NotAllowed(action, "those above them")

    def refuse_silent(
        self, principal: Principal, room: Room, now: float | None = None, member: bool = True
    ) -> None:
        """Raise Muted, NeedsAccount, ReadOnly, SlowDown, Silenced or what `refuse_out` raises, if
        `principal` may not speak in `room`. With `now` (a monotonic time) slow mode counts; without it, the
        wait was over when they began to speak."""
        current = self.asking(principal)
        self.refuse_out(current, room, member)
        fault = why_silent(current, room, now) if room.state.guarded else None
        if fault is not None:
            raise fault
        self._refuse_mute(current, room)

    def _refuse_mute(self, current: Principal, room: Room | None) -> None:
        where = room.id if room is not None else EVERYWHERE
        for id_ in self._responsible(current.id) if self._sanctions.mutes else ():
            mute = self._sanctions.mute(id_, where, self._clock.now())
            if mute is not None:
                place = room.label if room is not None and mute.room else SERVER
                raise Silenced(place, mute.until, mute.reason)
        for address in self._addresses(current.id) if self._sanctions.mutes and current.guest else ():
            mute = self._sanctions.mute_at(address, self._clock.now())
            if mute is not None:
                raise Silenced(SERVER, mute.until, mute.reason)

    def refuse_muted(self, principal: Principal, rooms: Iterable[Room] = ()) -> None:
        """Raise Silenced or Muted: people who may not speak on the server, or in one of `rooms`, may not
        speak through names either: their own, or those of rooms that they create."""
        current = self.now(principal)
        self._refuse_mute(current, None)
        for room in rooms:
            self._refuse_mute(current, room)
            if not RIGHTS["nick"].holds(current.role, room.state.part(current.id)):
                raise Muted(room.label)


def why_silent(principal: Principal, room: Room, now: float | None = None) -> Fault | None:
    """Why `principal` may not speak in `room`; called only if `room.state.guarded`.

    With `now`, on the monotonic clock, slow mode counts; without it, the wait was over when they
    began to speak.
    """
    part = room.state.part(principal.id)
    if not RIGHTS["say"].holds(principal.role, part):
        return Muted(room.label)
    if room.state.entry is RoomEntry.REGISTERED and not room.admits(principal):
        return NeedsAccount(room.label)
    if RIGHTS["say_read_only"].holds(principal.role, part):
        return None
    if room.state.readonly:
        return ReadOnly(room.label)
    wait = room.slow_mode.wait(principal.id, room.state.slow, now) if now is not None else 0
    return SlowDown(wait) if wait > 0 else None
