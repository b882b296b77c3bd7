"""Removes expired data: the oldest lines of a room, and all of a deleted room.

A piece of work is small and a transaction of its own, so a commit never waits long for it.
Of each event its entry in the search index goes first (the index has to be told what the
entry was), then its key, then its row, and the room's `first` moves with them. At the end
the empty pages are released, so that the file shrinks.
"""

import sqlite3
import time

from chatservice.storage.batch import MessageKey
from chatservice.storage.sqlite import files, search_index
from chatservice.storage.sqlite.compacting import Compactor
from chatservice.storage.sqlite.removing import RemovedRows, drop_events, set_first

SOME = 200  # events removed in one piece of work: some 4 ms
ROOMS = 200  # rooms looked at in one piece of work
PAGES = 64  # released in one piece of work
LOOK_EVERY = 3_600.0  # seconds between two looks for lines that are too old
LOOK_LEAST = 10.0  # seconds, where lines are kept for a short time
LOOKS = 10  # during the shortest time for which lines are kept


class Trimmer:
    """`keep` is how long lines are kept in rooms without a time of their own, in seconds; None: forever.
    `keystrokes`: how long edits of code documents are kept one by one."""

    def __init__(
        self, connection: sqlite3.Connection, keep: float | None, keystrokes: float | None = None
    ) -> None:
        self.keep = keep
        self.compactor = Compactor(keystrokes)
        self._doomed = all_doomed(connection)
        self._aged: dict[int, float] = {}  # room -> lines older than this go
        self._looked = 0  # rooms up to this id were looked at
        self._look_at = time.monotonic()
        self._files_due = False  # files in rooms that keep less are to be looked for
        self._merging = 0  # 2: to start, 1: in progress
        self._shrinking = False
        self._tidy_later = False

    def again(self, connection: sqlite3.Connection) -> "Trimmer":
        """Start again from what is on disk, after a piece of work failed."""
        anew = Trimmer(connection, self.keep, self.compactor.keep)
        anew._tidy_later = self._tidy_later
        if self._merging or self._shrinking:
            anew.tidy()
        return anew

    def doom(self, room: int) -> None:
        self._doomed.append(room)

    def look(self) -> None:
        """Look for expired lines now, because the retention has changed."""
        self._looked = 0
        self._look_at = time.monotonic()

    def due(self) -> float:
        """Seconds until there is work, as far as known."""
        if self.at_work:
            return 0.0
        return max(0.0, self._look_at - time.monotonic())

    @property
    def at_work(self) -> bool:
        tidying = self._merging or self._shrinking
        return bool(self._doomed or self._aged or self._files_due or self.compactor.at_work or tidying)

    def some(self, connection: sqlite3.Connection, now: float, indexed: bool = True) -> RemovedRows:
        """Do one piece of work, in the caller's transaction. Not `indexed`: the index is going to be
        rebuilt, and is left alone."""
        if self._doomed:
            return self._remove_doomed(connection, indexed)
        if self._aged:
            return self._remove_aged(connection, indexed)
        if self._files_due:
            self._files_due = files.delete_some_kept_shorter(connection, now, SOME) == SOME
            return RemovedRows([], {})
        if self.compactor.at_work:
            return self._compact(connection, now)
        if time.monotonic() >= self._look_at:
            self._look(connection, now)
        elif self._merging:
            merging = indexed and search_index.merge_some(connection, all_of_it=self._merging == 2)
            self._merging = int(merging)
        elif self._shrinking:
            self._shrinking = shrink_some(connection, PAGES)
        return RemovedRows([], {})

    def _remove_doomed(self, connection: sqlite3.Connection, indexed: bool) -> RemovedRows:
        room = self._doomed[0]
        keys, last = remove_some(connection, room, 2**62, SOME, indexed)
        if last is None and not files.delete_some_in(connection, room, SOME):
            release_doomed(connection, room)
            self._doomed.pop(0)
        self.tidy()
        return RemovedRows(keys, {})

    def _remove_aged(self, connection: sqlite3.Connection, indexed: bool) -> RemovedRows:
        room, before = next(iter(self._aged.items()))
        keys, last = remove_some(connection, room, before, SOME, indexed)
        if last is None:
            del self._aged[room]
            return RemovedRows([], {})
        set_first(connection, room, last + 1)
        self.tidy()
        return RemovedRows(keys, {room: last + 1})

    def _compact(self, connection: sqlite3.Connection, now: float) -> RemovedRows:
        removed = self.compactor.some(connection, now)
        if removed.first:
            self.tidy()
        return removed

    def tidy(self) -> None:
        """Pages were emptied: reorganize the index, then release them."""
        self._merging, self._shrinking = 2, True
        self._tidy_later = False

    def tidy_later(self) -> None:
        """A line was removed from the index, which has to be reorganized as a whole: at the next look."""
        self._tidy_later = True

    def _look(self, connection: sqlite3.Connection, now: float) -> None:
        aged, last = some_aged(connection, self._looked, self.keep, now, ROOMS)
        self._aged.update(aged)
        self._looked = last or 0
        if last is None:
            self._look_at = time.monotonic() + look_after(shortest_keep(connection, self.keep))
            self._files_due = True
            self.compactor.look()
            if self._tidy_later:
                self.tidy()


def look_after(keep: float | None) -> float:
    """Seconds until the next look where lines are kept for `keep` seconds (None: for good)."""
    return LOOK_EVERY if keep is None else min(LOOK_EVERY, max(LOOK_LEAST, keep / LOOKS))


# The statements.


def shortest_keep(connection: sqlite3.Connection, otherwise: float | None) -> float | None:
    (own,) = connection.execute("SELECT min(keep) FROM rooms WHERE kind != 'code'").fetchone()
    return min((keep for keep in (own, otherwise) if keep is not None), default=None)


def all_doomed(connection: sqlite3.Connection) -> list[int]:
    return [room for (room,) in connection.execute("SELECT room_id FROM doomed ORDER BY room_id")]


def some_aged(
    connection: sqlite3.Connection, after: int, keep: float | None, now: float, limit: int
) -> tuple[dict[int, float], int | None]:
    """Of the next rooms after id `after`, those whose oldest line has expired, with the time
    before which lines expire; and the last room looked at (None: there are no more)."""
    found: dict[int, float] = {}
    last = None
    for room, own, oldest in connection.execute(
        "SELECT r.id, r.keep, (SELECT ts FROM events WHERE room_id = r.id ORDER BY seq LIMIT 1) "
        # The log of a code document is its text.
        "FROM rooms r WHERE r.id > ? AND r.kind != 'code' ORDER BY r.id LIMIT ?",
        (after, limit),
    ):
        last = room
        retention = own if own is not None else keep
        if retention is not None and oldest is not None and oldest < now - retention:
            found[room] = now - retention
    return found, last


def remove_some(
    connection: sqlite3.Connection, room: int, before: float, limit: int, indexed: bool = True
) -> tuple[list[tuple[MessageKey, int]], int | None]:
    """Remove at most `limit` of the oldest events of `room`, up to the first that is not older than
    `before`; from the index too, if they are `indexed`. Returns their keys, and the seq of the last
    one (None: there was none)."""
    ids: list[int] = []
    keys: list[tuple[MessageKey, int]] = []
    last = None
    for id_, seq, ts, actor, key in connection.execute(
        "SELECT id, seq, ts, actor_id, key FROM events WHERE room_id = ? ORDER BY seq LIMIT ?", (room, limit)
    ):
        if ts >= before:
            break
        ids.append(id_)
        last = seq
        if key is not None:
            keys.append(((actor, room, key), id_))
    if indexed:
        search_index.forget(connection, ids)
    drop_events(connection, room, last or 0, keys)
    return keys, last


def release_doomed(connection: sqlite3.Connection, room: int) -> None:
    connection.execute("DELETE FROM read_marks WHERE room_id = ?", (room,))
    connection.execute("DELETE FROM doomed WHERE room_id = ?", (room,))


def shrink_some(connection: sqlite3.Connection, pages: int) -> bool:
    """Release some empty pages; returns whether there are more."""
    connection.execute(f"PRAGMA incremental_vacuum({pages:d})").fetchall()
    return bool(connection.execute("PRAGMA freelist_count").fetchone()[0])
