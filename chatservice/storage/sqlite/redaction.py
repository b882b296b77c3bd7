"""Takes the text out of a line, or replaces it; the line's place in the log stays.

The caller holds the transaction.
"""

from chatservice.model.runs import as_ended
from chatservice.model.values import EventKind
from chatservice.storage.batch import Placed, sent_text
from chatservice.storage.sqlite import annotations, reading, runs
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
        annotations.drop_line(connection, room, seq)
        connection.execute("PRAGMA secure_delete = FAST")


def rewrite(transaction: Transaction, place: Placed) -> None:
    """Give the line that an EDITED names its new text. That is not erasing: the former text may stay in
    freed pages until they are used again, or until the line is deleted."""
    connection, room, draft = transaction.connection, place.room, place.draft
    seq, text = int(draft.body), draft.annotations.text if draft.annotations is not None else ""
    row = connection.execute(
        "SELECT id, body, key FROM events WHERE room_id = ? AND seq = ? AND kind IN ('message', 'action')",
        (room, seq),
    ).fetchone()
    if row is not None:
        id_, former, key = row
        if key is not None:
            annotations.insert_sent(connection, room, seq, id_, former)
        if draft.key:
            annotations.insert_sent(connection, room, seq, place.id, sent_text(draft))
        transaction.unindex([id_])
        connection.execute("UPDATE events SET body = ? WHERE id = ?", (text, id_))
        transaction.index([id_])
        annotations.edit(connection, room, seq, draft.ts)
