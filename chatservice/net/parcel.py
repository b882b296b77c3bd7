"""Bytes that leave in one write and are shared by many outboxes, with the lines that they are."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence

from chatservice.model.events import Event
from chatservice.wire.codec import Codec


class Parcel:
    """Bytes that leave in one write, and the lines that they are.

    They are lines of `room` from seq `first` on; 0 means that they are not in a log. `pieces` are
    the bytes of each of `events`, or are encoded by `codec` if anyone asks for them; without both it is one
    event.
    """

    __slots__ = ("_codec", "_pieces", "data", "events", "first", "holders", "room")

    def __init__(
        self,
        data: bytes,
        room: int = 0,
        first: int = 0,
        pieces: Sequence[bytes] = (),
        events: Sequence[Event] = (),
        codec: Codec | None = None,
    ) -> None:
        self.data = data
        self.room = room
        self.first = first
        self.holders = 0  # outboxes that hold it
        self.events = events
        self._pieces = pieces
        self._codec = codec

    @property
    def pieces(self) -> Sequence[bytes]:
        if self._codec is not None and not self._pieces:
            self._pieces = [self._codec.encode(event, "") for event in self.events]
        return self._pieces

    def split(self, taken: int) -> tuple[int, int]:
        """With `taken` bytes sent: where the partly sent event ends, and the seq of the first line
        after it (0: none)."""
        if not taken:
            return 0, self.first
        place = end = 0
        pieces = self.pieces
        while end < taken and place < len(pieces):
            end += len(pieces[place])
            place += 1
        return end or len(self.data), first_of(self.events[place:])

    def without(self, places: Container[int]) -> "Parcel":
        """The parcel without the events at these places."""
        all_pieces, all_events = self.pieces, self.events
        kept = [place for place in range(len(all_pieces)) if place not in places]
        pieces = [all_pieces[place] for place in kept]
        events = [all_events[place] for place in kept]
        return Parcel(b"".join(pieces), self.room, first_of(events), pieces, events)

    def singly(self) -> Iterator["Parcel"]:
        """A parcel for each event."""
        pieces = self.pieces
        if not pieces:
            yield self
        for piece, event in zip(pieces, self.events, strict=True):
            yield Parcel(piece, self.room, first_of((event,)))


class Answers(Parcel):
    """Answers to one client that came in one turn: encoded together, when they leave."""

    __slots__ = ("_data", "_encode", "answers")

    room = first = 0
    pieces = ()
    events: Sequence[Event] = ()

    def __init__(self, encode: Callable[[Sequence[Event]], bytes], first: Event) -> None:
        self.holders = 0
        self._encode = encode
        self._data = b""
        self.answers = [first]

    @property
    def data(self) -> bytes:
        """No more are added once it was looked at."""
        if not self._data:
            self._data = self._encode(self.answers)
        return self._data

    @data.setter
    def data(self, data: bytes) -> None:
        self._data = data


def first_of(events: Iterable[Event]) -> int:
    """The seq of the first of `events` that is a line; 0 if none is."""
    return next((seq for event in events if (seq := getattr(event, "seq", 0))), 0)
