"""Accounts: who owns a name, and how they prove it."""

from collections.abc import Awaitable
from typing import Protocol

from chatservice.model.events import TokenInfo
from chatservice.model.sanctions import Expect
from chatservice.model.scram import Verifier
from chatservice.model.values import Account, Principal, ServerRole, StoredInvitation


class AccountStore(Protocol):
    """Principals that own their names. Passwords come encoded (see `Passwords`); tokens and
    invitations are stored hashed. Changes come back after their commit."""

    def named(self, name: str) -> Awaitable[Account | None]:
        """The account with that name, compared folded."""
        ...

    def password_of(self, principal: int) -> Awaitable[str]: ...

    def page(self, after: int, limit: int) -> Awaitable[list[Principal]]:
        """Accounts by id, those after the id `after`."""
        ...

    def create(
        self, name: str, password: str, role: ServerRole, now: float, invitation: str = ""
    ) -> Awaitable[Principal]:
        """Create an account, which is offline. Raises NameTaken if the name is owned; BadInvitation."""
        ...

    def register(
        self, principal: Principal, password: str, now: float, invitation: str = ""
    ) -> Awaitable[None]:
        """Make the guest `principal` own its name. Raises NameTaken if it is owned; BadInvitation."""
        ...

    def set_password(self, principal: int, password: str, keep_token: str | None = None) -> Awaitable[None]:
        """With `keep_token`, all its other tokens are revoked, with their certificates."""
        ...

    def set_role(self, principal: int, role: ServerRole, expect: Expect | None = None) -> Awaitable[None]:
        """Everything that depends on rights is Stale afterwards."""
        ...

    def add_token(
        self,
        principal: int,
        token: str,
        label: str,
        now: float,
        password: str | None = None,
        certificate: str = "",
    ) -> Awaitable[None]:
        """Add a device. Above the cap, the token that has been unused for longest is dropped. Raises
        BadCredentials if `password` is given and is not the one stored; BadCertificate likewise for the
        fingerprint of a client's `certificate`, with which the token ends."""
        ...

    def used(self, token: str, now: float) -> Awaitable[None]: ...

    def tokens(self, principal: int) -> Awaitable[list[TokenInfo]]: ...

    def revoke(self, principal: int, id_: str) -> Awaitable[int]:
        """Revoke the tokens with that id; returns how many."""
        ...

    def forget(self, token: str) -> Awaitable[None]:
        """Revoke this token, if there is one."""
        ...

    def revoke_others(self, principal: int, keep_token: str) -> Awaitable[None]:
        """Revoke all its tokens except `keep_token`, and all certificates except that of this token."""
        ...

    def invite(self, token: str, invitation: StoredInvitation, most: int) -> Awaitable[bool]:
        """Store `invitation` under `token`; its id is ignored. False if its creator has `most`."""
        ...

    def invitation(self, token: str, now: float) -> Awaitable[StoredInvitation | None]:
        """The valid one of that token."""
        ...

    def use_invitation(self, token: str, now: float) -> Awaitable[bool]:
        """Count one use; False when it is not valid any more."""
        ...

    def invitations(
        self, now: float, by: int | None = None, room: int | None = None, id_: str | None = None
    ) -> Awaitable[list[StoredInvitation]]:
        """The newest valid ones, oldest first: all, of one creator, into one room, or of one id."""
        ...

    def uninvite(self, id_: str) -> Awaitable[int]: ...


class Passwords(Protocol):
    """Slow on purpose; done outside the reactor's thread. Raises Busy if too many are waiting."""

    def encode(self, password: str) -> Awaitable[str]: ...

    def derive(self, password: str) -> Awaitable[Verifier]:
        """What logins by SCRAM need of it, with a new salt."""
        ...

    def verify(self, encoded: str, password: str) -> Awaitable[bool]:
        """For an empty `encoded` (no such account) it takes as long, and is always False."""
        ...
