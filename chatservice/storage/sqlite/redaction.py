"""Takes the text out of a line, or replaces it; the line's place in the log stays.

The caller holds the transaction.
"""

import sqlite3

from chatservice.model.bodies import text_of, with_text
from chatservice.model.rich_text import RichText, as_rich
from chatservice.model.runs import as_ended
from chatservice.model.values import LINES, EventKind
from chatservice.storage.batch import Placed, sent_text
from chatservice.storage.sqlite import annotations, reading, revisions, runs, topics
from chatservice.storage.sqlite.transaction import Transaction

_REWRITTEN = frozenset(kind.value for kind in LINES)
_BLANKED = _REWRITTEN | {EventKind.RUN_ENDED.value, EventKind.POLL.value}


def blank(transaction: Transaction, room: int, seq: int) -> None:
    connection = transaction.connection
    row = connection.execute(
        "SELECT id, kind, body FROM events WHERE room_id = ? AND seq = ?", (room, seq)
    ).fetchone()
    if row is not None and row[1] in _BLANKED:
        id_, kind, body = row
        transaction.forget([id_])
        transaction.tidy_later()
        connection.execute("PRAGMA secure_delete = ON")  # overwritten, not only freed
        connection.execute("UPDATE events SET kind = ?, body = '' WHERE id = ?", (EventKind.BLANK.value, id_))
        reading.drop_mentions(connection, room, seq)
        if kind == EventKind.RUN_ENDED.value:
            runs.take_output(connection, room, as_ended(body).run)
        elif kind == EventKind.RICH.value:
            _drop_relations(connection, room, seq, as_rich(body))
        annotations.drop_line(connection, room, seq)
        connection.execute("PRAGMA secure_delete = FAST")


def _drop_relations(connection: sqlite3.Connection, room: int, seq: int, rich: RichText) -> None:
    topics.drop_line(connection, room, seq)
    if rich.re:
        annotations.count_reply(connection, room, rich.re, -1)


def rewrite(transaction: Transaction, place: Placed) -> None:
    """Give the line that an EDITED names its new text. That is not erasing: the former text may stay in
    freed pages until they are used again, or until the line is deleted."""
    connection, room, draft = transaction.connection, place.room, place.draft
    seq, text = int(draft.body), draft.annotations.text if draft.annotations is not None else ""
    row = connection.execute(
        "SELECT id, kind, body, key FROM events WHERE room_id = ? AND seq = ?", (room, seq)
    ).fetchone()
    if row is not None and row[1] in _REWRITTEN:
        id_, kind, former, key = row
        body = with_text(EventKind(kind), former, text)
        if key is not None:
            annotations.insert_sent(connection, room, seq, id_, former)
        if draft.key:
            annotations.insert_sent(connection, room, seq, place.id, sent_text(draft))
        transaction.unindex([id_])
        connection.execute("UPDATE events SET body = ? WHERE id = ?", (body, id_))
        transaction.index([id_])
        annotations.edit(connection, room, seq, draft.ts)
        if transaction.settings.keep_revisions:
            revisions.insert_revision(
                connection, place, text_of(EventKind(kind), former), transaction.settings.keep_revisions
            )
