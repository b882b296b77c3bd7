"""The search index: made, merged and mended, only by the writer, in a transaction of the caller.

It is a copy of the log. If it is damaged it is emptied and rebuilt, and nothing else suffers: FTS5 keeps
no content here, so it does not know what an entry was, and removing an entry twice is damage.
"""

import sqlite3
from collections.abc import Sequence

from chatservice.model.search_text import VERSION
from chatservice.storage.sqlite.meta import mark, set_mark
from chatservice.storage.sqlite.search_terms import ROW, SearchRow, entry, is_line, with_texts

PIECE = 64 * 1024  # characters indexed before it looks whether a batch waits
MERGE = 16  # pages of the index merged with each piece, so that no piece takes long

CORRUPT_VTAB = sqlite3.SQLITE_CORRUPT | 1 << 8  # FTS5's code for a damaged index


def index_some(connection: sqlite3.Connection, mark_id: int, count: int) -> int | None:
    """Index the next `count` events after `mark_id`, or fewer long ones; returns the new mark, None if there
    are none. `index_until` ends a transaction of such pieces."""
    found = connection.execute(
        f"SELECT {ROW} FROM events e WHERE e.id > ? ORDER BY e.id LIMIT ?",  # noqa: S608
        (mark_id, count),
    )
    rows: list[SearchRow] = []
    size = 0
    for row in with_texts(found):
        rows.append(row)
        size += len(row[-1])
        if size >= PIECE:
            break
    if not rows:
        return None
    connection.executemany(
        "INSERT INTO search (rowid, entry) VALUES (?, ?)",
        _entries(rows),
    )
    return int(rows[-1][0])


def index_until(connection: sqlite3.Connection, mark_id: int) -> None:
    """Record that the events up to `mark_id` are indexed, and merge a piece of the index."""
    connection.execute("INSERT INTO search (search, rank) VALUES ('merge', ?)", (MERGE,))
    connection.execute("INSERT OR IGNORE INTO meta VALUES ('index_unicode', ?)", (VERSION,))
    set_mark(connection, "indexed_upto", mark_id)


def merge_some(connection: sqlite3.Connection, all_of_it: bool) -> bool:
    """Merge a part of the index; returns whether there is more to do. `all_of_it` starts merging
    everything into one segment, in which nothing is left of removed entries."""
    before = connection.total_changes
    connection.execute(
        "INSERT INTO search (search, rank) VALUES ('merge', ?)", (-MERGE if all_of_it else MERGE,)
    )
    return connection.total_changes - before >= 2  # FTS5's sign that it did something


def put_back(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Index events anew whose text was replaced; only those that the index has reached. `ids` are few."""
    indexed = mark(connection, "indexed_upto")
    reached = [id_ for id_ in ids if id_ <= indexed]
    rows = list(
        with_texts(
            connection.execute(
                f"SELECT {ROW} FROM events e WHERE e.id IN ({','.join('?' * len(reached))})",  # noqa: S608
                reached,
            )
        )
    )
    connection.executemany("INSERT INTO search (rowid, entry) VALUES (?, ?)", _entries(rows))


def forget(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Remove events from the index, before their text is blanked: FTS5 has to be told the old entry."""
    indexed = mark(connection, "indexed_upto")
    for start in range(0, len(ids), 200):
        chunk = [id_ for id_ in ids[start : start + 200] if id_ <= indexed]
        rows = list(
            with_texts(
                connection.execute(
                    f"SELECT {ROW} FROM events e WHERE e.id IN ({','.join('?' * len(chunk))})",  # noqa: S608
                    chunk,
                )
            )
        )
        connection.executemany(
            "INSERT INTO search (search, rowid, entry) VALUES ('delete', ?, ?)",
            [
                (id_, entry(room, kind, actor, body))
                for id_, room, kind, actor, body in rows
                if is_line(kind, body)
            ],
        )


def is_damage(error: BaseException | None) -> bool:
    """Whether FTS5 reports damage, of the index alone."""
    return getattr(error, "sqlite_errorcode", 0) == CORRUPT_VTAB


def empty(connection: sqlite3.Connection) -> None:
    """Empty the index."""
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    set_mark(connection, "indexed_upto", 0)
    connection.execute("DELETE FROM meta WHERE name = 'index_unicode'")


def folds_alike(connection: sqlite3.Connection) -> bool:
    """Whether the entries were made in this way, with this Python's Unicode version. Another one folds some
    letters differently, so that old entries would not be found and could not be removed. An index of before
    there were versions has none."""
    row = connection.execute("SELECT value FROM meta WHERE name = 'index_unicode'").fetchone()
    return bool(row == (VERSION,)) if row is not None else mark(connection, "indexed_upto") == 0


def _entries(rows: Sequence[SearchRow]) -> list[tuple[int, str]]:
    return [
        (id_, entry(room, kind, actor, body)) for id_, room, kind, actor, body in rows if is_line(kind, body)
    ]
