"""Files."""

from chatservice.errors.base import Fault


class NoSuchFile(Fault, status=404):
    """There is no such file, or the sender may not see it."""

    file: str


class LinkEnded(Fault, status=410):
    """The signed link has expired."""


class FileTooLarge(Fault, status=413):
    """The file is over the cap. `limit` is in bytes."""

    limit: int


class QuotaReached(Fault, status=507):
    """There is no space for the file. `whose` names the quota, `limit` is in bytes."""

    whose: str
    limit: int


class BadUpload(Fault):
    """The upload differs from what was announced."""

    reason: str


class WrongOffset(Fault, status=409):
    """An upload must be resumed where it was interrupted: after `offset` bytes."""

    offset: int
