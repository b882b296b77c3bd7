"""Reading a file, in a thread where it has to wait for the disk."""

import os
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred, succeed

NO_WAIT = getattr(os, "RWF_NOWAIT", None)  # Linux only

RunInThread = Callable[[Callable[[], Any]], "Deferred[Any]"]


class DiskReading:
    """`Reading` of core.ports. `in_thread` runs a function in a thread."""

    def __init__(self, descriptor: int, size: int, in_thread: RunInThread) -> None:
        self.size = size
        self.descriptor = descriptor
        self._in_thread = in_thread
        self._under_way = 0
        self._closed = False

    def read(self, offset: int, size: int) -> Deferred[bytes]:
        data = self._at_once(offset, size)
        if data is not None:
            return succeed(data)
        self._under_way += 1
        reading = self._in_thread(lambda: os.pread(self.descriptor, size, offset))
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
            self._in_thread(lambda: os.close(descriptor))
