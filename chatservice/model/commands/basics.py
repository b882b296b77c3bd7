"""What works everywhere."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Motd(Command, tag="motd", frozen=True):
    """Show the message of the day."""


class Ping(Command, tag="ping", frozen=True):
    """Ask whether the server is there."""


class Help(Command, tag="help", kw_only=True, frozen=True):
    """Show the commands, or how one of them is used."""

    about: Annotated[str, arguments.Rest("COMMAND")] = ""


class Quit(Command, tag="quit", frozen=True):
    """Say goodbye. A bare quit does it too."""
