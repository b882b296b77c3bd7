"""Creating and deleting public rooms, and announcements."""

from chatservice.core.chat import Chat
from chatservice.core.commands.joining import enter
from chatservice.core.limits import place
from chatservice.core.rates import JOIN, LINE, MAKE, Charge
from chatservice.core.rights import Right
from chatservice.core.room_deletion import delete_room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import RoomNameTaken, TextTooLong
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.events import Announced, ChatroomDeleted, RoomMade
from chatservice.model.values import RoomKind, RoomRole, ServerRole

DETAIL_MAX = 200  # characters of an announcement in the audit log


@command(c.CreateChatroom, Right(), Charge(MAKE, itself=True))
async def create_chatroom(chat: Chat, session: Session, request: c.CreateChatroom) -> RoomMade:
    me = session.principal
    chat.rights.refuse_muted(me)
    chat.limits.make(session)
    if names.is_lobby(request.name):
        raise RoomNameTaken(request.name)
    now = chat.clock.now()
    name = names.room(request.name, chat.settings.max_room_name)
    row = await chat.storage.rooms.create(RoomKind.PUBLIC, name, (), me.id, now, place(session))
    room = await chat.directory.rooms.load(row)
    return RoomMade(room=room.label, rid=room.rid, number=room.number or 0)


@command(c.OpenChatroom, Right(), Charge(JOIN, itself=True))
async def open_chatroom(chat: Chat, session: Session, request: c.OpenChatroom) -> None:
    chat.limits.join(session)
    room = await chat.directory.find(session, request.room)
    await enter(chat, session, c.Join(room=room.rid), session.answer)


@command(c.DeleteChatroom, Right(ServerRole.ADMIN, RoomRole.OWNER), Charge(LINE))
async def delete_chatroom(chat: Chat, session: Session, request: c.DeleteChatroom) -> ChatroomDeleted:
    room = await chat.directory.find(session, request.room)
    room.refuse_direct()
    me, moved = session.principal, session.moved
    await delete_room(chat, room, lambda: chat.rights.check(me, "delete_chatroom", room))
    await chat.audit.note(me, "delete_chatroom", room.label)
    session.moved = moved  # the move is at their own request
    return ChatroomDeleted(room=room.label, rid=room.rid)


@command(c.Announce, Right(ServerRole.ADMIN), Charge(LINE))
async def announce(chat: Chat, session: Session, request: c.Announce) -> None:
    text = request.text.strip()
    limit = chat.settings.max_line
    if len(text.encode()) > limit:
        raise TextTooLong("announcement", limit)
    chat.notices.announce(text)
    session.answer(Announced(people=len(chat.presence) if text else 0))
    await chat.audit.note(session.principal, "announce", detail=text[:DETAIL_MAX])
