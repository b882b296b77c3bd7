"""The files of an open database as they lie on the disk: whether they are still those that were
opened, how large the log beside them is, and emptying that log.

Somebody may remove the folder of a running server, or put another database in the file's place. SQLite
goes on in files that no path leads to any more, and all that it is given is gone at the end. So the
writer looks before each commit.
"""

import os
import sqlite3
import time
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Protocol

from twisted.logger import Logger

from chatservice.storage.sqlite.opening import BUSY

READ_WITHIN = 0.1  # seconds that reads may take to end, when the log is to be emptied

MOVED = "the database file was removed or replaced while the server runs"

log = Logger()


class Stoppable(Protocol):
    def stopped(self, within: float) -> AbstractContextManager[bool]:
        """Nobody of ours reads meanwhile; False when one did not end `within` seconds."""
        ...


class OnDisk:
    """`path` is the database, which is open."""

    def __init__(self, path: Path) -> None:
        self.wal_size = 0  # bytes, as of the last look
        self.is_ours = True  # likewise
        self._database = os.fspath(path)
        self._wal = f"{self._database}-wal"
        self._rescued = False
        self._files = self._look()

    def is_there(self) -> bool:
        """Whether the paths lead to the files that were opened. Some 3 µs, for each commit."""
        try:
            self.is_ours = self._look() == self._files
        except OSError:
            self.is_ours = False
        return self.is_ours

    def free(self) -> int:
        """Bytes that the disk still takes; many where that cannot be told."""
        try:
            disk = os.statvfs(os.path.dirname(self._database))
        except OSError:
            return 2**62
        return disk.f_bavail * disk.f_frsize

    def rescue(self, connection: sqlite3.Connection, reads: "Stoppable") -> None:
        """No path leads to the files any more, but they are open: put all that they hold beside where
        they were. Once."""
        if self._rescued:
            return
        self._rescued = True
        copy = f"{self._database}.rescued-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}"
        try:
            # If another database is in the place of ours, our log must not be taken for its.
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
