"""Files as they are stored: their bytes, and where they were shared."""

import msgspec

from chatservice.model.bodies import SharedFile


class StoredFile(msgspec.Struct, frozen=True, gc=False):
    """A file that can be downloaded: what was shared, where, by whom (with the current name), when.

    `number` grows with each.
    """

    number: int
    file: SharedFile
    room: int
    owner: int
    owner_name: str
    ts: float


class Blob(msgspec.Struct, frozen=True, gc=False):
    """Bytes stored under their SHA-256 (64 hexadecimal digits)."""

    sha256: str
    size: int
