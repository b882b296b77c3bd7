"""What names look like (`model.looks`), stored beside them: a new name is compared by an index.

The looks of accounts count, since accounts own their names, and those of public rooms and groups
that have a name. Looks depend on the Unicode tables and on Python: `keep_up` recomputes them when
those change. The caller of everything else holds the transaction.
"""

import sqlite3

from chatservice.errors import NameAlike, RoomNameAlike
from chatservice.model.looks import VERSION, looks
from chatservice.model.names import fold


def _either(query: str) -> str:
    """One statement per index: an OR of both would scan one of them."""
    return " UNION ALL ".join(f"{query} AND {look} IN (?1, ?2)" for look in ("look", "folded_look"))


ACCOUNTS = _either("SELECT name FROM principals WHERE role != 'guest' AND id != ?3 AND folded != ?4")
OLDER = _either("SELECT name FROM principals WHERE role != 'guest' AND id < ?3 AND folded != ?4")
ROOMS = _either("SELECT name FROM rooms WHERE folded IS NOT NULL AND id != ?3")


def refuse_alike(connection: sqlite3.Connection, name: str, principal: int) -> None:
    """Raise NameAlike if an account other than `principal` has a different name that looks like
    `name`."""
    row = connection.execute(ACCOUNTS, (*looks(name), principal, fold(name))).fetchone()
    if row is not None:
        raise NameAlike(name, row[0])


def one_alike_before(connection: sqlite3.Connection, name: str, principal: int) -> str | None:
    """The name of an account, older than `principal`, that `name` looks like."""
    row = connection.execute(OLDER, (*looks(name), principal, fold(name))).fetchone()
    return row[0] if row else None


def refuse_alike_room(connection: sqlite3.Connection, name: str, room: int = 0) -> None:
    """Raise RoomNameAlike if a room or group other than `room` has a name that looks like `name`."""
    if connection.execute(ROOMS, (*looks(name), room)).fetchone() is not None:
        raise RoomNameAlike(name)


def keep_up(connection: sqlite3.Connection) -> None:
    """Compute the looks of all names, if they are missing or from other tables."""
    row = connection.execute("SELECT value FROM meta WHERE name = 'looks'").fetchone()
    if row is None or row == (VERSION,):  # None: from a version without looks
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for table, condition in (("principals", "role != 'guest'"), ("rooms", "folded IS NOT NULL")):
            rows = connection.execute(f"SELECT name, id FROM {table} WHERE {condition}").fetchall()  # noqa: S608
            connection.executemany(
                f"UPDATE {table} SET look = ?, folded_look = ? WHERE id = ?",  # noqa: S608
                ((*looks(name), id_) for name, id_ in rows),
            )
        connection.execute("UPDATE meta SET value = ? WHERE name = 'looks'", (VERSION,))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
