"""What the writer's thread does between commits: the index of keys, the search index, and
removing what is not kept any more (trimming.py).

The indexes follow behind the log, each up to a mark. The keys of newer events are held in memory
(they are read back at start), so a key is found wherever it is; a search looks at newer
lines one by one. Each piece of work is bounded, so that a commit never waits long for it,
and when one of them lags too far a piece is done even under load.
"""

import sqlite3
import time
from collections.abc import Sequence
from itertools import islice

from twisted.logger import Logger

from chatservice.storage import queries, search
from chatservice.storage.batch import Kept, Key
from chatservice.storage.trimming import Trimmer

IDLE = 0.02  # seconds without a batch, then a piece of work may be done
BETWEEN = 0.005  # seconds from one piece to the next, if no batch comes
INDEX_SOME = 128  # events in one piece of work: some 3 ms
INDEX_LAG = 10_000  # events the search index may lag behind under load
KEYS_SOME = 2_000  # keys in one piece of work
KEYS_LAG = 20_000  # keys held in memory
KEYS_BEHIND = 50_000  # events, most of them without a key, that are read for keys at start
PRUNE_SOME = 1_000  # events whose keys are forgotten in one piece of work
PRUNE_EVERY = 3_600.0  # seconds
TRIM_LAG = 0.25  # seconds that removing may wait under load
REST = 5.0  # seconds without another try after one that failed

log = Logger()


class Upkeep:
    def __init__(self, connection: sqlite3.Connection, key_keep: float, keep: float | None) -> None:
        self._connection = connection
        self._key_keep = key_keep
        self.indexed = search.mark(connection, "indexed_upto")
        # Marks are ids of events: keys up to the one are in the table, up to the other forgotten.
        self._keys_upto = search.mark(connection, "keys_upto")
        self._forgotten = search.mark(connection, "keys_forgotten")
        self.keys: dict[Key, Kept] = queries.all_keys_after(connection, max(self._keys_upto, self._forgotten))
        # Whoever came after every key in the table has none in it: no look at the disk.
        self._newest_actor = queries.one_newest_actor_with_keys(connection)
        self._prune_at = time.monotonic()
        self._rest_until = 0.0
        self.trimmer = Trimmer(connection, keep)
        self._trimmed = time.monotonic()
        self.first: dict[int, int] = {}  # where rooms begin now, not told yet

    def again(self, connection: sqlite3.Connection) -> "Upkeep":
        return Upkeep(connection, self._key_keep, self.trimmer.keep)

    # Keys.

    def kept(self, wanted: Sequence[Key]) -> dict[Key, Kept]:
        """Those of `wanted` that were used before."""
        found = {}
        older = []
        for key in wanted:
            kept = self.keys.get(key)
            if kept is not None:
                found[key] = kept
            elif key[0] <= self._newest_actor:
                older.append(key)
        if older:
            found.update(queries.some_kept(self._connection, older))
        return found

    # Work.

    def pause(self, last_id: int, is_idle: bool) -> float | None:
        """Seconds without a batch until a piece of work may be done; None when there is none.
        `is_idle`: no batch has come since the last piece."""
        rest = self._rest_until - time.monotonic()
        if rest > 0:
            return rest
        short = BETWEEN if is_idle else IDLE
        if self.indexed < last_id or self._merge_due(last_id):
            return short
        trim = max(short, self.trimmer.due())
        if last_id == self._forgotten:
            return trim
        return min(trim, max(short, self._prune_at - time.monotonic()))

    def urgent(self, last_id: int) -> bool:
        lags = last_id - self.indexed > INDEX_LAG or len(self.keys) > KEYS_LAG or self._trim_lags()
        return lags and time.monotonic() >= self._rest_until

    def _trim_lags(self) -> bool:
        return not self.trimmer.due() and time.monotonic() - self._trimmed > TRIM_LAG

    def some(self, last_id: int) -> None:
        """One piece of work, in one transaction of its own."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            if len(self.keys) > KEYS_LAG or (self.indexed >= last_id and self._merge_due(last_id)):
                self._merge(last_id)
            elif self._trim_lags() or (self.indexed >= last_id and not self.trimmer.due()):
                self._trim()
            elif self.indexed < last_id:
                self._index(last_id)
            else:
                self._prune(last_id)
        except Exception as error:
            # A full disk, most likely: what is under way is told so by its own commit.
            self._rest_until = time.monotonic() + REST
            if not isinstance(error, sqlite3.Error):
                log.failure("the indexes cannot follow")
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self.trimmer = Trimmer(self._connection, self.trimmer.keep)  # it may be ahead of the disk

    # What memory holds is changed after the commit, never before it.

    def _index(self, last_id: int) -> None:
        indexed = search.index_some(self._connection, self.indexed, INDEX_SOME)
        self._connection.execute("COMMIT")
        self.indexed = last_id if indexed is None else indexed

    def _merge_due(self, last_id: int) -> bool:
        return len(self.keys) >= KEYS_SOME or last_id - self._keys_upto > KEYS_BEHIND

    def _merge(self, last_id: int) -> None:
        """The oldest keys in memory go to the table."""
        some = list(islice(self.keys.items(), KEYS_SOME))
        upto = last_id if len(some) == len(self.keys) else some[-1][1].id
        queries.merge_keys(self._connection, some)
        search.set_mark(self._connection, "keys_upto", upto)
        self._connection.execute("COMMIT")
        self._keys_upto = upto
        for key, _ in some:
            self._newest_actor = max(self._newest_actor, key[0])
            del self.keys[key]

    def _trim(self) -> None:
        removed = self.trimmer.some(self._connection, time.time())
        self._connection.execute("COMMIT")
        self._trimmed = time.monotonic()
        self.first.update(removed.first)
        self._drop(removed.keys)

    def _prune(self, last_id: int) -> None:
        """The keys of events older than `key_keep` are forgotten, some at a time."""
        before = time.time() - self._key_keep
        seen, old = queries.some_keys_before(self._connection, self._forgotten, before, PRUNE_SOME)
        upto = self._forgotten
        if seen is not None:
            upto = seen
            queries.drop_keys(self._connection, old)
            search.set_mark(self._connection, "keys_forgotten", upto)
        self._connection.execute("COMMIT")
        self._forgotten = upto
        self._drop(old)
        if seen is None:
            self._prune_at = time.monotonic() + PRUNE_EVERY

    def _drop(self, old: Sequence[tuple[Key, int]]) -> None:
        for key, id_ in old:
            kept = self.keys.get(key)
            if kept is not None and kept.id == id_:
                del self.keys[key]
