"""Every statement on lines said later and on reminders, one typed function each. The caller holds the
transaction."""

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from chatservice.errors import TooMany
from chatservice.model.later import LaterEntry, LaterKind
from chatservice.storage.sqlite.statements import Statements, change, read, write
from chatservice.storage.sqlite.transaction import Transaction

WAITS = "*"  # in `why`, of a reminder whose person is not here

_ENTRY = "id, principal_id, kind, due, text, room_id, line, coalesce(key, ''), why FROM scheduled"


def _entry(row: Sequence[Any]) -> LaterEntry:
    id_, principal, kind, *rest = row
    return LaterEntry(id_, principal, LaterKind(kind), *rest)


def insert_entry(transaction: Transaction, entry: LaterEntry) -> LaterEntry:
    connection = transaction.connection
    known = connection.execute(
        f"SELECT {_ENTRY} WHERE principal_id = ? AND key = ?", (entry.principal, entry.key or None)
    ).fetchone()
    if known is not None:
        return _entry(known)
    _refuse_more(transaction, entry)
    cursor = connection.execute(
        "INSERT INTO scheduled (principal_id, kind, due, text, room_id, line, key) VALUES (?,?,?,?,?,?,?)",
        (
            entry.principal,
            entry.kind.value,
            entry.due,
            entry.text,
            entry.room,
            entry.line,
            entry.key or None,
        ),
    )
    return msgspec.structs.replace(entry, id=int(cursor.lastrowid or 0))


def _refuse_more(transaction: Transaction, entry: LaterEntry) -> None:
    settings = transaction.settings
    total, own = transaction.connection.execute(
        "SELECT (SELECT count(*) FROM scheduled), count(*) FROM scheduled WHERE principal_id = ?",
        (entry.principal,),
    ).fetchone()
    if own >= settings.scheduled_by_user:
        raise TooMany("lines for later and reminders", settings.scheduled_by_user)
    if total >= settings.max_scheduled:
        raise TooMany("lines for later and reminders of all people", settings.max_scheduled)


def all_entries(connection: sqlite3.Connection, principal: int, kind: LaterKind) -> list[LaterEntry]:
    cursor = connection.execute(
        f"SELECT {_ENTRY} WHERE principal_id = ? AND kind = ? ORDER BY due, id", (principal, kind.value)
    )
    return list(map(_entry, cursor))


def drop_entry(
    connection: sqlite3.Connection,
    principal: int,
    kind: LaterKind,
    id_: int,
) -> LaterEntry | None:
    of_theirs = (id_, principal, kind.value)
    statement = f"SELECT {_ENTRY} WHERE id = ? AND principal_id = ? AND kind = ?"
    row = connection.execute(statement, of_theirs).fetchone()
    if row is None:
        return None
    drop_done(connection, id_)
    return _entry(row)


def some_due(connection: sqlite3.Connection, now: float, limit: int) -> list[LaterEntry]:
    cursor = connection.execute(
        f"SELECT {_ENTRY} WHERE why = '' AND due <= ? ORDER BY due, id LIMIT ?", (now, limit)
    )
    return list(map(_entry, cursor))


def one_next_due(connection: sqlite3.Connection) -> float | None:
    (due,) = connection.execute("SELECT min(due) FROM scheduled WHERE why = ''").fetchone()
    return float(due) if due is not None else None


def drop_done(connection: sqlite3.Connection, id_: int) -> None:
    connection.execute("DELETE FROM scheduled WHERE id = ?", (id_,))


def set_due(connection: sqlite3.Connection, id_: int, due: float) -> None:
    connection.execute("UPDATE scheduled SET due = ? WHERE id = ?", (due, id_))


def set_refused(connection: sqlite3.Connection, id_: int, why: str) -> None:
    connection.execute("UPDATE scheduled SET why = ? WHERE id = ?", (why, id_))


def set_waiting(connection: sqlite3.Connection, id_: int) -> None:
    set_refused(connection, id_, WAITS)


def all_waiting(connection: sqlite3.Connection) -> set[int]:
    cursor = connection.execute("SELECT DISTINCT principal_id FROM scheduled WHERE why = ?", (WAITS,))
    return {principal for (principal,) in cursor}


def all_waiting_for(connection: sqlite3.Connection, principal: int) -> list[LaterEntry]:
    cursor = connection.execute(
        f"SELECT {_ENTRY} WHERE principal_id = ? AND why = ? ORDER BY due, id", (principal, WAITS)
    )
    return list(map(_entry, cursor))


class LaterStatements(Statements):
    """`LaterStore` of core.ports."""

    add = change(insert_entry)
    of = read(all_entries)
    cancel = write(drop_entry)
    due = read(some_due)
    next_due = read(one_next_due)
    done = write(drop_done)
    postpone = write(set_due)
    refused = write(set_refused)
    wait = write(set_waiting)
    waiting = read(all_waiting)
    waiting_for = read(all_waiting_for)
