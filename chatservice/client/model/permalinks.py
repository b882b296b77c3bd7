"""The permanent address of a line, ``http://host/r/ROOM/SEQ``: made, and recognized. Pure."""

from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from chatservice.wire.typed_line import DIGITS_MAX


class LineAddress(NamedTuple):
    room: str
    seq: int


def permalink(http: str, room: str, seq: int) -> str:
    """The address of the line `seq` of `room`; `http` is that of the server's HTTP door."""
    return f"{http.rstrip('/')}/r/{quote(room, safe='')}/{seq}"


def line_of(address: str, http: str) -> LineAddress | None:
    """The line that `address` leads to; None if it is none of the server at `http`."""
    base = http.rstrip("/") + "/r/"
    if not http or not address.startswith(base):
        return None
    path = urlsplit(address).path
    room, _, seq = path[len(urlsplit(base).path) :].partition("/")
    if not (room and seq.isascii() and seq.isdecimal() and len(seq) <= DIGITS_MAX):
        return None
    return LineAddress(unquote(room), int(seq))
