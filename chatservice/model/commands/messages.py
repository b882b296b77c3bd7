"""Sending messages."""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Say(Command, tag="say", kw_only=True, frozen=True):
    """Say something in a room.

    Repeating a `key` sends nothing new: the line is stored once. `re` is the seq of the line in the
    room that it answers. It may have a `topic` of its own, if the room's mode allows it.
    """

    usage: ClassVar[str] = "TEXT, or /me TEXT, or /to ROOM TEXT, or /re SEQ [in:ROOM] TEXT, or #t TOPIC: TEXT"
    room: str = ""
    text: Annotated[str, arguments.RawText("TEXT")]
    key: str = ""
    action: bool = False
    re: int = 0
    topic: str = ""


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
