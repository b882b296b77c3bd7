"""What people attach to lines."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class React(Command, tag="react", kw_only=True, frozen=True):
    """React to a line with an emoji, ``+1``, ``-1`` or ``:name:``; once more takes it back.

    Programs say with `on` which of the two they mean.
    """

    seq: Annotated[int, arguments.LINE]
    emoji: Annotated[str, arguments.Word("EMOJI")]
    room: Annotated[str, arguments.IN_ROOM] = ""
    on: bool | None = None


class Reactions(Command, tag="reactions", kw_only=True, frozen=True):
    """Show who reacted to a line."""

    seq: Annotated[int, arguments.LINE]
    room: Annotated[str, arguments.IN_ROOM] = ""


class Pin(Command, tag="pin", kw_only=True, frozen=True):
    """Pin a line, for everyone in the room."""

    seq: Annotated[int, arguments.LINE]
    room: Annotated[str, arguments.IN_ROOM] = ""


class Unpin(Command, tag="unpin", kw_only=True, frozen=True):
    """Unpin a line."""

    seq: Annotated[int, arguments.LINE]
    room: Annotated[str, arguments.IN_ROOM] = ""


class Pins(Command, tag="pins", kw_only=True, frozen=True):
    """Show the pinned lines of a room."""

    room: Annotated[str, arguments.IN_ROOM] = ""


class Bookmark(Command, tag="bookmark", kw_only=True, frozen=True):
    """Mark a line for yourself; nobody else sees it."""

    seq: Annotated[int, arguments.LINE]
    room: Annotated[str, arguments.IN_ROOM] = ""


class Unbookmark(Command, tag="unbookmark", kw_only=True, frozen=True):
    """Remove a bookmark."""

    seq: Annotated[int, arguments.LINE]
    room: Annotated[str, arguments.IN_ROOM] = ""


class Bookmarks(Command, tag="bookmarks", kw_only=True, frozen=True):
    """Show your bookmarks, the newest first.

    `before` is the ``next`` of the previous page.
    """

    limit: Annotated[int, arguments.Number("N")] = 20
    before: Annotated[int | None, arguments.BEFORE_PAGE] = None


class Context(Command, tag="context", kw_only=True, frozen=True):
    """Show a line and those around it."""

    seq: Annotated[int, arguments.LINE]
    room: Annotated[str, arguments.IN_ROOM] = ""
    limit: Annotated[int, arguments.Number("N")] = 10
