"""The file of an upload, as threads write it: one at a time, and each waits for the disk."""

import errno
import hashlib
import os
import secrets
from pathlib import Path

from chatservice.model.stored_files import Blob

PIECES = 1000  # in one call; Linux takes 1,024
BEGIN_EVERY = 8 * 1024 * 1024  # bytes between two starts of writing out, so that the last sync is short


def path_of(folder: Path, sha256: str) -> Path:
    """Where the file with that hash belongs."""
    return folder / sha256[:2] / sha256


class PartFile:
    """`size` is announced, None if unknown; `reserve` bytes stay free on the disk. Methods raise OSError."""

    def __init__(self, folder: Path, size: int | None, reserve: int) -> None:
        self._folder = folder
        self._path = folder / "incoming" / f"{secrets.token_hex(16)}.part"
        self._announced_size = size
        self._reserve = reserve
        self._descriptor = -1
        self._hash = hashlib.sha256()
        self._written_size = 0  # bytes
        self._begun = 0  # bytes of it that are being written out to the disk

    def write(self, pieces: list[bytes]) -> None:
        if self._descriptor < 0:
            self._open()
        for piece in pieces:
            self._hash.update(piece)
        size = sum(map(len, pieces))
        written = os.writev(self._descriptor, pieces[:PIECES])
        if written < size:  # it may write only a part of them
            data = memoryview(b"".join(pieces))[written:]
            while data:
                data = data[os.write(self._descriptor, data) :]
        self._written_size += size
        if self._written_size - self._begun >= BEGIN_EVERY:
            # On Linux this starts writing out, without waiting for it.
            os.posix_fadvise(
                self._descriptor, self._begun, self._written_size - self._begun, os.POSIX_FADV_DONTNEED
            )
            self._begun = self._written_size

    def _open(self) -> None:
        folder = self._path.parent
        for each in (self._folder, folder):
            if not each.exists():
                each.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(each.parent)
        disk = os.statvfs(folder)
        if disk.f_bavail * disk.f_frsize < (self._announced_size or 0) + self._reserve:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)

    def finish(self) -> Blob:
        if self._descriptor < 0:
            self._open()  # an empty file
        os.fsync(self._descriptor)
        self._close()
        return Blob(self._hash.hexdigest(), self._written_size)

    def place(self) -> None:
        target = path_of(self._folder, self._hash.hexdigest())
        try:
            if target.stat().st_size == self._written_size:
                self._path.unlink()  # the same bytes were there before
                return
        except FileNotFoundError:
            if not target.parent.exists():
                target.parent.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(self._folder)
        self._path.rename(target)
        _sync_folder(target.parent)

    def _close(self) -> None:
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)

    def remove(self) -> None:
        self._close()
        self._path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
