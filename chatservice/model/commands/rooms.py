"""Rooms: entering, leaving, making and ending them."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Join(Command, tag="join", kw_only=True, frozen=True):
    """Enter a room, made if it is not there, and talk in it.

    With `since`, everything after that seq is sent, then what happens, and a room that is gone is
    not made anew; without it, the last lines are sent: `lines` of them, or as many as the server has set.
    """

    room: Annotated[str, arguments.Word("ROOM")]
    password: Annotated[str, arguments.Rest("PASSWORD")] = ""
    since: int | None = None
    epoch: str = ""
    lines: int | None = None


class Leave(Command, tag="leave", kw_only=True, frozen=True):
    """Leave a room; a group is left for good."""

    room: Annotated[str, arguments.Rest("ROOM")] = ""


class Rooms(Command, tag="rooms", kw_only=True, frozen=True):
    """Show the rooms that one may enter, or the conversations with guests who are gone for good.

    With `about`, those with that in their name. With a `limit`, only so many, the busiest first; who
    types it sees twenty, and all with ``all``.
    """

    ended: Annotated[bool, arguments.Flag("ended")] = False
    about: Annotated[str, arguments.Rest("all or WORD")] = ""
    limit: Annotated[int | None, arguments.Always("", 20)] = None


class Who(Command, tag="who", kw_only=True, frozen=True):
    """Show who is in a room; ``*`` is everyone who is here."""

    room: Annotated[str, arguments.Rest("ROOM")] = ""


class Topic(Command, tag="topic", kw_only=True, frozen=True):
    """Show or set the topic of a room; typed, ``-`` clears it.

    An empty `text` clears it.
    """

    room: str = ""
    text: Annotated[str | None, arguments.Rest("TEXT or -", clears="-")] = None


class CreateChatroom(Command, tag="create_chatroom", kw_only=True, frozen=True):
    """Make a room without entering it; the answer tells its number."""

    name: Annotated[str, arguments.Rest("NAME")]


class OpenChatroom(Command, tag="open_chatroom", kw_only=True, frozen=True):
    """Enter a room that is there, by its number or name."""

    room: Annotated[str, arguments.Rest("ID")]


class DeleteChatroom(Command, tag="delete_chatroom", kw_only=True, frozen=True):
    """Delete a room, by its number or name, with everything said in it.

    Who talks in it is put into the lobby.
    """

    room: Annotated[str, arguments.Rest("ID")]
