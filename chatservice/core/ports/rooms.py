"""Rooms and their members, and who is asked into them."""

from collections.abc import Awaitable, Sequence
from typing import Protocol

from chatservice.model.fold import ServerRoomState
from chatservice.model.sanctions import Expect
from chatservice.model.values import AskRow, Member, RoomKind, RoomRow


class RoomStore(Protocol):
    """Rooms and their members, as stored. Changes come back after their commit."""

    def create(
        self,
        kind: RoomKind,
        name: str,
        members: Sequence[int],
        creator: int,
        now: float,
        address: str = "",
    ) -> Awaitable[RoomRow]:
        """A new room with these members, owned by its creator. RoomNameTaken when
        the folded name is in use by a public room or a group; TooMany over the cap of
        rooms, or the share of that person or `address` (the operator, 0, has no cap). Without
        a name it is called ``room_1``, ``room_2`` and so on, which nobody can choose. A direct
        room has no name; for a pair that has one already, that one."""
        ...

    def by_name(self, name: str) -> Awaitable[RoomRow | None]:
        """The public room or group of that name, compared folded."""
        ...

    def by_id(self, room: int) -> Awaitable[RoomRow | None]: ...

    def state(self, room: int) -> Awaitable[ServerRoomState | None]:
        """As of everything that was queued before this, and answered in its place among that."""
        ...

    def by_number(self, number: int) -> Awaitable[RoomRow | None]: ...

    def listed(self, after: int, limit: int) -> Awaitable[list[RoomRow]]:
        """Public rooms and groups by id, the next ones after that id."""
        ...

    def delete(self, room: int, expect: Expect | None = None) -> Awaitable[None]:
        """The room and all that was said in it; from here on nothing is appended to it. Stale."""
        ...

    def drop_empty(self, room: int) -> Awaitable[bool]:
        """As `delete`, if nothing was ever logged in it; whether it was so."""
        ...

    def idle(self, before: float, after: int, limit: int) -> Awaitable[list[RoomRow]]:
        """Rooms that are of no use to anybody, if nobody is in them now, by id after `after`: public
        ones made before then in which nothing was ever said or set up; closed ones without a
        member in which nothing was said since; groups without a member. Never the operator's own."""
        ...

    def keep(self, room: int) -> Awaitable[float | None]:
        """How long lines are kept there, in seconds; None: as long as the setting says."""
        ...

    def set_keep(self, room: int, keep: float | None) -> Awaitable[None]:
        """Lines that are too old by it are removed soon, some at a time."""
        ...

    def direct(self, principal: int, other: int) -> Awaitable[RoomRow | None]: ...

    def public(self, limit: int, about: str = "") -> Awaitable[tuple[list[RoomRow], int]]:
        """The public rooms with `about` in their name (folded), those with the newest lines first, and
        how many there are of them."""
        ...

    def private(self, principal: int) -> Awaitable[list[RoomRow]]:
        """Groups and direct conversations that the principal is a member of."""
        ...

    def ended(self, principal: int, left: float) -> Awaitable[list[tuple[RoomRow, str]]]:
        """Its direct conversations with guests who will never come back, and what the guest is called;
        the newest first. Such guests left before `left` (seconds since 1970), or have no token."""
        ...

    def members(self, room: int) -> Awaitable[list[Member]]:
        """Those who have been it for longest first. Of a public room: those who have a role in it,
        or are let in where not everybody is."""
        ...

    def parts(self, principal: int) -> Awaitable[list[RoomRow]]:
        """Public rooms and groups whose `members` the principal is among."""
        ...

    def admit(self, room: int, principal: int) -> Awaitable[None]:
        """It is a member from now on, without a word in the log."""
        ...

    def dismiss(self, room: int, principal: int) -> Awaitable[None]:
        """It has no part there any more, without a word in the log."""
        ...


class InvitationStore(Protocol):
    """Who is asked into a group, and who left one: the log takes care of the latter, and of who is
    a member by now. Changes come back after their commit."""

    def strangers(self, me: int, others: Sequence[int]) -> Awaitable[set[int]]:
        """Those of `others` who have never said anything to `me`: neither to me alone nor in a
        group that both are in. Only the newest lines are looked at."""
        ...

    def deaf(self, me: int, others: Sequence[int]) -> Awaitable[set[int]]:
        """Those of `others` who ignore `me`."""
        ...

    def one(self, room: int, principal: int) -> Awaitable[AskRow | None]:
        """None when they neither left it nor are asked."""
        ...

    def waiting(self, principal: int) -> Awaitable[list[AskRow]]:
        """What they were asked by people who are still in the group; the oldest first."""
        ...

    def ask(self, room: int, principal: int, by: int, now: float) -> Awaitable[bool]:
        """Whether they are to be told: not when it stands already, nor when enough others by the same
        person wait. Over the cap of what one person has not answered, the oldest go."""
        ...

    def unask(self, principal: int, by: int) -> Awaitable[None]:
        """What that person asked them stands no more."""
        ...
