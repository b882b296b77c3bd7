"""Adding members to a room, removing them and giving them roles, by events of its log."""

from collections.abc import Callable, Sequence

from chatservice.core.appending import LogContext, append, append_checked, resting
from chatservice.core.room import Room
from chatservice.core.session import Session
from chatservice.errors import NoSuchRoom
from chatservice.model.records import Appended, Draft
from chatservice.model.sanctions import Expect
from chatservice.model.values import EventKind, Principal, RoomRole


def nothing() -> None:
    """The default: no check, or nothing to do first."""


async def add_member(
    chat: LogContext,
    by: Principal,
    room: Room,
    other: Principal,
    check: Callable[[], None],
    entering: Session | None = None,
) -> None:
    """Make `other` a member, unless it is one already. The session that is `entering` gets no event."""

    def missing() -> list[Principal]:
        return [other] if other.id not in room.state.members else []

    await change_members(chat, by, room, EventKind.ADDED, missing, check, entering)


async def remove_member(
    chat: LogContext,
    by: Principal,
    room: Room,
    other: Principal,
    check: Callable[[], None] = nothing,
    first: Callable[[], None] = nothing,
) -> None:
    """Remove `other`, if it is a member. `first` as in `change_members`."""

    def still_in() -> list[Principal]:
        return [other] if other.id in room.state.members else []

    await change_members(chat, by, room, EventKind.REMOVED, still_in, check, first=first)


async def leave_group(chat: LogContext, me: Principal, room: Room, session: Session) -> None:
    """`me` leaves the group; their `session` gets its own answer."""

    def check() -> None:
        if me.id not in room.state.members:  # removed in the meantime
            raise NoSuchRoom(room.label)

    await change_members(chat, me, room, EventKind.REMOVED, lambda: [me], check, session)


async def change_members(
    chat: LogContext,
    by: Principal,
    room: Room,
    kind: EventKind,
    people: Callable[[], Sequence[Principal]],
    check: Callable[[], None] = nothing,
    session: Session | None = None,
    first: Callable[[], None] = nothing,
) -> Appended | None:
    """Append one event per person, all in one transaction; returns the place of the first, if any.

    `people` returns those who are still to be changed, `check` raises if it is not allowed: both are
    called again if rights changed. The `session` that did it gets no event; `first` is called when
    all is stored, before it takes effect.
    """

    async def change(expect: Expect) -> Appended | None:
        now = chat.clock.now()
        # Each of them increments the version of the room's rights.
        drafts = [
            Draft(kind, by.id, by.name, "", now, "", expect.version + before, person.id, person.name)
            for before, person in enumerate(people())
        ]
        if not drafts:
            return None
        return await append(chat, room, drafts, session.outlet if session is not None else None, first)

    return await resting(chat, room, check, change)


async def give_role(
    chat: LogContext, by: Principal, room: Room, other: Principal, role: RoomRole, check: Callable[[], None]
) -> None:
    """Give `other` the `role` in `room`; everyone in it sees `by` whom."""
    now = chat.clock.now()
    draft = Draft(EventKind.ROLE, by.id, by.name, role.word, now, subject=other.id, subject_name=other.name)
    await append_checked(chat, room, draft, check)
