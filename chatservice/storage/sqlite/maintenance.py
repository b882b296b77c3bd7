"""What the writer's thread does between commits: the index of keys, the search index, removing
expired lines (retention.py), and emptying the log beside the database (on_disk.py).

The indexes follow behind the log, each up to a mark. The keys of newer events are held in memory
(and read back at start), so a key is found wherever it is; a search looks at newer lines one by
one. Each piece of work is bounded, so that a commit never waits long for it; a chore that lags too
far gets its piece even under load. A chore that fails pauses, and does not hold up the others.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from enum import Enum

from twisted.logger import Logger

from chatservice.model.sanctions import AuditEntry
from chatservice.storage.sqlite import meta, on_disk, opening, search_index
from chatservice.storage.sqlite.on_disk import OnDisk, Stoppable
from chatservice.storage.sqlite.retention import Trimmer
from chatservice.storage.sqlite.transaction import ERASED, TO_TIDY
from chatservice.storage.sqlite.used_keys import UsedKeys

IDLE = 0.02  # seconds without a batch before a piece of work may be done
BETWEEN = 0.005  # seconds from one piece to the next, if no batch comes
INDEX_SOME = 128  # events indexed before it looks whether a batch waits: some 1 ms
INDEX_PIECES = 16  # of them in one transaction: FTS5 writes a segment for each, so few are cheaper
MERGES = 8  # of the index for each of these pieces, unless a batch waits
INDEX_MIN = 256  # fewer events wait until nothing has been stored for INDEX_IDLE
INDEX_IDLE = 1.0  # seconds
INDEX_LAG = 100_000  # events the search index may lag behind under load
INDEX_CATCHING_UP = 4  # pieces indexed before a batch has its turn, when it lags further
PRUNE_EVERY = 3_600.0  # seconds
TRIM_LAG = 0.25  # seconds that removing may wait under load
WIPE_LAG = 1.0  # seconds that erased text may stay in the log beside the database under load
VACUUM_MOST = 64 * 1024 * 1024  # bytes of the largest database that is rewritten: some 0.5 s
REST = 5.0  # seconds until a failed chore is tried again
BUSY_REST = 1.0  # seconds until emptying the log beside the database is tried again while a reader uses it

log = Logger()


class Chore(Enum):
    """The chores; the values are what the operator reads."""

    REBUILD = "making the search index anew"
    MERGE = "keeping the keys of lines"
    EMPTY = "emptying the log beside the database"
    TRIM = "removing what is not kept"
    INDEX = "the search index"
    VACUUM = "writing the database anew"
    PRUNE = "forgetting old keys"


class Maintenance:
    def __init__(
        self,
        connection: sqlite3.Connection,
        key_keep: float,
        keep: float | None,
        keystrokes: float | None,
        files: OnDisk,
        reads: Stoppable,
    ) -> None:
        self._connection = connection
        self._key_keep = key_keep
        self._files = files
        self._reads = reads
        self.indexed = meta.mark(connection, "indexed_upto")
        self.damaged = not search_index.folds_alike(connection)  # the index; it has to be rebuilt
        self.keys = UsedKeys(connection)
        self._prune_at = self._stored_at = time.monotonic()
        self._rest_until: dict[Chore, float] = {}
        self._failing: dict[Chore, str] = {}
        self.trimmer = Trimmer(connection, keep, keystrokes)
        self._trimmed = time.monotonic()
        self._wipe_since: float | None = None
        self._vacuum_due = False
        if (left := meta.mark(connection, TO_TIDY)) == ERASED:
            self.erased()
        elif left:
            self.trimmer.tidy()
        self.first: dict[int, int] = {}  # where rooms begin now, not reported yet

    def again(self, connection: sqlite3.Connection) -> "Maintenance":
        """Start again after a failure: pending work is in the database, or is done once more."""
        trimmer = self.trimmer
        anew = Maintenance(
            *(connection, self._key_keep, trimmer.keep, trimmer.compactor.keep, self._files, self._reads)
        )
        anew.damaged |= self.damaged
        anew.trimmer = self.trimmer.again(connection)
        anew.wipe()
        anew._vacuum_due = self._vacuum_due
        return anew

    @property
    def trouble(self) -> str:
        """Which chores fail, and why; empty if none does."""
        return "; ".join(f"{work.value}: {reason}" for work, reason in list(self._failing.items()))

    # Requests.

    def index_is_damaged(self) -> None:
        self.damaged = True

    def audited(self, entry: AuditEntry) -> None:
        """A line of the server's log, without what was typed as the reason."""
        room = f" in {entry.room}" if entry.room else ""
        did = " ".join(part for part in (entry.action, entry.target) if part)
        log.info("audit: {who}: {did}{room}", who=entry.actor, did=did, room=room)

    def wipe(self) -> None:
        """Text was blanked that the log beside the database still contains."""
        if self._wipe_since is None:
            self._wipe_since = time.monotonic()

    def erased(self) -> None:
        """A person was erased. When SQLite reorders pages it leaves moved data behind without overwriting
        it; only rewriting the database removes that. A large database is not rewritten, since nothing
        can be stored meanwhile."""
        self.wipe()
        self.trimmer.tidy()
        self._vacuum_due = True

    def tidy_later(self) -> None:
        self.trimmer.tidy_later()

    def doom(self, room: int) -> None:
        self.trimmer.doom(room)

    def look_for_old(self) -> None:
        self.trimmer.look()

    # Work.

    def pause(self, last_id: int, is_idle: bool) -> float:
        """Seconds without a batch until a piece of work may be done. `is_idle`: no batch has come
        since the last piece."""
        if not is_idle:
            self._stored_at = time.monotonic()
        due = min(max(after, self._rest(work)) for work, after in self._wanted(last_id))
        return max(BETWEEN if is_idle else IDLE, due)

    def urgent(self, last_id: int) -> bool:
        return any(not self._rest(work) for work in self._pressing(last_id))

    def _pressing(self, last_id: int) -> Iterator[Chore]:
        """The chores that are due even under load."""
        if self.damaged:
            yield Chore.REBUILD
        if self.keys.lags:
            yield Chore.MERGE
        if self._files.wal_size > opening.WAL_MOST or self._wipe_lags():
            yield Chore.EMPTY
        if not self.trimmer.due() and time.monotonic() - self._trimmed > TRIM_LAG:
            yield Chore.TRIM
        if last_id - self.indexed > INDEX_LAG and not self.damaged:
            yield Chore.INDEX

    def _wanted(self, last_id: int) -> Iterator[tuple[Chore, float]]:
        """The chores, the most urgent first, and in how many seconds each is due."""
        for work in self._pressing(last_id):
            yield work, 0.0
        if self.indexed < last_id and not self.damaged:
            yield Chore.INDEX, self._index_due(last_id)
        if self.keys.merge_due(last_id):
            yield Chore.MERGE, 0.0
        if self._wipe_since is not None:
            yield Chore.EMPTY, 0.0
        if self._vacuum_due and not self.trimmer.at_work:
            yield Chore.VACUUM, 0.0
        yield Chore.TRIM, self.trimmer.due()
        if last_id != self.keys.forgotten:
            yield Chore.PRUNE, max(0.0, self._prune_at - time.monotonic())

    def _index_due(self, last_id: int) -> float:
        """In how many seconds: a few lines can wait, and cost less together with those that follow."""
        if last_id - self.indexed >= INDEX_MIN:
            return 0.0
        return max(0.0, self._stored_at + INDEX_IDLE - time.monotonic())

    def _rest(self, work: Chore) -> float:
        if not self._rest_until:
            return 0.0
        return max(0.0, self._rest_until.get(work, 0.0) - time.monotonic())

    def _wipe_lags(self) -> bool:
        return self._wipe_since is not None and time.monotonic() - self._wipe_since > WIPE_LAG

    def some(self, last_id: int, batch_waits: Callable[[], bool]) -> None:
        """One piece of work, which gives way when `batch_waits`."""
        for work, after in self._wanted(last_id):
            if not after and not self._rest(work):
                with _unsynced(self._connection) if work in UNSYNCED else nullcontext():
                    self._do(work, last_id, batch_waits)
                return

    def _do(self, work: Chore, last_id: int, batch_waits: Callable[[], bool]) -> None:
        try:
            if work is Chore.EMPTY:
                self._empty()
            elif work is Chore.VACUUM:
                self._vacuum()
            elif work is Chore.INDEX:
                self._index(last_id, batch_waits)
            else:
                self._connection.execute("BEGIN IMMEDIATE")
                _WORKS[work](self, last_id)
        except Exception as error:
            self._failed(work, error)
        else:
            if self._failing.pop(work, None) is not None:
                log.info("{work}: it goes on", work=work.value)

    def _failed(self, work: Chore, error: Exception) -> None:
        """Log it once, not at each try. A full disk, most likely."""
        reason = str(error) if isinstance(error, sqlite3.Error) else type(error).__name__
        if self._failing.get(work) != reason:
            self._failing[work] = reason
            if isinstance(error, sqlite3.Error):
                log.error("{work}: it cannot be done ({reason})", work=work.value, reason=reason)
            else:
                log.failure("{work}: it cannot be done", work=work.value)
        if search_index.is_damage(error) and work is not Chore.REBUILD:
            self.index_is_damaged()
        else:
            self._rest_until[work] = time.monotonic() + REST
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        if work is Chore.TRIM:
            self.trimmer = self.trimmer.again(self._connection)  # its state may be ahead of the disk

    def _empty(self) -> None:
        if on_disk.empty_log(self._connection, self._reads):
            self._wipe_since = None
            self._files.is_there()
        else:
            self._rest_until[Chore.EMPTY] = time.monotonic() + BUSY_REST

    def _vacuum(self) -> None:
        (pages,) = self._connection.execute("PRAGMA page_count").fetchone()
        (size,) = self._connection.execute("PRAGMA page_size").fetchone()
        try:
            if pages * size <= VACUUM_MOST:
                self._connection.execute("VACUUM")
            self._tidied()
        finally:
            self.wipe()
            self._vacuum_due = False  # a failed one leaves no more behind than before

    def _tidied(self) -> None:
        if meta.mark(self._connection, TO_TIDY):
            self._connection.execute("DELETE FROM meta WHERE name = ?", (TO_TIDY,))

    # State in memory changes after the commit, never before it.

    def _rebuild(self, last_id: int) -> None:
        """Empty the search index; searches look at lines one by one until all are indexed again."""
        search_index.empty(self._connection)
        self._connection.execute("COMMIT")
        log.warn("The search index was damaged and is made anew. Searches may find less meanwhile.")
        self.damaged = False
        self.indexed = 0

    def _index(self, last_id: int, batch_waits: Callable[[], bool]) -> None:
        least = INDEX_CATCHING_UP if last_id - self.indexed > INDEX_LAG else 0
        self._connection.execute("BEGIN IMMEDIATE")
        upto, pieces = self.indexed, 0
        while pieces < INDEX_PIECES and (pieces < least or not batch_waits()):
            indexed = search_index.index_some(self._connection, upto, INDEX_SOME)
            if indexed is None:
                upto = last_id
                break
            upto, pieces = indexed, pieces + 1
        if pieces:
            search_index.index_until(self._connection, upto)
            for _ in range(pieces * MERGES):  # a search reads every segment
                if batch_waits() or not search_index.merge_some(self._connection, all_of_it=False):
                    break
        self._connection.execute("COMMIT")
        self.indexed = upto

    def _trim(self, last_id: int) -> None:
        was_at_work = self.trimmer.at_work
        removed = self.trimmer.some(self._connection, time.time(), indexed=not self.damaged)
        self._connection.execute("COMMIT")
        self._trimmed = time.monotonic()
        if was_at_work and not self.trimmer.at_work:
            self.wipe()
            if not self._vacuum_due:
                self._tidied()
        self.first.update(removed.first)
        self.keys.drop(removed.keys)

    def _merge(self, last_id: int) -> None:
        self.keys.merge(last_id)

    def _prune(self, last_id: int) -> None:
        """Drop the keys of events older than `key_keep`."""
        if not self.keys.prune(time.time() - self._key_keep):
            self._prune_at = time.monotonic() + PRUNE_EVERY


@contextmanager
def _unsynced(connection: sqlite3.Connection) -> Iterator[None]:
    """Do not wait for the disk in this transaction; the next one does, whatever becomes of this."""
    connection.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        connection.execute("PRAGMA synchronous = FULL")  # fails inside one that could not be rolled back


# What is lost of these in a crash is made again from the log. The next commit of a batch is synced, and syncs
# what was written before it (sqlite.org/wal.html).
UNSYNCED = frozenset({Chore.INDEX, Chore.MERGE})
_WORKS = {
    Chore.REBUILD: Maintenance._rebuild,
    Chore.MERGE: Maintenance._merge,
    Chore.TRIM: Maintenance._trim,
    Chore.PRUNE: Maintenance._prune,
}
