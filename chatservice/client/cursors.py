"""How far one has read, room by room, so that coming back brings exactly the rest. Pure.

A cursor is ``(epoch, room, seq)``. It moves with the lines themselves, never ahead of
them: `joined` tells the head before the lines up to it have arrived, so it counts only
when one did not ask for what came before.
"""

from chatservice.model.events import (
    Event,
    Invited,
    Joined,
    Left,
    Logged,
    NameIs,
    Reload,
    Removed,
    Renamed,
    RoomDeleted,
    Welcome,
)
from chatservice.model.names import fold


class Cursors:
    def __init__(self) -> None:
        self.epoch = ""
        self.seqs: dict[str, int] = {}

    def follow(self, event: Event, me: str) -> None:
        """Move by what came live; `me` is one's own name now."""
        if isinstance(event, Logged):
            self.seqs[event.room] = max(event.seq, self.seqs.get(event.room, 0))
            if isinstance(event, Removed) and fold(event.who) == fold(me):
                del self.seqs[event.room]
        elif isinstance(event, Joined):
            self.seqs.setdefault(event.room, event.head)
        elif isinstance(event, Reload):
            self.seqs[event.room] = event.head
            self.epoch = event.epoch
        elif isinstance(event, (Left, Invited, RoomDeleted)):
            self.seqs.pop(event.room, None)
        elif isinstance(event, Welcome):
            self._welcome(event)
        elif isinstance(event, Renamed):
            self._renamed(event.room, event.was, event.name)
        elif isinstance(event, NameIs):
            for label in [label for label in self.seqs if fold(me) in _parts(label)]:
                others = [name for name in label[1:].split(",") if fold(name) != fold(me)]
                self.seqs[direct_label(event.name, others[0] if others else event.name)] = self.seqs.pop(
                    label
                )

    def _welcome(self, event: Welcome) -> None:
        if self.epoch and event.epoch != self.epoch:
            # Each room answers `reload`; numbers from another database say nothing here.
            self.seqs = dict.fromkeys(self.seqs, 0)
        self.epoch = event.epoch
        for room in event.rooms:
            # A private room is read without being joined, from its head on.
            self.seqs.setdefault(room.room, room.head)

    def _renamed_me(self, me: str, name: str) -> None:
        for label in [label for label in self.seqs if fold(me) in _parts(label)]:
            others = [other for other in label[1:].split(",") if fold(other) != fold(me)]
            self.seqs[direct_label(name, others[0] if others else name)] = self.seqs.pop(label)

    def _renamed(self, room: str, was: str, name: str) -> None:
        """A direct conversation is called by its members' names."""
        if room.startswith("@") and room not in self.seqs:
            wanted = _parts(room) - {fold(name)} | {fold(was)}
            for label in [label for label in self.seqs if _parts(label) == wanted]:
                self.seqs[room] = self.seqs.pop(label)


def direct_label(one: str, other: str) -> str:
    """What the server calls the conversation of these two."""
    return "@" + ",".join(sorted((one, other), key=fold))


def _parts(label: str) -> set[str]:
    """Whose conversation it is; nobody's when it is a room."""
    return {fold(name) for name in label[1:].split(",")} if label.startswith("@") else set()
