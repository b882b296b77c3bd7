"""What those who look after the chat do with its rooms. Commands typed in the chat and
chatctl meet here; who may is decided before."""

from typing import TYPE_CHECKING

from chatservice.core.room import Room
from chatservice.errors import NoSuchRoom, NotSupported, RoomNameTaken
from chatservice.model import names
from chatservice.model.events import RoomDeleted
from chatservice.model.sanctions import OPERATOR
from chatservice.model.values import LOBBY, Principal, RoomKind

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session

SERVER = 0  # nobody's id: what the server itself does


class Office:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat

    async def create(self, name: str, creator: int = SERVER) -> Room:
        """A new public room. Raises BadName, RoomNameTaken, TooMany."""
        chat = self._chat
        if names.is_lobby(name):
            raise RoomNameTaken(name)
        now = chat.clock.seconds()
        row = await chat.storage.rooms.create(
            RoomKind.PUBLIC, names.room(name, chat.settings.max_room_name), (), creator, now
        )
        return await chat.directory.load(row)

    async def room(self, label: str) -> Room:
        """The room or group of that name or number, whoever may see it."""
        room = await self._chat.directory.called(label)
        if room is None:
            raise NoSuchRoom(label)
        return room

    async def delete(self, room: Room, by: Principal = OPERATOR) -> None:
        """The room is gone, with all that was said in it; who talked in it is in the lobby."""
        chat = self._chat
        if room.id == LOBBY:
            raise NotSupported("Deleting the lobby", "it is where everyone comes in")
        if room.deleted:
            raise NoSuchRoom(room.label)
        room.deleted = True  # from here on nobody enters it, and nothing more is said in it
        try:
            await chat.storage.rooms.delete(room.id)
        except BaseException:
            room.deleted = False
            raise
        chat.directory.forget(room)
        chat.hub.flush_room(room)
        for session, talked_here in chat.seats.clear(room):
            self._put_out(session, room, talked_here)
        await chat.audit.note(by, "delete", f"the room {room.label}")

    def _put_out(self, session: "Session", room: Room, talked_here: bool) -> None:
        lobby = self._chat.directory.lobby
        if talked_here:
            session.current = lobby if lobby.id in session.seats else None
        current = session.current.label if session.current is not None else ""
        session.outlet.send(RoomDeleted(room=room.label, current=current))
        if talked_here and not current:
            self._chat.rooms.enter_now(session, lobby)
