"""A person's read marks: how far they have read, by room, on all their devices."""

from collections.abc import Mapping


class ReadMarks(dict[int, int]):
    """By room (its id), the seq of the last line that was read there."""

    __slots__ = ("_unread", "_unstored")

    def __init__(self, marks: Mapping[int, int]) -> None:
        super().__init__(marks)
        # Sets made when something is in them: an empty one takes 216 bytes for everyone who is here.
        self._unstored: set[int] | None = None  # rooms whose mark is not stored yet
        self._unread: set[int] | None = None  # rooms that they marked as unread, whose mark stays

    def advance(self, room: int, seq: int) -> None:
        """A mark never goes back by this."""
        self.show(room)
        self[room] = max(self.get(room, 0), seq)
        if self._unstored is None:
            self._unstored = set()
        self._unstored.add(room)

    def hold_unread(self, room: int, seq: int) -> None:
        """They have read up to `seq`, until the room is read again."""
        if self._unread is None:
            self._unread = set()
        self._unread.add(room)
        self[room] = seq
        if self._unstored is not None:
            self._unstored.discard(room)

    def keeps_unread(self, room: int) -> bool:
        """Whether they marked the room as unread, and have not read it since."""
        return self._unread is not None and room in self._unread

    def show(self, room: int) -> None:
        """What they see of the room counts as read again."""
        if self._unread is not None:
            self._unread.discard(room)

    def take_unstored(self) -> dict[int, int]:
        """The marks that are not stored yet, by room: they count as stored from now on."""
        rooms, self._unstored = self._unstored or (), None
        return {room: self[room] for room in rooms}
