"""One server for a data folder, and one for a database, wherever each is."""

import fcntl
import os
from pathlib import Path

from chatservice.errors import StartError
from chatservice.storage.sqlite.opening import refuse_foreign


class Locks:
    """Locks that are held: descriptors, which a crash releases too."""

    def __init__(self, held: list[int]) -> None:
        self._held = held

    def again(self) -> "Locks":
        """A second holder of the same: they stay locked until both have released them."""
        return Locks([os.dup(lock) for lock in self._held])

    def release(self) -> None:
        for lock in self._held:
            os.close(lock)
        self._held.clear()


def lock_places(data: Path, database: Path) -> Locks:
    """Create the data folder and lock it, and the database if that is in another one, where other data
    folders may name it. Raises StartError."""
    held = [_lock(data, "lock")]
    place = Path(os.path.realpath(database))  # its folder may be a link, and so may it be itself
    try:
        if place.parent != Path(os.path.realpath(data)):
            refuse_foreign(database)  # there is no lock beside what is none of ours
            held.append(_lock(place.parent, f"{place.name}.lock"))
            # It may be the folder of a server. Several with databases of their own there are no harm.
            held.append(_lock(place.parent, "lock", fcntl.LOCK_SH))
    except BaseException:
        Locks(held).release()
        raise
    return Locks(held)


def _lock(folder: Path, name: str, kind: int = fcntl.LOCK_EX) -> int:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StartError(
            f"--data {folder}: {error.strerror}. Choose a folder that can be written, with --data."
        ) from None
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise StartError(
            f"--data {folder}: another server is running on it. Stop that one, or choose another folder."
        ) from None
    return lock
