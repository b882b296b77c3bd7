"""Statements on copies of code documents that were handed out, one typed function each."""

import sqlite3

from chatservice.model.code_documents import CopyRow
from chatservice.model.records import Record
from chatservice.storage.sqlite import documents, rows
from chatservice.storage.sqlite.statements import Statements, read


def all_copies(connection: sqlite3.Connection, parent: int, doc: str) -> list[CopyRow]:
    """The copies of `doc` that were handed out in the room `parent`, by their owners' names."""
    logs = connection.execute(
        "SELECT log_id FROM documents WHERE parent_id = ? AND origin != '' "
        "AND json_extract(origin, '$.doc') = ? AND json_extract(origin, '$.handed_out')",
        (parent, doc),
    ).fetchall()
    found = [_copy(connection, log) for (log,) in logs]
    return sorted((copy for copy in found if copy is not None), key=lambda copy: copy.row.creator_name)


def one_count(connection: sqlite3.Connection, parent: int) -> int:
    """The number of open copies in that room."""
    (count,) = connection.execute(
        "SELECT count(*) FROM documents WHERE parent_id = ? AND closed = 0 AND origin != '' "
        "AND json_extract(origin, '$.handed_out')",
        (parent,),
    ).fetchone()
    return int(count)


def _copy(connection: sqlite3.Connection, log: int) -> CopyRow | None:
    row = documents.one_by_log(connection, log)
    if row is None:
        return None
    edits, edited = connection.execute(
        "SELECT count(*), max(ts) FROM events WHERE room_id = ? AND kind = 'edit' AND actor_id = ?",
        (log, row.creator),
    ).fetchone()
    (runs,) = connection.execute("SELECT count(*) FROM runs WHERE room_id = ?", (log,)).fetchone()
    return CopyRow(row, edits, edited, runs, one_last_end(connection, log))


def one_last_end(connection: sqlite3.Connection, log: int) -> Record | None:
    """How the last run in that log ended."""
    row = connection.execute(
        f"SELECT {rows.RECORD} WHERE e.room_id = ? AND e.kind = 'run_ended' ORDER BY e.seq DESC LIMIT 1",
        (log,),
    ).fetchone()
    return rows.record(row) if row else None


class ClassStatements(Statements):
    """`ClassStore` of core.ports."""

    copies = read(all_copies)
    count = read(one_count)
    last_end = read(one_last_end)
