"""Every statement on accounts and their tokens, one typed function each.

A secret is stored as its SHA-256 (128 random bits need no more), a password as encoded by
`passwords`. The caller holds the transaction.
"""

import sqlite3

from chatservice.errors import BadCredentials, BadInvitation, NameTaken
from chatservice.model.events import TokenInfo
from chatservice.model.looks import looks
from chatservice.model.names import fold
from chatservice.model.sanctions import EVERYWHERE, Expect
from chatservice.model.values import Account, Principal, ServerRole
from chatservice.storage.sqlite import credentials, entry_invitations, rows
from chatservice.storage.sqlite.lookalikes import refuse_alike
from chatservice.storage.sqlite.statements import Statements, change, read, write
from chatservice.storage.sqlite.transaction import Transaction, all_or_nothing
from chatservice.storage.tokens import ID, hash_token


def one_account(connection: sqlite3.Connection, name: str) -> Account | None:
    """The account that has that name."""
    row = connection.execute(
        f"SELECT p.password, {rows.PRINCIPAL} WHERE p.folded = ? AND p.role != 'guest'", (fold(name),)
    ).fetchone()
    return Account(rows.principal(row[1:]), row[0]) if row else None


def one_password(connection: sqlite3.Connection, principal: int) -> str:
    row = connection.execute("SELECT password FROM principals WHERE id = ?", (principal,)).fetchone()
    return str(row[0]) if row else ""


def some_accounts(connection: sqlite3.Connection, after: int, limit: int) -> list[Principal]:
    """By id; those with an id above `after`."""
    cursor = connection.execute(
        f"SELECT {rows.PRINCIPAL} WHERE p.role != 'guest' AND p.id > ? ORDER BY p.id LIMIT ?", (after, limit)
    )
    return [rows.principal(row) for row in cursor]


def insert_account(
    connection: sqlite3.Connection, name: str, password: str, role: ServerRole, now: float
) -> Principal:
    """Raise NameTaken if an account owns the name, NameAlike if it looks like the name of an account."""
    refuse_alike(connection, name, 0)
    try:
        cursor = connection.execute(
            "INSERT INTO principals (name, folded, look, folded_look, role, password, created, left) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (name, fold(name), *looks(name), role.word, password, now, now),
        )
    except sqlite3.IntegrityError:
        raise NameTaken(name) from None
    return Principal(int(cursor.lastrowid or 0), name, role, now)


def _spend(connection: sqlite3.Connection, invitation: str, now: float) -> None:
    if not entry_invitations.use_invitation(connection, invitation, now):
        raise BadInvitation


def create_account(
    connection: sqlite3.Connection,
    name: str,
    password: str,
    role: ServerRole,
    now: float,
    invitation: str = "",
) -> Principal:
    with all_or_nothing(connection):
        if invitation:
            _spend(connection, invitation, now)
        return insert_account(connection, name, password, role, now)


def register(
    connection: sqlite3.Connection, principal: Principal, password: str, now: float, invitation: str = ""
) -> None:
    with all_or_nothing(connection):
        if invitation:
            _spend(connection, invitation, now)
        make_owner_of_name(connection, principal.id, principal.name, password)


def make_owner_of_name(connection: sqlite3.Connection, principal: int, name: str, password: str) -> None:
    """Turn a guest into a user under its present name. Raise NameTaken if an account owns the name,
    this one included; NameAlike if another account's name looks like it."""
    refuse_alike(connection, name, principal)
    try:
        cursor = connection.execute(
            "UPDATE principals SET role = 'user', password = ?, look = ?, folded_look = ? "
            "WHERE id = ? AND role = 'guest'",
            (password, *looks(name), principal),
        )
    except sqlite3.IntegrityError:
        raise NameTaken(name) from None
    if not cursor.rowcount:
        raise NameTaken(name)


def set_password(
    connection: sqlite3.Connection, principal: int, password: str, keep_token: str | None = None
) -> None:
    connection.execute("UPDATE principals SET password = ? WHERE id = ?", (password, principal))
    credentials.drop_verifier(connection, principal)
    if keep_token is not None:
        drop_other_tokens(connection, principal, keep_token)


def set_role(
    transaction: Transaction, principal: int, role: ServerRole, expect: Expect | None = None
) -> None:
    transaction.plan.refuse_stale(expect)
    transaction.connection.execute("UPDATE principals SET role = ? WHERE id = ?", (role.word, principal))
    transaction.limit(EVERYWHERE)


# Tokens.


def insert_token(
    connection: sqlite3.Connection,
    hashed: bytes,
    principal: int,
    label: str,
    now: float,
    certificate: bytes | None = None,
) -> None:
    connection.execute(
        "INSERT INTO tokens (hash, principal_id, label, made, certificate) VALUES (?, ?, ?, ?, ?)",
        (hashed, principal, label, now, certificate),
    )


def add_token(
    transaction: Transaction,
    principal: int,
    token: str,
    label: str,
    now: float,
    password: str | None = None,
    certificate: str = "",
) -> None:
    """Add a token; above the cap, drop those that have been unused for longest."""
    connection, hashed = transaction.connection, hash_token(token)
    if password is not None and one_password(connection, principal) != password:
        raise BadCredentials
    if certificate:
        credentials.use_certificate(connection, principal, certificate, now)
    insert_token(connection, hashed, principal, label, now, bytes.fromhex(certificate) or None)
    connection.execute(
        "DELETE FROM tokens WHERE hash IN (SELECT hash FROM tokens WHERE principal_id = ? "
        "ORDER BY hash = ? DESC, coalesce(used, made) DESC LIMIT -1 OFFSET ?)",
        (principal, hashed, transaction.settings.max_tokens),
    )


def touch_token(connection: sqlite3.Connection, token: str, now: float) -> None:
    connection.execute("UPDATE tokens SET used = ? WHERE hash = ?", (now, hash_token(token)))


def all_tokens(connection: sqlite3.Connection, principal: int) -> list[TokenInfo]:
    cursor = connection.execute(
        "SELECT hash, label, made, used FROM tokens WHERE principal_id = ? ORDER BY made, hash", (principal,)
    )
    return [
        TokenInfo(id=hashed.hex()[:ID], label=label, made=made, used=used)
        for hashed, label, made, used in cursor
    ]


def forget_token(connection: sqlite3.Connection, token: str) -> None:
    connection.execute("DELETE FROM tokens WHERE hash = ?", (hash_token(token),))


def drop_token(connection: sqlite3.Connection, principal: int, id_: str) -> int:
    """Drop the principal's tokens with that id; returns how many."""
    cursor = connection.execute(
        "DELETE FROM tokens WHERE principal_id = ? AND substr(lower(hex(hash)), 1, ?) = ?",
        (principal, ID, id_),
    )
    return cursor.rowcount


def drop_other_tokens(connection: sqlite3.Connection, principal: int, keep_token: str) -> None:
    hashed = hash_token(keep_token)
    connection.execute("DELETE FROM tokens WHERE principal_id = ? AND hash != ?", (principal, hashed))
    credentials.drop_other_certificates(connection, principal, hashed)


def drop_tokens_not_used_since(connection: sqlite3.Connection, then: float) -> None:
    connection.execute("DELETE FROM tokens WHERE coalesce(used, made) < ?", (then,))


class AccountStatements(Statements):
    """`AccountStore` of core.ports."""

    named = read(one_account)
    password_of = read(one_password)
    page = read(some_accounts)
    create = write(create_account)
    register = write(register)
    set_password = write(set_password)
    set_role = change(set_role)

    add_token = change(add_token)
    used = write(touch_token)
    tokens = read(all_tokens)
    revoke = write(drop_token)
    forget = write(forget_token)
    revoke_others = write(drop_other_tokens)

    invite = write(entry_invitations.insert_invitation)
    invitation = read(entry_invitations.one_invitation)
    use_invitation = write(entry_invitations.use_invitation)
    invitations = read(entry_invitations.some_invitations)
    uninvite = write(entry_invitations.drop_invitation)
