"""Backups of a data folder.

A backup is a folder: the database, the shared files, the server's own keys, and ``backup.json``
(`manifest`), which says how far it goes. It is taken while the server runs, in another process:
SQLite's backup copies one state of the database, held by an open reading transaction, while the writer
continues. A backup is complete and on disk before it gets its name; a failed one is removed. Files are
named by their hash and never change, so they are copied after the database: every file that
the database names is in the backup.
"""

import os
import secrets
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from chatservice.storage.sqlite import manifest
from chatservice.storage.sqlite.copying import (
    DATABASE,
    FILES,
    STEP,
    CopyError,
    Watch,
    in_words,
    look_through,
    removed_on_failure,
    sync,
    unchanging,
)
from chatservice.storage.sqlite.exports import reading
from chatservice.storage.sqlite.file_copies import copy_files
from chatservice.storage.sqlite.manifest import HeadAt, Point
from chatservice.storage.sqlite.secret_copies import copy_secrets


def back_up(database: Path, files: Path, target: Path, alone: bool, watch: Watch) -> Point:
    """Create the folder `target`, which must not exist. `alone`: no server is running, and
    none starts meanwhile. Raises CopyError."""
    if target.exists() or target.is_symlink():
        raise CopyError(f"{target}: is there already. Choose another name.")
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    with in_words(target), removed_on_failure(part):
        part.mkdir(mode=0o700)
        copy = part / DATABASE
        _copy_database(database, copy, alone, watch)
        look_through(copy, watch)
        count, size = copy_files(files, part / FILES, watch)
        keys = copy_secrets(files.parent, part)
        absent = manifest.missing_from(copy, part / FILES)
        point = _point(copy, count, size, manifest.digest(copy, watch), absent, keys)
        manifest.write(part, point)
        sync(part)
        part.rename(target)
        sync(target.parent)
    return point


def _copy_database(source: Path, target: Path, alone: bool, watch: Watch) -> None:
    with reading(source, alone) as database:
        os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(target)) as copy:
            database.backup(
                copy, pages=STEP, progress=lambda _, left, total: watch(total - left, total, "pages")
            )
    sync(target)


def _point(copy: Path, files: int, size: int, sha256: str, absent: list[str], keys: dict[str, str]) -> Point:
    with closing(unchanging(copy)) as database:
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
        sha256=sha256,
        absent=absent,
        secrets=keys,
    )
