"""Runs of programs."""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Run(Command, tag="run", kw_only=True, frozen=True):
    """Run the program in a message: the newest between lines of three backticks, or that of line N.

    The language is given after the first backticks, or in `language`; `block` selects one of several
    blocks in a message, counted from 1. `input` is everything the program can read, unless it is
    `interactive`: then more can be typed. Programs may give the `source` itself.
    """

    line: Annotated[int | None, arguments.Number("N")] = None
    room: Annotated[str, arguments.IN_ROOM] = ""
    language: Annotated[str, arguments.Prefix("LANGUAGE", "as:")] = ""
    block: Annotated[int, arguments.Prefix("N", "block:", number=True)] = 1
    interactive: Annotated[bool, arguments.Flag("interactive")] = False
    input: Annotated[str, arguments.After("INPUT", key="with")] = ""
    source: str = ""


class RunShow(Command, tag="run_show", kw_only=True, frozen=True):
    """Show a program's output from a line on, counted from 0."""

    under: ClassVar[str] = "run"
    run: Annotated[int, arguments.Number("ID")]
    start: Annotated[int, arguments.Number("LINE")] = 0
    room: Annotated[str, arguments.IN_ROOM] = ""
    limit: int = 500


class RunStop(Command, tag="run_stop", kw_only=True, frozen=True):
    """Stop a program, yours or another person's."""

    under: ClassVar[str] = "run"
    run: Annotated[int, arguments.Number("ID")]
    room: Annotated[str, arguments.IN_ROOM] = ""


class RunInput(Command, tag="run_input", kw_only=True, frozen=True):
    """Type a line into your interactive program."""

    under: ClassVar[str] = "run"
    run: Annotated[int, arguments.Number("ID")]
    room: Annotated[str, arguments.IN_ROOM] = ""
    text: Annotated[str, arguments.RawText("TEXT")] = ""


class RunEof(Command, tag="run_eof", kw_only=True, frozen=True):
    """End the input of your interactive program."""

    under: ClassVar[str] = "run"
    run: Annotated[int, arguments.Number("ID")]
    room: Annotated[str, arguments.IN_ROOM] = ""


class Doctor(Command, tag="doctor", frozen=True):
    """Show whether programs can be run here, in which languages, and how they are isolated."""
