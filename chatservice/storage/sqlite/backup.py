"""Backups of a data folder, and restoring one.

A backup is a folder: the database, the shared files, and ``backup.json``, which says how far
it goes. It is taken while the server runs, in another process: SQLite's backup copies one
state of the database, held by an open reading transaction, while the writer continues. A
backup is complete and on disk before it gets its name; a failed one is removed. Files are
named by their hash and never change, so they are copied after the database: every file that
the database names is in the backup.

A restore puts a checked copy of the backup beside the database, with an epoch of its own,
and then exchanges the two by one rename. The previous database is kept.
"""

import errno
import hashlib
import os
import re
import secrets
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import msgspec

from chatservice.storage.sqlite import opening
from chatservice.storage.sqlite.exports import reading
from chatservice.storage.sqlite.schema import APPLICATION_ID, VERSION

DATABASE = "chat.db"  # in a backup
FILES = "files"  # in a backup, and in a data folder
POINT = "backup.json"
INCOMING = re.compile(r".+\.incoming-[0-9a-f]{8}")  # what a restore puts beside the database
STEP = 256  # pages copied at a time
PIECE = 1024 * 1024  # bytes of a file copied at a time

Watch = Callable[[int, int, str], None]
"""Called with the progress: how much is done, of how much, of what."""


class CopyError(Exception):
    """A backup or restore failed. One line that says why; existing data is untouched."""


class HeadAt(msgspec.Struct, frozen=True):
    """A room's last line in a backup."""

    room: str
    id: int
    last: int


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """How far a backup goes: it has all lines up to these, and none after them."""

    made: float
    schema: int
    epoch: str
    event: int  # the last line's id
    heads: list[HeadAt]
    files: int
    size: int  # bytes of all of it


# Backing up.


def back_up(database: Path, files: Path, target: Path, alone: bool, watch: Watch) -> Point:
    """Create the folder `target`, which must not exist. `alone`: no server is running, and
    none starts meanwhile. Raises CopyError."""
    if target.exists() or target.is_symlink():
        raise CopyError(f"{target}: is there already. Choose another name.")
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    with in_words(target), _removed_on_failure(part):
        part.mkdir(mode=0o700)
        copy = part / DATABASE
        _copy_database(database, copy, alone, watch)
        _look_through(copy, watch)
        count, size = _copy_files(files, part / FILES, watch)
        point = _point(copy, count, size)
        _write(part / POINT, msgspec.json.format(msgspec.json.encode(point)))
        _sync(part)
        part.rename(target)
        _sync(target.parent)
    return point


def _copy_database(source: Path, target: Path, alone: bool, watch: Watch) -> None:
    with reading(source, alone) as database:
        os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(target)) as copy:
            database.backup(
                copy, pages=STEP, progress=lambda _, left, total: watch(total - left, total, "pages")
            )
    _sync(target)


def _point(copy: Path, files: int, size: int) -> Point:
    with closing(_unchanging(copy)) as database:
        heads = [
            HeadAt(name, id_, last)
            for name, id_, last in database.execute(
                "SELECT r.name, r.id, coalesce((SELECT max(seq) FROM events WHERE room_id = r.id), "
                "r.first - 1) FROM rooms r ORDER BY r.id"
            )
        ]
        (epoch,) = database.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()
        (event,) = database.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()
        (schema,) = database.execute("PRAGMA user_version").fetchone()
    return Point(
        made=time.time(),
        schema=schema,
        epoch=epoch,
        event=event,
        heads=heads,
        files=files,
        size=size + copy.stat().st_size,
    )


# Restoring.


def bring_in(source: Path, database: Path, files: Path, watch: Watch) -> Path:
    """Put a copy of `source`, a backup's folder or a database file, beside `database`: checked,
    of this version, with a new epoch. Returns its path; `exchange` does the rest. Raises CopyError."""
    backup = source / DATABASE if source.is_dir() else source
    incoming = database.with_name(f"{database.name}.incoming-{secrets.token_hex(4)}")
    with in_words(source):
        if not backup.is_file():
            raise CopyError(f"{source}: there is no backup. Name the folder that chatctl backup made.")
        version = _examine(backup)
    with in_words(database), _removed_on_failure(incoming, *_beside(incoming)):
        _copy_unchanging(backup, incoming, watch)
        _look_through(incoming, watch)
        _make_ours(incoming, version)
        if source.is_dir():
            _bring_files(source / FILES, files, watch)
        _give_to_owner_of(database.parent, incoming)
        _sync(incoming)
        _sync(incoming.parent)
    return incoming


def _examine(backup: Path) -> int:
    """Its version. Raises CopyError for what is not ours, or newer."""
    with closing(_unchanging(backup)) as copy:
        (application,) = copy.execute("PRAGMA application_id").fetchone()
        (version,) = copy.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID or not version:
        raise CopyError(f"{backup}: this is not a database of chatservice.")
    if version > VERSION:
        raise CopyError(
            f"{backup}: made by a newer chatservice (version {version}, this one knows {VERSION}). "
            "Install the newer one to restore it."
        )
    return int(version)


def _copy_unchanging(backup: Path, target: Path, watch: Watch) -> None:
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(_unchanging(backup)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy, pages=STEP, progress=lambda _, left, total: watch(total - left, total, "pages"))


def _unchanging(path: Path) -> sqlite3.Connection:
    """A connection to a file that no process has open; if it has a log beside it, that is read too."""
    log = path.with_name(f"{path.name}-wal")
    how = "mode=ro" if log.exists() and log.stat().st_size > 0 else "immutable=1"
    uri = f"{path.absolute().as_uri()}?{how}"
    return sqlite3.connect(uri, uri=True, timeout=opening.BUSY, isolation_level=None)


def _look_through(copy: Path, watch: Watch) -> None:
    """Check every page. Raises CopyError if the copy is damaged."""
    with closing(_unchanging(copy)) as database:
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


def _make_ours(incoming: Path, version: int) -> None:
    """Upgrade it to this version, with a new epoch, so that numbers that clients still hold do not match."""
    with closing(opening.connect(incoming)) as database:
        if version < VERSION:
            opening.bring_up(database, version)
        database.execute("UPDATE meta SET value = ? WHERE name = 'epoch'", (secrets.token_hex(8),))
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if any(each.exists() for each in _beside(incoming)):
        raise CopyError("The copy could not be completed. Nothing was changed.")


def exchange(database: Path, incoming: Path) -> Path | None:
    """Replace the present database, which no process has open, by the incoming one. Returns where
    the former one is kept, None if there was none. There is a complete database in place at
    every moment. Raises CopyError."""
    with in_words(database):
        if incoming.parent != database.parent or not INCOMING.fullmatch(incoming.name):
            raise CopyError("That is no name of an incoming database.")
        if not incoming.is_file():
            raise CopyError(f"{incoming}: is not there. Begin the restore again.")
        former = None
        if database.exists():
            former = _free_name(database)
            _settle(database)
            # What is left of the log of a damaged database must not be taken for the new one's.
            for log in _beside(database):
                if log.exists():
                    log.rename(former.with_name(former.name + log.name.removeprefix(database.name)))
            os.link(database, former)
        incoming.rename(database)
        _sync(database.parent)
    return former


def copies_beside(database: Path) -> list[Path]:
    """The copies that upgrades, restores and the rescue of a removed database have left: each is complete."""
    kinds = ("v[0-9]*", "before-*", "incoming-*", "rescued-*")
    found = {path for kind in kinds for path in database.parent.glob(f"{database.name}.{kind}")}
    return sorted(path for path in found if not path.name.endswith(("-wal", "-shm", "-journal")))


def put_back(database: Path, former: Path | None) -> None:
    """Undo `exchange`, because the new database is unusable. Raises CopyError."""
    with in_words(database):
        for log in _beside(database):
            log.unlink(missing_ok=True)
        if former is not None:
            former.rename(database)
        _sync(database.parent)


def discard(incoming: Path) -> None:
    """Remove what an unfinished restore has left."""
    for each in (incoming, *_beside(incoming)):
        each.unlink(missing_ok=True)


def _settle(database: Path) -> None:
    """Move all of the log into the database file, unless it is damaged."""
    with suppress(sqlite3.Error), closing(opening.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _free_name(database: Path) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    former = database.with_name(f"{database.name}.before-{stamp}")
    while former.exists():
        former = former.with_name(former.name + "x")
    return former


def _beside(database: Path) -> tuple[Path, ...]:
    return tuple(database.with_name(database.name + ending) for ending in ("-wal", "-shm", "-journal"))


# Files, by their hash: ab/abcd...


def _shared(folder: Path) -> list[Path]:
    """The shared files in a folder, and nothing else that it may contain."""
    return sorted(
        path
        for path in folder.glob("[0-9a-f][0-9a-f]/*")
        if path.is_file() and not path.is_symlink() and len(path.name) == 64
    )


def _copy_files(source: Path, target: Path, watch: Watch) -> tuple[int, int]:
    """Returns how many, and their bytes."""
    count = size = 0
    present = _shared(source)
    for number, path in enumerate(present, 1):
        try:
            size += _copy_file(path, target / path.parent.name / path.name)
            count += 1
        except FileNotFoundError:  # deleted meanwhile
            pass
        watch(number, len(present), "files")
    return count, size


def _bring_files(source: Path, files: Path, watch: Watch) -> None:
    """Copy the files that are missing; remove none."""
    present = _shared(source)
    for number, path in enumerate(present, 1):
        target = files / path.parent.name / path.name
        if not target.exists():
            _copy_file(path, target)
            _give_to_owner_of(files.parent, files, target.parent, target)
        watch(number, len(present), "files")


def _copy_file(source: Path, target: Path) -> int:
    """Returns its size. Raises CopyError if its bytes do not match its name."""
    with source.open("rb") as reading:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        digest, size = hashlib.sha256(), 0
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as writing:
                while piece := reading.read(PIECE):
                    writing.write(piece)
                    digest.update(piece)
                    size += len(piece)
                writing.flush()
                os.fsync(writing.fileno())
            if digest.hexdigest() != target.name:
                raise CopyError(f"{source}: is damaged: its bytes are not those that were shared.")
            part.rename(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    _sync(target.parent)
    return size


# The disk.


def _write(path: Path, data: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _give_to_owner_of(folder: Path, *paths: Path) -> None:
    """Root may restore for the user that runs the server."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        for path in paths:
            os.chown(path, owner.st_uid, owner.st_gid)


@contextmanager
def _removed_on_failure(*paths: Path) -> Iterator[None]:
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


FULL = {errno.ENOSPC, errno.EDQUOT}
_WORDS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk is full, or has an error",
    sqlite3.SQLITE_CORRUPT: "the database is damaged",
    sqlite3.SQLITE_NOTADB: "this is not a database",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_BUSY: "another program holds the database",
}
