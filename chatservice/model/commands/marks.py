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
