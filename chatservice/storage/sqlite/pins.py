"""Every statement on pinned lines, one typed function each. The caller holds the transaction.

PINNED events pin a line, UNPINNED events unpin it.
"""

import sqlite3

from chatservice.core.ports import Outcome
from chatservice.errors import NoSuchLine, NotPinned, TooMany
from chatservice.model.marks import StoredPin
from chatservice.model.records import Appended, Draft
from chatservice.model.values import EventKind
from chatservice.settings.schema import Settings
from chatservice.storage.batch import Placed
from chatservice.storage.sqlite import reactions


def outcome_of(connection: sqlite3.Connection, room: int, draft: Draft, settings: Settings) -> Outcome | None:
    """As `reactions.outcome_of`: NoSuchLine, NotPinned, TooMany."""
    line = int(draft.body)
    row = connection.execute("SELECT at FROM pins WHERE room_id = ? AND seq = ?", (room, line)).fetchone()
    if draft.kind is EventKind.UNPINNED:
        return None if row is not None else NotPinned(line)
    if row is not None:
        return Appended(0, row[0], fresh=False)
    if not reactions.is_markable(connection, room, line):
        return NoSuchLine(line, "")
    (count,) = connection.execute("SELECT count(*) FROM pins WHERE room_id = ?", (room,)).fetchone()
    return TooMany("pinned lines in one room", settings.max_pins) if count >= settings.max_pins else None


def set_pin(connection: sqlite3.Connection, place: Placed) -> None:
    draft, line = place.draft, int(place.draft.body)
    if draft.kind is EventKind.UNPINNED:
        take_pin(connection, place.room, line)
        return
    connection.execute(
        "INSERT INTO pins (room_id, seq, by_id, at, ts) VALUES (?,?,?,?,?)",
        (place.room, line, draft.actor, place.seq, draft.ts),
    )


def take_pin(connection: sqlite3.Connection, room: int, line: int) -> None:
    connection.execute("DELETE FROM pins WHERE room_id = ? AND seq = ?", (room, line))


def drop_pins(connection: sqlite3.Connection, room: int, last_seq: int) -> None:
    """The lines up to that seq are gone."""
    connection.execute("DELETE FROM pins WHERE room_id = ? AND seq <= ?", (room, last_seq))


def pinned_between(connection: sqlite3.Connection, room: int, low: int, high: int) -> list[int]:
    rows = connection.execute(
        "SELECT seq FROM pins WHERE room_id = ? AND seq BETWEEN ? AND ?", (room, low, high)
    )
    return [seq for (seq,) in rows]


def all_pins(connection: sqlite3.Connection, room: int) -> list[StoredPin]:
    """In the order in which they were pinned."""
    rows = connection.execute(
        "SELECT p.seq, coalesce(a.name, ''), p.ts FROM pins p LEFT JOIN principals a ON a.id = p.by_id "
        "WHERE p.room_id = ? ORDER BY p.at",
        (room,),
    )
    return [StoredPin(*row) for row in rows]
