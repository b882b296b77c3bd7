"""Files."""

from chatservice.errors.base import Fault


class NoSuchFile(Fault, status=404):
    """Also the answer for a file that the asker may not see."""

    file: str


class LinkEnded(Fault, status=410):
    """The signed link was good, and is no more."""


class FileTooLarge(Fault, status=413):
    """The file is over the cap. `limit` is in bytes."""

    limit: int


class QuotaReached(Fault, status=507):
    """There is no room for the file. `whose` names the quota, `limit` is in bytes."""

    whose: str
    limit: int


class BadUpload(Fault):
    """What came is not a file as it was announced."""

    reason: str


class WrongOffset(Fault, status=409):
    """An upload is gone on with where it was broken off: after `offset` bytes."""

    offset: int
