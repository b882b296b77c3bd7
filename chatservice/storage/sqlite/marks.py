"""Every statement on bookmarks, one typed function each, and the ports of what is attached to lines. The
caller holds the transaction."""

import sqlite3
from collections.abc import Sequence

from chatservice.errors import TooMany
from chatservice.model.marks import StoredBookmark
from chatservice.model.records import Record
from chatservice.storage.sqlite import event_log, pins, polls, reactions
from chatservice.storage.sqlite.statements import Statements, change, read, write
from chatservice.storage.sqlite.transaction import Transaction


def some_lines(connection: sqlite3.Connection, room: int, seqs: Sequence[int]) -> list[Record]:
    """Those of the events at `seqs`, which are few, that are stored."""
    return event_log.some_at(connection, room, seqs)


def drop_bookmarks(connection: sqlite3.Connection, room: int, last_seq: int) -> None:
    """The lines up to that seq are gone."""
    connection.execute("DELETE FROM bookmarks WHERE room_id = ? AND seq <= ?", (room, last_seq))


def insert_bookmark(transaction: Transaction, principal: int, room: int, line: int, ts: float) -> None:
    """TooMany, unless it is there already."""
    connection, limit = transaction.connection, transaction.settings.max_bookmarks
    count, is_there = connection.execute(
        "SELECT count(*), coalesce(max(room_id = ? AND seq = ?), 0) FROM bookmarks WHERE principal_id = ?",
        (room, line, principal),
    ).fetchone()
    if count >= limit and not is_there:
        raise TooMany("bookmarks", limit)
    connection.execute(
        "INSERT OR IGNORE INTO bookmarks (principal_id, room_id, seq, ts) VALUES (?,?,?,?)",
        (principal, room, line, ts),
    )


def drop_bookmark(connection: sqlite3.Connection, principal: int, room: int, line: int) -> bool:
    """Whether there was one."""
    statement = "DELETE FROM bookmarks WHERE principal_id = ? AND room_id = ? AND seq = ?"
    return connection.execute(statement, (principal, room, line)).rowcount > 0


def some_bookmarks(
    connection: sqlite3.Connection, principal: int, before: int | None, limit: int
) -> list[StoredBookmark]:
    """Newest first."""
    rows = connection.execute(
        "SELECT number, room_id, seq, ts FROM bookmarks WHERE principal_id = ? AND number < ? "
        "ORDER BY number DESC LIMIT ?",
        (principal, 2**62 if before is None else before, limit),
    )
    return [StoredBookmark(*row) for row in rows]


class MarkStatements(Statements):
    """`MarkStore` of core.ports."""

    has_reacted = read(reactions.one_has_reacted)
    reactors = read(reactions.some_reactors)
    reaction_counts = read(reactions.some_reaction_counts)
    own = read(reactions.all_own)
    pins = read(pins.all_pins)
    lines = read(some_lines)
    bookmark = change(insert_bookmark)
    unbookmark = write(drop_bookmark)
    bookmarks = read(some_bookmarks)


class PollStatements(Statements):
    """`PollStore` of core.ports."""

    poll = read(polls.one_poll)
    vote = write(polls.set_vote)
    own = read(polls.all_own)
    voters = read(polls.some_voters)
    close = write(polls.close_poll)
