"""Taking out what is known of one person: at once who it was, then, piece by piece, what was said.

What is taken out is overwritten in the file (``secure_delete``), not only let go of. Its
place in the rooms stays: a log has no gaps. The audit log keeps what it says.
"""

import sqlite3

from chatservice.model.names import fold
from chatservice.model.values import ERASED, EventKind
from chatservice.storage import files
from chatservice.storage.transaction import Transaction

SOME = 200  # lines blanked in one piece of work
LOOKED = 10_000  # events looked at in one piece of work

_SAID = (EventKind.MESSAGE.value, EventKind.ACTION.value)


def forget_person(connection: sqlite3.Connection, principal: int, name: str) -> None:
    """Nobody comes in as them any more; from now on they are shown as `name`."""
    connection.execute(
        "UPDATE principals SET name = ?, folded = ?, role = 'guest', password = '' WHERE id = ?",
        (name, fold(name), principal),
    )
    for statement in (
        "DELETE FROM former_names WHERE principal_id = ?",
        "DELETE FROM tokens WHERE principal_id = ?",
        "DELETE FROM read_marks WHERE principal_id = ?",
        "DELETE FROM ignores WHERE principal_id = ?",
        "DELETE FROM keys WHERE actor_id = ?",
        # A report repeats the line that it is about.
        "DELETE FROM reports WHERE reporter_id = ?",
        "DELETE FROM reports WHERE EXISTS (SELECT 1 FROM events e "
        "WHERE e.room_id = reports.room_id AND e.seq = reports.seq AND e.actor_id = ?)",
        "DELETE FROM reports WHERE reporter_id = ?",
        "DELETE FROM reports WHERE EXISTS (SELECT 1 FROM events e WHERE e.room_id = reports.room_id "
        "AND e.seq = reports.seq AND e.actor_id = ?)",
        "DELETE FROM members WHERE principal_id = ? "
        "AND room_id NOT IN (SELECT id FROM rooms WHERE kind = 'direct')",
    ):
        connection.execute(statement, (principal,))
    files.delete_all_of(connection, principal)


def blank_some(transaction: Transaction, principal: int, after: int) -> tuple[int | None, int]:
    """Blank some of what `principal` said after event `after`: the event to go on after (None:
    that was all), and how many lines it were."""
    connection, upto = transaction.connection, after + LOOKED
    ids = [
        id_
        for (id_,) in connection.execute(
            "SELECT id FROM events WHERE id > ? AND id <= ? AND actor_id = ? AND kind IN (?, ?) LIMIT ?",
            (after, upto, principal, *_SAID, SOME),
        )
    ]
    transaction.forget(ids)
    # So that nothing of it is left in the index either.
    transaction.after.append(lambda upkeep: upkeep.trimmer.tidy())
    connection.execute("PRAGMA secure_delete = ON")
    connection.executemany(
        "UPDATE events SET body = ?, key = NULL WHERE id = ?", [(ERASED, id_) for id_ in ids]
    )
    connection.execute("PRAGMA secure_delete = FAST")
    if len(ids) == SOME:
        return ids[-1], SOME
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()
    return (upto if upto < last else None), len(ids)
