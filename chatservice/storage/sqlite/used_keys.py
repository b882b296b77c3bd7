"""The keys of logged events: newer ones in memory, older ones in a table, each until it is forgotten.

Marks are ids of events: keys up to `_upto` are in the table, up to `forgotten` dropped. State in memory
changes after the commit, never before it.
"""

import sqlite3
from collections.abc import Sequence
from itertools import islice

from chatservice.storage.batch import Kept, MessageKey
from chatservice.storage.sqlite import event_log, meta

KEYS_SOME = 2_000  # keys in one piece of work
KEYS_LAG = 20_000  # keys held in memory
KEYS_LOADED = 8_000  # keys in one piece under load, some 10 ms: larger ones write fewer pages twice
KEYS_BEHIND = 50_000  # events, most of them without a key, that are read for keys at start
PRUNE_SOME = 1_000  # events whose keys are forgotten in one piece of work


class UsedKeys:
    """`recent` are those in memory."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._upto = meta.mark(connection, "keys_upto")
        self.forgotten = meta.mark(connection, "keys_forgotten")
        self.recent: dict[MessageKey, Kept] = event_log.all_keys_after(
            connection, max(self._upto, self.forgotten)
        )
        # A principal newer than every key in the table has none in it: no read from disk.
        self._newest_actor = event_log.one_newest_actor_with_keys(connection)

    def find(self, keys: Sequence[MessageKey]) -> dict[MessageKey, Kept]:
        """Those of `keys` that were used before."""
        found = {}
        older = []
        for key in keys:
            kept = self.recent.get(key)
            if kept is not None:
                found[key] = kept
            elif key[0] <= self._newest_actor:
                older.append(key)
        if older:
            found.update(event_log.some_kept(self._connection, older))
        return found

    @property
    def lags(self) -> bool:
        """Whether so many are in memory that some have to be moved even under load."""
        return len(self.recent) > KEYS_LAG

    def merge_due(self, last_id: int) -> bool:
        return len(self.recent) >= KEYS_SOME or last_id - self._upto > KEYS_BEHIND

    def merge(self, last_id: int) -> None:
        """Move the oldest keys in memory to the table, and commit."""
        oldest = list(islice(self.recent.items(), KEYS_LOADED if self.lags else KEYS_SOME))
        last_merged = last_id if len(oldest) == len(self.recent) else oldest[-1][1].id
        event_log.merge_keys(self._connection, oldest)
        meta.set_mark(self._connection, "keys_upto", last_merged)
        self._connection.execute("COMMIT")
        self._upto = last_merged
        for key, _ in oldest:
            self._newest_actor = max(self._newest_actor, key[0])
            del self.recent[key]

    def prune(self, before: float) -> bool:
        """Drop some keys of events older than `before` (seconds since 1970), and commit. False when none
        was left."""
        seen, old = event_log.some_keys_before(self._connection, self.forgotten, before, PRUNE_SOME)
        last_dropped = self.forgotten
        if seen is not None:
            last_dropped = seen
            event_log.drop_keys(self._connection, old)
            meta.set_mark(self._connection, "keys_forgotten", last_dropped)
        self._connection.execute("COMMIT")
        self.forgotten = last_dropped
        self.drop(old)
        return seen is not None

    def drop(self, old: Sequence[tuple[MessageKey, int]]) -> None:
        """Drop from memory what is gone from the log: each with the id of its event."""
        for key, id_ in old:
            kept = self.recent.get(key)
            if kept is not None and kept.id == id_:
                del self.recent[key]
