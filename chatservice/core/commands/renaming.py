"""Giving a room another name."""

import msgspec

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.rates import LINE, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, RoomNameTaken, TextTooLong
from chatservice.model import commands as c
from chatservice.model import looks, names
from chatservice.model.bodies import RenamedRoom
from chatservice.model.events import Ack
from chatservice.model.records import Draft
from chatservice.model.values import LOBBY, EventKind, RoomRole, ServerRole


@command(c.RenameRoom, Right(ServerRole.ADMIN, RoomRole.OWNER), Charge(LINE, itself=True, looks=True))
async def rename_room(chat: Chat, session: Session, request: c.RenameRoom) -> Ack:
    room = await chat.directory.find_to(session, request.room, "rename_room")
    if not request.room:
        session.refuse_moved()
    if room.id == LOBBY:
        raise BadCommand("the lobby keeps its name")
    name = names.room(request.name, chat.settings.max_room_name)
    if names.is_lobby(name) or name == room.name:
        raise RoomNameTaken(name)
    reason, limit, me = looks.one_line(request.reason), chat.settings.max_topic, session.principal
    if len(reason.encode()) > limit:
        raise TextTooLong("reason", limit)

    def check() -> None:
        chat.rights.check(me, "rename_room", room)

    chat.limits.line(session)
    body = msgspec.json.encode(RenamedRoom(room.name, name, reason)).decode()
    draft = Draft(EventKind.ROOM_RENAMED, me.id, me.name, body, chat.clock.now())
    at = await append_checked(chat, room, draft, check)
    return Ack(room=room.label, rid=room.rid, seq=at.seq, id=at.id)
