"""A class: everyone in a room gets a copy of a code document, which its owners look at, run and collect."""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command

HANDED_OUT = arguments.Word("DOCUMENT")


class CodeHandOut(Command, tag="code_hand_out", kw_only=True, frozen=True):
    """Give everyone in the room a copy of a code document, which only they and the room's moderators see.

    Sent again, it gives one to those who have none.
    """

    under: ClassVar[str] = "code"
    doc: Annotated[str, HANDED_OUT] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""


class CodeClass(Command, tag="code_class", kw_only=True, frozen=True):
    """Show who has written and run what in the copies of a code document that was handed out."""

    under: ClassVar[str] = "code"
    doc: Annotated[str, HANDED_OUT] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""


class CodeRunAll(Command, tag="code_run_all", kw_only=True, frozen=True):
    """Run all copies of a code document with one input, and show the results when the last has ended."""

    under: ClassVar[str] = "code"
    doc: Annotated[str, HANDED_OUT] = ""
    room: Annotated[str, arguments.IN_ROOM] = ""
    input: Annotated[str, arguments.After("INPUT", key="with")] = ""
