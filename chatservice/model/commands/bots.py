"""Bots and webhooks."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Bot(Command, tag="bot", kw_only=True, frozen=True):
    """Make an account for a program of one's own, or a new token for it.

    The token is told once; the one before it is worth nothing then. With `off` there is no
    new one, and the bot stays out. With `delete` the bot is no more, and its name is free.
    """

    name: Annotated[str, arguments.Word("NAME")]
    off: Annotated[bool, arguments.Flag("off")] = False
    delete: Annotated[bool, arguments.Flag("delete")] = False


class Bots(Command, tag="bots", kw_only=True, frozen=True):
    """Show one's bots.

    Moderators of the server may give a `name`: they see the bots of that person, or whose bot it is.
    """

    name: Annotated[str, arguments.Rest("NAME")] = ""


class Webhook(Command, tag="webhook", kw_only=True, frozen=True):
    """Make an address where programs can post lines for a room, said by a bot of that name."""

    name: Annotated[str, arguments.Word("NAME")]
    room: Annotated[str, arguments.Rest("ROOM")] = ""


class Webhooks(Command, tag="webhooks", kw_only=True, frozen=True):
    """Show the webhooks of a room."""

    room: Annotated[str, arguments.Rest("ROOM")] = ""


class Unhook(Command, tag="unhook", kw_only=True, frozen=True):
    """Make a webhook's address worthless; `id` as webhooks shows it."""

    id: Annotated[str, arguments.Word("ID")]
    room: Annotated[str, arguments.Rest("ROOM")] = ""
