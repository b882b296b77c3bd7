"""Files: rows of them, and a place for their bytes."""

from collections.abc import Awaitable, Sequence
from typing import Protocol

import msgspec

from chatservice.model.values import Blob, Principal, StoredFile


class Used(msgspec.Struct, frozen=True):
    """Bytes of one person's files, and of all that is kept. Nothing counts less than 4 KiB.

    `guests` is those of all guests, told when the person is one, or not known."""

    own: int
    in_all: int
    guests: int | None = None


class FileStore(Protocol):
    """Files as stored: a FILE event in a room's log makes one, a FILE_GONE event ends it.

    Bytes that several files share are counted by reference; the row of bytes that none
    has is there while they are put in their place, and until they are taken away.
    """

    def secret(self) -> Awaitable[str]:
        """What links are signed with; the same as long as the database lives."""
        ...

    def file(self, file: str) -> Awaitable[StoredFile | None]: ...

    def seen_by(
        self,
        principal: Principal,
        here: Sequence[int],
        room: int | None,
        owner: str,
        before: int | None,
        limit: int,
    ) -> Awaitable[list[StoredFile]]:
        """Files in rooms that the principal sees, or is in (`here`), newest first; `owner` is a name
        (empty: anybody's), as it is shown now; `before` is a number."""
        ...

    def used(self, owner: int) -> Awaitable[Used]: ...

    def expect(self, blob: Blob) -> Awaitable[None]:
        """These bytes are about to be put in their place."""
        ...

    def drop_older(self, ts: float, limit: int) -> Awaitable[int]:
        """Forget at most `limit` of the files shared before `ts`; how many it were."""
        ...

    def unused(self, limit: int) -> Awaitable[list[str]]:
        """SHA-256 of bytes that no file has."""
        ...

    def is_unused(self, sha256: str) -> Awaitable[bool]:
        """As of everything that was queued before this."""
        ...

    def forget(self, sha256: str) -> Awaitable[None]:
        """The bytes have been taken away."""
        ...


class BlobWriter(Protocol):
    """Bytes on their way in, of which nothing is seen before `place`. Never raises in `write`."""

    @property
    def size(self) -> int:
        """Bytes taken so far."""
        ...

    @property
    def head(self) -> bytes:
        """The first few of them."""
        ...

    @property
    def failed(self) -> bool:
        """Whether something could not be written: nothing of it is left."""
        ...

    @property
    def crowded(self) -> bool:
        """Whether it failed, or more waits for the disk than should: ask for `room` first."""
        ...

    def write(self, data: bytes) -> None: ...

    def room(self) -> Awaitable[None]:
        """When it is crowded no more. NotStored when nothing can be written."""
        ...

    def written(self) -> Awaitable[None]:
        """When all that was taken is with the operating system. NotStored when it cannot be."""
        ...

    def finish(self) -> Awaitable[Blob]:
        """All of it is on the disk, under no name yet. NotStored when it cannot be."""
        ...

    def place(self) -> Awaitable[None]:
        """Put the finished bytes where `open` finds them, if they are not there already."""
        ...

    def drop(self) -> None:
        """Forget it. Harmless when it was placed or dropped before."""
        ...


class BlobReader(Protocol):
    """Bytes that are read; they stay readable when they are taken away meanwhile."""

    size: int

    def read(self, offset: int, size: int) -> Awaitable[bytes]: ...

    def close(self) -> None: ...


class BlobStore(Protocol):
    """Bytes under their SHA-256. Nothing in it is called by a name that somebody gave."""

    def begin(self, size: int | None) -> BlobWriter:
        """A new part; with `size` told, it fails at once where there is no space for it."""
        ...

    def open(self, blob: Blob) -> Awaitable[BlobReader | None]:
        """None when it is not there, or not of that size."""
        ...

    def remove(self, sha256: str) -> Awaitable[None]: ...
