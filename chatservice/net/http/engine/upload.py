"""A file upload over HTTP, and the names of files in headers. Forms are in `form`.

The bytes are passed on as they arrive; reading from the client pauses while too much waits for the
disk.
"""

import re
from collections.abc import Awaitable
from urllib.parse import unquote_to_bytes

from multipart import MultipartSegment, parse_options_header

from chatservice.core.uploads import Upload, Uploads

GONE = -1  # no holder
STARRED = re.compile(r"""; *filename\*= *"?([A-Za-z0-9-]+)'[A-Za-z0-9-]*'([^;"\s]*)""", re.IGNORECASE)


class Inflow:
    """The body is the file."""

    def __init__(self, uploads: Uploads, upload: Upload) -> None:
        self.upload = upload
        self._uploads = uploads
        self._holder = upload.holder

    def write(self, data: bytes) -> Awaitable[object] | None:
        self.upload.write(self._holder, data)
        return self.upload.part.room() if self.upload.part.crowded else None

    def abort(self) -> None:
        self._uploads.broke_off(self.upload, self._holder)

    def finish(self) -> Upload:
        """What arrived; no other request continues it now."""
        self._holder = GONE
        self.upload.take()
        return self.upload


def file_name(segment: MultipartSegment) -> str | None:
    """None if the part is a field. Some senders write ``filename*`` (RFC 8187) alone, though RFC 7578
    forbids it, or beside one that is for older readers."""
    name = _starred(segment.header("Content-Disposition", ""))
    if name is not None:
        return name
    return None if segment.filename is None else utf8(segment.filename)


def _starred(disposition: str) -> str | None:
    match = STARRED.search(disposition)
    if match is None:
        return None
    coding = "latin-1" if match[1].lower() != "utf-8" else "utf-8"
    return unquote_to_bytes(match[2]).decode(coding, "replace")


def name_in(disposition: str) -> str:
    """The name of a file in the header Content-Disposition; empty if it has none."""
    name = _starred(disposition)
    return name if name is not None else utf8(parse_options_header(disposition)[1].get("filename") or "")


def utf8(text: str) -> str:
    """What was read as Latin-1; bytes that are no UTF-8 become U+FFFD."""
    return text.encode("latin-1").decode("utf-8", "replace")
