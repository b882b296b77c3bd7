"""Removes guests who cannot come back, and empty direct conversations with them.

Such a guest is kept only if stored data still refers to them. Guests who said nothing and are in
nothing are removed, in the order in which they left, so that each is looked at once. `trace` says
whether any event in a log is by or about them; finding that in the log itself would mean reading
all of it.
"""

import sqlite3
from collections.abc import Callable, Sequence

from chatservice.model.values import Principal
from chatservice.storage.sqlite import rooms, rows

_MARK = "guests_swept"
BEGINNING = -1e15  # before every guest left


def some_ended_members(
    connection: sqlite3.Connection, before: float, after: int, limit: int
) -> list[Principal]:
    """Guests who left before `before` and still have a part in a room or group, by id after `after`."""
    cursor = connection.execute(
        f"SELECT {rows.PRINCIPAL} WHERE p.role = 'guest' AND p.left < ? AND p.id > ? AND EXISTS "  # noqa: S608
        "(SELECT 1 FROM members m JOIN rooms r ON r.id = m.room_id "
        "WHERE m.principal_id = p.id AND r.kind != 'direct') ORDER BY p.id LIMIT ?",
        (before, after, limit),
    )
    return [rows.principal(row) for row in cursor]


def sweep_guests(
    connection: sqlite3.Connection, before: float, limit: int, is_silent: Callable[[int], bool]
) -> tuple[int, list[int]]:
    """Sweep the next `limit` guests who left before `before`. Returns how many there were, and the direct
    conversations removed because nothing was ever said in them. `is_silent` also knows lines
    of this batch."""
    left, last = _mark(connection)
    guests = connection.execute(
        "SELECT id, left FROM principals WHERE role = 'guest' AND left < ? AND (left, id) > (?, ?) "
        "ORDER BY left, id LIMIT ?",
        (before, left, last, limit),
    ).fetchall()
    if not guests:
        return 0, []
    ids = [id_ for id_, _ in guests]
    for table in (
        "tokens",
        "read_marks",
        "ignores",
        "mentions",
        "room_levels",
        "preferences",
        "scheduled",
        "bookmarks",
        "votes",
    ):
        _each(connection, f"DELETE FROM {table} WHERE principal_id = ?", ids)  # noqa: S608
    _each(connection, "DELETE FROM asked WHERE ? IN (principal_id, by_id)", ids)
    gone = [room for room in _silent_directs(connection, ids) if is_silent(room)]
    for room in gone:
        rooms.delete_room(connection, room)
    _drop(connection, ids)
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_MARK, f"{guests[-1][1]!r} {ids[-1]}"))
    return len(ids), gone


def _mark(connection: sqlite3.Connection) -> tuple[float, int]:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (_MARK,)).fetchone()
    if row is None:
        return BEGINNING, 0
    left, _, id_ = row[0].partition(" ")
    return float(left), int(id_)


def _each(connection: sqlite3.Connection, statement: str, ids: Sequence[int]) -> None:
    connection.executemany(statement, [(id_,) for id_ in ids])


def _silent_directs(connection: sqlite3.Connection, ids: Sequence[int]) -> list[int]:
    found: dict[int, None] = {}
    for id_ in ids:
        for (room,) in connection.execute(
            "SELECT r.id FROM members m JOIN rooms r ON r.id = m.room_id WHERE m.principal_id = ? "
            "AND r.kind = 'direct' AND r.first = 1 "
            "AND NOT EXISTS (SELECT 1 FROM events e WHERE e.room_id = r.id)",
            (id_,),
        ):
            found[room] = None
    return list(found)


def _drop(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Remove those of `ids` that nothing refers to."""
    marks = ",".join("?" * len(ids))
    free = [
        (id_,)
        for (id_,) in connection.execute(
            f"SELECT p.id FROM principals p WHERE p.id IN ({marks}) AND p.trace = 0 "  # noqa: S608
            "AND NOT EXISTS (SELECT 1 FROM members WHERE principal_id = p.id) "
            "AND NOT EXISTS (SELECT 1 FROM files WHERE owner_id = p.id) "
            "AND p.id NOT IN (SELECT reporter_id FROM reports) "
            "AND p.id NOT IN (SELECT principal_id FROM sanctions WHERE principal_id IS NOT NULL) "
            "AND p.id NOT IN (SELECT made_by FROM webhooks)",
            ids,
        )
    ]
    for statement in (
        "DELETE FROM former_names WHERE principal_id = ?",
        "DELETE FROM ignores WHERE ignored_id = ?",
        "DELETE FROM principals WHERE id = ?",
    ):
        connection.executemany(statement, free)
