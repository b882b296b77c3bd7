"""One batch, one transaction, and what happens to the batch when it fails.

All of it runs in the writer's thread. Whatever fails, every unit gets a result, nothing is
reported as stored that is not, and the next batch tries again.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from twisted.logger import Logger

from chatservice.core.ports import Condition, Outcome
from chatservice.errors import Fault, NotStored, OutcomeUnknown, Stale
from chatservice.model.records import Appended, Draft
from chatservice.model.values import EventKind
from chatservice.settings.schema import Settings
from chatservice.storage.batch import Append, BatchPlan, Head, Kept, MessageKey, Placed, Unit, refused
from chatservice.storage.sqlite import conditions, event_log, maintenance, opening, search_index
from chatservice.storage.sqlite.effects import take_effect
from chatservice.storage.sqlite.on_disk import MOVED, OnDisk, Stoppable
from chatservice.storage.sqlite.outage import Outage
from chatservice.storage.sqlite.transaction import Transaction

HEADS = 20_000  # rooms whose heads are kept in memory
ROWS = 128  # of the hot insert; each size up to this is one prepared statement

# Errors that fail a whole batch: an immediate second try would fail too.
DISK = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk has an error",
    sqlite3.SQLITE_READONLY: "the database cannot be written",
    sqlite3.SQLITE_CANTOPEN: "the database cannot be opened",
    sqlite3.SQLITE_CORRUPT: "the database is damaged",
    sqlite3.SQLITE_NOTADB: "the database is damaged",
    sqlite3.SQLITE_BUSY: "another program holds the database",
    sqlite3.SQLITE_LOCKED: "another program holds the database",
}
AWAY = 1.0  # seconds between two checks whether the database is back in its place
CLOSED = "the database cannot be opened"
# A COMMIT that failed with these is known to have written nothing.
NOTHING_LEFT = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY}

log = Logger()


class MovedError(Exception):
    """The open database file is no longer reachable by its path."""


class CommitUnknownError(Exception):
    """COMMIT failed; `results` are those of a successful commit."""

    def __init__(self, results: list[Any]) -> None:
        super().__init__()
        self.results = results


class Committer:
    """Owns `connection`."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        settings: Settings,
        disk: OnDisk,
        reads: Stoppable,
    ) -> None:
        self.commits = 0
        self.last_id = event_log.one_last_id(connection)
        self.upkeep = maintenance.Maintenance(
            *(connection, settings.key_keep, settings.retention, settings.code_keep_keystrokes, disk, reads)
        )
        self.reopened = False  # since the flag was last read
        self._disk = disk
        self._reads = reads
        self._path = path
        self._settings = settings
        self._connection = connection
        self._usable = True
        self._outage = Outage(disk, lambda: settings.disk_floor)
        self._heads: dict[int, Head] = {}
        self._everywhere = 0  # the version of the rights on the whole server, since the start
        self._refused: set[tuple[int, int]] = set()  # in this batch, also when it falls into pieces

    @property
    def trouble(self) -> str:
        """Why lines cannot be stored at the moment; empty when they can."""
        return self._outage.reason or ("" if self._usable else CLOSED)

    @property
    def condition(self) -> Condition:
        following = self.upkeep
        self._disk.is_there()
        return Condition(following.trouble, max(0, self.last_id - following.indexed), self._disk.wal_size)

    def write(self, batch: list[Unit]) -> list[Any]:
        """A result for each unit. Never raises."""
        self._refused.clear()
        try:
            return self._write(batch)
        except Exception:
            # A bug, or a disk that fails while a failure is examined.
            log.failure("a batch could not be written, and what became of it is not known")
            self._usable = False
            return [refused(unit, OutcomeUnknown()) for unit in batch]

    def pause(self, is_idle: bool) -> float:
        """Seconds without a batch until a piece of maintenance may be done."""
        return self.upkeep.pause(self.last_id, is_idle) if self._disk.is_ours else AWAY

    def keep_up(self, batch_waits: Callable[[], bool]) -> None:
        """Do a piece of maintenance, which gives way when `batch_waits`. Never raises."""
        try:
            if not self._disk.is_there():
                self._moved()
                return
            self.upkeep.some(self.last_id, batch_waits)
        except Exception:
            log.failure("the indexes cannot follow")
            self._usable = False

    def close(self) -> None:
        try:
            self._connection.close()
        except sqlite3.Error:
            log.failure("the database could not be closed")

    def end(self) -> None:
        if not self._disk.is_there():
            self._moved()
        self.close()

    def _moved(self) -> None:
        self._outage.begins(MOVED)
        self._disk.rescue(self._connection, self._reads)

    def _write(self, batch: list[Unit]) -> list[Any]:
        if not self._usable and not self._reopen():
            return [refused(unit, NotStored(self._outage.reason or CLOSED)) for unit in batch]
        try:
            return self._transact(batch)
        except CommitUnknownError as unknown:
            error = unknown.__cause__ or unknown
            self._outage.begins(DISK.get(_code(error), "the outcome of a commit is not known"), error)
            return self._look_what_is_there(batch, unknown.results)
        except MovedError:
            self._roll_back()
            self._moved()
            return [refused(unit, NotStored(MOVED)) for unit in batch]
        except Exception as error:
            self._roll_back()
            if search_index.is_damage(error) and not self.upkeep.damaged:
                # The index can be rebuilt: no line is refused for it.
                self.upkeep.index_is_damaged()
                return self._write(batch)
            reason = DISK.get(_code(error))
            if reason is not None:
                self._outage.begins(reason, error)
                return [refused(unit, NotStored(reason)) for unit in batch]
            if len(batch) > 1:
                # One bad row: it fails alone, each of the others is written by itself.
                return [self._write([unit])[0] for unit in batch]
            log.failure("a change could not be written")
            return [refused(batch[0], NotStored("the database refused it"))]

    def _transact(self, batch: list[Unit]) -> list[Any]:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        known = self._keys_of(batch)
        plan = BatchPlan(self.last_id, self._head, known.get, self._everywhere, self._refused, self._outcome)
        transaction = Transaction(connection, plan, not self.upkeep.damaged, self._settings)
        results: list[Any] = []
        for unit in batch:
            if isinstance(unit, Append):
                before = len(plan.placed)
                results.append(plan.decide(unit))
                for place in plan.placed[before:]:
                    if place.draft.kind is not EventKind.MESSAGE:
                        take_effect(transaction, place)
            else:
                try:
                    results.append(unit.run(transaction))
                except Fault as fault:
                    results.append(fault)
        _insert(connection, plan.placed)
        self._commit(results)
        try:
            self._accept(plan, transaction)
        except Exception as error:  # it is on disk: to write it again would store it twice
            raise CommitUnknownError(results) from error
        return results

    def _accept(self, plan: BatchPlan, transaction: Transaction) -> None:
        """Take over what was committed."""
        if plan.placed or transaction.counts:
            self._outage.stored()
        heads, keys = plan.accept()
        self._heads.update(heads)
        if len(self._heads) > HEADS:
            self._heads = heads
        self.last_id = plan.last_id
        self._everywhere = plan.everywhere
        self.upkeep.keys.recent.update(keys)
        for call in transaction.after:
            call(self.upkeep)

    def _commit(self, results: list[Any]) -> None:
        if not self._disk.is_there():
            raise MovedError
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if _code(error) in NOTHING_LEFT or search_index.is_damage(error):
                raise
            raise CommitUnknownError(results) from error
        self.commits += 1

    def _head(self, room: int) -> Head:
        head = self._heads.get(room)
        # A head that is read here is cached once the batch is committed.
        return head if head is not None else event_log.one_head(self._connection, room)

    def _outcome(self, room: int, draft: Draft) -> Outcome | None:
        return conditions.outcome_of(self._connection, room, draft, self._settings)

    def _keys_of(self, batch: list[Unit]) -> dict[MessageKey, Kept]:
        used_keys = [
            (draft.actor, unit.room, draft.key)
            for unit in batch
            if isinstance(unit, Append)
            for draft in unit.drafts
            if draft.key
        ]
        return self.upkeep.keys.find(used_keys) if used_keys else {}

    # Failures.

    def _roll_back(self) -> None:
        # The cached heads may be the reason.
        self._heads.clear()
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self.last_id = max(self.last_id, event_log.one_last_id(self._connection))
        except sqlite3.Error:
            self._usable = False

    def _reopen(self) -> bool:
        """Open a new connection, which sees only what is on disk."""
        self._usable = False
        self._heads.clear()
        if not self._disk.is_there():
            self._outage.begins(MOVED)
            return False
        self.close()
        try:
            self._connection = opening.connect(self._path, is_new=False)
            # An id that may have been used must not be used again.
            self.last_id = max(self.last_id, event_log.one_last_id(self._connection))
            self.upkeep = self.upkeep.again(self._connection)
        except sqlite3.Error as error:
            self._outage.begins(CLOSED, error)
            return False
        self._usable = self.reopened = True
        return True

    def _look_what_is_there(self, batch: list[Unit], results: list[Any]) -> list[Any]:
        """The commit failed midway: acknowledge what is on disk; the outcome of the rest is unknown."""
        if not self._reopen():
            return [refused(unit, OutcomeUnknown()) for unit in batch]
        # One stored line proves that the whole transaction was committed.
        if any(
            outcome.fresh and self._is_there(unit.room, outcome)
            for unit, result in zip(batch, results, strict=True)
            if isinstance(unit, Append)
            for outcome in result
            if isinstance(outcome, Appended)
        ):
            self._outage.stored()
            return results
        return [
            [self._if_nothing_was_kept(unit.room, outcome) for outcome in result]
            if isinstance(unit, Append)
            else OutcomeUnknown()
            for unit, result in zip(batch, results, strict=True)
        ]

    def _if_nothing_was_kept(self, room: int, outcome: Outcome) -> Outcome:
        """The outcome stands if its key was used in an earlier batch; in this one only, it is unknown."""
        if isinstance(outcome, Stale) or (isinstance(outcome, Appended) and self._is_there(room, outcome)):
            return outcome
        return OutcomeUnknown()

    def _is_there(self, room: int, outcome: Appended) -> bool:
        return event_log.one_event_is_there(self._connection, outcome.id, room, outcome.seq)


def _insert(connection: sqlite3.Connection, placed: list[Placed]) -> None:
    """Few statements of many rows: executemany releases the interpreter's lock at each row."""
    for start in range(0, len(placed), ROWS):
        chunk = placed[start : start + ROWS]
        values: list[object] = []
        for place in chunk:
            draft = place.draft
            values += (
                place.id,
                place.room,
                place.seq,
                draft.ts,
                _WORDS[draft.kind],
                draft.actor,
                draft.subject,
                draft.key or None,
                draft.body,
            )
        connection.execute(_INSERTS[len(chunk)], values)


_WORDS = {kind: kind.value for kind in EventKind}  # what `value` takes two calls for
_ROW = "(?,?,?,?,?,?,?,?,?)"
_INSERT = "INSERT INTO events VALUES "
_INSERTS = [_INSERT + ",".join([_ROW] * count) for count in range(ROWS + 1)]


def _code(error: BaseException) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF if isinstance(error, sqlite3.Error) else 0
