"""What is unread, mentions, and how much of a room a person is notified of."""

from enum import StrEnum

import msgspec

from chatservice.model.records import Record


class Level(StrEnum):
    """What a person is notified of in a room."""

    ALL = "all"
    MENTIONS = "mentions"
    NONE = "none"


class Unread(msgspec.Struct, frozen=True, gc=False):
    """What came in a room after a person's read mark: lines, and those of them that mention the person."""

    lines: int = 0
    mentions: int = 0


class Mention(msgspec.Struct, frozen=True, gc=False):
    """A line that mentions a person, and its room."""

    room: int
    record: Record


NOTHING_UNREAD = Unread()
