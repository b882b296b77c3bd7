"""Files of a room."""

from collections.abc import Callable
from typing import ClassVar

import msgspec

from chatservice.model.events.base import Answer, Line, Logged


class FileShared(Line, tag="file", kw_only=True, frozen=True):
    """`sender` shared a file of `size` bytes, available at `url`.

    The `url` is signed: for a limited time anyone who has it can open it, in a browser too.
    """

    file: str
    name: str
    size: int
    type: str
    sha256: str
    url: str


class FileGone(Logged, tag="file_gone", kw_only=True, frozen=True):
    """`sender` deleted the file called `name`."""

    says: ClassVar[str] = "{sender} deleted the file {name}."
    file: str
    name: str


class FileInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A file in a list. `room` is where it was shared, `kind` that room's kind."""

    file: str
    name: str
    size: int
    type: str
    sha256: str
    sender: str
    ts: float
    room: str
    rid: str = ""
    kind: str
    url: str


class FileList(Answer, tag="files", kw_only=True, frozen=True):
    """Files, newest first; `next` asks for the next page."""

    files: list[FileInfo]
    next: int | None = None


class LinkIs(Answer, tag="link", kw_only=True, frozen=True):
    """A link to a file, valid until `until` (seconds since 1970) for anyone who has it."""

    file: str
    name: str
    url: str
    until: int


FileLink = Callable[[str], str]  # from a file's id to its URL


def plain_link(file: str) -> str:
    return f"/download/{file}"
