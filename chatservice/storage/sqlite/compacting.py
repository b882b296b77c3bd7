"""Replaces old edits of code documents by the steps that a version slider shows.

What is replaced is the beginning of a document's log, up to a checkpoint that is older than the setting and
some way behind the newest one: so the text is loaded as before, and whoever comes back with an older version
is sent the whole text. A piece of work is small, and a transaction of its own.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chatservice.model.changes import ChangeSet
from chatservice.model.code_documents import as_edit
from chatservice.model.compaction import UNTOUCHED, DatedRevision, slider_steps
from chatservice.model.revisions import Revision
from chatservice.storage.sqlite import document_texts
from chatservice.storage.sqlite.removing import RemovedRows, drop_events, set_first

SOME = 200  # events replaced in one piece of work
LOGS = 200  # documents looked at in one piece of work


class Compactor:
    """`keep` is how long edits are kept one by one, in seconds; None: forever."""

    def __init__(self, keep: float | None) -> None:
        self.keep = keep
        self._due: dict[int, int] = {}  # by log, the seq up to which its events are replaced
        self._looked: int | None = None  # documents up to this log were looked at; None: no look is under way

    @property
    def at_work(self) -> bool:
        return bool(self._due) or self._looked is not None

    def look(self) -> None:
        if self.keep is not None:
            self._looked = 0

    def some(self, connection: sqlite3.Connection, now: float) -> RemovedRows:
        """Do one piece of work, in the caller's transaction."""
        if self._due:
            log, upto = next(iter(self._due.items()))
            removed = compact_some(connection, log, upto)
            if removed is None:
                del self._due[log]
            return removed or RemovedRows([], {})
        if self._looked is not None and self.keep is not None:
            due, self._looked = some_due(connection, self._looked, now - self.keep, LOGS)
            self._due.update(due)
        return RemovedRows([], {})


# The statements.


def some_due(
    connection: sqlite3.Connection, after: int, before: float, limit: int
) -> tuple[dict[int, int], int | None]:
    """Of the next documents after the log `after`, those with edits older than `before` that are to be
    replaced, with the seq up to which; and the last log looked at (None: there are no more)."""
    logs = [
        log
        for (log,) in connection.execute(
            "SELECT log_id FROM documents WHERE log_id > ? ORDER BY log_id LIMIT ?", (after, limit)
        )
    ]
    found: dict[int, int] = {}
    for log in logs:
        row = connection.execute(
            "SELECT c.seq FROM checkpoints c JOIN events e ON e.room_id = c.log_id AND e.seq = c.seq "
            "WHERE c.log_id = ?1 AND e.ts < ?2 "
            "AND c.version <= (SELECT max(version) FROM checkpoints WHERE log_id = ?1) - ?3 "
            "ORDER BY c.version DESC LIMIT 1",
            (log, before, UNTOUCHED),
        ).fetchone()
        if row is not None:
            found[log] = row[0]
    return found, logs[-1] if len(logs) == limit else None


def compact_some(connection: sqlite3.Connection, log: int, upto: int) -> RemovedRows | None:
    """Replace some of the oldest edits of a document, up to `upto`, by steps; None when none are left."""
    rows = connection.execute(
        "SELECT id, seq, ts, kind, actor_id, key, body FROM events "
        "WHERE room_id = ? AND seq <= ? ORDER BY seq LIMIT ?",
        (log, upto, SOME),
    ).fetchall()
    if not rows:
        return None
    size = document_texts.one_size(connection, log)
    edits = [(ts, actor, body) for _, _, ts, kind, actor, _, body in rows if kind == "edit"]
    for part in _parts(connection, log, list(_revisions(edits, size))):
        document_texts.insert_steps(connection, log, slider_steps(part))
    last = rows[-1][1]
    keys = [((actor, log, key), id_) for id_, _, _, _, actor, key, _ in rows if key is not None]
    drop_events(connection, log, last, keys)
    set_first(connection, log, last + 1)
    return RemovedRows(keys, {log: last + 1})


def _revisions(edits: Sequence[tuple[float, int, str]], size: int) -> Iterator[DatedRevision]:
    """`size` is that of the text before them, in UTF-16 units."""
    for ts, actor, body in edits:
        stored = as_edit(body)
        changes = ChangeSet.of(stored.splices, size)
        size = changes.new_length
        yield DatedRevision(Revision(stored.version, changes, actor), ts)


def _parts(
    connection: sqlite3.Connection, log: int, revisions: Sequence[DatedRevision]
) -> Iterator[Sequence[DatedRevision]]:
    """Parted where a checkpoint is: no step goes over one."""
    cursor = connection.execute("SELECT version FROM checkpoints WHERE log_id = ?", (log,))
    ends = {version for (version,) in cursor}
    places = [place for place, each in enumerate(revisions, 1) if each.revision.version in ends]
    for start, end in pairwise(sorted({0, *places, len(revisions)})):
        yield revisions[start:end]
