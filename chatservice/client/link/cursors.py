"""How far one has read, room by room, so that coming back brings exactly the rest. Pure.

A cursor is ``(epoch, room, seq)``. It moves with the lines themselves, never ahead of
them: `joined` tells the head before the lines up to it have arrived, so it counts only
when one did not ask for what came before.
"""

from typing import Protocol

from chatservice.model.events import (
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
        """Move by what came live; `me` is one's own name now."""
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
            # Each room answers `reload`; numbers from another database say nothing here.
            self.seqs = dict.fromkeys(self.seqs, 0)
        self.epoch = event.epoch
        for room in event.rooms:
            # A private room is read without being joined, from its head on.
            self.seqs.setdefault(id_of(room), room.head)


class OfRoom(Protocol):
    """What tells of a room."""

    @property
    def room(self) -> str: ...

    @property
    def rid(self) -> str: ...


def id_of(told: OfRoom) -> str:
    """What the room is called in commands: its id; its name where a server tells no ids."""
    return told.rid or told.room
