"""What the operator asks about accounts, and about the tokens of others."""

from typing import Annotated

from chatservice.model.arguments import ShellArg
from chatservice.model.commands.base import OperatorCommand

_NAME = ShellArg("the name of the account")
_PASSWORD = ShellArg("read the password from the first line of the standard input", secret=True)
_ROLES = ("owner", "admin", "moderator", "user")


class Admin(OperatorCommand, tag="admin", kw_only=True, frozen=True):
    """Make an admin: a new account, or one that is there. The first one owns the server."""

    name: Annotated[str, _NAME]
    password: Annotated[str, _PASSWORD] = ""


class UsersList(OperatorCommand, tag="users_list", kw_only=True, frozen=True):
    """List those who have an account."""

    after: int = 0


class UsersAdd(OperatorCommand, tag="users_add", kw_only=True, frozen=True):
    """Make an account. Without a password one is made, and shown once."""

    name: Annotated[str, _NAME]
    role: Annotated[str, ShellArg("what they are on the server", choices=_ROLES)] = "user"
    password: Annotated[str, _PASSWORD] = ""


class UsersPassword(OperatorCommand, tag="users_password", kw_only=True, frozen=True):
    """Give somebody a new password; their tokens end, and so do their connections."""

    name: Annotated[str, _NAME]
    password: Annotated[str, _PASSWORD] = ""


class UsersDisable(OperatorCommand, tag="users_disable", kw_only=True, frozen=True):
    """Let nobody in under that name until it gets a new password."""

    name: Annotated[str, _NAME]


class UsersErase(OperatorCommand, tag="users_erase", kw_only=True, frozen=True):
    """Take out what is known of somebody, for good; `name` is of an account, or ``#ID``. How far it is
    is told as ``progress``."""

    name: str


class UsersFind(OperatorCommand, tag="users_find", kw_only=True, frozen=True):
    """List everybody who is called so now, guests too."""

    name: Annotated[str, ShellArg("the name")]


class TokensList(OperatorCommand, tag="tokens_list", kw_only=True, frozen=True):
    """List the devices and programs that come in as somebody."""

    name: Annotated[str, _NAME]


class TokensRevoke(OperatorCommand, tag="tokens_revoke", kw_only=True, frozen=True):
    """End a token of somebody, and the connection that came with it."""

    name: Annotated[str, _NAME]
    id: Annotated[str, ShellArg("its id, as tokens list shows it, or all")]


class InvitationsCreate(OperatorCommand, tag="invitations_create", kw_only=True, frozen=True):
    """Make a token with which one person may register."""

    days: Annotated[int, ShellArg("how long it is good; 0: as the setting says")] = 0


class InvitationsList(OperatorCommand, tag="invitations_list", frozen=True):
    """List the invitations that nobody has used yet."""


class InvitationsRevoke(OperatorCommand, tag="invitations_revoke", kw_only=True, frozen=True):
    """End an invitation."""

    id: Annotated[str, ShellArg("its id, as invitations list shows it")]
