"""The media type of a file: from its first bytes, or its name, or last the client's word.

Browsers display pictures in place, so only a file that begins like one of these pictures is
called one. Types that could run in a browser are served as plain bytes.
"""

import mimetypes
import re

UNKNOWN = "application/octet-stream"

# The first bytes, as registered.
PICTURES: tuple[tuple[bytes, bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", b"", "image/png"),
    (b"\xff\xd8\xff", b"", "image/jpeg"),
    (b"GIF87a", b"", "image/gif"),
    (b"GIF89a", b"", "image/gif"),
    (b"RIFF", b"WEBP", "image/webp"),
)
SHOWN = frozenset(kind for _, _, kind in PICTURES)  # pictures that a browser shows in place

_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_ACTIVE = re.compile(r"html|xml|script|flash|multipart/|message/|image/")
_by_name = mimetypes.MimeTypes().guess_type  # the standard table, not this machine's


def sniff(head: bytes, name: str, claimed: str = "") -> str:
    """The media type of a file that begins with `head` and is called `name`; `claimed` is the type that the
    client claims."""
    for begins, then, kind in PICTURES:
        if head.startswith(begins) and head[8:].startswith(then):
            return kind
    for guess in (_by_name(name)[0] or "", claimed.partition(";")[0].strip().lower()):
        if _TYPE.fullmatch(guess) and not _ACTIVE.search(guess):
            return guess
    return UNKNOWN
