"""Where the user was when the window was closed: rooms, how far they were read, and tabs. It all comes back.

The server keeps the rooms of an account, and what is unread there. A guest's are kept here, with cursors:
what was said meanwhile follows, if the last run was not long ago.
"""

from collections.abc import Callable, Sequence
from typing import Any

from chatservice.client.link.link import Link
from chatservice.client.model.conversation import Conversation
from chatservice.client.model.preferences import Preferences, SavedPlaces
from chatservice.client.model.session import ClientSession
from chatservice.model.commands import MarkUnread
from chatservice.model.events import Error, Event, Joined, RoomList
from chatservice.model.names import LOBBY, fold

SAVE_AFTER = 2.0  # seconds
STALE_AFTER = 86_400.0  # seconds: after that, rooms are entered as if for the first time
TABS_MAX = 50


class Returning:
    """Of one server and name at a time. `pending` are the tabs to be opened again, in their order."""

    def __init__(self, session: ClientSession, memory: Preferences, later: Callable[..., Any]) -> None:
        self._session, self._memory, self._later = session, memory, later
        self._server = self._name = ""
        self._saved = SavedPlaces()
        self._tabs: list[str] = []
        self._front = ""
        self.pending: list[str] = []
        self._listed = self._due = False

    def begin(self, server: str, name: str) -> None:
        self._server, self._name = server, name
        self._saved = self._memory.values.places.get(_key(server, name), SavedPlaces())
        self.pending = list(self._saved.tabs)
        self._front, self._listed = self._saved.front, False

    def rooms(self, link: Link, account: bool) -> list[str]:
        """The rooms to be in from the start; `link` gets the cursors of a guest's."""
        saved = self._saved
        if not saved.rooms:
            return [LOBBY]
        if account:  # the server has its rooms
            return [LOBBY] if saved.lobby else []
        if self._session.now() - saved.ts < STALE_AFTER:
            link.cursors.epoch, link.cursors.seqs = saved.epoch, dict(saved.rooms)
        return list(saved.rooms)

    def fold(self, event: Event) -> None:
        """Have the lines before those that follow a cursor, so that the page is full, and tell the server
        that those were not read: to it a guest is another person now."""
        if isinstance(event, Joined):
            state = self._session.state
            key = state.key_of(event)
            since = self._saved.rooms.get(key, 0)
            conversation = state.conversations.get(key)
            if conversation is not None and since and not conversation.runs.runs:
                state.earlier(conversation, since + 1)
                if since < event.head and key != self._front:
                    state.wants.append(MarkUnread(room=conversation.room, seq=since + 1))
            self.soon()
        elif isinstance(event, RoomList):
            self._listed = True

    def is_gone(self, event: Event) -> bool:
        """Whether it says that a room of the last run does not exist any more."""
        return isinstance(event, Error) and event.code == "no_such_room" and event.room in self._saved.rooms

    def opened(self) -> tuple[list[str], str]:
        """The tabs that can be opened by now, and the one to be in front, if it is among them."""
        found: list[str] = []
        while self.pending and (self.pending[0] in self._session.state.conversations or self._listed):
            key = self.pending.pop(0)
            if key in self._session.state.conversations:
                found.append(key)
        return found, self._front if self._front in found else ""

    def show(self, tabs: Sequence[str], front: str) -> None:
        """These tabs are open now."""
        if self._name and not self.pending and (self._tabs, self._front) != (list(tabs), front):
            self._tabs, self._front = list(tabs), front
            self.soon()

    def soon(self) -> None:
        if not self._due:
            self._due = True
            self._later(SAVE_AFTER, self._save_now)

    def _save_now(self) -> None:
        self._due = False
        self.save()

    def save(self) -> None:
        state, link = self._session.state, self._session.link
        if link is None or not self._name or not state.me or self.pending:
            return
        public = [each for each in state.conversations.values() if each.kind == "public" and each.joined]
        rooms = {each.key: _read_up_to(each, link.cursors.seqs.get(each.room, 0)) for each in public}
        lobby = any(fold(each.name) == LOBBY for each in public)
        places = SavedPlaces(
            state.epoch, rooms, lobby, self._tabs[-TABS_MAX:], self._front, self._session.now()
        )
        self._memory.keep_places(_key(self._server, state.me), places)

    def end(self) -> None:
        self.save()
        self._name = ""


def _key(server: str, name: str) -> str:
    return f"{server} {fold(name)}"


def _read_up_to(conversation: Conversation, cursor: int) -> int:
    """The last line that was read."""
    read = conversation.read_to if conversation.unread else None
    return cursor if read is None else min(read, cursor)
