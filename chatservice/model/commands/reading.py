"""What you have read, who mentioned you, and what you are notified of."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class MarkRead(Command, tag="read", kw_only=True, frozen=True):
    """Mark a room as read, up to a line or (without one) altogether, on all your devices.

    What is sent to a connection counts as read by itself, unless its `login` said `marks`. A mark goes
    back only with `unread`.
    """

    room: Annotated[str, arguments.IN_ROOM] = ""
    seq: Annotated[int | None, arguments.LINE] = None


class MarkUnread(Command, tag="unread", kw_only=True, frozen=True):
    """Mark a room as unread from a line on, until you read it again or enter the room."""

    room: Annotated[str, arguments.IN_ROOM] = ""
    seq: Annotated[int, arguments.LINE]


class SeenBy(Command, tag="seen_by", kw_only=True, frozen=True):
    """Show who has read up to a line (without one: the last) in a group or direct conversation.

    People who switched that off with ``/set seen off`` are not shown, and are shown nobody.
    """

    room: Annotated[str, arguments.IN_ROOM] = ""
    seq: Annotated[int | None, arguments.LINE] = None


class Mentions(Command, tag="mentions", kw_only=True, frozen=True):
    """List the lines that mention you, newest first: since you were away, or since a time ago, or all.

    `since` is a duration such as ``2d``, or ``all``. `before` is the ``next`` of the previous page; typed,
    it is ``before:N``.
    """

    since: Annotated[str, arguments.Rest("TIME or all")] = ""
    before: Annotated[int | None, arguments.BEFORE_PAGE] = None
    limit: int = 50


class SetLevel(Command, tag="level", kw_only=True, frozen=True):
    """Choose what a room notifies you of: ``all``, ``mentions`` or ``none``."""

    room: Annotated[str, arguments.IN_ROOM] = ""
    level: Annotated[str, arguments.Word("all, mentions or none")]
