"""Deleting and reporting lines."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Delete(Command, tag="delete", kw_only=True, frozen=True):
    """Delete a line, yours or another person's: its text is removed, its number stays.

    Without a `seq` it is your last line there.
    """

    room: Annotated[str, arguments.IN_ROOM] = ""
    seq: Annotated[int | None, arguments.LINE] = None


class Purge(Command, tag="purge", kw_only=True, frozen=True):
    """Delete what a person said lately in a room: `time` is 10m, 1h, 2d, and an hour if you do not say.

    Also of guests who have left. If there is more than one purge deletes, the newest lines go, and
    the answer says that there are `more`.
    """

    name: Annotated[str, arguments.Word("NAME")]
    time: Annotated[str, arguments.Word("TIME")] = "1h"
    room: Annotated[str, arguments.IN_ROOM] = ""


class Report(Command, tag="report", kw_only=True, frozen=True):
    """Report a line to the moderators of the server, who can then read it."""

    room: Annotated[str, arguments.IN_ROOM] = ""
    seq: Annotated[int, arguments.LINE]
    reason: Annotated[str, arguments.Rest("REASON")] = ""


class Reports(Command, tag="reports", frozen=True):
    """List the open reports."""


class Resolve(Command, tag="resolve", kw_only=True, frozen=True):
    """Close a report."""

    id: Annotated[int, arguments.Number("ID")]
