"""Every statement on polls, one typed function each. The caller holds the transaction.

A POLL event makes a row, which has the counts of its votes. A vote is a row of its own and in no log: those
of an anonymous poll are told to nobody. POLL_CLOSED announces the end of a poll that was closed before.
"""

import sqlite3

import msgspec

from chatservice.core.ports import Outcome
from chatservice.errors import BadVote, NoSuchPoll, PollEnded
from chatservice.model.annotations import Tally
from chatservice.model.polls import PollState, as_poll
from chatservice.model.records import Draft
from chatservice.settings.schema import Settings
from chatservice.storage.batch import Placed

_TALLY = "counts, voters, version, closed"
_counts = msgspec.json.Decoder(tuple[int, ...]).decode


def _tally(counts: str, voters: int, version: int, closed: int) -> Tally:
    return Tally(_counts(counts), voters, version, bool(closed))


def _json(numbers: tuple[int, ...]) -> str:
    return msgspec.json.encode(numbers).decode()


# By events.


def insert_poll(connection: sqlite3.Connection, place: Placed) -> None:
    poll = as_poll(place.draft.body)
    counts = _json((0,) * len(poll.choices))
    connection.execute(
        "INSERT INTO polls (room_id, seq, owner_id, many, anonymous, counts) VALUES (?,?,?,?,?,?)",
        (place.room, place.seq, place.draft.actor, poll.many, poll.anonymous, counts),
    )


def outcome_of_end(
    connection: sqlite3.Connection, room: int, draft: Draft, settings: Settings
) -> Outcome | None:
    """Of the announcement that a poll is closed: PollEnded if there was one, NoSuchPoll."""
    line = int(draft.body)
    poll = one_poll(connection, room, line)
    if poll is None:
        return NoSuchPoll(line)
    return PollEnded(line) if poll.announced else None


def set_announced(connection: sqlite3.Connection, place: Placed) -> None:
    statement = "UPDATE polls SET announced = 1 WHERE room_id = ? AND seq = ?"
    connection.execute(statement, (place.room, int(place.draft.body)))


def take_poll(connection: sqlite3.Connection, room: int, line: int) -> None:
    """The line was deleted."""
    connection.execute("DELETE FROM polls WHERE room_id = ? AND seq = ?", (room, line))
    connection.execute("DELETE FROM votes WHERE room_id = ? AND seq = ?", (room, line))


def drop_polls(connection: sqlite3.Connection, room: int, last_seq: int) -> None:
    """The lines up to that seq are gone."""
    connection.execute("DELETE FROM polls WHERE room_id = ? AND seq <= ?", (room, last_seq))
    connection.execute("DELETE FROM votes WHERE room_id = ? AND seq <= ?", (room, last_seq))


def tallies_between(connection: sqlite3.Connection, room: int, low: int, high: int) -> dict[int, Tally]:
    """By seq, of the polls from `low` to `high`."""
    rows = connection.execute(
        f"SELECT seq, {_TALLY} FROM polls WHERE room_id = ? AND seq BETWEEN ? AND ?",  # noqa: S608
        (room, low, high),
    )
    return {seq: _tally(*tally) for seq, *tally in rows}


# Voting.


def one_poll(connection: sqlite3.Connection, room: int, line: int) -> PollState | None:
    row = connection.execute(
        f"SELECT owner_id, many, anonymous, announced, {_TALLY} FROM polls "  # noqa: S608
        "WHERE room_id = ? AND seq = ?",
        (room, line),
    ).fetchone()
    if row is None:
        return None
    owner, many, anonymous, announced, *tally = row
    return PollState(owner, bool(many), bool(anonymous), _tally(*tally), bool(announced))


def set_vote(
    connection: sqlite3.Connection, room: int, line: int, principal: int, choices: tuple[int, ...]
) -> Tally:
    """Replace their vote; without `choices` it is withdrawn. The votes afterwards. NoSuchPoll, PollEnded,
    BadVote."""
    poll = one_poll(connection, room, line)
    if poll is None:
        raise NoSuchPoll(line)
    if poll.tally.closed:
        raise PollEnded(line)
    size = len(poll.tally.counts)
    if any(not 1 <= choice <= size for choice in choices) or (len(choices) > 1 and not poll.many):
        raise BadVote(line, size)
    before = one_vote(connection, room, line, principal)
    if before == choices:
        return poll.tally
    changed = _changed(poll.tally, before, choices)
    _store_vote(connection, room, line, principal, choices)
    connection.execute(
        "UPDATE polls SET counts = ?, voters = ?, version = ? WHERE room_id = ? AND seq = ?",
        (_json(changed.counts), changed.voters, changed.version, room, line),
    )
    return changed


def _changed(tally: Tally, before: tuple[int, ...], choices: tuple[int, ...]) -> Tally:
    counts = list(tally.counts)
    for choice in before:
        counts[choice - 1] -= 1
    for choice in choices:
        counts[choice - 1] += 1
    voters = tally.voters + bool(choices) - bool(before)
    return Tally(tuple(counts), voters, tally.version + 1)


def _store_vote(
    connection: sqlite3.Connection, room: int, line: int, principal: int, choices: tuple[int, ...]
) -> None:
    if choices:
        connection.execute(
            "INSERT OR REPLACE INTO votes (room_id, seq, principal_id, choices) VALUES (?,?,?,?)",
            (room, line, principal, _json(choices)),
        )
    else:
        statement = "DELETE FROM votes WHERE room_id = ? AND seq = ? AND principal_id = ?"
        connection.execute(statement, (room, line, principal))


def one_vote(connection: sqlite3.Connection, room: int, line: int, principal: int) -> tuple[int, ...]:
    return all_own(connection, room, line, line, principal).get(line, ())


def all_own(
    connection: sqlite3.Connection, room: int, low: int, high: int, principal: int
) -> dict[int, tuple[int, ...]]:
    """Their votes in the polls from `low` to `high`, by seq."""
    rows = connection.execute(
        "SELECT seq, choices FROM votes WHERE room_id = ? AND seq BETWEEN ? AND ? AND principal_id = ?",
        (room, low, high, principal),
    )
    return {seq: _counts(choices) for seq, choices in rows}


def some_voters(
    connection: sqlite3.Connection, room: int, line: int, limit: int
) -> list[tuple[str, tuple[int, ...]]]:
    """Names of at most `limit` people, with their choices; of a poll that is anonymous, none."""
    rows = connection.execute(
        "SELECT coalesce(a.name, ''), v.choices FROM votes v "
        "JOIN polls p ON p.room_id = v.room_id AND p.seq = v.seq AND p.anonymous = 0 "
        "LEFT JOIN principals a ON a.id = v.principal_id "
        "WHERE v.room_id = ? AND v.seq = ? ORDER BY v.principal_id LIMIT ?",
        (room, line, limit),
    )
    return [(name, _counts(choices)) for name, choices in rows]


def close_poll(connection: sqlite3.Connection, room: int, line: int) -> PollState | None:
    """Nobody can vote any more: the poll afterwards, None if there is none."""
    connection.execute("UPDATE polls SET closed = 1 WHERE room_id = ? AND seq = ?", (room, line))
    return one_poll(connection, room, line)
