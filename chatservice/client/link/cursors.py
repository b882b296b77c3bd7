"""How far the user has read in each room, so that reconnecting brings exactly the rest. Pure.

A cursor is ``(epoch, room, seq)``. It moves with the lines themselves, never ahead of
them: `joined` carries the head before the lines up to it have arrived, so it counts only
when the client did not ask for what came before.
"""

from typing import Protocol

from chatservice.model.events import (
    OF_DOCUMENTS,
    Event,
    Invited,
    Joined,
    Left,
    Logged,
    Reload,
    Removed,
    RoomDeleted,
    Welcome,
)
from chatservice.model.names import fold


class Cursors:
    def __init__(self) -> None:
        self.epoch = ""
        self.seqs: dict[str, int] = {}  # by the room's id

    def follow(self, event: Event, me: str) -> None:
        """Advance by a live event; `me` is the user's current name."""
        if isinstance(event, OF_DOCUMENTS):
            return  # a code document is resumed by its version
        if isinstance(event, Logged):
            room = id_of(event)
            self.seqs[room] = max(event.seq, self.seqs.get(room, 0))
            if isinstance(event, Removed) and fold(event.who) == fold(me):
                del self.seqs[room]
        elif isinstance(event, Joined):
            self.seqs.setdefault(id_of(event), event.head)
        elif isinstance(event, Reload):
            self.seqs[id_of(event)] = event.head
            self.epoch = event.epoch
        elif isinstance(event, (Left, Invited, RoomDeleted)):
            self.seqs.pop(id_of(event), None)
        elif isinstance(event, Welcome):
            self._welcome(event)

    def _welcome(self, event: Welcome) -> None:
        if self.epoch and event.epoch != self.epoch:
            # Each room answers `reload`; numbers from another database mean nothing here.
            self.seqs = dict.fromkeys(self.seqs, 0)
        self.epoch = event.epoch
        for room in event.rooms:
            # A private room can be read without joining it, from its head on.
            self.seqs.setdefault(id_of(room), room.head)


class OfRoom(Protocol):
    """Anything that names a room."""

    @property
    def room(self) -> str: ...

    @property
    def rid(self) -> str: ...


def id_of(subject: OfRoom) -> str:
    """The room as commands address it: its id, or its name on a server without ids."""
    return subject.rid or subject.room
