"""What admins of the server do."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Announce(Command, tag="announce", kw_only=True, frozen=True):
    """Say something to everyone who is here, in whatever room; an empty text ends it.

    Who comes in later hears it too, until the next one or the end of the server.
    """

    text: Annotated[str, arguments.RawText("TEXT")] = ""


class Lockdown(Command, tag="lockdown", kw_only=True, frozen=True):
    """Let in no new guests and make no new accounts, and everyone is slower; or end that."""

    on: Annotated[bool | None, arguments.Switch("on or off")] = None


class Audit(Command, tag="audit", kw_only=True, frozen=True):
    """Show who did what to whom: the newest first.

    It is what the operator and those with a role on the server did; with `rooms`, what others did
    in their rooms. `before` is the ``next`` of the page before; what people see says it as
    ``before N``.
    """

    limit: Annotated[int, arguments.Number("N")] = 20
    before: Annotated[int | None, arguments.Keyed("N", "before")] = None
    rooms: Annotated[bool, arguments.Flag("rooms")] = False
