"""Rooms: entering, leaving, creating and deleting them."""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Join(Command, tag="join", kw_only=True, frozen=True):
    """Enter a room, created if it does not exist, and make it your current room.

    With `since`, you get everything after that seq, then live events, and a deleted room is not
    created again; without it, you get the last lines: `lines` of them, or the server's default. With
    `quiet`, as it is typed, a room that you are in shows only what was said since you last talked there,
    after a `talk`.
    """

    room: Annotated[str, arguments.Word("ROOM")]
    password: Annotated[str, arguments.Rest("PASSWORD")] = ""
    since: int | None = None
    epoch: str = ""
    lines: int | None = None
    quiet: Annotated[bool, arguments.Always("", True)] = False


class Where(Command, tag="where", frozen=True):
    """Show in which room you talk."""


class Next(Command, tag="next", frozen=True):
    """Talk in the next of your rooms in which something was said since you last talked there."""


class Leave(Command, tag="leave", kw_only=True, frozen=True):
    """Leave a room; leaving a group ends your membership, but you may join again for a minute."""

    room: Annotated[str, arguments.Rest("ROOM")] = ""


class Rooms(Command, tag="rooms", kw_only=True, frozen=True):
    """List the rooms that you may enter, or ended conversations with guests.

    With `about`, those that contain it in their name. With a `limit`, only that many, the busiest
    first; typed, it lists twenty, and all with ``all``. With `after`, they come by name in pages: those
    after that name, from the first one if it is empty.
    """

    ended: Annotated[bool, arguments.Flag("ended")] = False
    after: Annotated[str | None, arguments.Keyed("NAME", "after", "word")] = None
    about: Annotated[str, arguments.Rest("all or WORD")] = ""
    limit: Annotated[int | None, arguments.Always("", 20)] = None


class Who(Command, tag="who", kw_only=True, frozen=True):
    """List who is in a room; ``*`` is everyone online."""

    room: Annotated[str, arguments.Rest("ROOM")] = ""


class Seen(Command, tag="seen", kw_only=True, frozen=True):
    """Show when a person was last here."""

    name: Annotated[str, arguments.Rest("NAME")]


class Topic(Command, tag="topic", kw_only=True, frozen=True):
    """Show or set the topic of a room; typed, ``-`` clears it.

    An empty `text` clears it.
    """

    room: Annotated[str, arguments.IN_ROOM] = ""
    text: Annotated[str | None, arguments.Words("TEXT or -", clears="-")] = None


class RenameRoom(Command, tag="rename_room", kw_only=True, frozen=True):
    """Give a room another name; those who are in it stay, and its old name is free.

    Links and programs that know the room's id find it as before.
    """

    verb: ClassVar[str] = "rename"
    room: Annotated[str, arguments.IN_ROOM] = ""
    name: Annotated[str, arguments.Rest("NAME")]
    reason: str = ""


class CreateChatroom(Command, tag="create_chatroom", kw_only=True, frozen=True):
    """Create a room without entering it; the answer contains its number."""

    name: Annotated[str, arguments.Rest("NAME")]


class OpenChatroom(Command, tag="open_chatroom", kw_only=True, frozen=True):
    """Enter an existing room, by its number or name."""

    room: Annotated[str, arguments.Rest("ID")]


class DeleteChatroom(Command, tag="delete_chatroom", kw_only=True, frozen=True):
    """Delete a room, by its number or name, with everything said in it.

    People whose current room it is move to the lobby.
    """

    room: Annotated[str, arguments.Rest("ID")]
