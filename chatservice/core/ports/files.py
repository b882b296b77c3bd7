"""Files: their rows, and the store for their bytes."""

from collections.abc import Awaitable, Sequence
from typing import Protocol

import msgspec

from chatservice.model.stored_files import Blob, StoredFile
from chatservice.model.values import Principal


class Used(msgspec.Struct, frozen=True):
    """Bytes of a person's files (`own`), and of all files. A file counts as 4 KiB at least.

    `guests` is the total of all guests, if the person is one, or unknown."""

    own: int
    in_all: int
    guests: int | None = None


class FileStore(Protocol):
    """Files as stored: a FILE event in a room's log creates one, a FILE_GONE event deletes it.

    Bytes that several files share are counted by reference. Bytes without a file have a row while they
    are being placed, and until they are removed.
    """

    def secret(self) -> Awaitable[str]:
        """The key that signs links; it is the same for the life of the database."""
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
        """Files in rooms that the principal sees, or is in (`here`), newest first; `owner` is a current name
        (empty: any), `before` the number of a file."""
        ...

    def newest(self, room: int, name: str) -> Awaitable[StoredFile | None]:
        """The last file of exactly that name that was shared in the room."""
        ...

    def used(self, owner: int) -> Awaitable[Used]: ...

    def expect(self, blob: Blob) -> Awaitable[None]:
        """These bytes are about to be placed."""
        ...

    def drop_older(self, ts: float, limit: int) -> Awaitable[int]:
        """Delete at most `limit` of the files shared before `ts`; returns how many."""
        ...

    def unused(self, limit: int) -> Awaitable[list[str]]:
        """SHA-256 of bytes that no file has."""
        ...

    def is_unused(self, sha256: str) -> Awaitable[bool]:
        """Whether no file has the bytes, as of everything queued before this."""
        ...

    def forget(self, sha256: str) -> Awaitable[None]:
        """The bytes were removed."""
        ...


class BlobWriter(Protocol):
    """Bytes being received, which are not visible before `place`. `write` never raises."""

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
        """Whether a write failed; then nothing of it remains."""
        ...

    @property
    def crowded(self) -> bool:
        """Whether it failed, or too much waits for the disk: wait for `room` first."""
        ...

    def write(self, data: bytes) -> None: ...

    def room(self) -> Awaitable[None]:
        """Wait until it is no longer crowded. Raises NotStored if nothing can be written."""
        ...

    def written(self) -> Awaitable[None]:
        """Wait until the operating system has all bytes. Raises NotStored."""
        ...

    def finish(self) -> Awaitable[Blob]:
        """Wait until all bytes are on disk, not under their name yet. Raises NotStored."""
        ...

    def place(self) -> Awaitable[None]:
        """Put the finished bytes where `open` finds them, unless they are there already."""
        ...

    def drop(self) -> None:
        """Discard it. Has no effect if it was placed or dropped before."""
        ...


class BlobReader(Protocol):
    """Bytes being read; they stay readable if they are removed meanwhile."""

    size: int

    def read(self, offset: int, size: int) -> Awaitable[bytes]: ...

    def close(self) -> None: ...


class BlobStore(Protocol):
    """Bytes under their SHA-256; no name that a user chose is a file name in it."""

    def begin(self, size: int | None) -> BlobWriter:
        """Begin to store bytes; with a `size`, it fails at once if there is no space."""
        ...

    def open(self, blob: Blob) -> Awaitable[BlobReader | None]:
        """None if the bytes are missing, or have another size."""
        ...

    def remove(self, sha256: str) -> Awaitable[None]: ...
