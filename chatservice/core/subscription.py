"""A session's place in a room."""

from chatservice.core.ports import Variant
from chatservice.core.room import Room


class Subscription:
    """The cursor.

    A live subscription (`variant` set) has received everything up to the room's head; one that is
    catching up has received everything up to `cursor`. `mark` is the person's read mark at its start,
    `entered` the room's head at that time. `behind` is whether lines between these two were not shown:
    until they are, what follows does not count as read either. `talked` is the head when the session last
    talked there, or entered.
    """

    __slots__ = ("behind", "cursor", "entered", "mark", "pull", "room", "saved", "talked", "typed", "variant")

    def __init__(self, room: Room, mark: int | None) -> None:
        self.room = room
        self.variant: Variant | None = None
        self.cursor = room.tail.head
        self.entered = room.tail.head
        self.mark = mark
        self.behind = mark is not None and mark < room.tail.head
        self.talked = room.tail.head
        self.saved = -1
        self.typed = float("-inf")  # when others were last told that they type there, monotonic
        self.pull = 0  # the number of the present catch-up
