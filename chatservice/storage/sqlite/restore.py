"""Restoring a backup.

A restore puts a checked copy of the backup beside the database, with an epoch of its own,
and then exchanges the two by one rename. The previous database is kept.
"""

import os
import re
import secrets
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from chatservice.storage.sqlite import manifest, opening
from chatservice.storage.sqlite.copying import (
    DATABASE,
    FILES,
    STEP,
    CopyError,
    Watch,
    give_to_owner_of,
    in_words,
    look_through,
    removed_on_failure,
    sync,
    unchanging,
)
from chatservice.storage.sqlite.file_copies import bring_files
from chatservice.storage.sqlite.schema import APPLICATION_ID, VERSION
from chatservice.storage.sqlite.secret_copies import bring_secrets, check_secrets

INCOMING = re.compile(r".+\.incoming-[0-9a-f]{8}")  # what a restore puts beside the database


def bring_in(source: Path, database: Path, files: Path, watch: Watch) -> Path:
    """Put a copy of `source`, a backup's folder or a database file, beside `database`: checked,
    of this version, with a new epoch. Returns its path; `exchange` does the rest, and `missing_from`
    says which files could not be brought along. Raises CopyError."""
    backup = source / DATABASE if source.is_dir() else source
    incoming = database.with_name(f"{database.name}.incoming-{secrets.token_hex(4)}")
    with in_words(source):
        if not backup.is_file():
            raise CopyError(f"{source}: there is no backup. Name the folder that chatctl backup made.")
        version = _examine(backup)
        point = manifest.read(source) if source.is_dir() else None
        if point is not None:
            manifest.check_database(source, point, watch)
            check_secrets(source, point.secrets)
    with in_words(database), removed_on_failure(incoming, *_beside(incoming)):
        _copy_unchanging(backup, incoming, watch)
        look_through(incoming, watch)
        _make_ours(incoming, version)
        if source.is_dir():
            bring_files(source / FILES, files, watch)
        if point is not None:
            bring_secrets(source, point.secrets, files.parent)
        give_to_owner_of(database.parent, incoming)
        sync(incoming)
        sync(incoming.parent)
    return incoming


def _examine(backup: Path) -> int:
    """Its version. Raises CopyError for what is not ours, or newer."""
    with closing(unchanging(backup)) as copy:
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
    with closing(unchanging(backup)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy, pages=STEP, progress=lambda _, left, total: watch(total - left, total, "pages"))


def _make_ours(incoming: Path, version: int) -> None:
    """Upgrade it to this version, with a new epoch, so that numbers that clients still hold do not match."""
    with closing(opening.connect(incoming)) as database:
        if version < VERSION:
            opening.bring_up(database, version)
        database.execute("UPDATE meta SET value = ? WHERE name = 'epoch'", (secrets.token_hex(8),))
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if any(each.exists() for each in _beside(incoming)):
        raise CopyError("The copy could not be completed. Nothing was changed.")


def check_files(source: Path, restored: Path, files: Path) -> None:
    """`restored` and `files` are what a backup's folder has become. Raises CopyError if a file is lost
    that was there when the backup was made."""
    with in_words(source):
        point = manifest.read(source) if source.is_dir() else None
        if point is None:
            return
        lost = set(manifest.missing_from(restored, files)) - set(point.absent)
    if lost:
        raise CopyError(f"{source}: {len(lost)} of its files are missing; the first is {min(lost)}.")


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
            _number_on(database, incoming)
            for log in _beside(database):
                if log.exists():
                    log.rename(former.with_name(former.name + log.name.removeprefix(database.name)))
            os.link(database, former)
        incoming.rename(database)
        sync(database.parent)
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
        sync(database.parent)


def discard(incoming: Path) -> None:
    """Remove what an unfinished restore has left."""
    for each in (incoming, *_beside(incoming)):
        each.unlink(missing_ok=True)


def _settle(database: Path) -> None:
    """Move all of the log into the database file, unless it is damaged."""
    with suppress(sqlite3.Error), closing(opening.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _number_on(former: Path, incoming: Path) -> None:
    """Numbers that were given since the backup are not given again, unless the former database is damaged:
    clients would take a new room or person for another one, or a new line for one that they have."""
    with suppress(sqlite3.Error):
        with closing(unchanging(former)) as connection:
            given = connection.execute("SELECT seq, name FROM sqlite_sequence").fetchall()
        with closing(opening.connect(incoming)) as connection:
            connection.executemany("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", given)
            connection.executemany(
                "INSERT INTO sqlite_sequence (seq, name) SELECT ?1, ?2 WHERE NOT EXISTS "
                "(SELECT 1 FROM sqlite_sequence WHERE name = ?2) AND EXISTS "
                "(SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?2)",
                given,
            )
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _free_name(database: Path) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    former = database.with_name(f"{database.name}.before-{stamp}")
    while former.exists():
        former = former.with_name(former.name + "x")
    return former


def _beside(database: Path) -> tuple[Path, ...]:
    return tuple(database.with_name(database.name + ending) for ending in ("-wal", "-shm", "-journal"))
