"""Every statement on code documents, one typed function each.

A DOCUMENT event in a room creates one: its row, the room of its log, and its first text.
Checkpoints are kept dense near the head of its log and sparse further back. The caller holds the
transaction.
"""

import sqlite3
import zlib
from collections.abc import Sequence
from typing import Any

import msgspec

from chatservice.model.code_documents import (
    DocumentRole,
    DocumentRow,
    EndedDocument,
    as_closed,
    as_edit,
    as_made,
    as_origin,
)
from chatservice.model.compaction import checkpoints_to_keep
from chatservice.model.names import fold
from chatservice.model.records import Draft, Record
from chatservice.model.values import RoomKind
from chatservice.storage.sqlite import document_links, document_texts, grants, rows
from chatservice.storage.sqlite.statements import Statements, read, write

_COLUMNS = (
    "d.log_id, d.parent_id, d.doc, d.title, d.language, d.creator_id, coalesce(p.name, ''), d.closed, "
    "d.made, d.origin "
    "FROM documents d LEFT JOIN principals p ON p.id = d.creator_id"
)


def _row(row: Sequence[Any]) -> DocumentRow:
    log, parent, doc, title, language, creator, creator_name, closed, made, origin = row
    return DocumentRow(
        *(log, parent, doc, title, language, creator, creator_name, bool(closed), made),
        origin=as_origin(origin) if origin else None,
    )


# Effects of the log.


def insert_document(connection: sqlite3.Connection, parent: int, draft: Draft) -> None:
    made = as_made(draft.body)
    creator = made.owner or draft.actor
    cursor = connection.execute(
        "INSERT INTO rooms (kind, name, creator, created) VALUES (?, ?, ?, ?)",
        (RoomKind.CODE.value, made.title, creator, draft.ts),
    )
    log = int(cursor.lastrowid or 0)
    connection.execute(
        "INSERT INTO documents "
        "(log_id, parent_id, doc, title, folded, language, creator_id, made, others, origin) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(log, parent, made.doc, made.title, fold(made.title), made.language, creator, draft.ts),
            made.others or DocumentRole.EDITOR.word,
            msgspec.json.encode(made.origin).decode() if made.origin is not None else "",
        ),
    )
    _insert_checkpoint(connection, log, 0, 0, draft.secret)


def close_document(connection: sqlite3.Connection, parent: int, draft: Draft) -> None:
    closed: EndedDocument = as_closed(draft.body)
    connection.execute(
        "UPDATE documents SET closed = 1 WHERE parent_id = ? AND doc = ?", (parent, closed.doc)
    )


def set_title(connection: sqlite3.Connection, log: int, title: str) -> None:
    connection.execute(
        "UPDATE documents SET title = ?, folded = ? WHERE log_id = ?", (title, fold(title), log)
    )
    connection.execute("UPDATE rooms SET name = ? WHERE id = ?", (title, log))


def delete_document(connection: sqlite3.Connection, log: int) -> None:
    """Its room and its log are removed separately."""
    connection.execute("DELETE FROM documents WHERE log_id = ?", (log,))
    connection.execute("DELETE FROM checkpoints WHERE log_id = ?", (log,))
    connection.execute("DELETE FROM document_steps WHERE log_id = ?", (log,))
    connection.execute("DELETE FROM grants WHERE log_id = ?", (log,))
    connection.execute("DELETE FROM document_links WHERE log_id = ?", (log,))


# Queries.


def all_logs(connection: sqlite3.Connection, parent: int) -> list[int]:
    """The rooms that hold the logs of the documents of `parent`."""
    cursor = connection.execute("SELECT log_id FROM documents WHERE parent_id = ?", (parent,))
    return [log for (log,) in cursor]


def one_document(connection: sqlite3.Connection, doc: str) -> DocumentRow | None:
    row = connection.execute(f"SELECT {_COLUMNS} WHERE d.doc = ?", (doc,)).fetchone()
    return _row(row) if row else None


def one_by_log(connection: sqlite3.Connection, log: int) -> DocumentRow | None:
    row = connection.execute(f"SELECT {_COLUMNS} WHERE d.log_id = ?", (log,)).fetchone()
    return _row(row) if row else None


def one_titled(connection: sqlite3.Connection, parent: int, title: str) -> DocumentRow | None:
    """The open document with that title, or the one that was closed last."""
    row = connection.execute(
        f"SELECT {_COLUMNS} WHERE d.parent_id = ? AND d.folded = ? ORDER BY d.closed, d.log_id DESC LIMIT 1",
        (parent, fold(title)),
    ).fetchone()
    return _row(row) if row else None


def some_documents(
    connection: sqlite3.Connection, parent: int, closed: bool, limit: int, person: int | None = None
) -> list[DocumentRow]:
    """Newest first; with `closed`, the closed ones too; with `person`, those that are not hidden from
    them."""
    cursor = connection.execute(
        f"SELECT {_COLUMNS} WHERE d.parent_id = ?1 AND d.closed <= ?2 AND (?4 IS NULL OR d.others != 'none' "  # noqa: S608 (the columns are constant)
        "OR d.creator_id = ?4 "
        "OR EXISTS (SELECT 1 FROM grants g WHERE g.log_id = d.log_id AND g.principal_id = ?4)) "
        "ORDER BY d.log_id DESC LIMIT ?3",
        (parent, closed, limit, person),
    )
    return [_row(row) for row in cursor]


def some_let_in(connection: sqlite3.Connection, person: int, limit: int) -> list[DocumentRow]:
    """Those that they were let into without seeing their rooms, newest first."""
    logs = grants.all_let_in(connection, person)[:limit]
    found = [one_by_log(connection, log) for log in logs]
    return [row for row in found if row is not None]


def one_count(connection: sqlite3.Connection, parent: int) -> int:
    """The number of open documents of that room, but for copies that were handed out."""
    (count,) = connection.execute(
        "SELECT count(*) FROM documents WHERE parent_id = ? AND closed = 0 "
        "AND (origin = '' OR json_extract(origin, '$.handed_out') IS NULL)",
        (parent,),
    ).fetchone()
    return int(count)


# Their edits.


def some_edits(
    connection: sqlite3.Connection, log: int, version: int, limit: int
) -> list[tuple[Record, str]]:
    """The edits after `version`, each with its key. An edit's seq is never below its version."""
    cursor = connection.execute(
        f"SELECT e.key, {rows.RECORD} WHERE e.room_id = ? AND e.seq > ? AND e.kind = 'edit' ORDER BY e.seq",
        (log, version),
    )
    found: list[tuple[Record, str]] = []
    for key, *row in cursor:
        record = rows.record(row)
        if as_edit(record.body).version > version:
            found.append((record, key or ""))
        if len(found) >= limit:
            break
    return found


def one_keyed(connection: sqlite3.Connection, log: int, actor: int, key: str, since: float) -> int | None:
    """The version that the edit with that key made. Reads all edits of the log."""
    row = connection.execute(
        "SELECT body FROM events "
        "WHERE room_id = ? AND kind = 'edit' AND actor_id = ? AND key = ? AND ts > ? LIMIT 1",
        (log, actor, key, since),
    ).fetchone()
    return as_edit(row[0]).version if row is not None else None


def keep_checkpoint(connection: sqlite3.Connection, log: int, version: int, seq: int, text: str) -> None:
    """Store the text at `version`, which the edit at `seq` made, and thin out older checkpoints."""
    if one_by_log(connection, log) is None:
        return
    _insert_checkpoint(connection, log, version, seq, text)
    cursor = connection.execute("SELECT version FROM checkpoints WHERE log_id = ?", (log,))
    versions = [each for (each,) in cursor]
    gone = set(versions) - set(checkpoints_to_keep(versions))
    connection.executemany(
        "DELETE FROM checkpoints WHERE log_id = ? AND version = ?", [(log, each) for each in gone]
    )


def _insert_checkpoint(connection: sqlite3.Connection, log: int, version: int, seq: int, text: str) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)",
        (log, version, seq, zlib.compress(text.encode())),
    )


class DocumentStatements(Statements):
    """`DocumentStore` of core.ports."""

    of_id = read(one_document)
    of_log = read(one_by_log)
    titled = read(one_titled)
    listed = read(some_documents)
    count = read(one_count)
    load = read(document_texts.one_text)
    edits = read(some_edits)
    past_text = read(document_texts.one_past_text)
    keyed = read(one_keyed)

    history = read(document_texts.some_steps)
    keep_checkpoint = write(keep_checkpoint)
    access = read(grants.one_access)
    let_in = read(some_let_in)
    add_link = write(document_links.insert_link)
    link = read(document_links.one_link)
    use_link = write(document_links.use_link)
    links = read(document_links.all_links)
    drop_link = write(document_links.drop_link)
