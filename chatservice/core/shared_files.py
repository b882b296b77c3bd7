"""What belongs to files beside the log: links, uploads under way, and the stored bytes.

Equal bytes are stored once for all files; `BlobLocks` protects them while a file is made, and bytes
without a file are removed.
"""

from collections.abc import Callable

from chatservice.core.blob_locks import BlobLocks
from chatservice.core.limits import Limits
from chatservice.core.links import Links
from chatservice.core.ports import Clock, Future, Spawn, Storage, Timer
from chatservice.core.ports.files import BlobReader
from chatservice.core.uploads import Uploads
from chatservice.errors import NoSuchFile
from chatservice.model.stored_files import Blob, StoredFile
from chatservice.settings.schema import Settings

TIDY_EVERY = 600.0  # seconds
TIDY_SOME = 200  # files or bytes looked at in one piece of work


class SharedFiles:
    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        clock: Clock,
        spawn: Spawn,
        promise: Callable[[], Future],
        limits: Limits,
    ) -> None:
        self._settings = settings
        self._storage = storage
        self._clock = clock
        self._spawn = spawn
        self.links = Links(settings.link_keep)
        self.uploads = Uploads(settings, storage, clock, limits)
        self.locks = BlobLocks(promise)
        self._timer: Timer | None = None
        self.shared = self.bytes_in = self.bytes_out = 0  # since the start

    async def start(self) -> None:
        self.links.know(await self._storage.files.secret())
        self._tidy_soon()

    def stop(self) -> None:
        if self._timer is not None and self._timer.active():
            self._timer.cancel()

    def link_to(self, file: str) -> str:
        """The link in a line of a room: signed, so that it opens in a browser that is not logged in."""
        return self.links.signed(file, self._clock.now())[0]

    async def open(self, stored: StoredFile) -> BlobReader:
        """Open its bytes. Raises NoSuchFile if they are missing."""
        reader = await self._storage.blobs.open(Blob(stored.file.sha256, stored.file.size))
        if reader is None:
            raise NoSuchFile(stored.file.id)
        return reader

    # Retention.

    def discard_soon(self, sha256: str) -> None:
        self._spawn(self.discard(sha256))

    async def discard(self, sha256: str) -> None:
        """Remove the bytes if no file refers to them."""
        if not self.locks.doom(sha256):
            return
        try:
            if await self._storage.files.is_unused(sha256):
                await self._storage.blobs.remove(sha256)
                await self._storage.files.forget(sha256)
        finally:
            self.locks.spare(sha256)

    def _tidy_soon(self) -> None:
        self._spawn(self.tidy())
        self._timer = self._clock.callLater(TIDY_EVERY, self._tidy_soon)

    async def tidy(self) -> None:
        """Remove expired files, and bytes that a crash left without a file."""
        files, keep = self._storage.files, self._settings.file_keep
        if keep is not None:
            while await files.drop_older(self._clock.now() - keep, TIDY_SOME):
                pass
        while unused := await files.unused(TIDY_SOME):
            before = set(unused)
            for sha256 in unused:
                await self.discard(sha256)
            if before & set(await files.unused(TIDY_SOME)):
                return  # an upload is about to use them
