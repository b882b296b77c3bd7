"""What another program's clipboard holds, made ready for use. Pure."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LONE = re.compile("[\ud800-\udfff]+")


def whole_characters(text: str) -> str:
    """`text` in which halves of characters, which have no bytes in UTF-8, are replaced."""
    return _LONE.sub("\ufffd", text)


def local_files(uris: str) -> list[Path]:
    """The files of this machine that a list of addresses names (text/uri-list, RFC 2483); others are left
    out."""
    lines = [line.strip() for line in uris.splitlines()]
    parts = [urlsplit(line) for line in lines if line.startswith("file:")]
    return [Path(unquote(part.path)) for part in parts if part.netloc in ("", "localhost") and part.path]
