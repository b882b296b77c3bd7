"""Commands that work everywhere."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Motd(Command, tag="motd", frozen=True):
    """Show the message of the day."""


class Ping(Command, tag="ping", frozen=True):
    """Ask whether the server responds."""


class Help(Command, tag="help", kw_only=True, frozen=True):
    """Show where to begin, a page of commands, or how to use one.

    Pages have only what you may do; ``all`` is all of them.
    """

    about: Annotated[str, arguments.Rest("PAGE or COMMAND")] = ""


class Quit(Command, tag="quit", frozen=True):
    """Say goodbye and disconnect. A bare quit works too."""
