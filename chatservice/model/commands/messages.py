"""Sending messages."""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Say(Command, tag="say", kw_only=True, frozen=True):
    """Say something in a room.

    Repeating a `key` sends nothing new: the line is stored once.
    """

    usage: ClassVar[str] = "TEXT, or /me TEXT"
    room: str = ""
    text: Annotated[str, arguments.RawText("TEXT")]
    key: str = ""
    action: bool = False


class Msg(Command, tag="msg", kw_only=True, frozen=True):
    """Send a private message to one person."""

    to: Annotated[str, arguments.Word("NAME")]
    text: Annotated[str, arguments.RawText("TEXT")]
    key: str = ""


class Reply(Command, tag="reply", kw_only=True, frozen=True):
    """Answer the last private message.

    If it arrived within the last 10 s during another conversation, the first try is an error that
    names its sender.
    """

    text: Annotated[str, arguments.RawText("TEXT")]
    key: str = ""
