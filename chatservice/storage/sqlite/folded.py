"""Where in a room's log the events are that only add something to another line (`values.FOLDED`).

Each uninterrupted stretch of them is a row, so that a page of lines is found without reading the
100,000 reactions that may lie between two of them. The caller holds the transaction.
"""

import sqlite3
from collections.abc import Iterable

Span = tuple[int, int]  # the first and the last seq


def extend(connection: sqlite3.Connection, room: int, seq: int) -> None:
    """The event at `seq`, the newest of `room`, is one of them."""
    longer = connection.execute(
        "UPDATE folded SET last = ?2 WHERE room_id = ?1 AND last = ?2 - 1", (room, seq)
    )
    if not longer.rowcount:
        connection.execute("INSERT INTO folded (room_id, last, first) VALUES (?1, ?2, ?2)", (room, seq))


def drop(connection: sqlite3.Connection, room: int, last_seq: int) -> None:
    """Forget those up to `last_seq`, which are no longer stored."""
    connection.execute("DELETE FROM folded WHERE room_id = ? AND last <= ?", (room, last_seq))


def seqs_before(connection: sqlite3.Connection, room: int, seq: int | None, limit: int) -> list[int] | None:
    """The last `limit` seqs before `seq` (None: the newest) that are lines; None if there is nothing
    else before it."""
    above = _head(connection, room) + 1
    above = above if seq is None else min(seq, above)
    around = connection.execute(
        "SELECT first FROM folded WHERE room_id = ? AND last >= ? ORDER BY last LIMIT 1", (room, above)
    ).fetchone()
    cut = around is not None and around[0] < above
    if cut:
        above = around[0]
    stretches: list[Span] = connection.execute(
        "SELECT first, last FROM folded WHERE room_id = ? AND last < ? ORDER BY last DESC LIMIT ?",
        (room, above, limit + 1),
    ).fetchall()
    return list(_down(above, stretches, limit)) if stretches or cut else None


def _down(above: int, stretches: Iterable[Span], limit: int) -> Iterable[int]:
    for first, last in (*stretches, (0, 0)):
        seqs = range(above - 1, max(last, above - 1 - limit), -1)
        yield from seqs
        limit -= len(seqs)
        if limit <= 0:
            return
        above = first


def seqs_since(connection: sqlite3.Connection, room: int, seq: int, limit: int) -> list[int] | None:
    """The first `limit` seqs after `seq` that are lines; None if there is nothing else after it."""
    stretches: list[Span] = connection.execute(
        "SELECT first, last FROM folded WHERE room_id = ? AND last > ? ORDER BY last LIMIT ?",
        (room, seq, limit + 1),
    ).fetchall()
    if not stretches:
        return None
    first, end = _first(connection, room), _head(connection, room) + 1
    return list(_up(max(seq, first - 1), [*stretches, (end, end)], limit))


def _up(below: int, stretches: Iterable[Span], limit: int) -> Iterable[int]:
    for first, last in stretches:
        seqs = range(below + 1, min(first, below + 1 + limit))
        yield from seqs
        limit -= len(seqs)
        if limit <= 0:
            return
        below = last


def _first(connection: sqlite3.Connection, room: int) -> int:
    (first,) = connection.execute(
        "SELECT coalesce(min(seq), 1) FROM events WHERE room_id = ?", (room,)
    ).fetchone()
    return int(first)


def _head(connection: sqlite3.Connection, room: int) -> int:
    (head,) = connection.execute(
        "SELECT coalesce(max(seq), 0) FROM events WHERE room_id = ?", (room,)
    ).fetchone()
    return int(head)
