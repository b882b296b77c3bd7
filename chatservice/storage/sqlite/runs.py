"""Every statement on programs that were run, one typed function each.

A RUN event makes a row, its RUN_ENDED event closes it. The row holds the output, as long as all
outputs together fit under their cap. The caller holds the transaction.
"""

import sqlite3

from chatservice.model.records import Draft
from chatservice.model.runs import OpenRun, as_ended
from chatservice.storage.sqlite.statements import Statements, read, write


def insert_run(connection: sqlite3.Connection, room: int, seq: int, draft: Draft) -> None:
    connection.execute("INSERT INTO runs (room_id, seq, owner_id) VALUES (?,?,?)", (room, seq, draft.actor))


def end_run(connection: sqlite3.Connection, room: int, draft: Draft) -> None:
    connection.execute(
        "UPDATE runs SET ended = 1 WHERE room_id = ? AND seq = ?", (room, as_ended(draft.body).run)
    )


def set_output(connection: sqlite3.Connection, room: int, seq: int, text: str, limit: int) -> None:
    """Store the output. The oldest outputs are dropped until all together are at most `limit` bytes."""
    size = len(text.encode("utf-8", "replace"))
    connection.execute(
        "UPDATE runs SET output = ?, size = ? WHERE room_id = ? AND seq = ?", (text, size, room, seq)
    )
    (total,) = connection.execute("SELECT coalesce(sum(size), 0) FROM runs WHERE size > 0").fetchone()
    gone = []
    for id_, size in connection.execute("SELECT id, size FROM runs WHERE size > 0 ORDER BY id"):
        if total <= limit:
            break
        gone.append((id_,))
        total -= size
    connection.executemany("UPDATE runs SET output = NULL, size = 0 WHERE id = ?", gone)


def one_output(connection: sqlite3.Connection, room: int, seq: int) -> tuple[str | None] | None:
    """(the output, or None if it is no longer stored); None if no program was run there."""
    row = connection.execute("SELECT output FROM runs WHERE room_id = ? AND seq = ?", (room, seq)).fetchone()
    return (row[0],) if row else None


def all_open(connection: sqlite3.Connection) -> list[OpenRun]:
    """Runs that have not ended."""
    return [
        OpenRun(room, seq, owner, name or "")
        for room, seq, owner, name in connection.execute(
            "SELECT r.room_id, r.seq, r.owner_id, p.name FROM runs r "
            "LEFT JOIN principals p ON p.id = r.owner_id WHERE r.ended = 0 ORDER BY r.id"
        )
    ]


def take_output(connection: sqlite3.Connection, room: int, seq: int) -> None:
    """Remove the output of a deleted run."""
    connection.execute("UPDATE runs SET output = NULL, size = 0 WHERE room_id = ? AND seq = ?", (room, seq))


def take_all_of(connection: sqlite3.Connection, owner: int) -> None:
    connection.execute("UPDATE runs SET output = NULL, size = 0 WHERE owner_id = ? AND size > 0", (owner,))


def drop_runs(connection: sqlite3.Connection, room: int, last_seq: int) -> None:
    """Drop the runs that began at a seq up to that one."""
    connection.execute("DELETE FROM runs WHERE room_id = ? AND seq <= ?", (room, last_seq))


class RunStatements(Statements):
    """`RunOutputs` of core.ports."""

    keep = write(set_output)
    output = read(one_output)
    unended = read(all_open)
