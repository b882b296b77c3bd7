"""Rooms and their members, and invitations into groups."""

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
        """Create a room with these members, owned by its creator. Raises RoomNameTaken if a public room or
        group has the folded name; TooMany above the cap of rooms, or above the share of that person or
        `address` (the operator, 0, has no cap). Without a name it is called ``room_1``, ``room_2`` and so
        on, which people cannot choose. A direct room has no name; if the pair has one, it is returned."""
        ...

    def by_name(self, name: str) -> Awaitable[RoomRow | None]:
        """The public room or group of that name, compared folded."""
        ...

    def by_id(self, room: int) -> Awaitable[RoomRow | None]: ...

    def state(self, room: int) -> Awaitable[ServerRoomState | None]:
        """As of everything queued before this, and answered in that order."""
        ...

    def by_number(self, number: int) -> Awaitable[RoomRow | None]: ...

    def listed(self, after: int, limit: int) -> Awaitable[list[RoomRow]]:
        """Public rooms and groups by id, the next ones after that id."""
        ...

    def delete(self, room: int, expect: Expect | None = None) -> Awaitable[None]:
        """Delete the room with its log; nothing can be appended to it afterwards. Raises Stale."""
        ...

    def drop_empty(self, room: int) -> Awaitable[bool]:
        """Like `delete`, if nothing was ever logged in it; returns whether it was deleted."""
        ...

    def idle(self, before: float, after: int, limit: int) -> Awaitable[list[RoomRow]]:
        """Rooms that are unused unless someone is in them now, by id after `after`: public rooms created
        before then without any event or setting; closed rooms without a member and without an event since
        then; groups without a member. Never those that the operator created."""
        ...

    def keep(self, room: int) -> Awaitable[float | None]:
        """The retention of the room in seconds, None for that of the settings."""
        ...

    def set_keep(self, room: int, keep: float | None) -> Awaitable[None]:
        """Set the retention; lines that are too old are removed soon, some at a time."""
        ...

    def direct(self, principal: int, other: int) -> Awaitable[RoomRow | None]: ...

    def public(self, limit: int, about: str = "") -> Awaitable[tuple[list[RoomRow], int]]:
        """The public rooms with `about` in their name (folded), those with the newest lines first, and
        how many there are of them."""
        ...

    def public_after(self, after: str, limit: int, about: str = "") -> Awaitable[tuple[list[RoomRow], int]]:
        """The public rooms with `about` in their name (folded), by name, the next after the name `after`;
        and how many follow it."""
        ...

    def unlisted(self, principal: int | None, limit: int) -> Awaitable[list[RoomRow]]:
        """The public rooms that lists leave out, and that the principal (None: anyone) has a part in or has
        not left."""
        ...

    def private(self, principal: int) -> Awaitable[list[RoomRow]]:
        """Groups and direct conversations that the principal is a member of."""
        ...

    def ended(self, principal: int, left: float) -> Awaitable[list[tuple[RoomRow, str]]]:
        """Its direct conversations with guests who cannot return, and the guests' names; the newest first.
        Such guests left before `left` (seconds since 1970), or have no token."""
        ...

    def members(self, room: int) -> Awaitable[list[Member]]:
        """The members, those of longest standing first. Of a public room: the people with a role in it, or
        who were admitted to it."""
        ...

    def parts(self, principal: int) -> Awaitable[list[RoomRow]]:
        """Public rooms and groups whose `members` the principal is among."""
        ...

    def kept(self, principal: int) -> Awaitable[list[RoomRow]]:
        """The public rooms that it entered and has not left since."""
        ...

    def keep_in(self, principal: int, room: int) -> Awaitable[None]:
        """It entered that public room. No more are kept than a session may be in besides the lobby."""
        ...

    def drop_kept(self, principal: int, room: int) -> Awaitable[None]:
        """It left that public room, or was removed."""
        ...

    def admit(self, room: int, principal: int) -> Awaitable[None]:
        """Make it a member, without an event in the log."""
        ...

    def dismiss(self, room: int, principal: int) -> Awaitable[None]:
        """Remove it and its role, without an event in the log."""
        ...


class InvitationStore(Protocol):
    """Open invitations into groups, and people who left a group; the log's events update the latter, and
    end an invitation when the person is a member. Changes come back after their commit."""

    def strangers(self, me: int, others: Sequence[int]) -> Awaitable[set[int]]:
        """Those of `others` who have never written to `me`, neither directly nor in a common group. Only
        the newest lines are searched."""
        ...

    def deaf(self, me: int, others: Sequence[int]) -> Awaitable[set[int]]:
        """Those of `others` who ignore `me`."""
        ...

    def one(self, room: int, principal: int) -> Awaitable[AskRow | None]:
        """None if they neither left it nor have an invitation."""
        ...

    def waiting(self, principal: int) -> Awaitable[list[AskRow]]:
        """Their invitations by people who are still in the group; the oldest first."""
        ...

    def ask(self, room: int, principal: int, by: int, now: float) -> Awaitable[bool]:
        """Store an invitation; returns whether to show it: not if there is one already, nor if too many by
        the same person are open. Above the cap of a person's open invitations, the oldest are deleted."""
        ...

    def unask(self, principal: int, by: int) -> Awaitable[None]:
        """Withdraw the invitations by that person."""
        ...
