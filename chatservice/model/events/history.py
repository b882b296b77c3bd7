"""What was said."""

import msgspec

from chatservice.model.events.base import Answer
from chatservice.model.events.logged import LoggedEvent


class HistoryPage(Answer, tag="history", kw_only=True, frozen=True):
    """Lines of one room, oldest first.

    `more`: there are earlier lines, or later ones when `forward`. When `numbered`, people
    are shown the seq of each line. Events that only add something to another line are not in it: lines
    are as they became by the room's event `head`, or by a later one. With `topic`, only lines of it are.
    """

    room: str
    rid: str = ""
    lines: list[LoggedEvent]
    head: int = 0
    topic: str = ""
    more: bool = False
    forward: bool = False
    numbered: bool = False


class TopicInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A topic that `lines` messages have; `last` is the seq of the newest."""

    topic: str
    lines: int
    last: int


class TopicList(Answer, tag="topics", kw_only=True, frozen=True):
    """The topics of the messages in a room, those with the newest lines first. `more` are not listed."""

    room: str
    rid: str = ""
    topics: list[TopicInfo]
    more: int = 0


class MissedPage(Answer, tag="missed", kw_only=True, frozen=True):
    """What was said since you were last there, room by room; `mentions` counts the lines that mentioned
    you since you were away, or asked for them."""

    rooms: list[HistoryPage]
    mentions: int = 0


class FoundLine(msgspec.Struct, frozen=True, kw_only=True):
    """A hit with the lines around it."""

    line: LoggedEvent
    before: list[LoggedEvent]
    after: list[LoggedEvent]


class FoundPage(Answer, tag="found", kw_only=True, frozen=True):
    """Search hits, newest first. `next` asks for the next page; `complete` is false when only
    part of the history could be searched."""

    text: str
    hits: list[FoundLine]
    next: int | None = None
    complete: bool = True
