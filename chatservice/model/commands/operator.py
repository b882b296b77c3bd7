"""Commands for admins of the server."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Announce(Command, tag="announce", kw_only=True, frozen=True):
    """Announce something to everyone online, in every room; an empty text ends it.

    People who log in later see it too, until the next one or until the server stops.
    """

    text: Annotated[str, arguments.RawText("TEXT")] = ""


class Lockdown(Command, tag="lockdown", kw_only=True, frozen=True):
    """Refuse new guests and new accounts, and slow everyone down; or end that."""

    on: Annotated[bool | None, arguments.Switch("on or off")] = None


class Audit(Command, tag="audit", kw_only=True, frozen=True):
    """List who did what to whom, newest first.

    It covers the operator and people with a role on the server; with `rooms`, what others did
    in their rooms. `before` is the ``next`` of the previous page; typed, it is
    ``before N``.
    """

    limit: Annotated[int, arguments.Number("N")] = 20
    before: Annotated[int | None, arguments.Keyed("N", "before")] = None
    rooms: Annotated[bool, arguments.Flag("rooms")] = False
