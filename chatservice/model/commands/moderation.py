"""Keeping people out, or silent."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Kick(Command, tag="kick", kw_only=True, frozen=True):
    """Put somebody out of a room; with the room ``*``, off the server. They may come back."""

    name: Annotated[str, arguments.Word("NAME")]
    room: Annotated[str, arguments.Prefix("ROOM or *", "in:")] = ""
    reason: Annotated[str, arguments.Reason("REASON")] = ""


class Ban(Command, tag="ban", kw_only=True, frozen=True):
    """Keep somebody out: a person, a name, an address or a network such as 192.0.2.0/24.

    It is about the server, or one `room`. With `address`, where that person is at this
    moment is banned too. Without `seconds` it is for good.
    """

    target: Annotated[str, arguments.Word("NAME or ADDRESS or NETWORK")]
    seconds: Annotated[float | None, arguments.Until("for TIME")] = None
    room: Annotated[str, arguments.IN_ROOM] = "*"
    address: Annotated[bool, arguments.Flag("+address")] = False
    reason: Annotated[str, arguments.Reason("REASON")] = ""


class Unban(Command, tag="unban", kw_only=True, frozen=True):
    """Lift a ban."""

    target: Annotated[str, arguments.Word("NAME or ADDRESS or NETWORK")]
    room: Annotated[str, arguments.IN_ROOM] = "*"


class Bans(Command, tag="bans", kw_only=True, frozen=True):
    """Show who is banned and muted on the server, or in a room; with `name`, those with that in it.

    They are the newest ones, when there are many.
    """

    room: Annotated[str, arguments.Word("ROOM or *")] = "*"
    name: Annotated[str, arguments.Rest("NAME")] = ""


class Mute(Command, tag="mute", kw_only=True, frozen=True):
    """Let somebody read and not speak in a room; with the room ``*``, anywhere.

    Without `seconds` it is for good.
    """

    name: Annotated[str, arguments.Word("NAME")]
    seconds: Annotated[float | None, arguments.Until("for TIME")] = None
    room: Annotated[str, arguments.Prefix("ROOM or *", "in:")] = ""
    reason: Annotated[str, arguments.Reason("REASON")] = ""


class Unmute(Command, tag="unmute", kw_only=True, frozen=True):
    """Let somebody speak again."""

    name: Annotated[str, arguments.Word("NAME")]
    room: Annotated[str, arguments.Prefix("ROOM or *", "in:")] = ""
