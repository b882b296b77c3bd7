"""Every statement on the topics of messages. A topic exists as long as a line in its room has it. The
caller holds the transaction."""

import sqlite3

from chatservice.errors import NoSuchLine, TooMany
from chatservice.model.records import Draft, Record
from chatservice.model.rich_text import as_rich, folded_topic
from chatservice.model.values import StoredTopic
from chatservice.settings.schema import Settings
from chatservice.storage.batch import Placed
from chatservice.storage.sqlite import annotations, event_log
from chatservice.storage.sqlite.statements import Statements, read


def outcome_of(
    connection: sqlite3.Connection, room: int, draft: Draft, settings: Settings
) -> NoSuchLine | TooMany | None:
    """Why a message is not stored: it answers what is no line, or would begin one topic too many."""
    rich = as_rich(draft.body)
    if rich.re and not event_log.one_can_be_answered(connection, room, rich.re):
        return NoSuchLine(rich.re, "")
    if rich.topic and _one_id(connection, room, rich.topic) is None:
        (count,) = connection.execute("SELECT count(*) FROM topics WHERE room_id = ?", (room,)).fetchone()
        if count >= settings.topics:
            return TooMany("topics in a room", settings.topics)
    return None


def insert_line(connection: sqlite3.Connection, place: Placed) -> None:
    """A message was added that answers another one, or has a topic. A reply without a topic of its own
    belongs to that of the line that it answers."""
    rich = as_rich(place.draft.body)
    if rich.re:
        annotations.count_reply(connection, place.room, rich.re, 1)
    topic = _begin(connection, place, rich.topic) if rich.topic else _of_line(connection, place.room, rich.re)
    if topic is not None:
        connection.execute("UPDATE topics SET lines = lines + 1, last = ? WHERE id = ?", (place.seq, topic))
        connection.execute("INSERT INTO topic_lines VALUES (?, ?, ?)", (place.room, place.seq, topic))


def _begin(connection: sqlite3.Connection, place: Placed, name: str) -> int | None:
    """The topic of that name, new if there is none."""
    connection.execute(
        "INSERT INTO topics (room_id, folded, name, lines, last) VALUES (?, ?, ?, 0, ?) "
        "ON CONFLICT DO NOTHING",
        (place.room, folded_topic(name), name, place.seq),
    )
    return _one_id(connection, place.room, name)


def _of_line(connection: sqlite3.Connection, room: int, seq: int) -> int | None:
    row = connection.execute(
        "SELECT topic_id FROM topic_lines WHERE room_id = ? AND seq = ?", (room, seq)
    ).fetchone()
    return int(row[0]) if row is not None else None


def drop_line(connection: sqlite3.Connection, room: int, seq: int) -> None:
    """The line at `seq` has no topic any more."""
    _leave(connection, "room_id = ? AND seq = ?", (room, seq))


def drop_before(connection: sqlite3.Connection, room: int, last_seq: int) -> None:
    """The lines up to `last_seq` are no longer stored."""
    _leave(connection, "room_id = ? AND seq <= ?", (room, last_seq))


def _leave(connection: sqlite3.Connection, which: str, values: tuple[int, ...]) -> None:
    left = connection.execute(
        f"SELECT topic_id, count(*) FROM topic_lines WHERE {which} GROUP BY topic_id",  # noqa: S608
        values,
    ).fetchall()
    for topic, count in left:
        connection.execute("UPDATE topics SET lines = lines - ? WHERE id = ?", (count, topic))
        connection.execute("DELETE FROM topics WHERE id = ? AND lines <= 0", (topic,))
    if left:
        connection.execute(f"DELETE FROM topic_lines WHERE {which}", values)  # noqa: S608


def _one_id(connection: sqlite3.Connection, room: int, name: str) -> int | None:
    row = connection.execute(
        "SELECT id FROM topics WHERE room_id = ? AND folded = ?", (room, folded_topic(name))
    ).fetchone()
    return int(row[0]) if row is not None else None


def some_topics(connection: sqlite3.Connection, room: int, limit: int) -> tuple[list[StoredTopic], int]:
    """The topics with the newest lines, and how many there are."""
    found = connection.execute(
        "SELECT name, lines, last FROM topics WHERE room_id = ? ORDER BY last DESC LIMIT ?", (room, limit)
    )
    topics = [StoredTopic(*row) for row in found]
    (total,) = connection.execute("SELECT count(*) FROM topics WHERE room_id = ?", (room,)).fetchone()
    return topics, total


def some_before(
    connection: sqlite3.Connection, room: int, topic: str, seq: int | None, limit: int
) -> list[Record]:
    """The last lines with that topic before `seq` (None: the newest), oldest first."""
    return event_log.some_at(connection, room, _seqs(connection, room, topic, "DESC", seq, limit))


def some_since(connection: sqlite3.Connection, room: int, topic: str, seq: int, limit: int) -> list[Record]:
    """The first lines with that topic after `seq`, in order."""
    return event_log.some_at(connection, room, _seqs(connection, room, topic, "ASC", seq, limit))


def _seqs(
    connection: sqlite3.Connection, room: int, topic: str, order: str, seq: int | None, limit: int
) -> list[int]:
    which = "l.seq > ?3" if order == "ASC" else "l.seq < ?3"
    found = connection.execute(
        "SELECT l.seq FROM topics t JOIN topic_lines l ON l.topic_id = t.id "  # noqa: S608
        f"WHERE t.room_id = ?1 AND t.folded = ?2 AND {which} ORDER BY l.seq {order} LIMIT ?4",
        (room, folded_topic(topic), 2**62 if seq is None else seq, limit),
    )
    return [number for (number,) in found]


class TopicStatements(Statements):
    """`TopicStore` of core.ports."""

    topics = read(some_topics)
    before = read(some_before)
    since = read(some_since)
