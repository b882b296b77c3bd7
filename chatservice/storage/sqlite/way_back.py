"""Copies of a database from before its upgrade: ``chat.db.v7`` is the way back to version 7.

A copy has that name once the upgrade is on disk. Until then it is called `UNFINISHED`: a server that is
killed and started again and again leaves one, and never a part of one under the name of a whole.
"""

import os
import sqlite3
from pathlib import Path

UNFINISHED = ".unfinished"


def tidy(path: Path, version: int) -> None:
    """What a server left that was killed in an upgrade of the database at `path`, which is at `version`."""
    for earlier in range(1, version):
        if (copy := _unfinished(path, earlier)).exists():  # the upgrade was on disk
            finish(copy)
    drop(_unfinished(path, version))


def _unfinished(path: Path, version: int) -> Path:
    return path.with_name(f"{path.name}.v{version}{UNFINISHED}")


def make(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy the file beside itself before it is changed. Returns the copy's path."""
    copy = _unfinished(path, version)
    os.close(os.open(copy, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    target = sqlite3.connect(copy)
    try:
        connection.backup(target)
    except BaseException:
        target.close()
        drop(copy)
        raise
    target.close()
    return copy


def finish(copy: Path) -> Path:
    """The upgrade is on disk: `copy` gets its name, which is not that of an earlier one."""
    kept = plain = copy.with_name(copy.name.removesuffix(UNFINISHED))
    number = 1
    while kept.exists():
        number += 1
        kept = plain.with_name(f"{plain.name}.{number}")
    return copy.rename(kept)


def drop(copy: Path) -> None:
    """The database is unchanged; a copy for each try would fill the disk."""
    for ending in ("", "-journal"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)
