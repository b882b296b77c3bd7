"""Accounts of core.ports, on the one SQLite file."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from twisted.internet.defer import Deferred

from chatservice.errors import BadCredentials, Fault
from chatservice.model.sanctions import EVERYWHERE, Expect
from chatservice.model.values import Account, Principal, ServerRole, StoredInvitation, TokenRow
from chatservice.storage.sqlite import accounts
from chatservice.storage.sqlite.tokens import hash_token
from chatservice.storage.sqlite.transaction import Transaction

T = TypeVar("T")


@contextmanager
def all_or_nothing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A fault undoes what went before it, and nothing else of the batch; whatever else is
    raised undoes the batch."""
    connection.execute("SAVEPOINT one")
    try:
        yield connection
    except Fault:
        connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")
        raise
    connection.execute("RELEASE one")


class Database(Protocol):
    """How a port changes and reads: in the writer's thread, in a reader's."""

    def change(self, run: Callable[[Transaction], T]) -> Deferred[T]: ...

    def read(self, query: Callable[..., T], *arguments: Any) -> Deferred[T]: ...


class SqliteAccounts:
    def __init__(self, database: Database, max_tokens: int) -> None:
        self._database = database
        self._max_tokens = max_tokens

    def named(self, name: str) -> Deferred[Account | None]:
        return self._database.read(accounts.one_account, name)

    def password_of(self, principal: int) -> Deferred[str]:
        return self._database.read(accounts.one_password, principal)

    def some(self, after: int, limit: int) -> Deferred[list[Principal]]:
        return self._database.read(accounts.some_accounts, after, limit)

    def create(
        self, name: str, password: str, role: ServerRole, now: float, invitation: str = ""
    ) -> Deferred[Principal]:
        def make(transaction: Transaction) -> Principal:
            with all_or_nothing(transaction.connection) as connection:
                if invitation:
                    accounts.use_invitation(connection, hash_token(invitation), now)
                return accounts.insert_account(connection, name, password, role, now)

        return self._database.change(make)

    def register(
        self, principal: Principal, password: str, now: float, invitation: str = ""
    ) -> Deferred[None]:
        def make(transaction: Transaction) -> None:
            with all_or_nothing(transaction.connection) as connection:
                if invitation:
                    accounts.use_invitation(connection, hash_token(invitation), now)
                accounts.make_owner_of_name(connection, principal.id, principal.name, password)

        return self._database.change(make)

    def set_password(self, principal: int, password: str, kept: str | None = None) -> Deferred[None]:
        def put(transaction: Transaction) -> None:
            accounts.set_password(transaction.connection, principal, password)
            if kept is not None:
                accounts.drop_other_tokens(transaction.connection, principal, hash_token(kept))

        return self._database.change(put)

    def set_role(self, principal: int, role: ServerRole, expect: Expect | None = None) -> Deferred[None]:
        def put(transaction: Transaction) -> None:
            transaction.decider.refuse_stale(expect)
            accounts.set_role(transaction.connection, principal, role)
            transaction.limit(EVERYWHERE)

        return self._database.change(put)

    # Tokens.

    def add_token(
        self, principal: int, token: str, label: str, now: float, password: str | None = None
    ) -> Deferred[None]:
        def add(transaction: Transaction) -> None:
            connection = transaction.connection
            if password is not None and accounts.one_password(connection, principal) != password:
                raise BadCredentials
            accounts.add_token(connection, hash_token(token), principal, label, now, self._max_tokens)

        return self._database.change(add)

    def used(self, token: str, now: float) -> Deferred[None]:
        return self._database.change(lambda t: accounts.touch_token(t.connection, hash_token(token), now))

    def tokens(self, principal: int) -> Deferred[list[TokenRow]]:
        return self._database.read(accounts.all_tokens, principal)

    def revoke(self, principal: int, id_: str) -> Deferred[int]:
        return self._database.change(lambda t: accounts.drop_token(t.connection, principal, id_))

    def revoke_others(self, principal: int, kept: str) -> Deferred[None]:
        return self._database.change(
            lambda t: accounts.drop_other_tokens(t.connection, principal, hash_token(kept))
        )

    # Invitations.

    def invite(self, token: str, by: int | None, now: float, expires: float) -> Deferred[None]:
        return self._database.change(
            lambda t: accounts.insert_invitation(t.connection, hash_token(token), by, now, expires)
        )

    def invitations(self, now: float) -> Deferred[list[StoredInvitation]]:
        return self._database.read(accounts.all_invitations, now)

    def uninvite(self, id_: str) -> Deferred[int]:
        return self._database.change(lambda t: accounts.drop_invitation(t.connection, id_))
