"""The base of all events."""

from typing import ClassVar

import msgspec

from chatservice.model.annotations import ReactionCount


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


class Line(Logged, frozen=True, kw_only=True):
    """A line of the conversation. What was added to it since it was written comes with it in pages of
    history, and live as events of their own."""

    replies: int = 0
    reactions: tuple[ReactionCount, ...] = ()
    pinned: bool = False


class Passing(Event, frozen=True):
    pass


class Answer(Event, frozen=True, kw_only=True):
    ref: str | int | None = None
