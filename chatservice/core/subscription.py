"""A session's place in a room."""

from chatservice.core.ports import Variant
from chatservice.core.room import Room


class Subscription:
    """The cursor.

    A live seat (`voice` set) has been given everything up to the room's head; one that is
    catching up has been given everything up to `cursor`. `mark` is what the person had
    seen when it came, `entered` the room's head then.
    """

    __slots__ = ("cursor", "entered", "mark", "pull", "room", "saved", "voice")

    def __init__(self, room: Room, mark: int | None) -> None:
        self.room = room
        self.voice: Variant | None = None
        self.cursor = room.tail.head
        self.entered = room.tail.head
        self.mark = mark
        self.saved = -1
        self.pull = 0  # which catching up is the present one
