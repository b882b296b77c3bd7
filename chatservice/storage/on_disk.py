"""The files of an open database as they lie on the disk: whether they are still those that were
opened, how large the log beside them is, and emptying that log.

Somebody may remove the folder of a running server, or put another database in the file's place. SQLite
goes on in files that no path leads to any more, and all that it is given is gone at the end. So the
writer looks before each commit.
"""

import os
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

BUSY = 5.0  # seconds that a statement waits for another program
WAL_MOST = 16 * 1024 * 1024  # bytes of the log beside the database, then it is emptied
READ_WITHIN = 0.25  # seconds that reads may take to end, when the log is to be emptied

MOVED = "the database file was removed or replaced while the server runs"


class Reads(Protocol):
    def stopped(self, within: float) -> AbstractContextManager[bool]:
        """Nobody of ours reads meanwhile; False when one did not end `within` seconds."""
        ...


class OnDisk:
    """`path` is the database, which is open."""

    def __init__(self, path: Path) -> None:
        self.wal_size = 0  # bytes, as of the last look
        self._database = os.fspath(path)
        self._wal = f"{self._database}-wal"
        self._files = self._look()

    def is_there(self) -> bool:
        """Whether the paths lead to the files that were opened. Some 3 µs."""
        try:
            return self._look() == self._files
        except OSError:
            return False

    def _look(self) -> tuple[int, int, int, int]:
        database, wal = os.stat(self._database), os.stat(self._wal)
        self.wal_size = wal.st_size
        return database.st_dev, database.st_ino, wal.st_dev, wal.st_ino


def empty_log(connection: sqlite3.Connection, reads: Reads) -> bool:
    """Put what the log beside the database holds into the database, and cut it to nothing: whatever
    was blanked since is then in neither. False when somebody reads in it. Outside a transaction."""
    with reads.stopped(READ_WITHIN) as stopped:
        if not stopped:
            return False
        # A backup may read for minutes; the next try is soon enough.
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.execute(f"PRAGMA busy_timeout = {BUSY * 1000:.0f}")
    return not is_busy
