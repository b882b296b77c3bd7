"""An upload on its way to the disk, seen from the reactor's thread, which never waits."""

import errno
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from twisted.internet.defer import Deferred, fail, succeed

from chatservice.errors import Fault, NotStored
from chatservice.model.stored_files import Blob
from chatservice.storage.disk_reading import RunInThread
from chatservice.storage.part_file import PartFile

CROWDED = 512 * 1024  # bytes of one part that wait for the disk; above it the sender should pause
HEAD = 32  # bytes kept to detect the media type

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


class DiskPart:
    """`Part` of core.ports. At most one thread works on it at a time, on the data that arrived first."""

    def __init__(self, file: PartFile, in_thread: RunInThread) -> None:
        self.size = 0
        self.head = b""
        self._file = file
        self._in_thread = in_thread
        self._waiting: list[bytes] = []
        self._waiting_size = 0
        self._waiters: list[Deferred[None]] = []
        self._for_room: list[Deferred[None]] = []
        self._working = False
        self._fault: Fault | None = None
        self._dropped = False

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
        self._try(partial(self._file.write, pieces)).addCallbacks(self._wrote, self._failed)

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
        return await self._last(self._file.finish)

    async def place(self) -> None:
        await self._last(self._file.place)

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
                    self._file.remove()
                raise

        return self._in_thread(tried)

    def _clear_away(self) -> None:
        self._in_thread(self._file.remove).addErrback(lambda _: None)  # at the next start, then


def stored_fault(error: BaseException) -> Fault:
    if isinstance(error, Fault):
        return error
    code = error.errno if isinstance(error, OSError) else None
    return NotStored(DISK.get(code or 0, "the disk has an error"))
