"""Kicking, banning and muting people."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Kick(Command, tag="kick", kw_only=True, frozen=True):
    """Remove a person from a room, or with the room ``*`` from the server. They may come back.

    With `address`, so are all guests from their current address, which is not shown; for moderators of the
    server.
    """

    name: Annotated[str, arguments.Word("NAME")]
    room: Annotated[str, arguments.Prefix("ROOM or *", "in:")] = ""
    address: Annotated[bool, arguments.Flag("+address")] = False
    reason: Annotated[str, arguments.Reason("REASON")] = ""


class Ban(Command, tag="ban", kw_only=True, frozen=True):
    """Ban a person, a name, an address or a network such as 192.0.2.0/24.

    It applies to the server, or to one `room`. With `address`, the person's current address is
    banned too. Without `seconds` it is permanent.
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
    """List bans and mutes on the server, or in a room; with `name`, those that contain it.

    If there are many, only the newest are listed.
    """

    room: Annotated[str, arguments.Word("ROOM or *")] = "*"
    name: Annotated[str, arguments.Rest("NAME")] = ""


class Mute(Command, tag="mute", kw_only=True, frozen=True):
    """Mute a person, who may then read but not speak in a room, or with the room ``*`` anywhere.

    With `address`, on the whole server only, so are all guests from their current address, which is
    not shown. Without `seconds` it is permanent.
    """

    name: Annotated[str, arguments.Word("NAME")]
    seconds: Annotated[float | None, arguments.Until("for TIME")] = None
    room: Annotated[str, arguments.Prefix("ROOM or *", "in:")] = ""
    address: Annotated[bool, arguments.Flag("+address")] = False
    reason: Annotated[str, arguments.Reason("REASON")] = ""


class Unmute(Command, tag="unmute", kw_only=True, frozen=True):
    """Let a muted person speak again."""

    name: Annotated[str, arguments.Word("NAME")]
    room: Annotated[str, arguments.Prefix("ROOM or *", "in:")] = ""
