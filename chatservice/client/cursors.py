"""How far one has read, room by room, so that coming back brings exactly the rest. Pure.

A cursor is ``(epoch, room, seq)``. It moves with the lines themselves, never ahead of
them: `joined` tells the head before the lines up to it have arrived, so it counts only
when one did not ask for what came before.
"""

from chatservice.model.events import Event, Invited, Joined, Left, Logged, Reload, Removed, Renamed, Welcome
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
        elif isinstance(event, (Left, Invited)):
            self.seqs.pop(event.room, None)
        elif isinstance(event, Welcome):
            self._welcome(event)
        elif isinstance(event, Renamed):
            self._renamed(event)

    def _welcome(self, event: Welcome) -> None:
        if self.epoch and event.epoch != self.epoch:
            # Each room answers `reload`; numbers from another database say nothing here.
            self.seqs = dict.fromkeys(self.seqs, 0)
        self.epoch = event.epoch
        for room in event.rooms:
            # A private room is read without being joined, from its head on.
            self.seqs.setdefault(room.room, room.head)

    def _renamed(self, event: Renamed) -> None:
        """A direct conversation is called by its members' names."""
        if event.room.startswith("@") and event.room not in self.seqs:
            wanted = _parts(event.room) - {fold(event.name)} | {fold(event.was)}
            for label in list(self.seqs):
                if label.startswith("@") and _parts(label) == wanted:
                    self.seqs[event.room] = self.seqs.pop(label)


def _parts(label: str) -> set[str]:
    return {fold(name) for name in label[1:].split(",")}
