"""Uploads: their limits, and what happens to an interrupted one.

All uploads together have a cap, of which each address has a share (`shares`).

An upload counts against rate and quotas from its start, with its announced or present size; so the
limits are checked before the body is read, and many at once cannot exceed them together. An
interrupted upload is kept for a time, under its sender, room and name, and can be resumed; then it
is removed.
"""

from chatservice.core.limits import Limits
from chatservice.core.ports import BlobWriter, Clock, Storage, Timer
from chatservice.core.shares import Shares
from chatservice.errors import Busy, FileTooLarge, NotStored, QuotaReached, Superseded, TooMany, WrongOffset
from chatservice.model.values import Principal
from chatservice.settings.schema import Settings

LEAST = 4096  # the least that a file counts

Sender = int | str  # a principal; or an address, while the principal is unknown
UploadKey = tuple[int, int, str, int]  # by whom, in which room, its name, its size


class Upload:
    """A file being uploaded. `size` (bytes) is what the client announced, if it did, `limit` the largest
    allowed size."""

    def __init__(
        self, part: BlobWriter, sender: Sender, size: int | None, limit: int | None, address: str, guest: bool
    ) -> None:
        self.part = part
        self.sender = sender
        self.address = address
        self.guest = guest
        self.owner = sender if isinstance(sender, int) else None
        self.size = size
        self.limit = limit
        self.place: UploadKey | None = None
        self.holder = 0  # the connection that feeds it; a later one takes it over
        self.timer: Timer | None = None

    @property
    def counts(self) -> int:
        return max(LEAST, self.size or 0, self.part.size)

    def take(self) -> int:
        """A new connection takes it over; what the former one still sends is refused."""
        self.holder += 1
        if self.timer is not None and self.timer.active():
            self.timer.cancel()
        self.timer = None
        return self.holder

    def write(self, holder: int, data: bytes) -> None:
        """Raises FileTooLarge if it exceeds its limit."""
        if holder != self.holder:
            raise Superseded
        if self.limit is not None and self.part.size + len(data) > self.limit:
            raise FileTooLarge(self.limit)
        self.part.write(data)


class Uploads:
    def __init__(self, settings: Settings, storage: Storage, clock: Clock, limits: Limits) -> None:
        self._settings = settings
        self._storage = storage
        self._clock = clock
        self._limits = limits
        self._coming: dict[Upload, None] = {}
        self._shares = Shares()
        self._resumable: dict[UploadKey, Upload] = {}

    def __len__(self) -> int:
        return len(self._coming)

    async def begin(self, sender: Sender, size: int | None, address: str = "", guest: bool = True) -> Upload:
        """Start an upload; the owner may become known later (see `claim`). Raises SlowDown, FileTooLarge,
        QuotaReached, TooMany, Busy. A full disk is only noticed when something is written."""
        if isinstance(sender, int):
            self._limits.upload(sender, address)
        settings = self._settings
        limit = settings.max_file_size
        if limit is not None and (size or 0) > limit:
            raise FileTooLarge(limit)
        self._check_own(sender)
        self._take_place(address)
        upload = Upload(self._storage.blobs.begin(size), sender, size, limit, address, guest)
        self._coming[upload] = None
        try:
            await self.check_quota(upload, upload.owner)
        except BaseException:
            self.drop(upload)
            raise
        return upload

    async def claim(self, upload: Upload, owner: Principal) -> None:
        """Count it as the upload of `owner` from now on. Raises SlowDown, QuotaReached."""
        if upload.owner is None:
            self._limits.upload(owner.id, upload.address)
        upload.owner, upload.guest = owner.id, owner.guest
        await self.check_quota(upload, owner.id)

    def _check_own(self, sender: Sender) -> None:
        limit = self._settings.uploads_each
        own = [upload for upload in self._coming if upload.sender == sender]
        if len(own) >= limit:
            broken = next((upload for upload in own if upload.timer is not None), None)
            if broken is None:
                # Behind one address there may be people other than those who hold all that.
                raise Busy if isinstance(sender, str) else TooMany("uploads at once", limit)
            self.drop(broken)

    def _take_place(self, address: str) -> None:
        """The oldest interrupted upload gives way: any, or of the same address if its share is used up."""
        limit = self._settings.max_uploads
        while self._shares.may_have(address, 1, limit) and not self._shares.fits(1, limit):
            if not self._drop_one_broken():
                break
        while not self._shares.may_have(address, 1, limit):
            if not self._drop_one_broken(address):
                break
        self._shares.take(address, 1, limit)

    def _drop_one_broken(self, address: str = "") -> bool:
        """Drop the upload that was interrupted first, from `address` if that is given."""
        for upload in self._resumable.values():
            if upload.timer is not None and address in ("", upload.address):
                self.drop(upload)
                return True
        return False

    async def check_quota(self, upload: Upload | None, owner: int | None, more: int = 0) -> None:
        """Raise QuotaReached unless `upload`, or `more` bytes, fit beside all that is stored and all other
        uploads."""
        settings = self._settings
        used = await self._storage.files.used(owner or 0)
        coming = sum(other.counts for other in self._coming)
        own = sum(other.counts for other in self._coming if other.owner == owner or other is upload)
        limit = settings.file_quota
        if limit is not None and owner is not None and used.own + own + more > limit:
            raise QuotaReached("your files", limit)
        limit = settings.file_quota_total
        if limit is not None and used.in_all + coming > limit:
            raise QuotaReached("all files together", limit)
        limit = settings.file_quota_guests
        if limit is not None and used.guests is not None:
            of_guests = sum(other.counts for other in self._coming if other.guest)
            if used.guests + of_guests + more > limit:
                raise QuotaReached("the files of all guests", limit)

    # Interrupted and resumed.

    def at(self, place: UploadKey) -> int:
        """How many bytes of that file have arrived."""
        upload = self._resumable.get(place)
        return upload.part.size if upload is not None else 0

    def resumable(self, upload: Upload, place: UploadKey) -> None:
        """Make the upload resumable, in place of an interrupted one. If another of the same name is
        under way, only that one is resumable."""
        earlier = self._resumable.get(place)
        if earlier is not None:
            if earlier.timer is None:
                return
            self.drop(earlier)
        upload.place = place
        self._resumable[place] = upload

    def whole(self, upload: Upload) -> None:
        """It is complete, and no longer resumable."""
        upload.take()
        if upload.place is not None and self._resumable.get(upload.place) is upload:
            del self._resumable[upload.place]

    async def go_on(self, place: UploadKey, offset: int) -> Upload:
        """The upload of which `offset` bytes have arrived and are written. Raises WrongOffset."""
        upload = self._resumable.get(place)
        if upload is None:
            raise WrongOffset(0)
        holder = upload.take()
        try:
            await upload.part.written()
        except NotStored:
            self.drop(upload)
            raise
        if holder != upload.holder or upload not in self._coming:
            raise Superseded
        if upload.part.size != offset:
            self.broke_off(upload, holder)
            raise WrongOffset(upload.part.size)
        return upload

    def broke_off(self, upload: Upload, holder: int) -> None:
        """Its connection is lost: keep it for a time if it is resumable."""
        if holder != upload.holder or upload not in self._coming:
            return
        keep = self._settings.upload_keep
        if upload.place is None or upload.part.failed or not upload.part.size or not keep:
            self.drop(upload)
        else:
            upload.take()
            upload.timer = self._clock.callLater(keep, lambda: self.drop(upload))

    def drop(self, upload: Upload) -> None:
        """Remove it, unless it has been placed."""
        upload.part.drop()
        self.done(upload)

    def drop_all_of(self, owner: int) -> None:
        for upload in [upload for upload in self._coming if upload.owner == owner]:
            self.drop(upload)

    def done(self, upload: Upload) -> None:
        """Stop counting it: it is stored as a file, or removed."""
        if self._coming.pop(upload, self) is None:
            self._shares.release(upload.address, 1)
        self.whole(upload)
