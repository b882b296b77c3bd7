"""Search: lines below the index's mark by trigrams, later ones one by one.

The index is not part of the commit (it would cost more than everything else together): it
follows up to a mark when the writer is idle. A result is the lines after the mark, checked
one by one, and then those of the index. One rule decides on both paths: each folded word is
part of the folded line. The index holds folded lines and is queried with folded words, so
it never finds less than the rule; what it finds too much, the rule removes.

No more than `scan` lines of the person's own rooms are checked on either path, a long line
counting as several; a result that ended there says so, and where to continue.

The index is a copy of the log. If it is damaged it is emptied and rebuilt, and nothing else
suffers: FTS5 keeps no content here, so it does not know what an entry was, and removing an
entry twice is damage.

A day is a place in the log, found by halving: where a clock was set back, lines are before or after
it as they stand there.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import merge
from operator import itemgetter

from chatservice.model.rich_text import folded_topic
from chatservice.model.search_query import LineQuery, has_link, score
from chatservice.model.search_text import VERSION, searchable
from chatservice.model.values import ERASED, LINES, EventKind, Found, Hit, gist_of
from chatservice.storage.sqlite import event_log

TRIGRAM = 3
SENDERS = 64  # in one query; for a name that more people had, the lines are checked instead
LINE = 100  # characters that count as one checked line
ASKED = 1_000  # characters of a text that trigrams are taken from
TERMS = 24  # trigrams in a query; more hardly narrow it down
BEST = 1_000  # hits among which the best ones are chosen
PIECE = 64 * 1024  # characters indexed before it looks whether a batch waits
MERGE = 16  # pages of the index merged with each piece, so that no piece takes long

# A room is one trigram, a sender another: three characters of the private planes 15 and 16.
# A search for such characters may check lines in vain, but finds nothing in other rooms.
# 60,000^3 of each.
_BASE = 60_000
_ROOM = 0xF0000
_SENDER = 0x100000
TERMS_KEPT = 4096  # of rooms, and of senders
_FILE = "\U000fff00\U000fff01\U000fff02"  # marks a file
_OF_LINK = "://"

_SHARED = EventKind.FILE.value
_OF_JSON = frozenset({EventKind.RICH.value, EventKind.POLL.value, EventKind.FILE.value})
_KINDS = frozenset(kind.value for kind in LINES | {EventKind.POLL, EventKind.FILE})

CORRUPT_VTAB = sqlite3.SQLITE_CORRUPT | 1 << 8  # FTS5's code for a damaged index

SearchRow = tuple[int, int, str, int, str]  # id, room, kind, actor, text
_ROW = "e.id, e.room_id, e.kind, e.actor_id, e.body"


def _with_texts(rows: Iterable[SearchRow]) -> Iterator[SearchRow]:
    """The rows of a query, with the text of each line instead of its body."""
    for row in rows:
        id_, room, kind, actor, body = row
        yield row if kind not in _OF_JSON else (id_, room, kind, actor, gist_of(EventKind(kind), body))


def is_line(kind: str, text: str) -> bool:
    """Whether the event is a line that can be found. An erased line has no entry in the index: it
    was removed before the text was."""
    return kind in _KINDS and text != ERASED


@lru_cache(maxsize=TERMS_KEPT)
def room_term(room: int) -> str:
    """The single term that marks a line as being in `room`."""
    return _term(_ROOM, room)


@lru_cache(maxsize=TERMS_KEPT)
def sender_term(principal: int) -> str:
    return _term(_SENDER, principal)


def _term(first: int, number: int) -> str:
    high, rest = divmod(number, _BASE * _BASE)
    middle, low = divmod(rest, _BASE)
    return "".join(chr(first + digit) for digit in (high, middle, low))


def search(
    connection: sqlite3.Connection,
    rooms: Sequence[int],
    query: LineQuery,
    before: int | None,
    limit: int,
    indexed: int,
    scan: int,
) -> Found:
    """At most `limit` hits older than event `before`; `indexed` is the index's mark (0: do not use the
    index), `scan` how many lines may be checked on each path."""
    rule = Rule(rooms, query)
    if not rooms or query.senders == () or not all(map(_storable, rule.words)):
        return Found([], None, True)
    top = _earlier(before, None if query.before is None else _first_since(connection, query.before))
    bottom = 0 if query.after is None else _first_since(connection, query.after)
    found = Hits(limit, query)
    for path in _paths(connection, rule, top, indexed):
        last = top
        left = scan
        for row in path:
            if row[0] < bottom:
                break
            left -= 1 + len(row[4]) // LINE
            if left < 0 and last != top:
                return Found(_hits(connection, found.ids()), last, False)
            last = row[0]
            if rule.fits(row) and found.is_full(row):
                return Found(_hits(connection, found.ids()), found.next(), True)
    return Found(_hits(connection, found.ids()), None, True)


class Rule:
    """What a line has to be: the one rule of both paths."""

    def __init__(self, rooms: Sequence[int], query: LineQuery) -> None:
        self.query = query
        self.rooms = frozenset(rooms)
        self.senders = None if query.senders is None else frozenset(query.senders)
        self.words = tuple(map(searchable, query.words))
        self._without = tuple(map(searchable, query.without))

    def fits(self, row: SearchRow) -> bool:
        _, room, kind, actor, text = row
        if not is_line(kind, text) or room not in self.rooms:
            return False
        if self.senders is not None and actor not in self.senders:
            return False
        if self.query.file and kind != EventKind.FILE.value:
            return False
        folded = searchable(text)
        if not all(word in folded for word in self.words) or any(word in folded for word in self._without):
            return False
        return not self.query.link or has_link(folded)

    @property
    def indexable(self) -> bool:
        """Whether the index narrows it down."""
        senders = self.senders is not None and len(self.senders) <= SENDERS
        parts = any(len(word) >= TRIGRAM for word in self.words)
        return parts or senders or self.query.link or self.query.file


class Hits:
    """The hits so far: the newest `limit`, or the best of many."""

    def __init__(self, limit: int, query: LineQuery) -> None:
        self._limit = limit
        self._query = query
        self._rows: list[tuple[int, int]] = []  # how well it fits, id

    def is_full(self, row: SearchRow) -> bool:
        """Add one; returns whether these are enough. One above the limit shows that there are more."""
        fit = score(self._query, searchable(row[4])) if self._query.best else 0
        self._rows.append((fit, row[0]))
        return len(self._rows) > (BEST if self._query.best else self._limit)

    def ids(self) -> list[int]:
        return [id_ for _, id_ in sorted(self._rows, reverse=True)[: self._limit]]

    def next(self) -> int | None:
        """Where the next page begins; the best ones have none."""
        return None if self._query.best else self._rows[self._limit - 1][1]


def _earlier(first: int | None, second: int | None) -> int | None:
    return min((id_ for id_ in (first, second) if id_ is not None), default=None)


def _first_since(connection: sqlite3.Connection, ts: float) -> int:
    """The id of the first event at `ts` or later, or one above the last."""
    statement = "SELECT id, ts FROM events WHERE id >= ? ORDER BY id LIMIT 1"
    (low,) = connection.execute("SELECT coalesce(min(id), 1) FROM events").fetchone()
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()
    high = last + 1
    while low < high:
        middle = (low + high) // 2
        id_, at = connection.execute(statement, (middle,)).fetchone()
        if at >= ts:
            high = middle
        else:
            low = id_ + 1
    return int(low)


def _paths(
    connection: sqlite3.Connection, rule: Rule, top: int | None, indexed: int
) -> list[Iterator[SearchRow]]:
    """Where its lines are, the newest first."""
    if rule.query.topic:
        return [_in_topic(connection, rule.rooms, rule.query.topic, top)]
    has_index = indexed > 0 and rule.indexable
    paths = [_newest(connection, rule.rooms, top, indexed if has_index else 0)]
    if has_index:
        below = indexed + 1 if top is None else min(top, indexed + 1)
        paths.append(_indexed(connection, _expression(rule), below))
    return paths


def _storable(text: str) -> bool:
    """Whether the text has no half of a surrogate pair: no line does."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _hits(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Hit]:
    rows = {record.id: Hit(room, record) for room, record in event_log.some_with_rooms(connection, ids)}
    return [rows[id_] for id_ in ids if id_ in rows]


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


# The index.


def _indexed(connection: sqlite3.Connection, expression: str, top: int) -> Iterator[SearchRow]:
    """Candidate lines below event `top`, newest first, read one by one."""
    statement = (
        f"SELECT {_ROW} FROM search CROSS JOIN events e ON e.id = search.rowid "  # noqa: S608
        "WHERE search MATCH ? AND search.rowid < ? ORDER BY search.rowid DESC"
    )
    return _with_texts(connection.execute(statement, (expression, top)))


def _expression(rule: Rule) -> str:
    """A query: in one of the rooms, by one of the senders, with every trigram of the words."""
    trigrams = list(dict.fromkeys(trigram for word in rule.words for trigram in _trigrams(word)))
    groups = [[room_term(room) for room in rule.rooms]]
    groups += [[trigram] for trigram in trigrams[:: -(-len(trigrams) // TERMS) or 1]]
    if rule.query.link:
        groups.append([_OF_LINK])
    if rule.query.file:
        groups.append([_FILE])
    if rule.senders is not None and len(rule.senders) <= SENDERS:
        groups.append([sender_term(sender) for sender in rule.senders])
    return " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in groups)


def _trigrams(word: str) -> Iterator[str]:
    text = _without_nul(word[:ASKED])
    return (text[at : at + TRIGRAM] for at in range(len(text) - TRIGRAM + 1))


def _quoted(term: str) -> str:
    """An FTS5 string, in which nothing is syntax."""
    return '"' + term.replace('"', '""') + '"'


def _without_nul(text: str) -> str:
    # NUL would end it for FTS5.
    return text.replace("\0", "\ufffd")


def _entry(room: int, kind: str, actor: int, text: str) -> str:
    mark = _FILE if kind == _SHARED else ""
    return room_term(room) + sender_term(actor) + mark + _without_nul(searchable(text))


def _entries(rows: Sequence[SearchRow]) -> list[tuple[int, str]]:
    return [
        (id_, _entry(room, kind, actor, body)) for id_, room, kind, actor, body in rows if is_line(kind, body)
    ]


# Only the writer writes the index, in a transaction of the caller.


def index_some(connection: sqlite3.Connection, mark_id: int, count: int) -> int | None:
    """Index the next `count` events after `mark_id`, or fewer long ones; returns the new mark, None if there
    are none. `index_until` ends a transaction of such pieces."""
    found = connection.execute(
        f"SELECT {_ROW} FROM events e WHERE e.id > ? ORDER BY e.id LIMIT ?",  # noqa: S608
        (mark_id, count),
    )
    rows: list[SearchRow] = []
    size = 0
    for row in _with_texts(found):
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
                (id_, _entry(room, kind, actor, body))
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
    """Whether entries were made in this way, with this Python's Unicode version. Another one folds some
    letters differently, so that old entries could not be removed."""
    row = connection.execute("SELECT value FROM meta WHERE name = 'index_unicode'").fetchone()
    return row is None or bool(row == (VERSION,))


def mark(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def set_mark(connection: sqlite3.Connection, name: str, value: int) -> None:
    connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, str(value)))
