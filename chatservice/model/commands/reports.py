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
