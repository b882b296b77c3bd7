"""Every statement on what people have read and where they were mentioned, one typed function each.

A line that addresses everyone in its room has one row, for the principal EVERYONE. The caller holds the
transaction.
"""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from chatservice.errors import TooMany
from chatservice.model.bodies import text_of
from chatservice.model.names import fold
from chatservice.model.reading import EVERYONE, Level, Mention, MentionChange, Unread
from chatservice.model.records import Record
from chatservice.model.values import COUNTED, LINES, EventKind, Principal
from chatservice.storage.sqlite import annotations, rows
from chatservice.storage.sqlite.statements import Statements, change, read, write
from chatservice.storage.sqlite.transaction import Transaction

EXAMINED = "mentions_upto"  # the mark: the newest event whose mentions are stored

_LINES = ", ".join(f"'{kind.value}'" for kind in sorted(LINES))
_COUNTED = ", ".join(f"'{kind.value}'" for kind in sorted(COUNTED))


# What is unread.


def some_unread(
    connection: sqlite3.Connection,
    principal: int,
    marks: Mapping[int, tuple[int, int]],
    ignored: Collection[int],
    limit: int,
) -> dict[int, Unread]:
    """Stops counting in a room after `limit` events."""
    others = {principal, *ignored}
    return {
        room: Unread(
            _lines(connection, room, mark, head, others, limit),
            _mentions(connection, principal, room, mark, head, others),
        )
        for room, (mark, head) in marks.items()
    }


def _lines(
    connection: sqlite3.Connection, room: int, mark: int, head: int, others: set[int], limit: int
) -> int:
    cursor = connection.execute(
        "SELECT actor_id, count(*) FROM (SELECT actor_id, kind FROM events "  # noqa: S608
        f"WHERE room_id = ? AND seq > ? AND seq <= ? LIMIT ?) WHERE kind IN ({_COUNTED}) GROUP BY actor_id",
        (room, mark, head, limit),
    )
    return sum(count for actor, count in cursor if actor not in others)


def _mentions(
    connection: sqlite3.Connection, principal: int, room: int, mark: int, head: int, others: set[int]
) -> int:
    cursor = connection.execute(
        "SELECT DISTINCT e.seq, e.actor_id FROM mentions m JOIN events e ON e.id = m.event_id "
        "WHERE m.principal_id IN (?, ?) AND m.room_id = ? AND m.seq > ? AND m.seq <= ?",
        (principal, EVERYONE, room, mark, head),
    )
    return sum(actor not in others for _, actor in cursor)


def set_mark(connection: sqlite3.Connection, principal: int, room: int, seq: int) -> None:
    connection.execute("INSERT OR REPLACE INTO read_marks VALUES (?, ?, ?)", (principal, room, seq))


def all_readers(connection: sqlite3.Connection, room: int, seq: int) -> dict[int, int]:
    cursor = connection.execute(
        "SELECT r.principal_id, r.seq FROM members m CROSS JOIN read_marks r "
        "ON r.principal_id = m.principal_id AND r.room_id = m.room_id WHERE m.room_id = ? AND r.seq >= ? "
        "AND NOT EXISTS (SELECT 1 FROM preferences p "
        "WHERE p.principal_id = r.principal_id AND p.name = 'seen' AND p.value = 'false')",
        (room, seq),
    )
    return dict(cursor.fetchall())


# What they are notified of.


def all_levels(connection: sqlite3.Connection, principal: int) -> dict[int, Level]:
    cursor = connection.execute("SELECT room_id, level FROM room_levels WHERE principal_id = ?", (principal,))
    return {room: Level(level) for room, level in cursor}


def set_level(transaction: Transaction, principal: int, room: int, level: Level) -> None:
    connection, limit = transaction.connection, transaction.settings.max_levels
    connection.execute("DELETE FROM room_levels WHERE principal_id = ? AND room_id = ?", (principal, room))
    if level is Level.ALL:
        return
    (count,) = connection.execute(
        "SELECT count(*) FROM room_levels WHERE principal_id = ?", (principal,)
    ).fetchone()
    if count >= limit:
        raise TooMany("rooms with a level of their own", limit)
    connection.execute("INSERT INTO room_levels VALUES (?, ?, ?)", (principal, room, level.value))


# Mentions.


def some_accounts_named(connection: sqlite3.Connection, names: Sequence[str]) -> list[Principal]:
    """`names` are few."""
    cursor = connection.execute(
        f"SELECT {rows.PRINCIPAL} WHERE p.role != 'guest' AND p.folded IN ({','.join('?' * len(names))})",
        [fold(name) for name in names],
    )
    return [rows.principal(row) for row in cursor]


def insert_mentions(
    transaction: Transaction,
    room: int,
    record: Record,
    people: Collection[int],
    listening: Collection[int],
    everyone: bool,
    edited: bool = False,
) -> MentionChange:
    connection = transaction.connection
    connection.execute(
        "INSERT INTO meta VALUES (?1, ?2) "
        "ON CONFLICT DO UPDATE SET value = max(value + 0, excluded.value + 0)",
        (EXAMINED, str(record.id)),
    )
    if not _still_says(connection, room, record):
        return MentionChange()  # its newer text is examined next
    stay = {*people, *listening, *([EVERYONE] if everyone else [])}
    gone = set(all_mentioned_in(connection, room, record.seq)) - stay if edited else set()
    for principal in gone:
        _delete(connection, principal, room, record.seq)
    found = [id_ for id_ in people if _insert(connection, id_, room, record)]
    found += [
        id_ for id_ in listening if _was_in(connection, id_, room) and _insert(connection, id_, room, record)
    ]
    if everyone and _insert(connection, EVERYONE, room, record):
        _trim_room(connection, room, transaction.settings.max_mentions)
    for principal in found:
        _trim(connection, principal, transaction.settings.max_mentions)
    return MentionChange(found, sorted(gone))


def _still_says(connection: sqlite3.Connection, room: int, record: Record) -> bool:
    """Whether the line has the text that was examined: it may have been edited or deleted since."""
    row = connection.execute(
        "SELECT kind, body FROM events WHERE room_id = ? AND seq = ?", (room, record.seq)
    ).fetchone()
    return row is not None and text_of(EventKind(row[0]), row[1]) == record.text


def all_mentioned_in(connection: sqlite3.Connection, room: int, seq: int) -> list[int]:
    cursor = connection.execute(
        "SELECT principal_id FROM mentions WHERE room_id = ? AND seq = ? ORDER BY principal_id", (room, seq)
    )
    return [principal for (principal,) in cursor]


def _delete(connection: sqlite3.Connection, principal: int, room: int, seq: int) -> None:
    connection.execute(
        "DELETE FROM mentions WHERE principal_id = ? AND room_id = ? AND seq = ?", (principal, room, seq)
    )


def _insert(connection: sqlite3.Connection, principal: int, room: int, record: Record) -> bool:
    """Whether it is new."""
    cursor = connection.execute(
        "INSERT OR IGNORE INTO mentions SELECT ?1, ?2, ?3, id FROM events "
        "WHERE room_id = ?2 AND seq = ?3 "
        "AND NOT EXISTS (SELECT 1 FROM ignores WHERE principal_id = ?1 AND ignored_id = ?4)",
        (principal, room, record.seq, record.actor),
    )
    return cursor.rowcount > 0


def _was_in(connection: sqlite3.Connection, principal: int, room: int) -> bool:
    row = connection.execute(
        "SELECT 1 FROM read_marks WHERE principal_id = ?1 AND room_id = ?2 "
        "UNION SELECT 1 FROM members WHERE principal_id = ?1 AND room_id = ?2",
        (principal, room),
    ).fetchone()
    return row is not None


def _trim(connection: sqlite3.Connection, principal: int, limit: int) -> None:
    connection.execute(
        "DELETE FROM mentions WHERE principal_id = ?1 AND event_id <= (SELECT event_id FROM mentions "
        "WHERE principal_id = ?1 ORDER BY event_id DESC LIMIT 1 OFFSET ?2)",
        (principal, limit),
    )


def _trim_room(connection: sqlite3.Connection, room: int, limit: int) -> None:
    """Of the lines there to everyone, the newest stay."""
    connection.execute(
        "DELETE FROM mentions WHERE principal_id = ?1 AND room_id = ?2 AND seq <= (SELECT seq FROM mentions "
        "WHERE principal_id = ?1 AND room_id = ?2 ORDER BY seq DESC LIMIT 1 OFFSET ?3)",
        (EVERYONE, room, limit),
    )


def drop_mentions(connection: sqlite3.Connection, room: int, seq: int) -> None:
    """Of a line that was deleted."""
    connection.execute("DELETE FROM mentions WHERE room_id = ? AND seq = ?", (room, seq))


def drop_mentions_to(connection: sqlite3.Connection, room: int, seq: int) -> None:
    """Of lines up to `seq`, which are removed."""
    connection.execute("DELETE FROM mentions WHERE room_id = ? AND seq <= ?", (room, seq))


def _some_mentions(since: float, principal: int, before: int | None) -> tuple[str, list[object]]:
    """The part of a statement from its tables on, and its values. Lines to everyone count in rooms where
    the person has been; whether they may still see the room is up to the caller."""
    statement = (
        "FROM (SELECT room_id, event_id FROM mentions WHERE principal_id = ? UNION "
        "SELECT m.room_id, m.event_id FROM read_marks r CROSS JOIN mentions m "
        "ON m.principal_id = ? AND m.room_id = r.room_id WHERE r.principal_id = ?) m "
        "CROSS JOIN events e ON e.id = m.event_id "
        "LEFT JOIN principals a ON a.id = e.actor_id LEFT JOIN principals s ON s.id = e.subject_id "
        "WHERE e.ts >= ? AND e.actor_id != ? AND e.id < ?"
    )
    upto = 2**62 if before is None else before
    return statement, [principal, EVERYONE, principal, since, principal, upto]


def some_mentions(
    connection: sqlite3.Connection, principal: int, since: float, before: int | None, limit: int
) -> list[Mention]:
    statement, values = _some_mentions(since, principal, before)
    columns = rows.RECORD.partition(" FROM ")[0]
    cursor = connection.execute(
        f"SELECT m.room_id, {columns} {statement} ORDER BY e.id DESC LIMIT ?", [*values, limit]
    )
    return [Mention(row[0], _annotated(connection, row[0], row[1:])) for row in cursor]


def _annotated(connection: sqlite3.Connection, room: int, row: Sequence[Any]) -> Record:
    """By itself: what lies between two mentions may be a whole year of lines."""
    [record] = annotations.annotated(connection, room, [rows.record(row)])
    return record


def one_count_of_mentions(connection: sqlite3.Connection, principal: int, since: float) -> int:
    statement, values = _some_mentions(since, principal, None)
    return int(connection.execute(f"SELECT count(*) {statement}", values).fetchone()[0])


def some_unexamined(connection: sqlite3.Connection, limit: int) -> list[tuple[int, Record]]:
    """Oldest first."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (EXAMINED,)).fetchone()
    cursor = connection.execute(
        f"SELECT e.room_id, {rows.RECORD} WHERE e.id > ?1 "  # noqa: S608
        "AND e.id > (SELECT coalesce(max(id), 0) FROM events) - ?2 "
        f"AND (e.kind IN ({_LINES}) AND instr(e.body, '@') OR e.kind = 'edited') ORDER BY e.id",
        (int(row[0]) if row else 0, limit),
    )
    return [(room, _annotated(connection, room, record)) for room, *record in cursor]


class ReadingStatements(Statements):
    """`ReadingStore` of core.ports."""

    unread = read(some_unread)
    set_mark = write(set_mark)
    readers = read(all_readers)
    levels = read(all_levels)
    set_level = change(set_level)
    accounts_named = read(some_accounts_named)
    mention = change(insert_mentions)
    mentioned_in = read(all_mentioned_in)
    mentions = read(some_mentions)
    mentioned_since = read(one_count_of_mentions)
    unexamined = read(some_unexamined)
