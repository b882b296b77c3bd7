"""Places: entering, opening, leaving and creating conversations, and what their members may set."""

from collections.abc import Iterable
from typing import Any

import msgspec

from chatservice.client.model.room_lines import PAGE
from chatservice.client.model.session import OFFLINE, ClientSession
from chatservice.client.model.state import OPENS
from chatservice.client.words import _
from chatservice.errors import Fault
from chatservice.model import commands, names
from chatservice.model.events import Error, RoomInfo
from chatservice.model.names import fold
from chatservice.wire.fault_text import sentence


class Places:
    """Methods that return a text return what is wrong, or an empty text."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    def go(self, place: str) -> str:
        """Go to an entry of the list: a conversation, a room to enter, a person to write to."""
        state = self._session.state
        state.lost = ""
        conversation = state.conversations.get(place)
        if conversation is None or conversation.kind != "direct" or conversation.earlier:
            return self.join(place)
        return self.open_direct(conversation.name[1:])

    def unentered(self, place: str) -> RoomInfo | str | None:
        """The room there that the user is not in: what is known of it, or the name of one that does not exist
        yet; None if it is a conversation already, a person, or no name of a room."""
        state, name = self._session.state, place.strip()
        if not name or name.startswith("@") or state.conversation(name) is not None:
            return None
        info = state.rooms.get(name)
        info = info or next((each for each in state.rooms.values() if fold(each.room) == fold(name)), None)
        if info is not None:
            return info
        try:
            return None if names.is_rid(name) else names.room(name)
        except Fault:
            return None

    def join(self, room: str, password: str = "") -> str:
        room = room.strip()
        if room.startswith("@"):
            return self.open_direct(room[1:])
        if self._to_front(room):
            return ""
        try:
            names.room(room) if not (names.is_lobby(room) or names.is_rid(room)) else room
        except Fault as fault:
            return sentence(fault)
        if self._session.link is None:
            return _("You are not connected.")
        self._session.link.join(room, password, ref="open")
        return ""

    def _to_front(self, room: str) -> bool:
        """Bring a known conversation to the front; False when there is none."""
        conversation = self._session.state.conversation(room)
        if conversation is None:
            return False
        self._session.state.opened.append(conversation.key)
        self._session.redraw()
        return True

    def open_direct(self, name: str) -> str:
        """Open a private conversation. Nobody is notified before you write. Only the server knows which
        conversation that is: the name may have had another owner before."""
        name = "@" + name.strip()
        known = self._session.state.named(name) is not None and self._to_front(name)
        command = commands.History(room=name, limit=1 if known else PAGE, ref=OPENS + name)
        return "" if self._session.send(command) or known else _(OFFLINE)

    def leave(self, key: str) -> str:
        state, link = self._session.state, self._session.link
        conversation = state.conversation(key)
        if conversation is None:
            return ""
        if conversation.kind == "direct":
            state.close(conversation.key)
        elif link is not None:
            state.leaving.add(conversation.key)
            link.leave(conversation.room)
        self._session.redraw()
        return ""

    def enter(self, room: str, password: str = "") -> Any:
        """Enter a room and open it: the future of the server's answer, or what is wrong ("": it is open)."""
        room = tidy(room)
        if room.startswith("@") or self._session.state.conversation(room) is not None:
            return self.join(room)
        try:
            names.room(room)
        except Fault as fault:
            return sentence(fault)
        return self._opened(self._session.request(commands.Join(room=room, password=password)), room)

    def create_group(self, name: str, members: Iterable[str]) -> Any:
        """The future of the server's answer, or what is wrong."""
        name = tidy(name)
        people = [each.strip() for each in members if each.strip()]
        try:
            names.room(name)
        except Fault as fault:
            return sentence(fault)
        return self._opened(self._session.request(commands.Group(name=name, members=people)), name)

    def _opened(self, future: Any, name: str) -> Any:
        """Bring the conversation with that name to the front once it exists."""
        if isinstance(future, str):
            return future
        state = self._session.state
        state.opening.add(fold(name))

        def came(answer: Any) -> Any:
            if answer is None or isinstance(answer, Error):
                state.opening.discard(fold(name))
            else:
                self._to_front(name)
            return answer

        future.addCallback(came)
        return future

    def invite(self, key: str, name: str) -> Any:
        return self._in(key, commands.Invite(name=name.strip()))

    def set_topic(self, key: str, text: str) -> Any:
        return self._in(key, commands.Topic(text=text))

    def rename(self, key: str, name: str) -> Any:
        return self._in(key, commands.RenameRoom(name=tidy(name)))

    def _in(self, key: str, command: commands.Invite | commands.Topic | commands.RenameRoom) -> Any:
        conversation = self._session.state.conversation(key)
        room = conversation.room if conversation is not None else key
        return self._session.request(msgspec.structs.replace(command, room=room))


def tidy(name: str) -> str:
    """A name as rooms may have it: `exam prep` is exam-prep."""
    return "-".join(name.split())
