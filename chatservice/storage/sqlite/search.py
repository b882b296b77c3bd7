"""Search: lines below the index's mark by trigrams, later ones one by one.

The index is not part of the commit (it would cost more than everything else together): it
follows up to a mark when the writer is idle. A result is the lines after the mark, checked
one by one, and then those of the index. One rule decides on both paths: each folded word is
part of the folded line. The index holds folded lines and is queried with folded words, so
it never finds less than the rule; what it finds too much, the rule removes.

No more than `scan` lines of the person's own rooms are checked on either path, a long line
counting as several; a result that ended there says so, and where to continue.

A day is a place in the log, found by halving: where a clock was set back, lines are before or after
it as they stand there.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from heapq import merge
from operator import itemgetter

from chatservice.model.records import Found, Hit
from chatservice.model.rich_text import folded_topic
from chatservice.model.search_query import LineQuery, has_link, score
from chatservice.model.search_text import searchable
from chatservice.model.values import EventKind
from chatservice.storage.sqlite import event_log
from chatservice.storage.sqlite.search_terms import (
    FILE_TERM,
    OF_LINK,
    ROW,
    TRIGRAM,
    SearchRow,
    is_line,
    room_term,
    sender_term,
    trigrams_of,
    with_texts,
)

SENDERS = 64  # in one query; for a name that more people had, the lines are checked instead
LINE = 100  # characters that count as one checked line
TERMS = 24  # trigrams in a query; more hardly narrow it down
BEST = 1_000  # hits among which the best ones are chosen


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
    statement = f"SELECT {ROW} FROM events e WHERE e.room_id = ? AND e.seq < ? ORDER BY e.seq DESC"  # noqa: S608
    for row in with_texts(connection.execute(statement, (room, seq))):
        # Ids and seqs of a room grow together; SQLite does not know that.
        if row[0] <= after:
            return
        yield row


def _in_topic(
    connection: sqlite3.Connection, rooms: frozenset[int], topic: str, before: int | None
) -> Iterator[SearchRow]:
    """The lines of `rooms` with that topic before an event, newest first."""
    streams = [
        with_texts(
            connection.execute(
                f"SELECT {ROW} FROM topics t JOIN topic_lines l ON l.topic_id = t.id "  # noqa: S608
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
        f"SELECT {ROW} FROM search CROSS JOIN events e ON e.id = search.rowid "  # noqa: S608
        "WHERE search MATCH ? AND search.rowid < ? ORDER BY search.rowid DESC"
    )
    return with_texts(connection.execute(statement, (expression, top)))


def _expression(rule: Rule) -> str:
    """A query: in one of the rooms, by one of the senders, with every trigram of the words."""
    trigrams = list(dict.fromkeys(trigram for word in rule.words for trigram in trigrams_of(word)))
    groups = [[room_term(room) for room in rule.rooms]]
    groups += [[trigram] for trigram in trigrams[:: -(-len(trigrams) // TERMS) or 1]]
    if rule.query.link:
        groups.append([OF_LINK])
    if rule.query.file:
        groups.append([FILE_TERM])
    if rule.senders is not None and len(rule.senders) <= SENDERS:
        groups.append([sender_term(sender) for sender in rule.senders])
    return " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in groups)


def _quoted(term: str) -> str:
    """An FTS5 string, in which nothing is syntax."""
    return '"' + term.replace('"', '""') + '"'
