"""Bots and webhooks."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Bot(Command, tag="bot", kw_only=True, frozen=True):
    """Create an account for a program of yours, or a new token for it.

    The token is shown once; it replaces the previous one. With `off` there is no new token, and the
    bot cannot log in. With `delete` the bot is deleted, and its name is free.
    """

    name: Annotated[str, arguments.Word("NAME")]
    off: Annotated[bool, arguments.Flag("off")] = False
    delete: Annotated[bool, arguments.Flag("delete")] = False


class Bots(Command, tag="bots", kw_only=True, frozen=True):
    """List your bots.

    Moderators of the server may give a `name`: they see that person's bots, or the bot's owner.
    """

    name: Annotated[str, arguments.Rest("NAME")] = ""


class Webhook(Command, tag="webhook", kw_only=True, frozen=True):
    """Create an address where programs can post lines to a room, sent by a bot of that name.

    A `signed` one takes only what shows its secret: signed with it (`X-Hub-Signature-256`, as GitHub
    does), or in `X-Gitlab-Token` or `Authorization: Bearer`.
    """

    name: Annotated[str, arguments.Word("NAME")]
    signed: Annotated[bool, arguments.Flag("signed")] = False
    room: Annotated[str, arguments.Rest("ROOM")] = ""


class Webhooks(Command, tag="webhooks", kw_only=True, frozen=True):
    """List the webhooks of a room."""

    room: Annotated[str, arguments.Rest("ROOM")] = ""


class Unhook(Command, tag="unhook", kw_only=True, frozen=True):
    """Revoke a webhook's address; `id` as webhooks shows it."""

    id: Annotated[str, arguments.Word("ID")]
    room: Annotated[str, arguments.Rest("ROOM")] = ""
