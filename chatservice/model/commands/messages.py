"""What is said."""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Say(Command, tag="say", kw_only=True, frozen=True):
    """Say something in a room.

    The same `key` again is the same line, said once.
    """

    usage: ClassVar[str] = "TEXT, or /me TEXT"
    room: str = ""
    text: Annotated[str, arguments.RawText("TEXT")]
    key: str = ""
    action: bool = False


class Msg(Command, tag="msg", kw_only=True, frozen=True):
    """Say something to one person."""

    to: Annotated[str, arguments.Word("NAME")]
    text: Annotated[str, arguments.RawText("TEXT")]
    key: str = ""


class Reply(Command, tag="reply", kw_only=True, frozen=True):
    """Answer the last private line.

    When it has come within 10 s, and another conversation was going on, the first try is an error that says
    whose it is.
    """

    text: Annotated[str, arguments.RawText("TEXT")]
    key: str = ""
