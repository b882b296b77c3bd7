"""Logging in, and changing names."""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Login(Command, tag="login", kw_only=True, frozen=True):
    """Log in under a name, with its password if it is registered, or resume with a token.

    You are in no room then; typed, it enters the lobby too. A guest may do it later as well, with a
    token or password, and is that person from then on. A guest's token is for one connection at a
    time: the previous one is closed. An account may have any number; each login with a password
    creates its own token, stored as `device`.

    `since` maps rooms, by `rid` or name, to the last seq you have seen there: you join them, and
    get what came after; a deleted one is not created again. `epoch` names the database that those
    numbers are from.

    With `marks`, only `read` says what you have read; without it, what is sent to you counts as read.

    With an `invitation`, the token of a link, a new guest gets in where guests are not admitted, and enters
    the room of the link.

    With `certificate`, you are the account that lists the client certificate of this connection, and of
    several the one called `name`. A name alone is enough, too, if its account lists it.

    With `scram`, you are the account whose password you have shown to know by `scram`, just before.

    With `rooms`, as it is typed, an account is in the public rooms again that it has not left.
    """

    name: Annotated[str, arguments.Word("NAME", must=True)] = ""
    password: Annotated[str, arguments.Rest("PASSWORD")] = ""
    token: Annotated[str, arguments.Alone("TOKEN", arguments.TOKEN)] = ""
    device: str = ""
    since: dict[str, int] = {}
    epoch: str = ""
    marks: bool = False
    invitation: str = ""
    certificate: bool = False
    scram: bool = False
    rooms: Annotated[bool, arguments.Always("", True)] = False


class Scram(Command, tag="scram", kw_only=True, frozen=True):
    """Show that you know an account's password without sending it: SCRAM-SHA-256 (RFC 7677).

    Only where the server offers it.

    `message` is the client's first message, then its final one, as text; no channel binding. The answers
    have the server's. After the second, whose signature you should check, `login` with `scram` logs in.
    """

    typed: ClassVar[bool] = False
    message: str


class Nick(Command, tag="nick", kw_only=True, frozen=True):
    """Change your name."""

    name: Annotated[str, arguments.Rest("NAME")]
