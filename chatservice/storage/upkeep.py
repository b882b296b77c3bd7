"""What the writer's thread does between commits: the index of keys, and the search index.

Both follow behind the log, each up to a mark. The keys of newer events are held in memory
(they are read back at start), so a key is found wherever it is; a search looks at newer
lines one by one. Each piece of work is bounded, so that a commit never waits long for it,
and when one of them lags too far a piece is done even under load.
"""

import sqlite3
import time
from collections.abc import Sequence
from itertools import islice

from chatservice.storage import queries, search
from chatservice.storage.batch import Kept, Key

INDEX_SOME = 128  # events in one piece of work: some 3 ms
INDEX_LAG = 10_000  # events the search index may lag behind under load
KEYS_SOME = 2_000  # keys in one piece of work
KEYS_LAG = 20_000  # keys held in memory
PRUNE_EVERY = 3_600.0  # seconds
REST = 5.0  # seconds without another try after one that failed


class Upkeep:
    def __init__(self, connection: sqlite3.Connection, key_keep: float) -> None:
        self._connection = connection
        self._key_keep = key_keep
        self.indexed = search.mark(connection, "indexed_upto")
        self.keys: dict[Key, Kept] = queries.all_keys_after(connection, search.mark(connection, "keys_upto"))
        # Whoever came after every key in the table has none in it: no look at the disk.
        self._newest_actor = queries.one_newest_actor_with_keys(connection)
        self._pruned = 0.0
        self._rest_until = 0.0

    def again(self, connection: sqlite3.Connection) -> "Upkeep":
        return Upkeep(connection, self._key_keep)

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

    def wanted(self, last_id: int) -> bool:
        if time.monotonic() < self._rest_until:
            return False
        return self.indexed < last_id or len(self.keys) >= KEYS_SOME or self._prune_due()

    def urgent(self, last_id: int) -> bool:
        lags = last_id - self.indexed > INDEX_LAG or len(self.keys) > KEYS_LAG
        return lags and time.monotonic() >= self._rest_until

    def some(self, last_id: int) -> None:
        """One piece of work, in one transaction of its own."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            if len(self.keys) > KEYS_LAG or (self.indexed >= last_id and len(self.keys) >= KEYS_SOME):
                merged = self._merge()
                self._connection.execute("COMMIT")
                self._newest_actor = max(self._newest_actor, *(key[0] for key in merged))
                for key in merged:
                    del self.keys[key]
            elif self.indexed < last_id:
                indexed = search.index_some(self._connection, self.indexed, INDEX_SOME)
                self._connection.execute("COMMIT")
                self.indexed = last_id if indexed is None else indexed
            else:
                queries.drop_keys_before(self._connection, time.time() - self._key_keep)
                self._connection.execute("COMMIT")
                self._pruned = time.monotonic()
        except sqlite3.Error:
            # A full disk, most likely: what is under way is told so by its own commit.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._rest_until = time.monotonic() + REST

    def _merge(self) -> list[Key]:
        """The oldest keys in memory go to the table."""
        some = list(islice(self.keys.items(), KEYS_SOME))
        queries.merge_keys(self._connection, some)
        search.set_mark(self._connection, "keys_upto", max(kept.id for _, kept in some))
        return [key for key, _ in some]

    def _prune_due(self) -> bool:
        return time.monotonic() - self._pruned > PRUNE_EVERY
