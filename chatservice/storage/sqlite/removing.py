"""The oldest events of a room are removed, one typed function each. The caller holds the transaction."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from chatservice.storage.batch import MessageKey
from chatservice.storage.sqlite import (
    annotations,
    folded,
    marks,
    pins,
    polls,
    reactions,
    reading,
    runs,
    topics,
)


class RemovedRows(NamedTuple):
    """What one piece of work removed: the keys, and where each room begins now."""

    keys: list[tuple[MessageKey, int]]
    first: dict[int, int]


def drop_events(
    connection: sqlite3.Connection, room: int, last_seq: int, keys: Sequence[tuple[MessageKey, int]]
) -> None:
    connection.executemany(
        "DELETE FROM keys WHERE actor_id = ? AND room_id = ? AND key = ? AND event_id = ?",
        [(*key, id_) for key, id_ in keys],
    )
    connection.execute("DELETE FROM events WHERE room_id = ? AND seq <= ?", (room, last_seq))
    runs.drop_runs(connection, room, last_seq)
    reactions.drop_reactions(connection, room, last_seq)
    pins.drop_pins(connection, room, last_seq)
    polls.drop_polls(connection, room, last_seq)
    marks.drop_bookmarks(connection, room, last_seq)
    reading.drop_mentions_to(connection, room, last_seq)
    annotations.drop_before(connection, room, last_seq)
    folded.drop(connection, room, last_seq)
    topics.drop_before(connection, room, last_seq)


def set_first(connection: sqlite3.Connection, room: int, first: int) -> None:
    connection.execute("UPDATE rooms SET first = ? WHERE id = ?", (first, room))
