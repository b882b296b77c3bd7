"""Files on their way in: what may come, how much of it, and what becomes of a broken one.

All of them together have a cap, of which each address has a share (`shares`).

An upload counts against rate and quotas from its first moment, with the size that was announced
or that it has; so the limits are known before the body is read, and many at once cannot pass
them together. One that was broken off is kept for a time, by who sent it, where and as what,
and can be resumed; then nothing is left of it.
"""

from chatservice.core.limits import Limits
from chatservice.core.ports import BlobWriter, Clock, Storage, Timer
from chatservice.core.shares import Shares
from chatservice.errors import Busy, FileTooLarge, NotStored, QuotaReached, Superseded, TooMany, WrongOffset
from chatservice.model.values import Principal
from chatservice.settings.schema import Settings

LEAST = 4096  # what a file counts at least

Sender = int | str  # a principal; or, while it is not known who, an address
UploadKey = tuple[int, int, str, int]  # by whom, in which room, its name, its size


class Upload:
    """One file on its way in. `size` (bytes) is what the client announced, if it did, `limit` the
    largest that it may be."""

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
        self.holder = 0  # which connection feeds it: one that comes back takes it over
        self.timer: Timer | None = None

    @property
    def counts(self) -> int:
        return max(LEAST, self.size or 0, self.part.size)

    def take(self) -> int:
        """A new holder; what the former one still sends is refused."""
        self.holder += 1
        if self.timer is not None and self.timer.active():
            self.timer.cancel()
        self.timer = None
        return self.holder

    def write(self, holder: int, data: bytes) -> None:
        """Raises FileTooLarge when it becomes larger than it may."""
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
        """Let a file come in; the owner may become known later (see `claim`). SlowDown,
        FileTooLarge, QuotaReached, TooMany, Busy. That the disk is full is known when something is
        written."""
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
        """It is `owner`'s from now on, and counts as theirs. SlowDown, QuotaReached."""
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
                # Behind one address there may be others than those who hold all that.
                raise Busy if isinstance(sender, str) else TooMany("uploads at once", limit)
            self.drop(broken)

    def _take_place(self, address: str) -> None:
        """Of broken ones the oldest gives way: another's, or, where a share is used up, its own."""
        most = self._settings.max_uploads
        while self._shares.may_have(address, 1, most) and not self._shares.fits(1, most):
            if not self._drop_one_broken():
                break
        while not self._shares.may_have(address, 1, most):
            if not self._drop_one_broken(address):
                break
        self._shares.take(address, 1, most)

    def _drop_one_broken(self, address: str = "") -> bool:
        """The one that was broken off first, from `address` if that is given."""
        for upload in self._resumable.values():
            if upload.timer is not None and address in ("", upload.address):
                self.drop(upload)
                return True
        return False

    async def check_quota(self, upload: Upload | None, owner: int | None, more: int = 0) -> None:
        """QuotaReached unless `upload`, or `more` bytes, fit beside all that is stored and all else
        that comes in."""
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

    # Broken off, and resumed.

    def at(self, place: UploadKey) -> int:
        """How much of that file is here."""
        upload = self._resumable.get(place)
        return upload.part.size if upload is not None else 0

    def resumable(self, upload: Upload, place: UploadKey) -> None:
        """From now on it may be broken off and resumed, in place of one that was. While one like it
        is coming in, only that one may."""
        earlier = self._resumable.get(place)
        if earlier is not None:
            if earlier.timer is None:
                return
            self.drop(earlier)
        upload.place = place
        self._resumable[place] = upload

    def whole(self, upload: Upload) -> None:
        """All of it is here: it is not resumed."""
        upload.take()
        if upload.place is not None and self._resumable.get(upload.place) is upload:
            del self._resumable[upload.place]

    async def go_on(self, place: UploadKey, offset: int) -> Upload:
        """The upload of which `offset` bytes are here, all of them written. WrongOffset."""
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
        """Its connection is gone: kept for a time if it can be resumed."""
        if holder != upload.holder or upload not in self._coming:
            return
        keep = self._settings.upload_keep
        if upload.place is None or upload.part.failed or not upload.part.size or not keep:
            self.drop(upload)
        else:
            upload.take()
            upload.timer = self._clock.callLater(keep, lambda: self.drop(upload))

    def drop(self, upload: Upload) -> None:
        """Nothing is left of it, unless it was placed."""
        upload.part.drop()
        self.done(upload)

    def drop_all_of(self, owner: int) -> None:
        for upload in [upload for upload in self._coming if upload.owner == owner]:
            self.drop(upload)

    def done(self, upload: Upload) -> None:
        """It does not count any more: what it became is stored, or nothing of it is left."""
        if self._coming.pop(upload, self) is None:
            self._shares.give_back(upload.address, 1)
        self.whole(upload)
