"""Accounts: who owns a name, and how they prove it."""

from collections.abc import Awaitable
from typing import Protocol

from chatservice.model.events import TokenInfo
from chatservice.model.sanctions import Expect
from chatservice.model.values import Account, Principal, ServerRole, StoredInvitation


class AccountStore(Protocol):
    """Principals that own their names. Passwords come encoded (see `Passwords`); tokens and
    invitations are stored hashed. Changes come back after their commit."""

    def named(self, name: str) -> Awaitable[Account | None]:
        """Whose name that is, compared folded."""
        ...

    def password_of(self, principal: int) -> Awaitable[str]: ...

    def some(self, after: int, limit: int) -> Awaitable[list[Principal]]:
        """Accounts by id, those after the id `after`."""
        ...

    def create(
        self, name: str, password: str, role: ServerRole, now: float, invitation: str = ""
    ) -> Awaitable[Principal]:
        """A new one, who is not here. NameTaken when the name is owned; BadInvitation."""
        ...

    def register(
        self, principal: Principal, password: str, now: float, invitation: str = ""
    ) -> Awaitable[None]:
        """The guest `principal` owns its name. NameTaken when it is owned; BadInvitation."""
        ...

    def set_password(self, principal: int, password: str, keep_token: str | None = None) -> Awaitable[None]:
        """With `keep_token`, all its other tokens are worth nothing any more."""
        ...

    def set_role(self, principal: int, role: ServerRole, expect: Expect | None = None) -> Awaitable[None]:
        """What rested on rights anywhere is Stale after it."""
        ...

    def add_token(
        self, principal: int, token: str, label: str, now: float, password: str | None = None
    ) -> Awaitable[None]:
        """One more device. Over the cap, the token that was not used for longest goes.
        BadCredentials when `password` is given and is not the one stored."""
        ...

    def used(self, token: str, now: float) -> Awaitable[None]: ...

    def tokens(self, principal: int) -> Awaitable[list[TokenInfo]]: ...

    def revoke(self, principal: int, id_: str) -> Awaitable[int]:
        """How many tokens went: those of that id."""
        ...

    def revoke_others(self, principal: int, keep_token: str) -> Awaitable[None]:
        """All its tokens but the one `keep_token`."""
        ...

    def invite(self, token: str, by: int | None, now: float, expires: float) -> Awaitable[None]:
        """`token` lets one person register, until `expires`."""
        ...

    def invitations(self, now: float) -> Awaitable[list[StoredInvitation]]: ...

    def uninvite(self, id_: str) -> Awaitable[int]: ...


class Passwords(Protocol):
    """Slow on purpose; done elsewhere than on the reactor's thread. Raises Busy when too
    many wait already."""

    def encode(self, password: str) -> Awaitable[str]: ...

    def verify(self, encoded: str, password: str) -> Awaitable[bool]:
        """As much work for an empty `encoded` (nobody of that name), which fits no password."""
        ...
