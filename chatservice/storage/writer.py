"""Group commit: one thread, one transaction for all that is waiting, one hand-over back.

The reactor's side collects; at most one batch is under way, and what comes meanwhile is
the next. The thread and the reactor share the interpreter's lock, so crossing over once
a batch and writing it with few statements is worth a factor of two over doing either a
line at a time (docs/performance.md).

What happens to a batch that cannot be written is in `_write`; between batches, when there
is nothing to commit, the thread merges keys and feeds the search index.
"""

import queue
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from twisted.logger import Logger

from chatservice.core.ports import Outcome
from chatservice.errors import Fault, NotStored, OutcomeUnknown
from chatservice.model.values import EventKind
from chatservice.storage import queries, upkeep
from chatservice.storage.batch import Append, Decider, Head, Kept, Key, Placed
from chatservice.storage.opening import connect

IDLE = 0.02  # seconds without a batch, then the thread may do other work
ROWS = 128  # of the hot insert; each size up to this is one prepared statement
DISK = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk has an error",
    sqlite3.SQLITE_READONLY: "the database cannot be written",
    sqlite3.SQLITE_CANTOPEN: "the database cannot be opened",
    sqlite3.SQLITE_CORRUPT: "the database is damaged",
    sqlite3.SQLITE_NOTADB: "the database is damaged",
}

log = Logger()


class Reactor(Protocol):
    def callLater(self, delay: float, call: Callable[..., object], *args: object) -> object: ...  # noqa: N802

    def callFromThread(self, call: Callable[..., object], *args: object) -> object: ...  # noqa: N802


class Change:
    """Something else than lines to be written, in its place among them. `done` gets what
    `run` returned, or the Fault that says why not."""

    __slots__ = ("done", "run")

    def __init__(self, run: Callable[["Transaction"], Any], done: Callable[[Any], None]) -> None:
        self.run = run
        self.done = done


Unit = Append | Change


class Transaction:
    """What a Change may use: the connection, and heads as of its place in the batch."""

    def __init__(self, connection: sqlite3.Connection, decider: Decider) -> None:
        self.connection = connection
        self.decider = decider


class Writer:
    """`connection` is this object's alone from now on, and only its thread uses it."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        reactor: Reactor,
        key_keep: float,
        on_batch: Callable[[], None],
    ) -> None:
        self.on_batch = on_batch
        self.commits = 0
        self._reactor = reactor
        self._path = path
        self._connection = connection
        self._last_id = queries.one_last_id(connection)
        self._heads: dict[int, Head] = {}
        self.upkeep = upkeep.Upkeep(connection, key_keep)
        self._waiting: list[Unit] = []
        self._under_way = False
        self._due = False
        self._inbox: queue.SimpleQueue[list[Unit] | None] = queue.SimpleQueue()
        self._when_done: Callable[[], None] | None = None
        self._thread = threading.Thread(target=self._work, name="chat-writer", daemon=True)
        self._thread.start()

    # On the reactor's side.

    def add(self, unit: Unit) -> None:
        self._waiting.append(unit)
        if not self._under_way and not self._due:
            # At the end of this turn, so that all lines read in it are one batch.
            self._due = True
            self._reactor.callLater(0, self._hand_over)

    def _hand_over(self) -> None:
        self._due = False
        if self._waiting and not self._under_way:
            self._under_way = True
            batch, self._waiting = self._waiting, []
            self._inbox.put(batch)

    def _handed_back(self, batch: list[Unit], results: list[Any]) -> None:
        for unit, result in zip(batch, results, strict=True):
            try:
                unit.done(result)
            except Exception:
                log.failure("a committed change could not be told")
        self.on_batch()
        self._under_way = False
        if self._waiting:
            self._hand_over()
        elif self._when_done is not None:
            self._inbox.put(None)

    def close(self, when_done: Callable[[], None]) -> None:
        """Commit what waits, then end the thread and the connection, then call."""
        self._when_done = when_done
        if not self._under_way and not self._waiting:
            self._inbox.put(None)

    # In the thread.

    def _work(self) -> None:
        while True:
            try:
                batch = self._inbox.get(timeout=IDLE if self.upkeep.wanted(self._last_id) else None)
            except queue.Empty:
                self.upkeep.some(self._last_id)
                continue
            if batch is None:
                break
            results = self._write(batch)
            self._reactor.callFromThread(self._handed_back, batch, results)
            if self.upkeep.urgent(self._last_id):
                self.upkeep.some(self._last_id)
        self._connection.close()
        if self._when_done is not None:
            self._reactor.callFromThread(self._when_done)

    def _write(self, batch: list[Unit]) -> list[Any]:
        """A result for each unit; whatever fails, the writer goes on."""
        try:
            return self._transact(batch)
        except CommitUnknownError as unknown:
            return self._look_what_is_there(batch, unknown)
        except Exception as error:
            self._roll_back()
            reason = _disk(error)
            if reason is not None:
                return [_refused(unit, NotStored(reason)) for unit in batch]
            if len(batch) > 1:
                # One bad row: it fails alone, each of the others is written by itself.
                return [self._write([unit])[0] for unit in batch]
            log.failure("a change could not be written")
            return [_refused(batch[0], NotStored("the database refused it"))]

    def _transact(self, batch: list[Unit]) -> list[Any]:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        known = self._keys_of(batch)
        decider = Decider(self._last_id, self._head, known.get)
        transaction = Transaction(connection, decider)
        results: list[Any] = []
        for unit in batch:
            if isinstance(unit, Append):
                before = len(decider.placed)
                results.append(decider.decide(unit))
                for place in decider.placed[before:]:
                    if place.draft.kind is not EventKind.MESSAGE:
                        self._take_effect(decider, place)
            else:
                try:
                    results.append(unit.run(transaction))
                except Fault as fault:
                    results.append(fault)
        _insert(connection, decider.placed)
        self._commit(results)
        heads, keys = decider.accept()
        self._heads.update(heads)
        self._last_id = decider.last_id
        self.upkeep.keys.update(keys)
        return results

    def _commit(self, results: list[Any]) -> None:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            # A full disk is known to have left nothing; anything else is not known at all.
            if _code(error) == sqlite3.SQLITE_FULL:
                raise
            raise CommitUnknownError(results) from error
        self.commits += 1

    def _head(self, room: int) -> Head:
        head = self._heads.get(room)
        if head is None:
            head = self._heads[room] = queries.one_head(self._connection, room)
        return head

    def _keys_of(self, batch: list[Unit]) -> dict[Key, Kept]:
        wanted = [
            (draft.actor, unit.room, draft.key)
            for unit in batch
            if isinstance(unit, Append)
            for draft in unit.drafts
            if draft.key
        ]
        return self.upkeep.kept(wanted) if wanted else {}

    def _take_effect(self, decider: Decider, place: Placed) -> None:
        connection, draft, room = self._connection, place.draft, place.room
        if draft.kind is EventKind.TOPIC:
            queries.set_topic(connection, room, draft.body)
        elif draft.subject is not None:
            if draft.kind is EventKind.ADDED:
                queries.add_member(connection, room, draft.subject)
            elif draft.kind is EventKind.REMOVED:
                queries.remove_member(connection, room, draft.subject)
                queries.release_empty_group(connection, room)
            queries.set_access(connection, room, decider.head(room).access)

    # When it goes wrong.

    def _roll_back(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            self._reopen()

    def _reopen(self) -> bool:
        """A new connection, which knows only what is on disk."""
        try:
            self._connection.close()
        except sqlite3.Error:
            log.failure("a broken connection could not be closed")
        try:
            self._connection = connect(self._path)
            last_id = queries.one_last_id(self._connection)
        except sqlite3.Error:
            log.failure("the database cannot be opened again")
            return False
        self._heads.clear()
        # An id that may have been used is not used again.
        self._last_id = max(self._last_id, last_id)
        self.upkeep = self.upkeep.again(self._connection)
        return True

    def _look_what_is_there(self, batch: list[Unit], unknown: "CommitUnknownError") -> list[Any]:
        """The commit failed in the middle: what is on disk is acknowledged, the rest is not known."""
        log.failure("the outcome of a commit is not known")
        if not self._reopen():
            return [_refused(unit, OutcomeUnknown()) for unit in batch]
        results: list[Any] = []
        for unit, result in zip(batch, unknown.results, strict=True):
            if isinstance(unit, Append):
                results.append([self._if_there(unit.room, outcome) for outcome in result])
            else:
                results.append(OutcomeUnknown())
        return results

    def _if_there(self, room: int, outcome: Outcome) -> Outcome:
        if isinstance(outcome, Fault) or not outcome.fresh:
            return outcome
        there = queries.one_event_is_there(self._connection, outcome.id, room, outcome.seq)
        return outcome if there else OutcomeUnknown()


class CommitUnknownError(Exception):
    """COMMIT failed; `results` is what would have been said after it."""

    def __init__(self, results: list[Any]) -> None:
        super().__init__()
        self.results = results


def _insert(connection: sqlite3.Connection, placed: list[Placed]) -> None:
    """Few statements of many rows: executemany gives the interpreter's lock away at each row."""
    for start in range(0, len(placed), ROWS):
        some = placed[start : start + ROWS]
        values: list[object] = []
        for place in some:
            draft = place.draft
            values += (
                place.id,
                place.room,
                place.seq,
                draft.ts,
                draft.kind.value,
                draft.actor,
                draft.subject,
                draft.key or None,
                draft.body,
            )
        connection.execute(_INSERTS[len(some)], values)


_ROW = "(?,?,?,?,?,?,?,?,?)"
_INSERTS = [f"INSERT INTO events VALUES {','.join([_ROW] * count)}" for count in range(ROWS + 1)]


def _refused(unit: Unit, fault: Fault) -> Any:
    return [fault] * len(unit.drafts) if isinstance(unit, Append) else fault


def _code(error: BaseException) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _disk(error: Exception) -> str | None:
    """Why the disk refused it; None when it was not the disk."""
    return DISK.get(_code(error)) if isinstance(error, sqlite3.Error) else None
