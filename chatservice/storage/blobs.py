"""The bytes of files, in a folder beside the database: ``files/ab/abcd...``, by SHA-256.

Uploads are written to ``files/incoming/*.part`` and hashed in threads, in the order in
which they arrive; the reactor's thread never waits for the disk. A finished part is synced,
then renamed to its hash, and the folder is synced: a file at its final path is complete.
No text from a user is ever part of a path.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThreadPool
from twisted.python.threadpool import ThreadPool

from chatservice.errors import StartError
from chatservice.model.stored_files import Blob
from chatservice.storage.disk_part import DiskPart
from chatservice.storage.disk_reading import DiskReading
from chatservice.storage.part_file import PartFile, path_of

WRITERS = 3  # threads; a thread that waits for a sync must not hold up the others
READERS = 2

T = TypeVar("T")


def clear(folder: Path) -> None:
    """Remove the parts of interrupted uploads. The first upload creates the folder. Raises StartError."""
    try:
        for part in (folder / "incoming").glob("*.part"):
            part.unlink()
    except OSError as error:
        raise StartError(
            f"{folder}: {error.strerror}. Choose a folder that can be written, with --data."
        ) from None


class DiskBlobs:
    """`BlobStore` of core.ports. `reserve`: bytes that stay free on the disk."""

    def __init__(self, folder: Path, reactor: Any, reserve: int) -> None:
        self.folder = folder
        self.reserve = reserve
        self._reactor = reactor
        self._writers = ThreadPool(0, WRITERS, "chat-files-in")
        self._readers = ThreadPool(0, READERS, "chat-files-out")
        self._closed = False
        self._writers.start()
        self._readers.start()

    def begin(self, size: int | None) -> DiskPart:
        return DiskPart(PartFile(self.folder, size, self.reserve), self._inward)

    def open(self, blob: Blob) -> Deferred[DiskReading | None]:
        def look() -> DiskReading | None:
            try:
                descriptor = os.open(self.path(blob.sha256), os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:
                return None
            if os.fstat(descriptor).st_size != blob.size:
                os.close(descriptor)
                return None
            return DiskReading(descriptor, blob.size, self._outward)

        return self._outward(look)

    def remove(self, sha256: str) -> Deferred[None]:
        return self._inward(lambda: self.path(sha256).unlink(missing_ok=True))

    def path(self, sha256: str) -> Path:
        return path_of(self.folder, sha256)

    def close(self) -> None:
        """Close after the work that threads have begun."""
        if not self._closed:
            self._closed = True
            self._writers.stop()
            self._readers.stop()

    def _inward(self, work: Callable[[], T]) -> Deferred[T]:
        return deferToThreadPool(self._reactor, self._writers, work)

    def _outward(self, work: Callable[[], T]) -> Deferred[T]:
        return deferToThreadPool(self._reactor, self._readers, work)
