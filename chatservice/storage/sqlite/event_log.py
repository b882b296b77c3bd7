"""Every statement on the log and its keys except the hot insert and searches, one typed
function each.

`one_`, `some_` and `all_` say how many rows come back. The caller holds the transaction.
"""

import sqlite3
from collections.abc import Sequence

from chatservice.model.marks import MARKABLE
from chatservice.model.records import Record
from chatservice.model.values import GONE, LINES, EventKind
from chatservice.storage.batch import Head, Kept, MessageKey
from chatservice.storage.sqlite import annotations, folded, rows

BYTES_MAX = 1024 * 1024  # of text in one page of records: a page is held in memory
KEYS_AT_ONCE = 128  # in one statement: between two of them the interpreter's lock changes hands


# The log.


def one_epoch(connection: sqlite3.Connection) -> str:
    return str(connection.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()[0])


def one_last_id(connection: sqlite3.Connection) -> int:
    """The last event id ever given, even if its event is gone."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    return int(row[0]) if row else 0


def one_head(connection: sqlite3.Connection, room: int) -> Head:
    row = connection.execute(
        "SELECT coalesce((SELECT max(seq) FROM events WHERE room_id = ?1), first - 1), access, "
        "CASE kind WHEN 'code' THEN (SELECT parent_id FROM documents WHERE log_id = ?1) ELSE 0 END "
        "FROM rooms WHERE id = ?1",
        (room,),
    ).fetchone()
    return Head(*row) if row else Head(0, GONE)


def some_since(connection: sqlite3.Connection, room: int, seq: int, limit: int) -> list[Record]:
    cursor = connection.execute(
        f"SELECT {rows.RECORD} WHERE e.room_id = ? AND e.seq > ? ORDER BY e.seq LIMIT ?",
        (room, seq, limit),
    )
    return _page(connection, room, cursor)


def some_before(connection: sqlite3.Connection, room: int, seq: int | None, limit: int) -> list[Record]:
    """Oldest first."""
    cursor = connection.execute(
        f"SELECT {rows.RECORD} WHERE e.room_id = ? AND e.seq < ? ORDER BY e.seq DESC LIMIT ?",
        (room, 2**62 if seq is None else seq, limit),
    )
    return _page(connection, room, cursor)[::-1]


def some_lines_before(connection: sqlite3.Connection, room: int, seq: int | None, limit: int) -> list[Record]:
    """Oldest first."""
    seqs = folded.seqs_before(connection, room, seq, limit)
    if seqs is None:
        return some_before(connection, room, seq, limit)
    return _page(connection, room, _lines(connection, room, seqs, "DESC"))[::-1]


def some_lines_since(connection: sqlite3.Connection, room: int, seq: int, limit: int) -> list[Record]:
    seqs = folded.seqs_since(connection, room, seq, limit)
    if seqs is None:
        return some_since(connection, room, seq, limit)
    return _page(connection, room, _lines(connection, room, seqs, "ASC")) if seqs else []


def _lines(connection: sqlite3.Connection, room: int, seqs: Sequence[int], direction: str) -> sqlite3.Cursor:
    """`seqs` are at most as many as a page has lines."""
    return connection.execute(
        f"SELECT {rows.RECORD} WHERE e.room_id = ? AND e.seq IN ({','.join('?' * len(seqs))}) "
        f"ORDER BY e.seq {direction}",
        (room, *seqs),
    )


def some_at(connection: sqlite3.Connection, room: int, seqs: Sequence[int]) -> list[Record]:
    """The events at `seqs`, which are at most as many as a page has lines, oldest first."""
    return _page(connection, room, _lines(connection, room, seqs, "ASC")) if seqs else []


def some_around(connection: sqlite3.Connection, room: int, seq: int, before: int, after: int) -> list[Record]:
    return [
        *some_lines_before(connection, room, seq, before),
        *some_lines_since(connection, room, seq - 1, after + 1),
    ]


def all_around(
    connection: sqlite3.Connection, places: Sequence[tuple[int, int]], before: int, after: int
) -> list[list[Record]]:
    """As `some_around`, for each place: a room and a seq."""
    return [some_around(connection, room, seq, before, after) for room, seq in places]


def _page(connection: sqlite3.Connection, room: int, cursor: sqlite3.Cursor) -> list[Record]:
    page: list[Record] = []
    size = 0
    for row in cursor:
        page.append(rows.record(row))
        size += len(page[-1].body)
        if size > BYTES_MAX:
            break
    return annotations.annotated(connection, room, page)


def one_seq_from(connection: sqlite3.Connection, room: int, id_: int) -> int:
    """The lowest seq in `room` of an event with an id of at least `id_`; head + 1 if there is none.

    By bisection, because SQLite does not know that ids and seqs of a room grow together.
    """
    low, high = 1, one_head(connection, room).seq + 1
    while low < high:
        middle = (low + high) // 2
        row = connection.execute(
            "SELECT id, seq FROM events WHERE room_id = ? AND seq >= ? ORDER BY seq LIMIT 1", (room, middle)
        ).fetchone()
        if row is None or row[0] >= id_:
            high = middle
        else:
            low = row[1] + 1
    return low


def one_seq_at(connection: sqlite3.Connection, room: int, ts: float) -> int:
    """The seq of the last event in `room` before the time `ts`; 0 if none is stored.

    By bisection: times in a room grow with its seqs, unless the clock was set back.
    """
    low, high = 1, one_head(connection, room).seq + 1
    while low < high:
        middle = (low + high) // 2
        row = connection.execute(
            "SELECT ts, seq FROM events WHERE room_id = ? AND seq >= ? ORDER BY seq LIMIT 1", (room, middle)
        ).fetchone()
        if row is None or row[0] >= ts:
            high = middle
        else:
            low = row[1] + 1
    return low - 1


def some_since_id(connection: sqlite3.Connection, room: int, id_: int, limit: int) -> list[Record]:
    return some_since(connection, room, one_seq_from(connection, room, id_ + 1) - 1, limit)


def some_with_rooms(connection: sqlite3.Connection, ids: Sequence[int]) -> list[tuple[int, Record]]:
    """These events and their rooms, newest first. `ids` are few."""
    cursor = connection.execute(
        f"SELECT e.room_id, {rows.RECORD} WHERE e.id IN ({','.join('?' * len(ids))}) ORDER BY e.id DESC",
        ids,
    )
    return [(row[0], rows.record(row[1:])) for row in cursor]


def one_event_is_there(connection: sqlite3.Connection, id_: int, room: int, seq: int) -> bool:
    row = connection.execute("SELECT room_id, seq FROM events WHERE id = ?", (id_,)).fetchone()
    return bool(row == (room, seq))


def one_line_is_there(connection: sqlite3.Connection, room: int, seq: int) -> bool:
    """Whether the event at `seq` is a message with a text."""
    return _one_kind(connection, room, seq) in LINES


def one_can_be_answered(connection: sqlite3.Connection, room: int, seq: int) -> bool:
    """Whether the event at `seq` can be replied to."""
    return _one_kind(connection, room, seq) in MARKABLE


def _one_kind(connection: sqlite3.Connection, room: int, seq: int) -> EventKind | None:
    row = connection.execute("SELECT kind FROM events WHERE room_id = ? AND seq = ?", (room, seq)).fetchone()
    return EventKind(row[0]) if row is not None else None


# Keys.


# The digest of what was sent with the key of event `e`, if the event holds another text by now.
_SENT = (
    "LEFT JOIN sent_texts s ON s.room_id = e.room_id AND s.event_id = e.id AND s.line = "
    "CASE e.kind WHEN 'edited' THEN CAST(e.body AS INTEGER) ELSE e.seq END"
)


def some_kept(connection: sqlite3.Connection, keys: Sequence[MessageKey]) -> dict[MessageKey, Kept]:
    """Those of `keys` that are in the table of keys."""
    found: dict[MessageKey, Kept] = {}
    for start in range(0, len(keys), 200):
        chunk = keys[start : start + 200]
        # A joined list of rows, because IN (VALUES ...) scans the whole table.
        values = ",".join(["(?,?,?)"] * len(chunk))
        statement = (
            f"WITH w (actor, room, key) AS (VALUES {values}) "  # noqa: S608
            "SELECT k.actor_id, k.room_id, k.key, e.id, e.seq, e.body, s.digest FROM w "
            "CROSS JOIN keys k ON k.actor_id = w.actor AND k.room_id = w.room AND k.key = w.key "
            f"JOIN events e ON e.id = k.event_id {_SENT}"
        )
        for actor, room, key, id_, seq, body, digest in connection.execute(
            statement, [part for place in chunk for part in place]
        ):
            found[actor, room, key] = Kept(id_, seq, hash(body), digest)
    return found


def all_keys_after(connection: sqlite3.Connection, id_: int) -> dict[MessageKey, Kept]:
    """Oldest first."""
    columns = (
        "e.actor_id, e.room_id, e.key, e.id, e.seq, s.digest, "
        "CASE e.kind WHEN 'edit' THEN NULL ELSE e.body END"
    )
    statement = (
        f"SELECT {columns} FROM events e {_SENT} "  # noqa: S608
        "WHERE e.id > ? AND e.key IS NOT NULL ORDER BY e.id"
    )
    return {
        (actor, room, key): Kept(at, seq, None if body is None else hash(body), digest)
        for actor, room, key, at, seq, digest, body in connection.execute(statement, (id_,))
    }


def one_newest_actor_with_keys(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(actor_id), 0) FROM keys").fetchone()[0])


def merge_keys(connection: sqlite3.Connection, kept: Sequence[tuple[MessageKey, Kept]]) -> None:
    """Insert in the table's own order, so that neighbours share a page.

    Those of edits are left out, which would be half of what a keystroke takes: who sends an edit again names
    the version that it starts from, and the document knows the keys of all edits since.
    """
    rows = sorted((*key, at.id) for key, at in kept if at.body is not None)
    for start in range(0, len(rows), KEYS_AT_ONCE):
        chunk = rows[start : start + KEYS_AT_ONCE]
        values = ",".join(["(?,?,?,?)"] * len(chunk))
        connection.execute(
            f"INSERT OR REPLACE INTO keys VALUES {values}",  # noqa: S608
            [part for row in chunk for part in row],
        )


def some_keys_before(
    connection: sqlite3.Connection, after: int, ts: float, limit: int
) -> tuple[int | None, list[tuple[MessageKey, int]]]:
    """Read at most `limit` events after `after`, up to the first that is not older than `ts`.
    Returns the last one's id (None: no event), and the keys with their events' ids."""
    last_id: int | None = None
    old: list[tuple[MessageKey, int]] = []
    for id_, at, actor, room, key in connection.execute(
        "SELECT id, ts, actor_id, room_id, key FROM events WHERE id > ? ORDER BY id LIMIT ?", (after, limit)
    ):
        if at >= ts:
            break
        last_id = id_
        if key is not None:
            old.append(((actor, room, key), id_))
    return last_id, old


def drop_keys(connection: sqlite3.Connection, old: Sequence[tuple[MessageKey, int]]) -> None:
    connection.executemany(
        "DELETE FROM keys WHERE actor_id = ? AND room_id = ? AND key = ? AND event_id = ?",
        [(*key, id_) for key, id_ in old],
    )
