"""What a backup says of itself: how far it goes, and what its parts are to be verified by.

Shared files are named by their SHA-256, so the manifest has that of the database alone. SQLite
finds damage to its own structure, but no changed text.
"""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

from chatservice.storage.sqlite.copying import DATABASE, CopyError, Watch, unchanging

NAME = "backup.json"
PIECE = 1024 * 1024  # bytes hashed at a time


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
    sha256: str = ""  # of the database; empty in backups of former versions
    secrets: dict[str, str] = {}  # the SHA-256 of each key, by the name of its file
    absent: list[str] = []  # files that the database names and that were gone when they were copied


def write(folder: Path, point: Point) -> None:
    path = folder / NAME
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(point)) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> Point | None:
    """None in a folder that has only a database. Raises CopyError, OSError."""
    path = folder / NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=Point)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise CopyError(f"{path}: is damaged. Nothing was changed; take another backup.") from None


def digest(path: Path, watch: Watch) -> str:
    """SHA-256, in hexadecimal."""
    hashed, done, size = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            hashed.update(piece)
            done += len(piece)
            watch(done, size, "bytes of checking")
    return hashed.hexdigest()


def check_database(folder: Path, point: Point, watch: Watch) -> None:
    """Raises CopyError if the database is not the one that was backed up."""
    path = folder / DATABASE
    if point.sha256 and digest(path, watch) != point.sha256:
        raise CopyError(
            f"{path}: is damaged: not as it was backed up (SHA-256). Nothing was changed; take another "
            "backup, or name this file itself to restore it without that check."
        )


def missing_from(database: Path, files: Path) -> list[str]:
    """The files, by hash, that the database names and that the folder does not have whole."""
    with closing(unchanging(database)) as connection:
        return missing_in(connection, files)


def missing_in(connection: sqlite3.Connection, files: Path) -> list[str]:
    """As `missing_from`, in an open database. One of a version before there were files names none."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'blobs'").fetchone():
        return []
    named = connection.execute("SELECT sha256, size FROM blobs WHERE refs > 0 ORDER BY sha256")
    return [sha256 for sha256, size in named if not _whole(files / sha256[:2] / sha256, size)]


def _whole(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False
