"""The files of an open database on disk: whether they are still those that were opened, the size of
the log beside them, and emptying that log.

An operator may remove the folder of a running server, or replace the database file. SQLite then
continues in files that no path leads to, and everything it writes is lost at the end. So the writer
checks before each commit.
"""

import os
import sqlite3
import time
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Protocol

from twisted.logger import Logger

from chatservice.storage.sqlite.opening import BUSY

READ_WITHIN = 0.1  # seconds that reads get to finish before the log is emptied

MOVED = "the database file was removed or replaced while the server runs"

log = Logger()


class Stoppable(Protocol):
    def stopped(self, within: float) -> AbstractContextManager[bool]:
        """Stop our readers meanwhile; False if a read did not finish `within` seconds."""
        ...


class OnDisk:
    """`path` is the database, which is open."""

    def __init__(self, path: Path) -> None:
        self.wal_size = 0  # bytes, as of the last check
        self.is_ours = True  # likewise
        self._database = os.fspath(path)
        self._wal = f"{self._database}-wal"
        self._rescued = False
        self._files = self._look()

    def is_there(self) -> bool:
        """Whether the paths still lead to the files that were opened. Takes some 3 µs per commit."""
        try:
            self.is_ours = self._look() == self._files
        except OSError:
            self.is_ours = False
        return self.is_ours

    def free(self) -> int:
        """Free bytes on the disk; a large number if unknown."""
        try:
            disk = os.statvfs(os.path.dirname(self._database))
        except OSError:
            return 2**62
        return disk.f_bavail * disk.f_frsize

    def rescue(self, connection: sqlite3.Connection, reads: "Stoppable") -> None:
        """Copy the contents of files that are open but have lost their path to a file beside the old
        path. Once."""
        if self._rescued:
            return
        self._rescued = True
        copy = f"{self._database}.rescued-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}"
        try:
            # If another database is in its place, our log must not be taken for its log.
            empty_log(connection, reads)
            os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            with closing(sqlite3.connect(copy)) as target:
                connection.backup(target)
        except (OSError, sqlite3.Error) as error:
            log.error("What the database held could not be kept: {error}", error=error)
        else:
            log.error("What the database held is in {copy}: stop the server and put it back", copy=copy)

    def _look(self) -> tuple[int, int, int, int]:
        database, wal = os.stat(self._database), os.stat(self._wal)
        self.wal_size = wal.st_size
        return database.st_dev, database.st_ino, wal.st_dev, wal.st_ino


def empty_log(connection: sqlite3.Connection, reads: Stoppable) -> bool:
    """Merge the log beside the database into the database, and truncate it: text that was blanked
    since is then in neither. False if a reader uses the log. Call outside a transaction."""
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
