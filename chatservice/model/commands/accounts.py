"""An account, its devices and its password."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Register(Command, tag="register", kw_only=True, frozen=True):
    """Own the name one has: history, groups and all stay with it.

    Whoever has not come in yet gives the `name` too; typed, it is the name that was typed before and
    refused, or stands before the password and an invitation. Where registration is by invitation,
    `invitation` is the token that somebody gave.
    """

    password: Annotated[str, arguments.Rest("PASSWORD")]
    name: str = ""
    invitation: Annotated[str, arguments.Last("INVITATION", arguments.TOKEN)] = ""


class Password(Command, tag="password", kw_only=True, frozen=True):
    """Change one's password; other devices are signed out.

    Typed, an old one with blanks in it stands in quotes: "correct horse".
    """

    old: Annotated[str, arguments.Word("OLD", quoted=True)]
    new: Annotated[str, arguments.Rest("NEW")]


class Token(Command, tag="token", kw_only=True, frozen=True):
    """Show the token with which a cut connection comes back as the same person.

    With a `label`, an account gets another one, for a device or program of that name.
    """

    label: Annotated[str, arguments.Rest("LABEL")] = ""


class Tokens(Command, tag="tokens", frozen=True):
    """Show the tokens of one's account: what they are for, and when they were used."""


class Revoke(Command, tag="revoke", kw_only=True, frozen=True):
    """Make a token worthless, and sign out what came in with it; `id` as tokens shows it."""

    id: Annotated[str, arguments.Rest("ID")]


class Invitation(Command, tag="invitation", frozen=True):
    """Make a token with which one person can register."""
