"""Previews of links."""

from typing import ClassVar

from chatservice.model.commands.base import Command


class Previews(Command, tag="previews", kw_only=True, frozen=True):
    """Show what the pages behind a line's first three links say of themselves.

    The server reads them, and remembers what it found, so that they do not learn who looks at the line.
    What it has not read yet comes a little later, in a second event.
    """

    typed: ClassVar[bool] = False
    seq: int
    room: str = ""
