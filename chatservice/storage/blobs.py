"""The bytes of files, in a folder beside the database: ``files/ab/abcd...``, by SHA-256.

Uploads are written to ``files/incoming/*.part`` and hashed in threads, in the order in
which they arrive; the reactor's thread never waits for the disk. A finished part is synced,
then renamed to its hash, and the folder is synced: a file at its final path is complete.
No text from a user is ever part of a path.
"""

import errno
import hashlib
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.threads import deferToThreadPool
from twisted.python.threadpool import ThreadPool

from chatservice.errors import Fault, NotStored, StartError
from chatservice.model.values import Blob

WRITERS = 3  # threads; a thread that waits for a sync must not hold up the others
READERS = 2
CROWDED = 512 * 1024  # bytes of one part that wait for the disk; above it the sender should pause
PIECES = 1000  # in one call; Linux takes 1,024
HEAD = 32  # bytes kept to detect the media type
BEGIN_EVERY = (
    8 * 1024 * 1024
)  # bytes between two starts of writing out, so that the last sync has little left to do

NO_WAIT = getattr(os, "RWF_NOWAIT", None)  # Linux only

DISK = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EFBIG: "the file system takes no file of that size",
    errno.EROFS: "the disk cannot be written",
    errno.EACCES: "the folder of files cannot be written",
    errno.ENOENT: "the folder of files is gone",
    errno.EMFILE: "too many files are open",
}

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

    def begin(self, size: int | None) -> "DiskPart":
        return DiskPart(self, self.folder / "incoming" / f"{secrets.token_hex(16)}.part", size)

    def open(self, blob: Blob) -> "Deferred[DiskReading | None]":
        def look() -> DiskReading | None:
            try:
                descriptor = os.open(self.path(blob.sha256), os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:
                return None
            if os.fstat(descriptor).st_size != blob.size:
                os.close(descriptor)
                return None
            return DiskReading(self, descriptor, blob.size)

        return self.outward(look)

    def remove(self, sha256: str) -> Deferred[None]:
        return self.inward(lambda: self.path(sha256).unlink(missing_ok=True))

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def close(self) -> None:
        """Close after the work that threads have begun."""
        if not self._closed:
            self._closed = True
            self._writers.stop()
            self._readers.stop()

    def inward(self, work: Callable[[], T]) -> Deferred[T]:
        return deferToThreadPool(self._reactor, self._writers, work)

    def outward(self, work: Callable[[], T]) -> Deferred[T]:
        return deferToThreadPool(self._reactor, self._readers, work)


class DiskReading:
    """`Reading` of core.ports."""

    def __init__(self, blobs: DiskBlobs, descriptor: int, size: int) -> None:
        self.size = size
        self.descriptor = descriptor
        self._blobs = blobs
        self._under_way = 0
        self._closed = False

    def read(self, offset: int, size: int) -> Deferred[bytes]:
        data = self._at_once(offset, size)
        if data is not None:
            return succeed(data)
        self._under_way += 1
        reading = self._blobs.outward(lambda: os.pread(self.descriptor, size, offset))
        return reading.addBoth(self._done)

    def _at_once(self, offset: int, size: int) -> bytes | None:
        """The bytes if the system has them in memory; None if reading would wait for the disk."""
        if NO_WAIT is None:
            return None
        buffer = bytearray(size)
        try:
            got = os.preadv(self.descriptor, (buffer,), offset, NO_WAIT)
        except OSError:
            return None
        return bytes(buffer) if got == size else None

    def _done(self, result: Any) -> Any:
        self._under_way -= 1
        self._close()
        return result

    def close(self) -> None:
        self._closed = True
        self._close()

    def _close(self) -> None:
        """Not while a thread reads: the descriptor could be reused for another file."""
        if self._closed and not self._under_way and self.descriptor >= 0:
            descriptor, self.descriptor = self.descriptor, -1
            # Closing the last descriptor of a large removed file waits for the disk.
            self._blobs.outward(lambda: os.close(descriptor))


class DiskPart:
    """`Part` of core.ports. At most one thread works on it at a time, on the data that arrived first."""

    def __init__(self, blobs: DiskBlobs, path: Path, size: int | None) -> None:
        self.size = 0
        self.head = b""
        self._blobs = blobs
        self._path = path
        self._announced_size = size
        self._waiting: list[bytes] = []
        self._waiting_size = 0
        self._waiters: list[Deferred[None]] = []
        self._for_room: list[Deferred[None]] = []
        self._working = False
        self._fault: Fault | None = None
        self._dropped = False
        # The threads' side.
        self._descriptor = -1
        self._hash = hashlib.sha256()
        self._written_size = 0  # bytes
        self._begun = 0  # bytes of it that are being written out to the disk

    @property
    def failed(self) -> bool:
        return self._fault is not None

    @property
    def crowded(self) -> bool:
        return self.failed or self._waiting_size > CROWDED

    def write(self, data: bytes) -> None:
        if self._fault is not None or self._dropped:
            return
        if len(self.head) < HEAD:
            self.head += data[: HEAD - len(self.head)]
        self.size += len(data)
        self._waiting.append(data)
        self._waiting_size += len(data)
        self._go_on()

    def room(self) -> Deferred[None]:
        if self._fault is not None:
            return fail(self._fault)
        if not self.crowded:
            return succeed(None)
        waiter: Deferred[None] = Deferred()
        self._for_room.append(waiter)
        return waiter

    def written(self) -> Deferred[None]:
        if self._fault is not None:
            return fail(self._fault)
        if not self._working and not self._waiting:
            return succeed(None)
        waiter: Deferred[None] = Deferred()
        self._waiters.append(waiter)
        return waiter

    def _go_on(self) -> None:
        if self._working or not self._waiting:
            return
        self._working = True
        pieces, self._waiting = self._waiting, []
        self._waiting_size = 0
        self._try(lambda: self._write(pieces)).addCallbacks(self._wrote, self._failed)

    def _wrote(self, _: None) -> None:
        self._working = False
        if self._dropped:
            self._clear_away()
            self._tell()
            return
        self._go_on()
        self._has_room()
        if not self._working:
            self._tell()

    def _failed(self, failure: Any) -> None:
        self._working = False
        self._fault = stored_fault(failure.value)
        self._waiting.clear()
        self._waiting_size = 0
        self._has_room()
        self._tell()

    def _has_room(self) -> None:
        waiters, self._for_room = self._for_room, []
        self._answer(waiters)

    def _tell(self) -> None:
        waiters, self._waiters = self._waiters, []
        self._answer(waiters)

    def _answer(self, waiters: list[Deferred[None]]) -> None:
        for waiter in waiters:
            if self._fault is not None:
                waiter.errback(self._fault)
            else:
                waiter.callback(None)

    async def finish(self) -> Blob:
        await self.written()
        return await self._last(self._finish)

    async def place(self) -> None:
        await self._last(self._place)

    async def _last(self, work: Callable[[], T]) -> T:
        try:
            return await self._try(work)
        except Exception as error:
            self._fault = stored_fault(error)
            raise self._fault from None

    def drop(self) -> None:
        if not self._dropped:
            self._dropped = True
            self._waiting.clear()
            self._waiting_size = 0
            self._has_room()
            if not self._working:
                self._clear_away()

    def _try(self, work: Callable[[], T]) -> Deferred[T]:
        """Run `work` in a thread; if it fails, the part is removed before the failure is reported."""

        def tried() -> T:
            try:
                return work()
            except BaseException:
                with suppress(OSError):  # at the next start, then
                    self._remove()
                raise

        return self._blobs.inward(tried)

    def _clear_away(self) -> None:
        self._blobs.inward(self._remove).addErrback(lambda _: None)  # at the next start, then

    # In a thread.

    def _write(self, pieces: list[bytes]) -> None:
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
        for each in (folder.parent, folder):
            if not each.exists():
                each.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(each.parent)
        disk = os.statvfs(folder)
        if disk.f_bavail * disk.f_frsize < (self._announced_size or 0) + self._blobs.reserve:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)

    def _finish(self) -> Blob:
        if self._descriptor < 0:
            self._open()  # an empty file
        os.fsync(self._descriptor)
        self._close()
        return Blob(self._hash.hexdigest(), self.size)

    def _place(self) -> None:
        target = self._blobs.path(self._hash.hexdigest())
        try:
            if target.stat().st_size == self.size:
                self._path.unlink()  # the same bytes were there before
                return
        except FileNotFoundError:
            if not target.parent.exists():
                target.parent.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(self._blobs.folder)
        self._path.rename(target)
        _sync_folder(target.parent)

    def _close(self) -> None:
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)

    def _remove(self) -> None:
        self._close()
        self._path.unlink(missing_ok=True)


def stored_fault(error: BaseException) -> Fault:
    if isinstance(error, Fault):
        return error
    code = error.errno if isinstance(error, OSError) else None
    return NotStored(DISK.get(code or 0, "the disk has an error"))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
