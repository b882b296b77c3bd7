"""The texts of code documents, read from checkpoints, steps and edits, one typed function each.

The oldest edits may have been replaced by steps (compacting.py): of their versions only the ends of steps
can be read. Checkpoints are at versions where a step ends. The caller holds the transaction.
"""

import sqlite3
import zlib
from collections.abc import Sequence

import msgspec

from chatservice.model.changes import Splice
from chatservice.model.code_documents import as_edit
from chatservice.model.compaction import DatedEdit, HistoryStep, SliderStep, history_steps
from chatservice.model.document import Document
from chatservice.model.edits import ChangeLimits
from chatservice.model.revisions import Checkpoint, StoredRevision, read_revisions, text_after
from chatservice.model.utf16 import count_units

_as_splices = msgspec.json.Decoder(list[Splice]).decode
_as_authors = msgspec.json.Decoder(list[int]).decode


def one_text(connection: sqlite3.Connection, log: int, limits: ChangeLimits) -> Document:
    """As of what is committed. Takes some 100 ms of CPU when a thousand edits follow the checkpoint."""
    checkpoint, seq = _checkpoint(connection, log, 2**62)
    return Document(checkpoint, read_revisions(checkpoint, _edits(connection, log, seq, 2**62)), limits)


def one_past_text(connection: sqlite3.Connection, log: int, version: int) -> Checkpoint:
    """The text at that version, which must exist; at the end of an earlier step when that is all that is
    known."""
    checkpoint, seq = _checkpoint(connection, log, version)
    last, steps = _steps(connection, log, checkpoint.version, version)
    edits = _edits(connection, log, seq, version)
    return Checkpoint(last + len(edits), text_after(checkpoint, [*steps, *edits]))


def _checkpoint(connection: sqlite3.Connection, log: int, version: int) -> tuple[Checkpoint, int]:
    """The newest checkpoint up to `version`, and the seq of its edit."""
    row = connection.execute(
        "SELECT version, seq, text FROM checkpoints WHERE log_id = ? AND version <= ? "
        "ORDER BY version DESC LIMIT 1",
        (log, version),
    ).fetchone()
    if row is None:  # deleted at this moment
        return Checkpoint(), 0
    return Checkpoint(row[0], zlib.decompress(row[2]).decode()), row[1]


def _edits(connection: sqlite3.Connection, log: int, seq: int, version: int) -> list[StoredRevision]:
    """The edits after `seq`, up to `version`."""
    found: list[StoredRevision] = []
    for actor, key, body in connection.execute(
        "SELECT actor_id, key, body FROM events WHERE room_id = ? AND seq > ? AND kind = 'edit' ORDER BY seq",
        (log, seq),
    ):
        stored = as_edit(body)
        if stored.version > version:
            break
        found.append(StoredRevision(stored.splices, actor, key or ""))
    return found


# Steps.


def insert_steps(connection: sqlite3.Connection, log: int, steps: Sequence[SliderStep]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO document_steps VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(log, step.last, step.first, zlib.compress(msgspec.json.encode(step.changes.splices()))),
                *(step.changes.new_length, msgspec.json.encode(step.authors).decode()),
                *(step.began, step.ended),
            )
            for step in steps
        ],
    )


def one_size(connection: sqlite3.Connection, log: int) -> int:
    """Of the text after the last step, in UTF-16 units."""
    row = connection.execute(
        "SELECT size FROM document_steps WHERE log_id = ? ORDER BY last DESC LIMIT 1", (log,)
    ).fetchone()
    return int(row[0]) if row else count_units(_checkpoint(connection, log, 0)[0].text)


def _steps(
    connection: sqlite3.Connection, log: int, after: int, version: int
) -> tuple[int, list[StoredRevision]]:
    """The steps after version `after` that end by `version`, and the version that they lead to."""
    cursor = connection.execute(
        "SELECT last, changes FROM document_steps WHERE log_id = ? AND last > ? AND last <= ? ORDER BY last",
        (log, after, version),
    )
    found: list[StoredRevision] = []
    for last, changes in cursor:
        after = last
        found.append(StoredRevision(_as_splices(zlib.decompress(changes)), 0))
    return after, found


def some_steps(connection: sqlite3.Connection, log: int, before: int, limit: int) -> list[HistoryStep]:
    """The steps of at most `limit` edits before version `before`, and when there are fewer, of those before
    them that were replaced by steps."""
    (upto,) = connection.execute(
        "SELECT min(seq) FROM checkpoints WHERE log_id = ? AND version >= ?", (log, before)
    ).fetchone()
    cursor = connection.execute(
        "SELECT coalesce(p.name, ''), e.ts, e.body FROM events e LEFT JOIN principals p ON p.id = e.actor_id "
        "WHERE e.room_id = ? AND e.seq <= ? AND e.kind = 'edit' ORDER BY e.seq DESC",
        (log, 2**62 if upto is None else upto),
    )
    edits: list[DatedEdit] = []
    for author, when, body in cursor:
        version = as_edit(body).version
        if version < before:
            edits.append(DatedEdit(version, author, when))
        if len(edits) >= limit:
            return history_steps(reversed(edits))
    first = edits[-1].version if edits else before
    return [*_old_steps(connection, log, first, limit), *history_steps(reversed(edits))]


def _old_steps(connection: sqlite3.Connection, log: int, before: int, limit: int) -> list[HistoryStep]:
    cursor = connection.execute(
        "SELECT first, last, authors, began, ended FROM document_steps "
        "WHERE log_id = ? AND last < ? ORDER BY last DESC LIMIT ?",
        (log, before, limit),
    )
    found = [
        HistoryStep(first, last, _names(connection, _as_authors(authors)), began, ended)
        for first, last, authors, began, ended in cursor
    ]
    return found[::-1]


def _names(connection: sqlite3.Connection, ids: Sequence[int]) -> list[str]:
    cursor = connection.execute(
        f"SELECT name FROM principals WHERE id IN ({','.join('?' * len(ids))})",  # noqa: S608
        list(ids),
    )
    return sorted(name for (name,) in cursor)
