"""Whom you do not want to hear."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Ignore(Command, tag="ignore", kw_only=True, frozen=True):
    """Hear nothing more of somebody; without a name, show whom one ignores."""

    name: Annotated[str, arguments.Rest("NAME")] = ""


class Unignore(Command, tag="unignore", kw_only=True, frozen=True):
    """Hear of somebody again."""

    name: Annotated[str, arguments.Rest("NAME")]
