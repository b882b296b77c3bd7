"""Coming in, and under which name."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Login(Command, tag="login", kw_only=True, frozen=True):
    """Come in under a name, with the password if it is owned, or come back with a token.

    One is in no room then; typed, the lobby is entered with it. A guest may do it later too, with a
    token or password, and is that person from then on. The token of a guest is for one connection
    at a time: the one that had it is closed. An account is on as many as it likes; each login
    with a password gives a token of its own, kept as `device`.

    `since` maps rooms, by `rid` or name, to the last seq one has seen there: they are joined, and
    what came after is sent; one that is gone is not made anew. `epoch` names the database that
    those numbers are from.
    """

    name: Annotated[str, arguments.Word("NAME", must=True)] = ""
    password: Annotated[str, arguments.Rest("PASSWORD")] = ""
    token: Annotated[str, arguments.Alone("TOKEN", arguments.TOKEN)] = ""
    device: str = ""
    since: dict[str, int] = {}
    epoch: str = ""


class Nick(Command, tag="nick", kw_only=True, frozen=True):
    """Change one's name."""

    name: Annotated[str, arguments.Rest("NAME")]
