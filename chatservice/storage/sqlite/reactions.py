"""Every statement on reactions, one typed function each. The caller holds the transaction.

REACTION events put and take them. Their counts are stored beside them, so that a page of history
costs as much as it has kinds of reactions, however many people reacted.
"""

import json
import sqlite3
from collections.abc import Sequence

from chatservice.core.ports import Outcome
from chatservice.errors import NoSuchLine, NotReacted, TooMany
from chatservice.model.annotations import ReactionCount, ReactionCounts
from chatservice.model.marks import (
    KINDS_MAX,
    MARKABLE,
    ReactedBy,
    StoredReaction,
    as_reaction,
)
from chatservice.model.records import Appended, Draft
from chatservice.settings.schema import Settings
from chatservice.storage.batch import Placed

_MARKABLE = tuple(kind.value for kind in MARKABLE)
_IS_MARKABLE = f"kind IN ({', '.join('?' * len(_MARKABLE))})"


def outcome_of(connection: sqlite3.Connection, room: int, draft: Draft, settings: Settings) -> Outcome | None:
    """The outcome of a reaction that changes nothing, or that is refused: NoSuchLine, NotReacted,
    TooMany. None when it is stored."""
    reaction = as_reaction(draft.body)
    if not is_markable(connection, room, reaction.line):
        return NoSuchLine(reaction.line, "")
    at = _one_own(connection, room, draft.actor, reaction)
    if not reaction.on:
        return None if at is not None else NotReacted(reaction.emoji, reaction.line)
    if at is not None:
        return Appended(0, at, fresh=False)
    return _refuse_more(connection, room, reaction)


def is_markable(connection: sqlite3.Connection, room: int, seq: int) -> bool:
    statement = f"SELECT 1 FROM events WHERE room_id = ? AND seq = ? AND {_IS_MARKABLE}"  # noqa: S608
    return connection.execute(statement, (room, seq, *_MARKABLE)).fetchone() is not None


def _one_own(connection: sqlite3.Connection, room: int, actor: int, reaction: StoredReaction) -> int | None:
    """The seq of their reaction, None if there is none."""
    row = connection.execute(
        "SELECT at FROM reactions WHERE room_id = ? AND principal_id = ? AND seq = ? AND emoji = ?",
        (room, actor, reaction.line, reaction.emoji),
    ).fetchone()
    return row[0] if row is not None else None


def _refuse_more(connection: sqlite3.Connection, room: int, reaction: StoredReaction) -> TooMany | None:
    count, is_there = connection.execute(
        "SELECT count(*), coalesce(max(emoji = ?), 0) FROM reaction_counts WHERE room_id = ? AND seq = ?",
        (reaction.emoji, room, reaction.line),
    ).fetchone()
    return (
        TooMany("kinds of reactions to one line", KINDS_MAX) if count >= KINDS_MAX and not is_there else None
    )


def one_has_reacted(connection: sqlite3.Connection, room: int, line: int, principal: int, emoji: str) -> bool:
    return _one_own(connection, room, principal, StoredReaction(line, emoji, True)) is not None


def set_reaction(connection: sqlite3.Connection, place: Placed) -> None:
    reaction, room = as_reaction(place.draft.body), place.room
    of_line = (room, reaction.line, reaction.emoji)
    if reaction.on:
        connection.execute(
            "INSERT INTO reactions (room_id, principal_id, seq, emoji, at) VALUES (?,?,?,?,?)",
            (room, place.draft.actor, reaction.line, reaction.emoji, place.seq),
        )
        connection.execute(
            "INSERT INTO reaction_counts (room_id, seq, emoji, count, first, last) VALUES (?1,?2,?3,1,?4,?4) "
            "ON CONFLICT DO UPDATE SET count = count + 1, last = ?4",
            (*of_line, place.seq),
        )
        return
    connection.execute(
        "DELETE FROM reactions WHERE room_id = ? AND principal_id = ? AND seq = ? AND emoji = ?",
        (room, place.draft.actor, reaction.line, reaction.emoji),
    )
    connection.execute(
        "UPDATE reaction_counts SET count = count - 1, last = ? WHERE room_id = ? AND seq = ? AND emoji = ?",
        (place.seq, *of_line),
    )
    connection.execute(
        "DELETE FROM reaction_counts WHERE room_id = ? AND seq = ? AND emoji = ? AND count = 0", of_line
    )


def all_between(connection: sqlite3.Connection, room: int, low: int, high: int) -> dict[int, ReactionCounts]:
    """By seq, of the lines from `low` to `high`."""
    found: dict[int, ReactionCounts] = {}
    for seq, emoji, count, last in connection.execute(
        "SELECT seq, emoji, count, last FROM reaction_counts WHERE room_id = ? AND seq BETWEEN ? AND ? "
        "ORDER BY seq, first",
        (room, low, high),
    ):
        found[seq] = (*found.get(seq, ()), ReactionCount(emoji, count, last))
    return found


def all_own(
    connection: sqlite3.Connection, room: int, low: int, high: int, principal: int
) -> set[tuple[int, str]]:
    """The lines from `low` to `high` that `principal` reacted to, with the emoji."""
    rows = connection.execute(
        "SELECT seq, emoji FROM reactions WHERE room_id = ? AND principal_id = ? AND seq BETWEEN ? AND ?",
        (room, principal, low, high),
    )
    return set(rows)


def some_reaction_counts(
    connection: sqlite3.Connection, room: int, lines: Sequence[int]
) -> tuple[int, dict[int, ReactionCounts]]:
    """The reactions to each of `lines`, which are few, as of the room's event with the first number."""
    found: dict[int, ReactionCounts] = dict.fromkeys(lines, ())
    statement = (
        "SELECT (SELECT max(seq) FROM events WHERE room_id = ?1), c.seq, c.emoji, c.count, c.last "
        "FROM json_each(?2) l LEFT JOIN reaction_counts c ON c.room_id = ?1 AND c.seq = l.value "
        "ORDER BY c.seq, c.first"
    )
    upto = 0
    for head, seq, emoji, count, last in connection.execute(statement, (room, json.dumps(list(lines)))):
        upto = head or 0
        if seq is not None:
            found[seq] = (*found[seq], ReactionCount(emoji, count, last))
    return upto, found


def some_reactors(
    connection: sqlite3.Connection, room: int, line: int, limit: int
) -> tuple[list[ReactedBy], int]:
    """The first `limit` who reacted to that line, and how many reactions there are."""
    rows = connection.execute(
        "SELECT r.emoji, coalesce(p.name, '') FROM reactions r "
        "LEFT JOIN principals p ON p.id = r.principal_id "
        "WHERE r.room_id = ? AND r.seq = ? ORDER BY r.at LIMIT ?",
        (room, line, limit),
    )
    found = [ReactedBy(emoji, name) for emoji, name in rows]
    (total,) = connection.execute(
        "SELECT coalesce(sum(count), 0) FROM reaction_counts WHERE room_id = ? AND seq = ?", (room, line)
    ).fetchone()
    return found, total


def take_reactions(connection: sqlite3.Connection, room: int, line: int) -> None:
    """The line was deleted."""
    connection.execute("DELETE FROM reactions WHERE room_id = ? AND seq = ?", (room, line))
    connection.execute("DELETE FROM reaction_counts WHERE room_id = ? AND seq = ?", (room, line))


def drop_reactions(connection: sqlite3.Connection, room: int, last_seq: int) -> None:
    """Those to lines up to that seq are no longer needed: the lines are gone."""
    connection.execute("DELETE FROM reactions WHERE room_id = ? AND seq <= ?", (room, last_seq))
    connection.execute("DELETE FROM reaction_counts WHERE room_id = ? AND seq <= ?", (room, last_seq))
