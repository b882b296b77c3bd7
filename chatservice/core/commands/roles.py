"""Roles in a room and on the server, and a room's mode."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from chatservice.core.appending import append_checked, resting
from chatservice.core.chat import Chat
from chatservice.core.members import give_role
from chatservice.core.rates import LINE, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, NotAllowed, NotInRoom
from chatservice.model import commands as c
from chatservice.model.bodies import OF_MODE, RoomMode
from chatservice.model.events import Ack, ModeIs, RoleIs
from chatservice.model.records import Draft
from chatservice.model.rich_text import TopicMode
from chatservice.model.sanctions import OPERATOR, SERVER, Expect
from chatservice.model.values import EventKind, Principal, RoomEntry, RoomKind, RoomRole, ServerRole

SLOWEST = 86_400.0  # seconds
MOST_PEOPLE = 1_000_000


# Roles.


@command(
    c.Role,
    Right(ServerRole.ADMIN, RoomRole.OWNER),
    Charge(LINE, itself=True, looks=True),
    also={"server_role": Right(ServerRole.ADMIN)},
)
async def role(chat: Chat, session: Session, request: c.Role) -> RoleIs:
    give = _give_server_role if request.room == SERVER else _give_room_role
    return await give(chat, session, request)


async def _give_room_role(chat: Chat, session: Session, request: c.Role) -> RoleIs:
    room = await chat.directory.find_to(session, request.room, "role")
    me = session.principal
    role = _named(RoomRole, request.role)
    other = await chat.directory.find_principal(request.name.strip())

    def check() -> None:
        chat.rights.check(me, "role", room)
        if room.kind.private and other.id not in room.state.members:
            raise NotInRoom(room.label)
        room.refuse_more(other.id, chat.settings.group_members)

    check()
    chat.limits.line(session)
    await give_role(chat, me, room, other, role, check)
    await chat.audit.note(me, "role", other.name, room.label, role.word)
    return RoleIs(name=other.name, role=role.word, room=room.label, rid=room.rid)


async def _give_server_role(chat: Chat, session: Session, request: c.Role) -> RoleIs:
    me = session.principal
    chat.rights.check(me, "server_role")
    role = _named(ServerRole, request.role)
    other = await chat.directory.find_principal(request.name.strip())

    def check() -> None:
        chat.rights.check(me, "server_role")
        own, current = chat.rights.asking(me).role, chat.rights.now(other)
        if current.guest or role is ServerRole.GUEST:
            raise BadCommand("only those with an account have a role on the server")
        if own is not ServerRole.OWNER and max(role, current.role) >= own:
            raise NotAllowed("role", "those above them")

    check()
    chat.limits.line(session)
    await give_server_role(chat, other, role, me, check)
    return RoleIs(name=other.name, role=role.word, room=SERVER)


async def give_server_role(
    chat: Chat,
    other: Principal,
    role: ServerRole,
    by: Principal = OPERATOR,
    check: Callable[[], None] = lambda: None,
) -> None:
    """Give `other` the `role` on the server, and show it on each of their devices."""

    async def change(expect: Expect) -> None:
        await chat.storage.accounts.set_role(other.id, role, expect)
        chat.rights.limited(None)
        chat.presence.stop_acting(other.id)
        person = chat.presence.get(other.id)
        if person is not None:
            chat.presence.rename(person, msgspec.structs.replace(person.principal, role=role))
            for device in person.sessions:
                device.outlet.send(RoleIs(name=person.name, role=role.word, room=SERVER))

    await resting(chat, None, check, change)
    await chat.audit.note(by, "role", other.name, SERVER, role.word)


Kind = TypeVar("Kind", ServerRole, RoomRole)


def _named(kinds: type[Kind], word: str) -> Kind:
    try:
        return kinds[word.strip().upper()]
    except KeyError:
        names = ", ".join(kind.word for kind in kinds)
        raise BadCommand(f"a role is one of {names}") from None


# Modes.


@command(
    c.Mode,
    Right(ServerRole.MODERATOR, RoomRole.MODERATOR),
    Charge(LINE, itself=True, looks=True),
    also={"mode_entry": Right(ServerRole.ADMIN, RoomRole.OWNER)},
)
async def mode(chat: Chat, session: Session, request: c.Mode) -> ModeIs | Ack:
    room = await chat.directory.find(session, request.room)
    change = _mode_of(request)
    if change == RoomMode():
        return _mode_is(room)
    if room.kind is RoomKind.DIRECT or (room.kind is RoomKind.GROUP and _is_for_public(change)):
        raise BadCommand("that is for rooms that anybody may see")
    me = session.principal

    def check() -> None:
        chat.rights.check(me, "mode_entry" if change.entry is not None else "mode", room)

    check()
    chat.limits.line(session)
    secret = ""
    if change.password:
        secret = await chat.passwords.choose(session.address, f"#{room.name}", request.password)
    body, now = msgspec.json.encode(change).decode(), chat.clock.now()
    draft = Draft(EventKind.MODE, me.id, me.name, body, now, secret=secret)
    at = await append_checked(chat, room, draft, check)
    return Ack(room=room.label, rid=room.rid, seq=at.seq, id=at.id)


def _is_for_public(change: RoomMode) -> bool:
    """Whether it changes who enters: members alone are in a group."""
    return change.entry is not None or change.most is not None or change.unlisted is not None


def _mode_of(request: c.Mode) -> RoomMode:
    """The changes of the mode that the command asks for. Raises BadCommand for an invalid value."""
    entry = request.entry
    if entry is not None and entry not in set(RoomEntry):
        raise BadCommand("entry is open, registered, invite or password")
    if bool(request.password) != (entry == RoomEntry.PASSWORD.value):
        raise BadCommand("a password goes with the entry password")
    if request.slow is not None and not 0 <= request.slow <= SLOWEST:
        raise BadCommand(f"slow is 0 to {SLOWEST:.0f} seconds")
    if request.topics is not None and request.topics not in set(TopicMode):
        raise BadCommand("topics are off, optional or required")
    if request.most is not None and not 0 <= request.most <= MOST_PEOPLE:
        raise BadCommand(f"most is 0 to {MOST_PEOPLE}")
    same = {name: getattr(request, name) for name in OF_MODE}
    return RoomMode(**same, password=bool(request.password))


def _mode_is(room: Room) -> ModeIs:
    return ModeIs(
        room=room.label,
        rid=room.rid,
        entry=room.state.entry.value,
        readonly=room.state.readonly,
        slow=room.state.slow,
        topics=room.state.topics,
        most=room.state.most,
        locked=room.state.locked,
        unlisted=room.state.unlisted,
    )
