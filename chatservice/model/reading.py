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


class MentionChange(msgspec.Struct, frozen=True, gc=False):
    """Whom a line mentions from now on, and whom no more since it was edited."""

    new: list[int] = []
    gone: list[int] = []


EVERYONE = 0  # the principal that lines to everyone in a room mention
NOTHING_UNREAD = Unread()
