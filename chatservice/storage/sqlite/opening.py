"""Opens a database file: ours, intact, of a known version, and not in use.

Nothing is written before all of that is certain, and an older file is copied before it
is upgraded. Each failure is one line that says what to do.
"""

import os
import secrets
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from chatservice.errors import StartError
from chatservice.model.names import LOBBY as LOBBY_NAME
from chatservice.model.names import fold
from chatservice.model.values import LOBBY, RoomKind
from chatservice.storage.sqlite import way_back
from chatservice.storage.sqlite.lookalikes import keep_up
from chatservice.storage.sqlite.schema import APPLICATION_ID, STEPS, VERSION

BUSY = 5.0  # seconds that a statement waits for another program
WAL_MOST = 16 * 1024 * 1024  # bytes of the log beside the database at which it is emptied
STATEMENTS = 512  # kept prepared
CHECKED = 64 * 1024 * 1024  # bytes of the largest database that is checked as a whole at start: some 0.1 s

Upgraded = Callable[[int, Path], None]

DAMAGED = "damaged, or no database at all. Nothing was changed; restore a copy of it, or move it away."


def connect(path: Path, *, read_only: bool = False, is_new: bool = True) -> sqlite3.Connection:
    """A connection in autocommit mode: BEGIN and COMMIT are written where they happen. A missing file
    is created if `is_new`."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'rwc' if is_new and not read_only else 'rw'}",
        BUSY,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=STATEMENTS,
        uri=True,
    )
    if read_only:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # opens the files themselves
    else:
        if connection.execute("PRAGMA page_count").fetchone() == (0,):
            # Works only before the first table and before WAL; later it is a useless write.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # The log beside it shrinks again after it has grown.
        connection.execute(f"PRAGMA journal_size_limit = {WAL_MOST}")
        # Deleted and blanked data is overwritten, where that costs no extra write.
        connection.execute("PRAGMA secure_delete = FAST")
    return connection


def refuse_foreign(path: Path) -> None:
    """Raise StartError if there is a file that is no database of ours; nothing is created."""
    try:
        if path.exists() and path.stat().st_size > 0:
            _examine(path)
    except sqlite3.Error as error:
        raise StartError(f"{path}: {why(error)}") from None
    except OSError as error:
        raise StartError(f"{path}: {error.strerror}.") from None


def open_database(path: Path, upgraded: Upgraded = lambda version, copy: None) -> sqlite3.Connection:
    """The writer's connection, to a database of this version. `upgraded` is called with the version
    before, and the path of a copy from before, if it was older."""
    made = False
    try:
        if path.exists() and path.stat().st_size > 0:
            version = _examine(path)
        else:
            version, made = 0, not path.exists()
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return _open(path, version, upgraded)
    except sqlite3.Error as error:
        if made:
            _remove(path, "", "-wal", "-shm")
        raise StartError(f"{path}: {why(error)}") from None
    except OSError as error:
        raise StartError(
            f"{path}: {error.strerror}. Choose a place that can be written, with --data."
        ) from None


def _open(path: Path, version: int, upgraded: Upgraded) -> sqlite3.Connection:
    connection = connect(path)
    try:
        way_back.tidy(path, version)
        if version < VERSION:
            copy = way_back.make(connection, path, version) if version else None
            try:
                bring_up(connection, version)
            except BaseException:
                if copy is not None:
                    way_back.drop(copy)
                raise
            if copy is not None:
                upgraded(version, way_back.finish(copy))
        keep_up(connection)
        # Nobody is online at a start. What they said in sessions that a crash ended is
        # not recorded in `trace` yet.
        connection.execute("UPDATE principals SET left = ?, trace = 1 WHERE left IS NULL", (time.time(),))
    except BaseException:
        connection.close()
        raise
    return connection


def _remove(path: Path, *endings: str) -> None:
    for ending in endings:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _examine(path: Path) -> int:
    """The version of an existing file, 0 for one that nothing was ever put into; looked at
    without touching it."""
    # Without a log beside it, nobody has it open: then SQLite need not lay out one to read.
    log = path.with_name(f"{path.name}-wal")
    how = "mode=ro" if log.exists() and log.stat().st_size > 0 else "immutable=1"
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=BUSY)
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (things,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if (application, version, things) == (0, 0, 0):
            return 0  # the first start ended before it wrote anything
        if application != APPLICATION_ID:
            raise StartError(
                f"{path}: this is a database, but not one of chatservice. Choose another with --database."
            )
        if version > VERSION:
            raise StartError(
                f"{path}: made by a newer chatservice (version {version}, this one knows {VERSION}). "
                "Install the newer one, or restore an older copy."
            )
        _check(connection, path)
    finally:
        connection.close()
    return int(version)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Check that it is intact. A large one is checked only for having all its pages and readable
    ends of its largest trees, because starting must not take long."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    if pages * size <= CHECKED:
        (finding,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if finding != "ok":
            raise StartError(f"{path}: {DAMAGED}")
    connection.execute(
        "SELECT max(id), max(seq) FROM events WHERE id = (SELECT max(id) FROM events)"
    ).fetchone()
    connection.execute("SELECT max(room_id) FROM events").fetchone()
    connection.execute("SELECT count(*) FROM rooms").fetchone()


def bring_up(connection: sqlite3.Connection, version: int) -> None:
    """Run all steps in one transaction: the database is at the new version, or unchanged."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in STEPS[version:]:
            for statement in step:
                connection.execute(statement)
        if version == 0:
            _furnish(connection)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _furnish(connection: sqlite3.Connection) -> None:
    """What every database has from the start: its epoch and the lobby."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("INSERT INTO meta VALUES ('epoch', ?)", (secrets.token_hex(8),))
    connection.execute(
        "INSERT INTO rooms (id, kind, name, folded, created, number) VALUES (?, ?, ?, ?, ?, 0)",
        (LOBBY, RoomKind.PUBLIC.value, LOBBY_NAME, fold(LOBBY_NAME), time.time()),
    )


def why(error: sqlite3.Error) -> str:
    """Why the database cannot be used, and what to do."""
    error_code = getattr(error, "sqlite_errorcode", 0)
    code = error_code & 0xFF
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return DAMAGED
    if code == sqlite3.SQLITE_FULL or error_code == sqlite3.SQLITE_IOERR_SHMSIZE:
        return "the disk is full. Nothing was changed; make room and start again."
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR}:
        return f"cannot be opened for writing ({error}). Look at its owner, its mode and its disk."
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return "another program is holding it. End that one, or choose another folder with --data."
    return f"{error}. Nothing was changed; start the version that last ran with it, and report this line."
