"""Deletes a line: its text is erased, its place in the log stays.

The caller holds the transaction.
"""

from chatservice.model.runs import as_ended
from chatservice.model.values import EventKind
from chatservice.storage.sqlite import reading, runs
from chatservice.storage.sqlite.transaction import Transaction


def blank(transaction: Transaction, room: int, seq: int) -> None:
    connection = transaction.connection
    row = connection.execute(
        "SELECT id, kind, body FROM events WHERE room_id = ? AND seq = ? "
        "AND kind IN ('message', 'action', 'run_ended')",
        (room, seq),
    ).fetchone()
    if row is not None:
        transaction.forget(row[:1])
        transaction.tidy_later()
        connection.execute("PRAGMA secure_delete = ON")  # overwritten, not only freed
        connection.execute(
            "UPDATE events SET kind = ?, body = '' WHERE id = ?", (EventKind.BLANK.value, row[0])
        )
        reading.drop_mentions(connection, room, seq)
        if row[1] == EventKind.RUN_ENDED.value:
            runs.take_output(connection, room, as_ended(row[2]).run)
        connection.execute("PRAGMA secure_delete = FAST")
