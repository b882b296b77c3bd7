"""Outgoing webhooks, and commands that they answer."""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class OutgoingHook(Command, tag="outgoing", kw_only=True, frozen=True):
    """Post a room's lines to a URL, and say what it answers, as a bot of that name.

    With words, only lines that begin with one of them are posted; a word such as `/deploy` is a
    command that people in the room can type. The form is that of Mattermost's.
    """

    name: Annotated[str, arguments.Word("NAME")]
    url: Annotated[str, arguments.Word("URL")]
    words: Annotated[str, arguments.Keyed("WORD,WORD", "on", "word")] = ""
    room: Annotated[str, arguments.Rest("ROOM")] = ""


class OutgoingList(Command, tag="outgoing_list", kw_only=True, frozen=True):
    """List the outgoing webhooks of a room."""

    under: ClassVar[str] = "outgoing"
    room: Annotated[str, arguments.Rest("ROOM")] = ""


class OutgoingOff(Command, tag="outgoing_off", kw_only=True, frozen=True):
    """Delete an outgoing webhook, by its number in the list."""

    under: ClassVar[str] = "outgoing"
    id: Annotated[int, arguments.Number("NUMBER")]
    room: Annotated[str, arguments.Rest("ROOM")] = ""


class Slash(Command, tag="slash", kw_only=True, frozen=True):
    """Ask a program: a command of an outgoing webhook of the room, with the rest of the line.

    People type it as its name says: `/deploy prod`.
    """

    typed: ClassVar[bool] = False
    name: str
    text: str = ""
    room: str = ""
