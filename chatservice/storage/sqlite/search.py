"""Search: lines below the index's mark by trigrams, later ones one by one.

The index is not part of the commit (it would cost more than everything else together): it
follows up to a mark when the writer is idle. A result is the lines after the mark, checked
one by one, and then those of the index. One rule decides on both paths: the folded text is
part of the folded line. The index holds folded lines and is queried with folded text, so
it never finds less than the rule; what it finds too much, the rule removes.

No more than `scan` lines of the person's own rooms are checked on either path, a long line
counting as several; a result that ended there says so, and where to continue.

The index is a copy of the log. If it is damaged it is emptied and rebuilt, and nothing else
suffers: FTS5 keeps no content here, so it does not know what an entry was, and removing an
entry twice is damage.
"""

import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from operator import itemgetter

from chatservice.model.rich_text import folded_topic
from chatservice.model.values import ERASED, LINES, EventKind, Found, Hit, gist_of
from chatservice.storage.sqlite import event_log

TRIGRAM = 3
SENDERS = 64  # in one query; for a name that more people had, the lines are checked instead
LINE = 100  # characters that count as one checked line
ASKED = 1_000  # characters of a text that trigrams are taken from
TERMS = 24  # trigrams of a text in a query; more hardly narrow it down
MERGE = 16  # pages of the index merged with each piece, so that no piece takes long

# A room is one trigram, a sender another: three characters of the private planes 15 and 16.
# A search for such characters may check lines in vain, but finds nothing in other rooms.
# 60,000^3 of each.
_BASE = 60_000
_ROOM = 0xF0000
_SENDER = 0x100000

_OF_JSON = frozenset({EventKind.RICH.value, EventKind.POLL.value})
_KINDS = frozenset(kind.value for kind in LINES | {EventKind.POLL})

CORRUPT_VTAB = sqlite3.SQLITE_CORRUPT | 1 << 8  # FTS5's code for a damaged index

SearchRow = tuple[int, int, str, int, str]  # id, room, kind, actor, text
_ROW = "e.id, e.room_id, e.kind, e.actor_id, e.body"


def _with_texts(rows: Iterable[SearchRow]) -> Iterator[SearchRow]:
    """The rows of a query, with the text of each line instead of its body."""
    for row in rows:
        id_, room, kind, actor, body = row
        yield row if kind not in _OF_JSON else (id_, room, kind, actor, gist_of(EventKind(kind), body))


def fold(text: str) -> str:
    return text.casefold()


def is_line(kind: str, text: str) -> bool:
    """Whether the event is a line that can be found. An erased line has no entry in the index: it
    was removed before the text was."""
    return kind in _KINDS and text != ERASED


def room_term(room: int) -> str:
    """The single term that marks a line as being in `room`."""
    return _term(_ROOM, room)


def sender_term(principal: int) -> str:
    return _term(_SENDER, principal)


def _term(first: int, number: int) -> str:
    high, rest = divmod(number, _BASE * _BASE)
    middle, low = divmod(rest, _BASE)
    return "".join(chr(first + digit) for digit in (high, middle, low))


def search(
    connection: sqlite3.Connection,
    rooms: Sequence[int],
    text: str,
    senders: Sequence[int] | None,
    before: int | None,
    limit: int,
    indexed: int,
    scan: int,
    topic: str = "",
) -> Found:
    """At most `limit` hits older than event `before`; `indexed` is the index's mark (0: do not use the
    index), `scan` how many lines may be checked on each path."""
    folded = fold(text)
    if not rooms or senders == [] or not _storable(folded):
        return Found([], None, True)
    wanted_rooms, wanted_senders = frozenset(rooms), frozenset(senders or ())
    has_index = len(folded) >= TRIGRAM and indexed > 0
    paths = [_newest(connection, wanted_rooms, before, indexed if has_index else 0)]
    if topic:
        paths = [_in_topic(connection, wanted_rooms, topic, before)]
    elif has_index:
        top = indexed + 1 if before is None else min(before, indexed + 1)
        paths.append(_indexed(connection, _expression(wanted_rooms, wanted_senders, folded), top))
    ids: list[int] = []
    for path in paths:
        last = before
        left = scan
        for id_, room, kind, actor, line in path:
            left -= 1 + len(line) // LINE
            if left < 0 and last != before:
                return Found(_hits(connection, ids), last, False)
            last = id_
            if (
                is_line(kind, line)
                and room in wanted_rooms
                and (senders is None or actor in wanted_senders)
                and folded in fold(line)
            ):
                ids.append(id_)
                # One above the limit shows that there are more.
                if len(ids) > limit:
                    return Found(_hits(connection, ids[:limit]), ids[limit - 1], True)
    return Found(_hits(connection, ids), None, True)


def _storable(text: str) -> bool:
    """Whether the text has no half of a surrogate pair: no line does."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _hits(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Hit]:
    return [Hit(room, record) for room, record in event_log.some_with_rooms(connection, ids)]


# Line by line.


def _newest(
    connection: sqlite3.Connection, rooms: frozenset[int], before: int | None, after: int
) -> Iterator[SearchRow]:
    """The lines of `rooms` between two events, newest first.

    Each room is read by its own seqs, never through the lines of other rooms: activity in a
    room that the person is not in costs nothing here and reveals nothing.
    """
    streams = [_newest_of(connection, room, before, after) for room in rooms]
    return streams[0] if len(streams) == 1 else merge(*streams, key=itemgetter(0), reverse=True)


def _newest_of(
    connection: sqlite3.Connection, room: int, before: int | None, after: int
) -> Iterator[SearchRow]:
    seq = 2**62 if before is None else event_log.one_seq_from(connection, room, before)
    statement = f"SELECT {_ROW} FROM events e WHERE e.room_id = ? AND e.seq < ? ORDER BY e.seq DESC"  # noqa: S608
    for row in _with_texts(connection.execute(statement, (room, seq))):
        # Ids and seqs of a room grow together; SQLite does not know that.
        if row[0] <= after:
            return
        yield row


def _in_topic(
    connection: sqlite3.Connection, rooms: frozenset[int], topic: str, before: int | None
) -> Iterator[SearchRow]:
    """The lines of `rooms` with that topic before an event, newest first."""
    streams = [
        _with_texts(
            connection.execute(
                f"SELECT {_ROW} FROM topics t JOIN topic_lines l ON l.topic_id = t.id "  # noqa: S608
                "JOIN events e ON e.room_id = l.room_id AND e.seq = l.seq "
                "WHERE t.room_id = ? AND t.folded = ? AND l.seq < ? ORDER BY l.seq DESC",
                (
                    room,
                    folded_topic(topic),
                    2**62 if before is None else event_log.one_seq_from(connection, room, before),
                ),
            )
        )
        for room in rooms
    ]
    return merge(*streams, key=itemgetter(0), reverse=True)


def _in_topic_of(
    connection: sqlite3.Connection, room: int, topic: str, before: int | None
) -> Iterator[SearchRow]:
    seq = 2**62 if before is None else event_log.one_seq_from(connection, room, before)
    statement = (
        f"SELECT {_ROW} FROM topics t JOIN topic_lines l ON l.topic_id = t.id "  # noqa: S608
        "JOIN events e ON e.room_id = l.room_id AND e.seq = l.seq "
        "WHERE t.room_id = ? AND t.folded = ? AND l.seq < ? ORDER BY l.seq DESC"
    )
    return _with_texts(connection.execute(statement, (room, folded_topic(topic), seq)))


# The index.


def _indexed(connection: sqlite3.Connection, expression: str, top: int) -> Iterator[SearchRow]:
    """Candidate lines below event `top`, newest first, read one by one."""
    statement = (
        f"SELECT {_ROW} FROM search CROSS JOIN events e ON e.id = search.rowid "  # noqa: S608
        "WHERE search MATCH ? AND search.rowid < ? ORDER BY search.rowid DESC"
    )
    return _with_texts(connection.execute(statement, (expression, top)))


def _expression(rooms: frozenset[int], senders: frozenset[int], folded: str) -> str:
    """A query: in one of the rooms, by one of the senders, with every trigram of the text."""
    text = _without_nul(folded[:ASKED])
    trigrams = list(dict.fromkeys(text[at : at + TRIGRAM] for at in range(len(text) - TRIGRAM + 1)))
    trigrams = trigrams[:: -(-len(trigrams) // TERMS)]
    groups = [[room_term(room) for room in rooms], *([trigram] for trigram in trigrams)]
    if 0 < len(senders) <= SENDERS:
        groups.append([sender_term(sender) for sender in senders])
    return " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in groups)


def _quoted(term: str) -> str:
    """An FTS5 string, in which nothing is syntax."""
    return '"' + term.replace('"', '""') + '"'


def _without_nul(text: str) -> str:
    # NUL would end it for FTS5.
    return text.replace("\0", "\ufffd")


def _entry(room: int, actor: int, body: str) -> str:
    return room_term(room) + sender_term(actor) + _without_nul(fold(body))


def _entries(rows: Sequence[SearchRow]) -> list[tuple[int, str]]:
    return [(id_, _entry(room, actor, body)) for id_, room, kind, actor, body in rows if is_line(kind, body)]


# Only the writer writes the index, in a transaction of the caller.


def index_some(connection: sqlite3.Connection, mark_id: int, count: int) -> int | None:
    """Index the next `count` events after `mark_id`; returns the new mark, None if there are none.
    `index_until` ends a transaction of such pieces."""
    rows = list(
        _with_texts(
            connection.execute(
                f"SELECT {_ROW} FROM events e WHERE e.id > ? ORDER BY e.id LIMIT ?",  # noqa: S608
                (mark_id, count),
            )
        )
    )
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
    connection.execute(
        "INSERT OR IGNORE INTO meta VALUES ('index_unicode', ?)", (unicodedata.unidata_version,)
    )
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
        _with_texts(
            connection.execute(
                f"SELECT {_ROW} FROM events e WHERE e.id IN ({','.join('?' * len(reached))})",  # noqa: S608
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
            _with_texts(
                connection.execute(
                    f"SELECT {_ROW} FROM events e WHERE e.id IN ({','.join('?' * len(chunk))})",  # noqa: S608
                    chunk,
                )
            )
        )
        connection.executemany(
            "INSERT INTO search (search, rowid, entry) VALUES ('delete', ?, ?)",
            [
                (id_, _entry(room, actor, body))
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
    """Whether entries were made with this Python's Unicode version. Another version folds some
    letters differently, so that old entries could not be removed."""
    row = connection.execute("SELECT value FROM meta WHERE name = 'index_unicode'").fetchone()
    return row is None or bool(row == (unicodedata.unidata_version,))


def mark(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def set_mark(connection: sqlite3.Connection, name: str, value: int) -> None:
    connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, str(value)))
