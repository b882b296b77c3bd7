"""What backups and restores share: complete copies on disk, and errors in one line."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from chatservice.storage.sqlite import opening

DATABASE = "chat.db"  # in a backup
FILES = "files"  # in a backup, and in a data folder
STEP = 256  # pages copied at a time

Watch = Callable[[int, int, str], None]
"""Called with the progress: how much is done, of how much, of what."""

FULL = {errno.ENOSPC, errno.EDQUOT}
_WORDS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk is full, or has an error",
    sqlite3.SQLITE_CORRUPT: "the database is damaged",
    sqlite3.SQLITE_NOTADB: "this is not a database",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_BUSY: "another program holds the database",
}


class CopyError(Exception):
    """A backup or restore failed. One line that says why; existing data is untouched."""


def unchanging(path: Path) -> sqlite3.Connection:
    """A connection to a file that no process has open; if it has a log beside it, that is read too."""
    log = path.with_name(f"{path.name}-wal")
    how = "mode=ro" if log.exists() and log.stat().st_size > 0 else "immutable=1"
    uri = f"{path.absolute().as_uri()}?{how}"
    return sqlite3.connect(uri, uri=True, timeout=opening.BUSY, isolation_level=None)


def look_through(copy: Path, watch: Watch) -> None:
    """Check every page. Raises CopyError if the copy is damaged."""
    with closing(unchanging(copy)) as database:
        pages = 0

        def step() -> int:
            nonlocal pages
            pages += 1
            watch(pages, 0, "steps of checking")
            return 0

        database.set_progress_handler(step, 100_000)
        findings = [row[0] for row in database.execute("PRAGMA integrity_check(1)")]
    if findings != ["ok"]:
        raise CopyError("The backup is damaged. Nothing was changed; take another one.")


def sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def give_to_owner_of(folder: Path, *paths: Path) -> None:
    """Root may restore for the user that runs the server."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        for path in paths:
            os.chown(path, owner.st_uid, owner.st_gid)


@contextmanager
def removed_on_failure(*paths: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for path in paths:
            with suppress(OSError):
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
        raise


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn errors of the disk or the database into a CopyError of one line."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        raise CopyError(f"{path}: {_WORDS.get(code, str(error))}. Nothing was changed.") from None
    except OSError as error:
        reason = "the disk is full" if error.errno in FULL else error.strerror or str(error)
        raise CopyError(f"{error.filename or path}: {reason}. Nothing was changed.") from None
