"""The bytes of files in memory: the same contract without a disk, for tests and throw-away servers.

A test may say how much `space` there is.
"""

import hashlib

from twisted.internet.defer import Deferred, fail, succeed

from chatservice.errors import Fault, NotStored
from chatservice.model.stored_files import Blob


class MemoryBlobs:
    """`BlobStore` of core.ports."""

    def __init__(self) -> None:
        self.space = 2**30
        self.kept: dict[str, bytes] = {}

    def begin(self, size: int | None) -> "MemoryPart":
        return MemoryPart(self, size or 0)

    def open(self, blob: Blob) -> "Deferred[MemoryReading | None]":
        data = self.kept.get(blob.sha256)
        return succeed(MemoryReading(data) if data is not None and len(data) == blob.size else None)

    def remove(self, sha256: str) -> Deferred[None]:
        self.kept.pop(sha256, None)
        return succeed(None)


class MemoryReading:
    """`Reading` of core.ports."""

    def __init__(self, data: bytes) -> None:
        self.size = len(data)
        self._data = data

    def read(self, offset: int, size: int) -> Deferred[bytes]:
        return succeed(self._data[offset : offset + size])

    def close(self) -> None:
        pass


class MemoryPart:
    """`Part` of core.ports."""

    def __init__(self, blobs: MemoryBlobs, size: int) -> None:
        self._blobs = blobs
        self._data = b""
        self._fault: Fault | None = None
        self._fits(size)

    @property
    def size(self) -> int:
        return len(self._data)

    @property
    def failed(self) -> bool:
        return self._fault is not None

    @property
    def crowded(self) -> bool:
        return self.failed

    @property
    def head(self) -> bytes:
        return self._data[:32]

    def _fits(self, size: int) -> None:
        if sum(map(len, self._blobs.kept.values())) + size > self._blobs.space:
            self._fault = NotStored("the disk is full")

    def write(self, data: bytes) -> None:
        self._fits(self.size + len(data))
        if self._fault is None:
            self._data += data

    def room(self) -> Deferred[None]:
        return self.written()

    def written(self) -> Deferred[None]:
        return fail(self._fault) if self._fault is not None else succeed(None)

    def finish(self) -> Deferred[Blob]:
        if self._fault is not None:
            return fail(self._fault)
        return succeed(Blob(hashlib.sha256(self._data).hexdigest(), self.size))

    def place(self) -> Deferred[None]:
        self._blobs.kept[hashlib.sha256(self._data).hexdigest()] = self._data
        return succeed(None)

    def drop(self) -> None:
        self._data = b""
