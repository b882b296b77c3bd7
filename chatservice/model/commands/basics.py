"""Commands that work everywhere."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Motd(Command, tag="motd", frozen=True):
    """Show the message of the day."""


class Ping(Command, tag="ping", frozen=True):
    """Ask whether the server responds."""


class Help(Command, tag="help", kw_only=True, frozen=True):
    """List the commands, or show how to use one."""

    about: Annotated[str, arguments.Rest("COMMAND")] = ""


class Quit(Command, tag="quit", frozen=True):
    """Say goodbye and disconnect. A bare quit works too."""
