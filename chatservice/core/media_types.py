"""What a file is: told by its first bytes, or by its name; a client's word comes last.

A browser may show a picture where a page would show it, so only what begins as one of
these pictures is called one. Whatever could run in a browser is only bytes here.
"""

import mimetypes
import re

UNKNOWN = "application/octet-stream"

# The first bytes, as they are registered.
PICTURES: tuple[tuple[bytes, bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", b"", "image/png"),
    (b"\xff\xd8\xff", b"", "image/jpeg"),
    (b"GIF87a", b"", "image/gif"),
    (b"GIF89a", b"", "image/gif"),
    (b"RIFF", b"WEBP", "image/webp"),
)
SHOWN = frozenset(kind for _, _, kind in PICTURES)  # by a browser, in place

_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_ACTIVE = re.compile(r"html|xml|script|flash|multipart/|message/|image/")
_by_name = mimetypes.MimeTypes().guess_type  # the standard table, not this machine's


def sniff(head: bytes, name: str, said: str = "") -> str:
    """The media type of a file that begins with `head`, is called `name`, and is `said` to be
    of some type."""
    for begins, then, kind in PICTURES:
        if head.startswith(begins) and head[8:].startswith(then):
            return kind
    for guess in (_by_name(name)[0] or "", said.partition(";")[0].strip().lower()):
        if _TYPE.fullmatch(guess) and not _ACTIVE.search(guess):
            return guess
    return UNKNOWN
