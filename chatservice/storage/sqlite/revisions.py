"""Former texts of edited lines, for moderators alone. The caller holds the transaction."""

import sqlite3

from chatservice.model.records import FormerText
from chatservice.storage.batch import Placed
from chatservice.storage.sqlite.statements import Statements, read


def insert_revision(connection: sqlite3.Connection, place: Placed, text: str, limit: int) -> None:
    """`text` is what the line of this EDITED said before it; at most `limit` of each line stay."""
    line = int(place.draft.body)
    connection.execute(
        "INSERT INTO former_texts VALUES (?, ?, ?, ?, ?)", (place.room, line, place.seq, place.draft.ts, text)
    )
    connection.execute(
        "DELETE FROM former_texts WHERE room_id = ?1 AND line = ?2 AND seq <= (SELECT seq FROM former_texts "
        "WHERE room_id = ?1 AND line = ?2 ORDER BY seq DESC LIMIT 1 OFFSET ?3)",
        (place.room, line, limit),
    )


def some_revisions(connection: sqlite3.Connection, room: int, line: int) -> tuple[list[FormerText], int]:
    """The texts of a line that were replaced and are kept, oldest first, and how often it was edited."""
    found = connection.execute(
        "SELECT ts, text FROM former_texts WHERE room_id = ? AND line = ? ORDER BY seq", (room, line)
    )
    texts = [FormerText(ts, text) for ts, text in found]
    row = connection.execute(
        "SELECT edits FROM annotations WHERE room_id = ? AND seq = ?", (room, line)
    ).fetchone()
    return texts, row[0] if row is not None else 0


class RevisionStatements(Statements):
    """`RevisionStore` of core.ports."""

    revisions = read(some_revisions)
