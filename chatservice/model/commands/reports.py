"""Lines that should not stay, and reports of them."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Delete(Command, tag="delete", kw_only=True, frozen=True):
    """Delete a line, one's own or another's: its text is gone, its number stays.

    Without a `seq` it is the last one that one said there.
    """

    room: Annotated[str, arguments.IN_ROOM] = ""
    seq: Annotated[int | None, arguments.LINE] = None


class Report(Command, tag="report", kw_only=True, frozen=True):
    """Show a line to the moderators of the server, who see its text then."""

    room: Annotated[str, arguments.IN_ROOM] = ""
    seq: Annotated[int, arguments.LINE]
    reason: Annotated[str, arguments.Rest("REASON")] = ""


class Reports(Command, tag="reports", frozen=True):
    """Show the reports that nobody has dealt with."""


class Resolve(Command, tag="resolve", kw_only=True, frozen=True):
    """Say that a report is dealt with."""

    id: Annotated[int, arguments.Number("ID")]
