"""Searching: texts under the index's mark by trigrams, later ones by looking at each.

The index is not in the commit (it would cost more than everything else together): it
follows behind a mark when the writer is idle. An answer is the index up to the mark plus
a bounded scan of what came after it. Trigrams only find candidates; what is an answer is
decided by one rule for all paths: the folded text is part of the folded line.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from chatservice.model.values import Found, Hit
from chatservice.storage.rows import RECORD, record

TRIGRAM = 3
CANDIDATES = 512  # rows looked at between two checks of how much is found

# The room is one trigram: three characters of a private-use plane, which no text that
# people type has and which no folding touches. 60,000^3 rooms.
_BASE = 60_000
_FIRST = 0xF0000

FOUND_KINDS = "('message', 'action')"


def room_term(room: int) -> str:
    """The one term that says that a line is in `room`."""
    high, rest = divmod(room, _BASE * _BASE)
    middle, low = divmod(rest, _BASE)
    return "".join(chr(_FIRST + digit) for digit in (high, middle, low))


def fold(text: str) -> str:
    return text.casefold()


def _quoted(text: str) -> str:
    """`text` as one FTS5 string: nothing in it is syntax. NUL would end it."""
    return '"' + text.replace('"', '""').replace("\0", "") + '"'


def _expression(rooms: Sequence[int], text: str) -> str:
    where = " OR ".join(_quoted(room_term(room)) for room in rooms)
    # Folded as SQLite folds: only ASCII letters and those that fold to one character are
    # the same there, so a text that casefold changes the length of is left to the scan.
    return f"room:({where}) AND body:{_quoted(text)}"


def _indexable(text: str) -> bool:
    return len(text) >= TRIGRAM and text.isprintable() and len(fold(text)) == len(text)


def search(
    connection: sqlite3.Connection,
    rooms: Sequence[int],
    text: str,
    senders: Sequence[int] | None,
    before: int | None,
    limit: int,
    upto: int,
    scan: int,
) -> Found:
    """At most `limit` hits older than event `before`; `upto` is the index's mark, `scan`
    how many lines may be looked at without it."""
    if not rooms or (senders is not None and not senders):
        return Found([], None, True)
    folded = fold(text)
    indexed = _indexable(text)
    hits: list[Hit] = []
    complete = True
    # One more than asked for tells whether there are more.
    for found, cut in (
        _scanned(connection, rooms, senders, before, upto if indexed else 0, scan),
        _indexed(connection, rooms, text, senders, before, upto) if indexed else ((), False),
    ):
        looked = 0
        for row in found:
            looked += 1
            hit = record(row[1:])
            if folded in fold(hit.body):
                hits.append(Hit(row[0], hit))
                if len(hits) > limit:
                    return Found(hits[:limit], hits[limit - 1].record.id, True)
        if cut and looked >= scan:
            complete = False
    return Found(hits, None, complete)


def _where(rooms: Sequence[int], senders: Sequence[int] | None, before: int | None) -> str:
    # Only numbers of our own making are written into the statement.
    parts = [f"e.kind IN {FOUND_KINDS}", f"e.room_id IN ({_numbers(rooms)})"]
    if senders is not None:
        parts.append(f"e.actor_id IN ({_numbers(senders)})")
    if before is not None:
        parts.append(f"e.id < {int(before)}")
    return " AND ".join(parts)


def _numbers(numbers: Iterable[int]) -> str:
    return ",".join(str(int(number)) for number in numbers)


def _scanned(
    connection: sqlite3.Connection,
    rooms: Sequence[int],
    senders: Sequence[int] | None,
    before: int | None,
    after: int,
    scan: int,
) -> tuple[Iterable[tuple[Any, ...]], bool]:
    """The newest lines of `rooms` after event `after`, room by room through the places."""
    # In one room the order of the places is that of the ids, and has an index.
    order = "e.seq" if len(rooms) == 1 else "e.id"
    statement = f"SELECT e.room_id, {RECORD} WHERE {_where(rooms, senders, before)} AND e.id > ? ORDER BY {order} DESC LIMIT ?"
    return connection.execute(statement, (after, scan)), True


def _indexed(
    connection: sqlite3.Connection,
    rooms: Sequence[int],
    text: str,
    senders: Sequence[int] | None,
    before: int | None,
    upto: int,
) -> tuple[Iterable[tuple[Any, ...]], bool]:
    top = upto + 1 if before is None else min(before, upto + 1)
    statement = (
        f"SELECT e.room_id, {RECORD} WHERE e.id IN "  # noqa: S608
        "(SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? ORDER BY rowid DESC) "
        f"AND {_where(rooms, senders, None)} ORDER BY e.id DESC"
    )
    return connection.execute(statement, (_expression(rooms, text), top)), False


# The index itself; called by the writer.


def index_some(connection: sqlite3.Connection, upto: int, count: int) -> int | None:
    """Index the next `count` events after `upto`; the new mark, None when there are none."""
    rows = connection.execute(
        "SELECT id, room_id, kind, body FROM events WHERE id > ? ORDER BY id LIMIT ?", (upto, count)
    ).fetchall()
    if not rows:
        return None
    connection.executemany(
        "INSERT INTO search (rowid, room, body) VALUES (?, ?, ?)",
        [(id_, room_term(room), body) for id_, room, kind, body in rows if kind in {"message", "action"}],
    )
    mark: int = rows[-1][0]
    set_mark(connection, "indexed_upto", mark)
    return mark


def forget(connection: sqlite3.Connection, ids: Sequence[int], upto: int) -> None:
    """Take events out of the index, before their text is blanked: it has to be told what it held."""
    for id_ in ids:
        if id_ <= upto:
            connection.execute(
                "INSERT INTO search (search, rowid, room, body) "
                "SELECT 'delete', ?, ?, body FROM events WHERE id = ? AND kind IN ('message', 'action')",
                (id_, room_term(_room_of(connection, id_)), id_),
            )


def _room_of(connection: sqlite3.Connection, id_: int) -> int:
    row = connection.execute("SELECT room_id FROM events WHERE id = ?", (id_,)).fetchone()
    return int(row[0]) if row else 0


def mark(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def set_mark(connection: sqlite3.Connection, name: str, value: int) -> None:
    connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, str(value)))
