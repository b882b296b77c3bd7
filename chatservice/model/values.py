"""Principals, rooms and what a log holds: rows as the rest of the program sees them."""

from enum import StrEnum

import msgspec


class RoomKind(StrEnum):
    PUBLIC = "public"
    GROUP = "group"
    DIRECT = "direct"

    @property
    def private(self) -> bool:
        return self is not RoomKind.PUBLIC


class EventKind(StrEnum):
    """What a logged event is. The value is what the database holds."""

    MESSAGE = "message"
    ACTION = "action"
    TOPIC = "topic"
    ADDED = "added"
    REMOVED = "removed"


LOBBY = 1  # the id of the room that everyone is in; its number for people is 0


class Principal(msgspec.Struct, frozen=True, gc=False):
    """Somebody. The id is never used again; the name is how it is shown now.

    `left` is when its last session ended (seconds since 1970), None while it is here.
    """

    id: int
    name: str
    guest: bool = True
    left: float | None = None


class RoomRow(msgspec.Struct, frozen=True, gc=False):
    """A room as it is stored.

    `access` grows with every change of who may do what here; an append says which one
    its decision rested on. `head` is the last seq given, `first` the first one kept
    (head + 1 when nothing is). `pair` holds the two principals of a direct room.
    `number` is a public room's second name, for those who want digits.
    """

    id: int
    kind: RoomKind
    name: str
    topic: str = ""
    access: int = 0
    head: int = 0
    first: int = 1
    pair: tuple[int, int] | None = None
    number: int | None = None


class Draft(msgspec.Struct, frozen=True, gc=False):
    """An event on its way into a room's log.

    `expect` is the room's access version that the decision rested on; None where the
    room's rights play no part. `subject` is the principal that ADDED and REMOVED are about.
    """

    kind: EventKind
    actor: int
    actor_name: str
    body: str
    ts: float
    key: str = ""
    expect: int | None = None
    subject: int | None = None
    subject_name: str = ""


class Record(msgspec.Struct, frozen=True, gc=False):
    """An event as the log holds it; names are those shown now."""

    id: int
    seq: int
    ts: float
    kind: EventKind
    actor: int
    actor_name: str
    body: str
    subject: int | None = None
    subject_name: str = ""


class Appended(msgspec.Struct, frozen=True, gc=False):
    """Where a draft went. `fresh` is False when its key was there before: `seq` is the first one's."""

    id: int
    seq: int
    fresh: bool = True


class Hit(msgspec.Struct, frozen=True, gc=False):
    """One line that a search found."""

    room: int
    record: Record


class Found(msgspec.Struct, frozen=True, gc=False):
    """A page of hits, newest first.

    `before` is the event id to ask the next page with, None when there is no more.
    `complete` is False when the bounded scan ended before the oldest line.
    """

    hits: list[Hit]
    before: int | None
    complete: bool


class Figures(msgspec.Struct, frozen=True, gc=False):
    """How much is kept. `bytes_free` are inside the file, for what comes next."""

    people: int
    guests: int
    rooms: int
    groups: int
    directs: int
    lines: int
    bytes_used: int
    bytes_free: int
