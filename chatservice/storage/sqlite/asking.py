"""Every statement on invitations to groups, one typed function each.

`by_id` is the person who invites (0: no invitation); a person who `left` a group is not added again
without their consent. The caller holds the transaction.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from chatservice.model.values import AskRow
from chatservice.storage.sqlite.statements import Statements, change, read, write
from chatservice.storage.sqlite.transaction import Transaction

LOOKED_AT = 1_000  # newest events of a room, read to see whether a person has spoken there
ROOMS = 50  # private rooms shared by two people that are looked at
WAITING_BY_ONE = 3  # invitations by one person that another has not answered; more are not shown

_ASK = (
    "a.room_id, a.by_id, coalesce(p.name, ''), a.left, a.ts "
    "FROM asked a LEFT JOIN principals p ON p.id = a.by_id"
)


def _row(row: Sequence[Any]) -> AskRow:
    return AskRow(row[0], row[1], row[2], bool(row[3]), row[4])


def one_ask(connection: sqlite3.Connection, room: int, principal: int) -> AskRow | None:
    row = connection.execute(
        f"SELECT {_ASK} WHERE a.room_id = ? AND a.principal_id = ?", (room, principal)
    ).fetchone()
    return _row(row) if row else None


def all_asks(connection: sqlite3.Connection, principal: int) -> list[AskRow]:
    """Unanswered invitations by people who are still members, oldest first."""
    cursor = connection.execute(
        f"SELECT {_ASK} WHERE a.principal_id = ? AND a.by_id != 0 AND EXISTS "  # noqa: S608
        "(SELECT 1 FROM members m WHERE m.room_id = a.room_id AND m.principal_id = a.by_id) "
        "ORDER BY a.ts, a.room_id",
        (principal,),
    )
    return [_row(row) for row in cursor]


def insert_ask(transaction: Transaction, room: int, principal: int, by: int, now: float) -> bool:
    """Store an invitation. Returns whether to show it: not if it is already stored, nor if too many others
    by the same person are unanswered. Above the cap altogether, the oldest are dropped."""
    connection = transaction.connection
    stored = one_ask(connection, room, principal)
    (waiting,) = connection.execute(
        "SELECT count(*) FROM asked WHERE principal_id = ? AND by_id = ? AND room_id != ?",
        (principal, by, room),
    ).fetchone()
    connection.execute(
        "INSERT INTO asked (room_id, principal_id, by_id, left, ts) VALUES (?, ?, ?, 0, ?) "
        "ON CONFLICT DO UPDATE SET by_id = excluded.by_id, ts = excluded.ts",
        (room, principal, by, now),
    )
    connection.execute(
        "UPDATE asked SET by_id = 0 WHERE principal_id = ?1 AND room_id IN "
        "(SELECT room_id FROM asked WHERE principal_id = ?1 AND by_id != 0 "
        "ORDER BY ts DESC, room_id DESC LIMIT -1 OFFSET ?2)",
        (principal, transaction.settings.max_asked),
    )
    _tidy(connection, principal)
    return (stored is None or stored.by != by) and waiting < WAITING_BY_ONE


def insert_left(connection: sqlite3.Connection, room: int, principal: int, now: float) -> None:
    connection.execute("INSERT OR REPLACE INTO asked VALUES (?, ?, 0, 1, ?)", (room, principal, now))


def drop_ask(connection: sqlite3.Connection, room: int, principal: int) -> None:
    connection.execute("DELETE FROM asked WHERE room_id = ? AND principal_id = ?", (room, principal))


def drop_asks_by(connection: sqlite3.Connection, principal: int, by: int) -> None:
    """Drop the invitations of `principal` by that person."""
    connection.execute("UPDATE asked SET by_id = 0 WHERE principal_id = ? AND by_id = ?", (principal, by))
    _tidy(connection, principal)


def _tidy(connection: sqlite3.Connection, principal: int) -> None:
    connection.execute("DELETE FROM asked WHERE principal_id = ? AND by_id = 0 AND left = 0", (principal,))


def some_strangers(connection: sqlite3.Connection, me: int, others: Sequence[int]) -> set[int]:
    """Those of `others` who have never written to `me`, neither directly nor in a group that both
    are in."""
    return {other for other in others if not _knows(connection, other, me)}


def _knows(connection: sqlite3.Connection, principal: int, other: int) -> bool:
    rooms = connection.execute(
        "SELECT m.room_id FROM members m JOIN members o ON o.room_id = m.room_id AND o.principal_id = ? "
        "JOIN rooms r ON r.id = m.room_id WHERE m.principal_id = ? AND r.kind != 'public' "
        "ORDER BY r.kind, m.room_id DESC LIMIT ?",
        (other, principal, ROOMS),
    ).fetchall()
    return any(_spoke(connection, room, principal) for (room,) in rooms)


def _spoke(connection: sqlite3.Connection, room: int, principal: int) -> bool:
    row = connection.execute(
        "SELECT 1 FROM (SELECT actor_id, kind FROM events WHERE room_id = ? ORDER BY seq DESC LIMIT ?) "
        "WHERE actor_id = ? AND kind != 'removed' LIMIT 1",
        (room, LOOKED_AT, principal),
    ).fetchone()
    return row is not None


def some_deaf(connection: sqlite3.Connection, me: int, others: Sequence[int]) -> set[int]:
    """Those of `others` who ignore `me`."""
    cursor = connection.execute("SELECT principal_id FROM ignores WHERE ignored_id = ?", (me,))
    return {id_ for (id_,) in cursor} & set(others)


class InvitationStatements(Statements):
    """`InvitationStore` of core.ports."""

    strangers = read(some_strangers)
    deaf = read(some_deaf)
    one = read(one_ask)
    waiting = read(all_asks)
    ask = change(insert_ask)
    unask = write(drop_asks_by)
