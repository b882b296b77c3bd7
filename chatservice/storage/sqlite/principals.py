"""Every statement on principals, present and past, one typed function each.

`one_`, `some_` and `all_` say how many rows come back. The caller holds the transaction.
"""

import sqlite3
from collections.abc import Mapping

from chatservice.errors import BadToken, NameOwned
from chatservice.model.looks import looks
from chatservice.model.names import fold
from chatservice.model.sanctions import EVERYWHERE
from chatservice.model.values import Principal, ServerRole
from chatservice.storage.sqlite import erasing, rows, sweeping
from chatservice.storage.sqlite.accounts import insert_token
from chatservice.storage.sqlite.lookalikes import one_alike_before, refuse_alike
from chatservice.storage.sqlite.statements import Statements, change, read, write
from chatservice.storage.sqlite.transaction import Transaction
from chatservice.storage.tokens import hash_token


def all_roles(connection: sqlite3.Connection) -> dict[int, ServerRole]:
    """The server roles above user, by principal."""
    cursor = connection.execute("SELECT id, role FROM principals WHERE role NOT IN ('guest', 'user')")
    return {id_: ServerRole[role.upper()] for id_, role in cursor}


def one_principal(connection: sqlite3.Connection, principal: int) -> Principal | None:
    row = connection.execute(f"SELECT {rows.PRINCIPAL} WHERE p.id = ?", (principal,)).fetchone()
    return rows.principal(row) if row else None


def one_principal_by_token(connection: sqlite3.Connection, token: str) -> Principal | None:
    row = connection.execute(
        f"SELECT {rows.PRINCIPAL} JOIN tokens t ON t.principal_id = p.id WHERE t.hash = ?",
        (hash_token(token),),
    ).fetchone()
    return rows.principal(row) if row else None


def all_named(connection: sqlite3.Connection, name: str) -> list[int]:
    return [id_ for (id_,) in connection.execute("SELECT id FROM principals WHERE folded = ?", (fold(name),))]


def refuse_owned(connection: sqlite3.Connection, name: str, principal: int) -> None:
    """Raise NameOwned if the name belongs to an account other than `principal`."""
    owner = connection.execute(
        "SELECT id FROM principals WHERE folded = ? AND role != 'guest'", (fold(name),)
    ).fetchone()
    if owner is not None and owner[0] != principal:
        raise NameOwned(name)


def insert_guest(connection: sqlite3.Connection, name: str, token: str, now: float) -> Principal:
    refuse_owned(connection, name, 0)
    refuse_alike(connection, name, 0)
    cursor = connection.execute(
        "INSERT INTO principals (name, folded, created, trace) VALUES (?, ?, ?, 0)",
        (name, fold(name), now),
    )
    principal = Principal(int(cursor.lastrowid or 0), name)
    insert_token(connection, hash_token(token), principal.id, "", now)
    return principal


def set_name(transaction: Transaction, principal: int, name: str, now: float) -> None:
    """Change the name; the former one is recorded, and the newest of them are kept. Raise NameOwned if it
    is another account's, NameAlike if it looks like another account's; keeping the present name is
    allowed."""
    connection = transaction.connection
    refuse_owned(connection, name, principal)
    if connection.execute("SELECT name FROM principals WHERE id = ?", (principal,)).fetchone() != (name,):
        refuse_alike(connection, name, principal)
    connection.execute(
        "INSERT INTO former_names SELECT id, name, ? FROM principals WHERE id = ? AND name != ?",
        (now, principal, name),
    )
    connection.execute(
        "UPDATE principals SET name = ?, folded = ?, look = ?, folded_look = ? WHERE id = ?",
        (name, fold(name), *looks(name), principal),
    )
    connection.execute(
        "DELETE FROM former_names WHERE principal_id = ?1 AND rowid NOT IN "
        "(SELECT rowid FROM former_names WHERE principal_id = ?1 ORDER BY until DESC, rowid DESC LIMIT ?2)",
        (principal, transaction.settings.former_names),
    )


def set_left(connection: sqlite3.Connection, principal: int, left: float | None, trace: bool = False) -> None:
    """`trace`: an event by or about them was logged since they signed in."""
    connection.execute(
        "UPDATE principals SET left = ?, trace = max(trace, ?) WHERE id = ?", (left, trace, principal)
    )


def drop_tokens(connection: sqlite3.Connection, principal: int) -> None:
    connection.execute("DELETE FROM tokens WHERE principal_id = ?", (principal,))


def drop_tokens_of_guests_gone_before(connection: sqlite3.Connection, left: float) -> None:
    connection.execute(
        "DELETE FROM tokens WHERE principal_id IN "
        "(SELECT id FROM principals WHERE role = 'guest' AND left < ?)",
        (left,),
    )


def all_marks(connection: sqlite3.Connection, principal: int) -> dict[int, int]:
    cursor = connection.execute("SELECT room_id, seq FROM read_marks WHERE principal_id = ?", (principal,))
    return dict(cursor.fetchall())


def raise_marks(connection: sqlite3.Connection, marks: Mapping[tuple[int, int], int]) -> None:
    """A mark never goes back. A deleted room has none."""
    connection.executemany(
        "INSERT INTO read_marks SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM rooms WHERE id = ?2) "
        "ON CONFLICT DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq",
        [(principal, room, seq) for (principal, room), seq in marks.items()],
    )


def come_back(transaction: Transaction, principal: int, name: str, now: float) -> Principal:
    connection = transaction.connection
    if name:
        set_name(transaction, principal, name, now)
    set_left(connection, principal, None)
    found = one_principal(connection, principal)
    if found is None:
        raise BadToken
    return found


def leave(
    connection: sqlite3.Connection, principal: int, now: float, over: bool = False, trace: bool = True
) -> None:
    set_left(connection, principal, now, trace)
    if over:
        drop_tokens(connection, principal)


def erase(transaction: Transaction, principal: int, name: str) -> None:
    erasing.forget_person(transaction, principal, name)
    transaction.limit(EVERYWHERE)


def sweep(transaction: Transaction, before: float, limit: int) -> tuple[int, list[int]]:
    head = transaction.plan.head
    count, rooms = sweeping.sweep_guests(
        transaction.connection, before, limit, lambda room: not head(room).seq
    )
    for room in rooms:
        transaction.end(room)
    return count, rooms


class PrincipalStatements(Statements):
    """`PrincipalStore` of core.ports."""

    create_guest = write(insert_guest)
    by_token = read(one_principal_by_token)
    principal = read(one_principal)
    named = read(all_named)
    alike = read(one_alike_before)

    came = change(come_back)
    renamed = change(set_name)
    gone = write(leave)

    ended_members = read(sweeping.some_ended_members)
    sweep = change(sweep)
    erase = change(erase)
    blank_some = change(erasing.blank_some)

    marks = read(all_marks)
    save_marks = write(raise_marks)
