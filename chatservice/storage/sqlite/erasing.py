"""Erases a person: at once their identity, then, piece by piece, their words.

Erased data is overwritten in the file (``secure_delete``), not only freed, and soon after it is gone
from the log beside the database too (on_disk.py). Its places in the rooms stay: a log has no gaps. The
audit log is unchanged, and keeps its entries for its own time.
"""

import sqlite3

from chatservice.model.bodies import ERASURES, erased_body
from chatservice.model.names import fold
from chatservice.model.records import Blanked
from chatservice.model.sanctions import without
from chatservice.model.values import LINES, EventKind
from chatservice.storage.sqlite import annotations, files, runs, sanctions
from chatservice.storage.sqlite import topics as message_topics
from chatservice.storage.sqlite.transaction import Transaction

SOME = 200  # events blanked in one piece of work
LOOKED = 10_000  # events looked at in one piece of work

_WORDS = tuple(kind.value for kind in ERASURES)
_LINES = frozenset(kind.value for kind in LINES)


# Rows that a person has, and none of which remains.
_BELONGINGS = (
    "DELETE FROM former_names WHERE principal_id = ?",
    "DELETE FROM tokens WHERE principal_id = ?",
    "DELETE FROM certificates WHERE principal_id = ?",
    "DELETE FROM verifiers WHERE principal_id = ?",
    "DELETE FROM invitations WHERE made_by = ?",
    "DELETE FROM read_marks WHERE principal_id = ?",
    "DELETE FROM mentions WHERE principal_id = ?",
    "DELETE FROM room_levels WHERE principal_id = ?",
    "DELETE FROM kept_rooms WHERE principal_id = ?",
    "DELETE FROM preferences WHERE principal_id = ?",
    "DELETE FROM room_metadata WHERE principal_id = ?",
    "DELETE FROM push_subscriptions WHERE principal_id = ?",
    "DELETE FROM usage_seen WHERE name = 'people' AND id = ?",
    "DELETE FROM avatars WHERE principal_id = ?",
    "DELETE FROM ignores WHERE principal_id = ?",
    "DELETE FROM asked WHERE ? IN (principal_id, by_id)",
    "DELETE FROM keys WHERE actor_id = ?",
    "DELETE FROM scheduled WHERE principal_id = ?",
    "DELETE FROM bookmarks WHERE principal_id = ?",
    "DELETE FROM votes WHERE principal_id = ?",
    "DELETE FROM grants WHERE principal_id = ?",
    "DELETE FROM document_links WHERE made_by = ?",
    # A report repeats the line that it is about.
    "DELETE FROM reports WHERE reporter_id = ?",
    "DELETE FROM reports WHERE EXISTS (SELECT 1 FROM events e "
    "WHERE e.room_id = reports.room_id AND e.seq = reports.seq AND e.actor_id = ?)",
    "DELETE FROM members WHERE principal_id = ? "
    "AND room_id NOT IN (SELECT id FROM rooms WHERE kind = 'direct')",
)


def forget_person(transaction: Transaction, principal: int, name: str) -> None:
    """Make it impossible to sign in as this person, who is shown as `name` from now on."""
    connection = transaction.connection
    row = connection.execute("SELECT name FROM principals WHERE id = ?", (principal,)).fetchone()
    was = row[0] if row else name
    connection.execute(
        "UPDATE principals SET name = ?, folded = ?, look = NULL, folded_look = NULL, "
        "role = 'guest', password = '' WHERE id = ?",
        (name, fold(name), principal),
    )
    for statement in _BELONGINGS:
        connection.execute(statement, (principal,))
    # If a reported line is no longer stored, only the name says whose it was.
    connection.execute(
        "DELETE FROM reports WHERE sender = ? AND NOT EXISTS "
        "(SELECT 1 FROM events e WHERE e.room_id = reports.room_id AND e.seq = reports.seq)",
        (was,),
    )
    _forget_sanctions(connection, principal, was, name)
    files.delete_all_of(connection, principal)
    connection.execute("PRAGMA secure_delete = ON")
    runs.take_all_of(connection, principal)
    connection.execute("PRAGMA secure_delete = FAST")
    transaction.tidy()


def _forget_sanctions(connection: sqlite3.Connection, principal: int, was: str, name: str) -> None:
    for sanction in sanctions.all_sanctions(connection):
        left = without(sanction, principal, was, name)
        if left is None:
            sanctions.drop_sanctions(connection, [sanction.id])
        elif left is not sanction:
            sanctions.set_names(connection, left)


def blank_some(transaction: Transaction, principal: int, after: int) -> Blanked:
    """Blank a piece of the words of `principal` after event `after`."""
    connection, upto = transaction.connection, after + LOOKED
    rows = connection.execute(
        "SELECT id, room_id, seq, kind, body FROM events WHERE id > ? AND id <= ? "  # noqa: S608
        f"AND kind IN ({', '.join('?' * len(_WORDS))}) "
        "AND (actor_id = ? OR kind = 'file_gone' AND subject_id = ?) LIMIT ?",
        (after, upto, *_WORDS, principal, principal, SOME),
    ).fetchall()
    transaction.forget([id_ for id_, *_ in rows])
    transaction.tidy()
    connection.execute("PRAGMA secure_delete = ON")
    set_by_them = [(room, body) for _, room, _, kind, body in rows if kind == EventKind.TOPIC.value]
    topics = [room for room, topic in set_by_them if _blank_topic(connection, room, topic)]
    for _, room, seq, kind, _ in rows:
        if kind in _LINES:
            annotations.drop_former(connection, room, seq)
            message_topics.drop_line(connection, room, seq)
    connection.executemany(
        "UPDATE events SET body = ?, key = NULL WHERE id = ?",
        [(erased_body(EventKind(kind), body), id_) for id_, _, _, kind, body in rows],
    )
    connection.execute("PRAGMA secure_delete = FAST")
    if len(rows) == SOME:
        return Blanked(rows[-1][0], SOME, topics)
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()
    return Blanked(upto if upto < last else None, len(rows), topics)


def _blank_topic(connection: sqlite3.Connection, room: int, topic: str) -> bool:
    """Clear the room's topic if it is still `topic`; returns whether it was."""
    statement = "UPDATE rooms SET topic = '' WHERE id = ? AND topic = ? AND topic != ''"
    return connection.execute(statement, (room, topic)).rowcount > 0
