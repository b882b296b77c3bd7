"""Public rooms made and deleted, and announcements: as commands, and for chatctl, which is let do
all of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from chatservice.core.commands.joining import enter
from chatservice.core.limits import place
from chatservice.core.rates import JOIN, LINE, MAKE, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.room_deletion import delete_room
from chatservice.core.rows import command
from chatservice.errors import NoSuchRoom, RoomNameTaken, TextTooLong
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.events import Announced, ChatroomDeleted, RoomMade
from chatservice.model.sanctions import OPERATOR
from chatservice.model.values import Principal, RoomKind, RoomRole, ServerRole

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session

DETAIL_MAX = 200  # characters of an announcement in the audit log


@command(c.CreateChatroom, Right(), Charge(MAKE, itself=True))
async def create_chatroom(chat: "Chat", session: "Session", asked: c.CreateChatroom) -> RoomMade:
    me = session.principal
    chat.rights.refuse_muted(me)
    chat.limits.make(session)
    room = await create(chat, asked.name, me.id, place(session))
    return RoomMade(room=room.label, rid=room.rid, number=room.number or 0)


async def create(chat: "Chat", name: str, creator: int = OPERATOR.id, address: str = "") -> Room:
    """A new public room. Raises BadName, RoomNameTaken, TooMany."""
    if names.is_lobby(name):
        raise RoomNameTaken(name)
    now = chat.clock.now()
    name = names.room(name, chat.settings.max_room_name)
    row = await chat.storage.rooms.create(RoomKind.PUBLIC, name, (), creator, now, address)
    return await chat.directory.load(row)


@command(c.OpenChatroom, Right(), Charge(JOIN, itself=True))
async def open_chatroom(chat: "Chat", session: "Session", asked: c.OpenChatroom) -> None:
    chat.limits.join(session)
    room = await chat.directory.find(session, asked.room)
    await enter(chat, session, c.Join(room=room.rid), session.answer)


async def find(chat: "Chat", label: str) -> Room:
    """The room or group of that name or number, hidden ones too. NoSuchRoom."""
    room = await chat.directory.called(label)
    if room is None or room.kind is RoomKind.DIRECT:
        raise NoSuchRoom(label)
    return room


@command(c.DeleteChatroom, Right(ServerRole.ADMIN, RoomRole.OWNER), Charge(LINE))
async def delete_chatroom(chat: "Chat", session: "Session", asked: c.DeleteChatroom) -> ChatroomDeleted:
    room = await chat.directory.find(session, asked.room)
    room.refuse_direct()
    me, moved = session.principal, session.moved
    await delete(chat, room, me, lambda: chat.rights.check(me, "delete_chatroom", room))
    session.moved = moved  # they asked for it
    return ChatroomDeleted(room=room.label, rid=room.rid)


async def delete(
    chat: "Chat", room: Room, by: Principal = OPERATOR, may: Callable[[], None] = lambda: None
) -> None:
    """As `delete_room`, and in the audit log."""
    await delete_room(chat, room, may)
    await chat.audit.note(by, "delete_chatroom", room.label)


@command(c.Announce, Right(ServerRole.ADMIN), Charge(LINE))
async def announce(chat: "Chat", session: "Session", asked: c.Announce) -> None:
    text = asked.text.strip()
    session.answer(Announced(people=announce_to_all(chat, text)))
    await chat.audit.note(session.principal, "announce", detail=text[:DETAIL_MAX])


def announce_to_all(chat: "Chat", text: str) -> int:
    """To how many people. An empty text ends the announcement. TextTooLong."""
    limit = chat.settings.max_line
    if len(text.encode()) > limit:
        raise TextTooLong("announcement", limit)
    chat.notices.announce(text)
    return len(chat.presence) if text else 0
