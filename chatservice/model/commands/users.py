"""The operator's commands for accounts and their tokens."""

from typing import Annotated

from chatservice.model.arguments import ShellArg
from chatservice.model.commands.base import OperatorCommand

_NAME = ShellArg("the name of the account")
_PASSWORD = ShellArg("read the password from the first line of the standard input", secret=True)
_ROLES = ("owner", "admin", "moderator", "user")


class Admin(OperatorCommand, tag="admin", kw_only=True, frozen=True):
    """Make an account an admin, created if it does not exist. The first one owns the server."""

    name: Annotated[str, _NAME]
    password: Annotated[str, _PASSWORD] = ""


class UsersList(OperatorCommand, tag="users_list", kw_only=True, frozen=True):
    """List the accounts."""

    after: int = 0


class UsersAdd(OperatorCommand, tag="users_add", kw_only=True, frozen=True):
    """Create an account. Without a password one is generated, and shown once."""

    name: Annotated[str, _NAME]
    role: Annotated[str, ShellArg("their role on the server", choices=_ROLES)] = "user"
    password: Annotated[str, _PASSWORD] = ""


class UsersPassword(OperatorCommand, tag="users_password", kw_only=True, frozen=True):
    """Set a person's password; their tokens are revoked, and their connections closed."""

    name: Annotated[str, _NAME]
    password: Annotated[str, _PASSWORD] = ""


class UsersDisable(OperatorCommand, tag="users_disable", kw_only=True, frozen=True):
    """Disable an account until it gets a new password."""

    name: Annotated[str, _NAME]


class UsersErase(OperatorCommand, tag="users_erase", kw_only=True, frozen=True):
    """Erase a person permanently; `name` is an account's, or ``#ID``.

    The answer is preceded by ``progress`` events.
    """

    name: str


class UsersFind(OperatorCommand, tag="users_find", kw_only=True, frozen=True):
    """List the people with that name now, guests too."""

    name: Annotated[str, ShellArg("the name")]


class TokensList(OperatorCommand, tag="tokens_list", kw_only=True, frozen=True):
    """List the devices and programs of an account."""

    name: Annotated[str, _NAME]


class TokensRevoke(OperatorCommand, tag="tokens_revoke", kw_only=True, frozen=True):
    """Revoke a token of an account, and close its connection."""

    name: Annotated[str, _NAME]
    id: Annotated[str, ShellArg("its id, as tokens list shows it, or all")]


class InvitationsCreate(OperatorCommand, tag="invitations_create", kw_only=True, frozen=True):
    """Create a link that lets people in."""

    days: Annotated[int, ShellArg("how long it is valid; 0: the setting")] = 0
    uses: Annotated[int, ShellArg("how often it is valid")] = 1
    room: Annotated[str, ShellArg("the room that they enter")] = ""


class InvitationsList(OperatorCommand, tag="invitations_list", frozen=True):
    """List the valid invitations."""


class InvitationsRevoke(OperatorCommand, tag="invitations_revoke", kw_only=True, frozen=True):
    """Revoke an invitation."""

    id: Annotated[str, ShellArg("its id, as invitations list shows it")]
