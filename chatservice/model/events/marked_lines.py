"""Lists of lines that somebody marked."""

import msgspec

from chatservice.model.events.base import Answer
from chatservice.model.events.logged import LoggedEvent


class PinnedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A pinned `line`, by whom, and when."""

    line: LoggedEvent
    by: str
    ts: float


class PinList(Answer, tag="pins", kw_only=True, frozen=True):
    """The pinned lines of a room, in the order in which they were pinned."""

    room: str
    rid: str = ""
    pins: list[PinnedLine]


class BookmarkedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A `line` that you have marked, and when; its `room` is in it."""

    line: LoggedEvent
    ts: float


class BookmarkList(Answer, tag="bookmarks", kw_only=True, frozen=True):
    """Your bookmarks, the newest first; `next` asks for the next page."""

    bookmarks: list[BookmarkedLine]
    next: int | None = None
