"""Ignoring people."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Ignore(Command, tag="ignore", kw_only=True, frozen=True):
    """Ignore a person; without a name, list whom you ignore."""

    name: Annotated[str, arguments.Rest("NAME")] = ""


class Unignore(Command, tag="unignore", kw_only=True, frozen=True):
    """Stop ignoring a person."""

    name: Annotated[str, arguments.Rest("NAME")]
