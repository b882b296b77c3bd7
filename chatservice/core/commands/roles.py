"""What somebody is, in a room or on the server, and what a room asks of people."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import msgspec

from chatservice.core.appending import append_checked, resting
from chatservice.core.room import Room
from chatservice.errors import BadCommand, NotAllowed, NotInRoom
from chatservice.model import commands as c
from chatservice.model.events import Ack, ModeIs, RoleIs
from chatservice.model.sanctions import OPERATOR, SERVER, Expect
from chatservice.model.values import (
    Draft,
    EventKind,
    Principal,
    RoomEntry,
    RoomKind,
    RoomMode,
    RoomRole,
    ServerRole,
)

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session


SLOWEST = 86_400.0  # seconds


class RoleService:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat

    # Roles.

    async def role(self, session: "Session", command: c.Role) -> None:
        if command.room == SERVER:
            await self._server_role(session, command)
        else:
            await self._room_role(session, command)

    async def _room_role(self, session: "Session", command: c.Role) -> None:
        chat = self._chat
        room = await chat.directory.find(session, command.room)
        if room.kind is RoomKind.DIRECT:
            raise BadCommand("a conversation of two has no roles")
        me = session.who
        rights = chat.rights
        rights.check(me.principal, "role", room)
        role = _named(RoomRole, command.role)
        other = await chat.directory.somebody(command.name.strip())

        def may() -> None:
            rights.check(me.principal, "role", room)
            if room.kind.private and other.id not in room.members:
                raise NotInRoom(room.label)
            room.refuse_more(other.id, chat.settings.group_members)

        may()
        chat.limits.line(session)
        await self.give(me.principal, room, other, role, may)
        await chat.audit.note(me.principal, "role", other.name, room.label, role.word)
        session.outlet.send(
            RoleIs(name=other.name, role=role.word, room=room.label, rid=room.rid, ref=command.ref)
        )

    async def give(
        self, me: Principal, room: Room, other: Principal, role: RoomRole, may: Callable[[], None]
    ) -> None:
        """`other` is `role` in `room` from now on, and everyone there is told by whom."""
        now = self._chat.clock.now()
        draft = Draft(
            EventKind.ROLE, me.id, me.name, role.word, now, subject=other.id, subject_name=other.name
        )
        await append_checked(self._chat, room, draft, lambda: room.put(other, role), may)

    async def _server_role(self, session: "Session", command: c.Role) -> None:
        chat, me = self._chat, session.who
        chat.rights.check(me.principal, "server_role")
        role = _named(ServerRole, command.role)
        other = await chat.directory.somebody(command.name.strip())

        def may() -> None:
            chat.rights.check(me.principal, "server_role")
            mine, there = chat.rights.asking(me.principal).role, chat.rights.now(other)
            if there.guest or role is ServerRole.GUEST:
                raise BadCommand("only those with an account have a role on the server")
            if mine is not ServerRole.OWNER and max(role, there.role) >= mine:
                raise NotAllowed("role", "those above them")

        may()
        chat.limits.line(session)
        await self.give_server_role(other, role, me.principal, may)
        session.outlet.send(RoleIs(name=other.name, role=role.word, room=SERVER, ref=command.ref))

    async def give_server_role(
        self,
        other: Principal,
        role: ServerRole,
        by: Principal = OPERATOR,
        may: Callable[[], None] = lambda: None,
    ) -> None:
        chat = self._chat

        async def change(expect: Expect) -> None:
            await chat.storage.accounts.set_role(other.id, role, expect)
            chat.rights.limited(None)
            person = chat.presence.get(other.id)
            if person is not None:
                chat.presence.rename(person, msgspec.structs.replace(person.principal, role=role))
                for device in person.sessions:
                    device.outlet.send(RoleIs(name=person.name, role=role.word, room=SERVER))

        await resting(chat, None, may, change)
        await chat.audit.note(by, "role", other.name, SERVER, role.word)

    # What a room asks of people.

    async def mode(self, session: "Session", command: c.Mode) -> None:
        chat = self._chat
        room = await chat.directory.find(session, command.room)
        asked = _asked(command)
        if asked == RoomMode():
            session.outlet.send(mode_of(room, command.ref))
            return
        if room.kind is RoomKind.DIRECT or (room.kind is RoomKind.GROUP and asked.entry):
            raise BadCommand("that is for rooms that anybody may see")
        me = session.who

        def may() -> None:
            chat.rights.check(me.principal, "mode_entry" if asked.entry is not None else "mode", room)

        may()
        chat.limits.line(session)
        secret = ""
        if asked.password:
            secret = await chat.accounts.chosen(session, f"#{room.name}", command.password)
        body, now = msgspec.json.encode(asked).decode(), chat.clock.now()
        draft = Draft(EventKind.MODE, me.principal.id, me.name, body, now, secret=secret)
        at = await append_checked(chat, room, draft, lambda: room.change(asked, secret), may)
        session.outlet.send(Ack(room=room.label, rid=room.rid, seq=at.seq, id=at.id, ref=command.ref))


Kind = TypeVar("Kind", ServerRole, RoomRole)


def _named(kinds: type[Kind], word: str) -> Kind:
    try:
        return kinds[word.strip().upper()]
    except KeyError:
        names = ", ".join(kind.word for kind in kinds)
        raise BadCommand(f"a role is one of {names}") from None


def _asked(command: c.Mode) -> RoomMode:
    entry = command.entry
    if entry is not None and entry not in set(RoomEntry):
        raise BadCommand("entry is open, invite or password")
    if bool(command.password) != (entry == RoomEntry.PASSWORD.value):
        raise BadCommand("a password goes with the entry password")
    if command.slow is not None and not 0 <= command.slow <= SLOWEST:
        raise BadCommand(f"slow is 0 to {SLOWEST:.0f} seconds")
    return RoomMode(entry, command.readonly, command.slow, bool(command.password))


def mode_of(room: Room, ref: str | int | None = None) -> ModeIs:
    return ModeIs(
        room=room.label,
        rid=room.rid,
        entry=room.entry.value,
        readonly=room.readonly,
        slow=room.slow,
        ref=ref,
    )
