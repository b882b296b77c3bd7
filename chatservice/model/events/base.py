"""The base of all events."""

from typing import ClassVar

import msgspec


# gc=False, here and in the other structs of this package: none of them can be part of a
# cycle, so the collector does not have to visit the thousands made every second.
class Event(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="event", gc=False):
    # The line that a person reads, where the fields' values are enough for it; a float is a time.
    says: ClassVar[str] = ""


class Logged(Event, frozen=True, kw_only=True):
    room: str
    rid: str = ""
    seq: int
    id: int
    ts: float
    sender: str


class Passing(Event, frozen=True):
    pass


class Answer(Event, frozen=True, kw_only=True):
    ref: str | int | None = None
