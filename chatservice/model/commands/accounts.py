"""Accounts, their devices and passwords."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Register(Command, tag="register", kw_only=True, frozen=True):
    """Register the name you have: history, groups and everything else stay with it.

    Before login, give the `name` too; typed, it is the name that was refused last, or comes before the
    password and an invitation. Where registration is by invitation, `invitation` is the token of
    one.
    """

    password: Annotated[str, arguments.Rest("PASSWORD")]
    name: str = ""
    invitation: Annotated[str, arguments.Last("INVITATION", arguments.TOKEN)] = ""


class Password(Command, tag="password", kw_only=True, frozen=True):
    """Change your password; other devices are signed out.

    Typed, an old password with blanks needs quotes: "correct horse".
    """

    old: Annotated[str, arguments.Word("OLD", quoted=True)]
    new: Annotated[str, arguments.Rest("NEW")]


class Token(Command, tag="token", kw_only=True, frozen=True):
    """Show the token that resumes your session after a cut connection.

    With a `label`, an account gets another token, for a device or program of that name.
    """

    label: Annotated[str, arguments.Rest("LABEL")] = ""


class Tokens(Command, tag="tokens", frozen=True):
    """List the tokens of your account: what they are for, and when they were used."""


class Revoke(Command, tag="revoke", kw_only=True, frozen=True):
    """Revoke a token, and sign out its connections; `id` as tokens shows it."""

    id: Annotated[str, arguments.Rest("ID")]


class Invitation(Command, tag="invitation", frozen=True):
    """Create a token with which one person can register."""
