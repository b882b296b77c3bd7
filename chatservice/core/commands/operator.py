"""What those who look after the chat do with its rooms. Commands typed in the chat and
chatctl meet here; who may is decided before."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from chatservice.core.appending import resting
from chatservice.core.commands.joining import enter
from chatservice.core.limits import place
from chatservice.core.room import Room
from chatservice.errors import NoSuchRoom, NotSupported, RoomNameTaken, TextTooLong
from chatservice.model import names
from chatservice.model.commands import Announce, CreateChatroom, DeleteChatroom, Join, OpenChatroom
from chatservice.model.events import Announced, ChatroomDeleted, RoomDeleted, RoomMade
from chatservice.model.sanctions import OPERATOR, Expect
from chatservice.model.values import LOBBY, Principal, RoomKind

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session

SERVER = 0  # nobody's id: what the server itself does
DETAIL_MAX = 200  # characters of an announcement in the audit log


class Operator:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat

    # As commands.

    async def create_chatroom(self, session: "Session", command: CreateChatroom) -> None:
        self._chat.rights.refuse_muted(session.who.principal)
        self._chat.limits.make(session)
        room = await self.create(command.name, session.who.principal.id, place(session))
        session.outlet.send(RoomMade(room=room.label, rid=room.rid, number=room.number or 0, ref=command.ref))

    async def open_chatroom(self, session: "Session", command: OpenChatroom) -> None:
        self._chat.limits.join(session)
        room = await self._chat.directory.find(session, command.room)
        await enter(self._chat, session, Join(room=room.rid), session.answer)

    async def delete_chatroom(self, session: "Session", command: DeleteChatroom) -> None:
        room = await self._chat.directory.find(session, command.room)
        room.refuse_direct()
        me = session.who.principal
        moved = session.moved
        await self.delete(room, me, lambda: self._chat.rights.check(me, "delete_chatroom", room))
        session.moved = moved  # they asked for it
        session.outlet.send(ChatroomDeleted(room=room.label, rid=room.rid, ref=command.ref))

    async def announce_asked(self, session: "Session", command: Announce) -> None:
        text = command.text.strip()
        people = self.announce(text)
        session.outlet.send(Announced(people=people, ref=command.ref))
        await self._chat.audit.note(session.who.principal, "announce", detail=text[:DETAIL_MAX])

    # Whoever asks for it.

    def announce(self, text: str) -> int:
        """To everyone; to how many people. An empty text ends what was announced."""
        limit = self._chat.settings.max_line
        if len(text.encode()) > limit:
            raise TextTooLong("announcement", limit)
        self._chat.notices.announce(text)
        return len(self._chat.presence) if text else 0

    async def create(self, name: str, creator: int = SERVER, address: str = "") -> Room:
        """A new public room. Raises BadName, RoomNameTaken, TooMany."""
        chat = self._chat
        if names.is_lobby(name):
            raise RoomNameTaken(name)
        now = chat.clock.now()
        name = names.room(name, chat.settings.max_room_name)
        row = await chat.storage.rooms.create(RoomKind.PUBLIC, name, (), creator, now, address)
        return await chat.directory.load(row)

    async def room(self, label: str) -> Room:
        """The room or group of that name or number, whoever may see it."""
        room = await self._chat.directory.called(label)
        if room is None or room.kind is RoomKind.DIRECT:
            raise NoSuchRoom(label)
        return room

    async def delete(
        self, room: Room, by: Principal = OPERATOR, may: Callable[[], None] = lambda: None
    ) -> None:
        """The room is gone, with all that was said in it; who talked in it is in the lobby."""
        await self.end(room, may)
        await self._chat.audit.note(by, "delete_chatroom", room.label)

    async def end(self, room: Room, may: Callable[[], None] = lambda: None) -> None:
        """As `delete`, and not on record."""
        chat = self._chat
        if room.id == LOBBY:
            raise NotSupported("Deleting the lobby", "it is where everyone comes in")
        may()
        if room.deleted:
            raise NoSuchRoom(room.label)
        await resting(chat, room, may, partial(self._end, room))
        self.forget(room)

    def forget(self, room: Room) -> None:
        """What was deleted is nowhere any more."""
        chat = self._chat
        chat.directory.forget(room)
        chat.sanctions.forget_room(room.id, chat.clock.now())
        chat.hub.flush_room(room)
        for session, talked_here in chat.seats.clear(room):
            self._put_out(session, room, talked_here)

    async def _end(self, room: Room, expect: Expect) -> None:
        await self._chat.storage.rooms.delete(room.id, expect)
        room.deleted = True  # not before: who comes in meanwhile would miss it if it stays

    def _put_out(self, session: "Session", room: Room, talked_here: bool) -> None:
        lobby = self._chat.directory.lobby
        if talked_here:
            session.current = lobby if lobby.id in session.seats else None
        current = session.current.label if session.current is not None else ""
        session.outlet.send(RoomDeleted(room=room.label, rid=room.rid, current=current))
        may_enter = self._chat.rights.is_in(session.who.principal, lobby)
        if talked_here and not current and may_enter:
            self._chat.seats.enter(session, lobby, session.outlet.send)
