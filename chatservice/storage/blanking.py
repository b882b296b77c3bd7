"""Taking a line back: its text goes, its place in the log stays.

The caller holds the transaction.
"""

import sqlite3

from chatservice.model.values import EventKind
from chatservice.storage import search


def blank(connection: sqlite3.Connection, room: int, seq: int) -> None:
    """Out of the index first, which has to be told what it held."""
    row = connection.execute(
        "SELECT id FROM events WHERE room_id = ? AND seq = ? AND kind IN ('message', 'action')", (room, seq)
    ).fetchone()
    if row is not None:
        search.forget(connection, row)
        connection.execute("PRAGMA secure_delete = ON")  # overwritten, not only let go of
        connection.execute(
            "UPDATE events SET kind = ?, body = '' WHERE id = ?", (EventKind.BLANK.value, row[0])
        )
        connection.execute("PRAGMA secure_delete = FAST")
