"""Every statement on how much the server is used, one typed function each. The caller holds the transaction.

Events are counted once, in the order of their ids, so that a count stays when they are erased. Who spoke on
a day, and in which rooms, is known for that day and the one before only: then a number remains.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable

from chatservice.model.usage import DAY, DayUsage, day_of
from chatservice.model.values import COUNTED, EventKind
from chatservice.storage.sqlite.meta import mark, set_mark
from chatservice.storage.sqlite.statements import Statements, read, write

_MARK = "counted_upto"
_LINES = frozenset(kind.value for kind in COUNTED)
_ALSO = {EventKind.FILE.value: "files", EventKind.RUN.value: "runs"}
_DISTINCT = {"people": "actor_id", "rooms": "room_id"}
_FIELDS = frozenset(DayUsage.__struct_fields__) - {"day"}
HOUR = 3600
HOURS = 24


def count_events(connection: sqlite3.Connection, now: float, limit: int) -> bool:
    """Count the next `limit` events; returns whether there are more."""
    upto = mark(connection, _MARK)
    events = connection.execute(
        "SELECT id, ts, kind, actor_id, room_id FROM events WHERE id > ? ORDER BY id LIMIT ?", (upto, limit)
    ).fetchall()
    counts: Counter[tuple[int, str]] = Counter()
    seen: set[tuple[int, str, int]] = set()
    for _, ts, kind, actor, room in events:
        if kind not in _LINES:
            continue
        day = day_of(ts)
        counts[day, "lines"] += 1
        counts[day, f"hour {int(ts) % DAY // HOUR}"] += 1
        if kind in _ALSO:
            counts[day, _ALSO[kind]] += 1
        seen |= {(day, "people", actor), (day, "rooms", room)}
    _add(connection, counts)
    _see(connection, seen)
    if events:
        set_mark(connection, _MARK, events[-1][0])
    if len(events) == limit:
        return True
    _settle(connection, day_of(now))
    return False


def _add(connection: sqlite3.Connection, counts: Counter[tuple[int, str]]) -> None:
    connection.executemany(
        "INSERT INTO usage VALUES (?, ?, ?) "
        "ON CONFLICT (day, name) DO UPDATE SET value = value + excluded.value",
        [(day, name, value) for (day, name), value in counts.items()],
    )


def _see(connection: sqlite3.Connection, seen: Iterable[tuple[int, str, int]]) -> None:
    """Count those who were not seen on that day."""
    fresh: Counter[tuple[int, str]] = Counter()
    for day, name, id_ in seen:
        fresh[day, name] += connection.execute(
            "INSERT OR IGNORE INTO usage_seen VALUES (?, ?, ?)", (day, name, id_)
        ).rowcount
    _add(connection, fresh)


def _settle(connection: sqlite3.Connection, today: int) -> None:
    """What is true of today now; who was seen before yesterday is not known any more."""
    connection.execute("DELETE FROM usage_seen WHERE day < ?", (today - 1,))
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    (files,) = connection.execute(
        "SELECT coalesce(sum(size), 0) FROM (SELECT DISTINCT sha256, size FROM files)"
    ).fetchone()
    (accounts,) = connection.execute(
        "SELECT count(*) FROM principals WHERE role != 'guest' AND created >= ?", (today * DAY,)
    ).fetchone()
    connection.executemany(
        "INSERT OR REPLACE INTO usage VALUES (?, ?, ?)",
        [(today, "bytes", pages * size + files), (today, "accounts", accounts)],
    )


def some_days(connection: sqlite3.Connection, first: int, last: int) -> list[DayUsage]:
    found: dict[int, dict[str, int]] = {day: {} for day in range(first, last + 1)}
    cursor = connection.execute("SELECT day, name, value FROM usage WHERE day BETWEEN ? AND ?", (first, last))
    for day, name, value in cursor:
        if name in _FIELDS:
            found[day][name] = value
    return [DayUsage(day=day, **values) for day, values in found.items()]


def some_hours(connection: sqlite3.Connection, first: int) -> list[int]:
    cursor = connection.execute(
        "SELECT name, sum(value) FROM usage WHERE day >= ? AND name LIKE 'hour %' GROUP BY name", (first,)
    )
    values = dict(cursor.fetchall())
    return [values.get(f"hour {hour}", 0) for hour in range(HOURS)]


class UsageStatements(Statements):
    """`UsageStore` of core.ports."""

    count = write(count_events)
    days = read(some_days)
    hours = read(some_hours)
