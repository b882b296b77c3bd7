"""Every statement on accounts, their tokens and invitations, one typed function each.

A secret is stored as its SHA-256 (128 random bits need no more), a password as what
`passwords` made of it. The caller holds the transaction.
"""

import sqlite3

from chatservice.errors import BadInvitation, NameTaken
from chatservice.model.looks import looks
from chatservice.model.names import fold
from chatservice.model.values import Account, Principal, ServerRole, StoredInvitation, TokenRow
from chatservice.storage.sqlite import rows
from chatservice.storage.sqlite.directory import insert_token
from chatservice.storage.sqlite.lookalikes import refuse_alike
from chatservice.storage.sqlite.tokens import ID


def one_account(connection: sqlite3.Connection, name: str) -> Account | None:
    """Whose name that is."""
    row = connection.execute(
        f"SELECT p.password, {rows.PRINCIPAL} WHERE p.folded = ? AND p.role != 'guest'", (fold(name),)
    ).fetchone()
    return Account(rows.principal(row[1:]), row[0]) if row else None


def one_password(connection: sqlite3.Connection, principal: int) -> str:
    row = connection.execute("SELECT password FROM principals WHERE id = ?", (principal,)).fetchone()
    return str(row[0]) if row else ""


def some_accounts(connection: sqlite3.Connection, after: int, limit: int) -> list[Principal]:
    """By id, those after the id `after`."""
    cursor = connection.execute(
        f"SELECT {rows.PRINCIPAL} WHERE p.role != 'guest' AND p.id > ? ORDER BY p.id LIMIT ?", (after, limit)
    )
    return [rows.principal(row) for row in cursor]


def insert_account(
    connection: sqlite3.Connection, name: str, password: str, role: ServerRole, now: float
) -> Principal:
    """NameTaken when somebody owns it; NameAlike when it looks like a name that somebody owns."""
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


def make_owner_of_name(connection: sqlite3.Connection, principal: int, name: str, password: str) -> None:
    """A guest becomes a user, under the name it has. NameTaken when somebody owns that,
    itself too; NameAlike when somebody else's looks like it."""
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


def set_password(connection: sqlite3.Connection, principal: int, password: str) -> None:
    connection.execute("UPDATE principals SET password = ? WHERE id = ?", (password, principal))


def set_role(connection: sqlite3.Connection, principal: int, role: ServerRole) -> None:
    connection.execute("UPDATE principals SET role = ? WHERE id = ?", (role.word, principal))


# Tokens.


def add_token(
    connection: sqlite3.Connection, hashed: bytes, principal: int, label: str, now: float, most: int
) -> None:
    """One more; over `most`, those that were not used for longest make room."""
    insert_token(connection, hashed, principal, label, now)
    connection.execute(
        "DELETE FROM tokens WHERE hash IN (SELECT hash FROM tokens WHERE principal_id = ? "
        "ORDER BY hash = ? DESC, coalesce(used, made) DESC LIMIT -1 OFFSET ?)",
        (principal, hashed, most),
    )


def touch_token(connection: sqlite3.Connection, hashed: bytes, now: float) -> None:
    connection.execute("UPDATE tokens SET used = ? WHERE hash = ?", (now, hashed))


def all_tokens(connection: sqlite3.Connection, principal: int) -> list[TokenRow]:
    cursor = connection.execute(
        "SELECT hash, label, made, used FROM tokens WHERE principal_id = ? ORDER BY made, hash", (principal,)
    )
    return [TokenRow(hashed.hex()[:ID], label, made, used) for hashed, label, made, used in cursor]


def drop_token(connection: sqlite3.Connection, principal: int, id_: str) -> int:
    """How many went: those of the principal whose id begins so."""
    cursor = connection.execute(
        "DELETE FROM tokens WHERE principal_id = ? AND substr(lower(hex(hash)), 1, ?) = ?",
        (principal, ID, id_),
    )
    return cursor.rowcount


def drop_other_tokens(connection: sqlite3.Connection, principal: int, kept: bytes) -> None:
    connection.execute("DELETE FROM tokens WHERE principal_id = ? AND hash != ?", (principal, kept))


def drop_tokens_not_used_since(connection: sqlite3.Connection, then: float) -> None:
    connection.execute("DELETE FROM tokens WHERE coalesce(used, made) < ?", (then,))


# Invitations.


def insert_invitation(
    connection: sqlite3.Connection, hashed: bytes, by: int | None, now: float, expires: float
) -> None:
    connection.execute("DELETE FROM invitations WHERE expires < ?", (now,))
    connection.execute("INSERT INTO invitations VALUES (?, ?, ?, ?)", (hashed, by, now, expires))


def use_invitation(connection: sqlite3.Connection, hashed: bytes, now: float) -> None:
    """It is good once. BadInvitation when it is not good."""
    if not connection.execute(
        "DELETE FROM invitations WHERE hash = ? AND expires >= ?", (hashed, now)
    ).rowcount:
        raise BadInvitation


def all_invitations(connection: sqlite3.Connection, now: float) -> list[StoredInvitation]:
    cursor = connection.execute(
        "SELECT hash, made_by, made, expires FROM invitations WHERE expires >= ? ORDER BY made, hash", (now,)
    )
    return [StoredInvitation(hashed.hex()[:ID], by, made, expires) for hashed, by, made, expires in cursor]


def drop_invitation(connection: sqlite3.Connection, id_: str) -> int:
    cursor = connection.execute("DELETE FROM invitations WHERE substr(lower(hex(hash)), 1, ?) = ?", (ID, id_))
    return cursor.rowcount
