"""Accounts of core.ports, in memory."""

from typing import TYPE_CHECKING

import msgspec
from twisted.internet.defer import Deferred, succeed

from chatservice.errors import BadCredentials, BadInvitation, NameTaken
from chatservice.model.names import fold
from chatservice.model.sanctions import EVERYWHERE, Expect
from chatservice.model.values import Account, Invitation, Principal, Role, TokenRow
from chatservice.storage.secrets import ID, hash_token

if TYPE_CHECKING:
    from chatservice.storage.memory import MemoryStorage


class Token(msgspec.Struct):
    principal: int
    label: str
    made: float
    used: float | None = None


class MemoryAccounts:
    def __init__(self, store: "MemoryStorage", max_tokens: int) -> None:
        self._store = store
        self._max_tokens = max_tokens
        self._passwords: dict[int, str] = {}
        self._invitations: dict[bytes, Invitation] = {}

    def owner(self, name: str) -> Principal | None:
        people = self._store.people.values()
        return next((p for p in people if not p.guest and fold(p.name) == fold(name)), None)

    def named(self, name: str) -> Deferred[Account | None]:
        owner = self.owner(name)
        return succeed(Account(owner, self._passwords.get(owner.id, "")) if owner is not None else None)

    def password_of(self, principal: int) -> Deferred[str]:
        return succeed(self._passwords.get(principal, ""))

    def some(self, after: int, limit: int) -> Deferred[list[Principal]]:
        some = [p for p in self._store.people.values() if not p.guest and p.id > after]
        return succeed(sorted(some, key=lambda p: p.id)[:limit])

    def create(
        self, name: str, password: str, role: Role, now: float, invitation: str = ""
    ) -> Deferred[Principal]:
        def make() -> Principal:
            self._may_own(name, 0, invitation, now)
            principal = Principal(self._store.next_person(), name, role, now)
            self._store.people[principal.id] = principal
            self._passwords[principal.id] = password
            return principal

        return self._store.change(make)

    def register(
        self, principal: Principal, password: str, now: float, invitation: str = ""
    ) -> Deferred[None]:
        def make() -> None:
            self._may_own(principal.name, principal.id, invitation, now)
            self._store.put(principal.id, role=Role.USER)
            self._passwords[principal.id] = password

        return self._store.change(make)

    def _may_own(self, name: str, principal: int, invitation: str, now: float) -> None:
        if invitation:
            there = self._invitations.get(hash_token(invitation))
            if there is None or there.expires < now:
                raise BadInvitation
        if self.owner(name) is not None:
            raise NameTaken(name)
        self._store.refuse_alike(name, principal)
        self._invitations.pop(hash_token(invitation), None)

    def set_password(self, principal: int, password: str, kept: str | None = None) -> Deferred[None]:
        def put() -> None:
            self._passwords[principal] = password
            if kept is not None:
                self._drop_others(principal, kept)

        return self._store.change(put)

    def set_role(self, principal: int, role: Role, expect: Expect | None = None) -> Deferred[None]:
        def put() -> None:
            self._store.refuse_stale(expect)
            self._store.put(principal, role=role)
            self._store.limit(EVERYWHERE)

        return self._store.change(put)

    # Tokens.

    def add_token(
        self, principal: int, token: str, label: str, now: float, password: str | None = None
    ) -> Deferred[None]:
        def add() -> None:
            if password is not None and self._passwords.get(principal, "") != password:
                raise BadCredentials
            own = self._of(principal)
            own.sort(key=lambda hashed: self._last(self._store.tokens[hashed]))
            for hashed in own[: max(0, len(own) + 1 - self._max_tokens)]:
                del self._store.tokens[hashed]
            self._store.tokens[hash_token(token)] = Token(principal, label, now)

        return self._store.change(add)

    @staticmethod
    def _last(token: Token) -> float:
        return token.made if token.used is None else token.used

    def _of(self, principal: int) -> list[bytes]:
        return [hashed for hashed, token in self._store.tokens.items() if token.principal == principal]

    def used(self, token: str, now: float) -> Deferred[None]:
        def touch() -> None:
            kept = self._store.tokens.get(hash_token(token))
            if kept is not None:
                kept.used = now

        return self._store.change(touch)

    def tokens(self, principal: int) -> Deferred[list[TokenRow]]:
        some = [(self._store.tokens[hashed], hashed) for hashed in self._of(principal)]
        rows = [TokenRow(hashed.hex()[:ID], token.label, token.made, token.used) for token, hashed in some]
        return succeed(sorted(rows, key=lambda row: (row.made, row.id)))

    def revoke(self, principal: int, id_: str) -> Deferred[int]:
        def drop() -> int:
            gone = [hashed for hashed in self._of(principal) if hashed.hex()[:ID] == id_]
            for hashed in gone:
                del self._store.tokens[hashed]
            return len(gone)

        return self._store.change(drop)

    def revoke_others(self, principal: int, kept: str) -> Deferred[None]:
        return self._store.change(lambda: self._drop_others(principal, kept))

    def _drop_others(self, principal: int, kept: str) -> None:
        for hashed in self._of(principal):
            if hashed != hash_token(kept):
                del self._store.tokens[hashed]

    def forget(self, principal: int) -> None:
        """Nobody comes in as them, nor by an invitation of theirs."""
        self._passwords.pop(principal, None)
        self._invitations = {
            hashed: made for hashed, made in self._invitations.items() if made.by != principal
        }

    # Invitations.

    def invite(self, token: str, by: int | None, now: float, expires: float) -> Deferred[None]:
        hashed = hash_token(token)
        made = Invitation(hashed.hex()[:ID], by, now, expires)
        return self._store.change(lambda: self._invitations.update({hashed: made}))

    def invitations(self, now: float) -> Deferred[list[Invitation]]:
        some = [one for one in self._invitations.values() if one.expires >= now]
        return succeed(sorted(some, key=lambda one: (one.made, one.id)))

    def uninvite(self, id_: str) -> Deferred[int]:
        def drop() -> int:
            gone = [hashed for hashed, one in self._invitations.items() if one.id == id_]
            for hashed in gone:
                del self._invitations[hashed]
            return len(gone)

        return self._store.change(drop)
