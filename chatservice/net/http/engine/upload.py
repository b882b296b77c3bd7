"""A file upload over HTTP: the body itself, or the file field of a form.

The bytes are passed on as they arrive; reading from the client pauses while too much waits for the
disk.
"""

import re
from collections.abc import Awaitable
from urllib.parse import unquote_to_bytes

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from chatservice.core.uploads import Upload, Uploads
from chatservice.errors import BadUpload
from chatservice.net.http.engine.context import RequestContext

GONE = -1  # no holder
FIELD_MAX = 8192  # bytes of a field that is not the file
FIELDS_MAX = 20
STARRED = re.compile(r"""; *filename\*= *"?([A-Za-z0-9-]+)'[A-Za-z0-9-]*'([^;"\s]*)""", re.IGNORECASE)
FORM_MAX = FIELD_MAX * FIELDS_MAX + 65536  # bytes by which a form may exceed its file


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


class FormInflow:
    """A form (RFC 7578) with one file. Fields may come before it or after it."""

    def __init__(self, uploads: Uploads, upload: Upload, boundary: str, length: int | None) -> None:
        """Raises BadUpload."""
        self.fields: dict[str, str] = {}
        self.filename = ""
        self.type = ""
        self._inflow = Inflow(uploads, upload)
        self._field = ""
        self._value = bytearray()
        self._in_file = False
        self._has_file = False
        try:
            self._parser = PushMultipartParser(
                boundary,
                content_length=-1 if length is None else length,
                max_segment_count=FIELDS_MAX,
                header_charset="latin-1",  # which fails on no byte
                strict=True,
            )
        except MultipartError as error:
            raise _bad(error) from None

    def write(self, data: bytes) -> Awaitable[object] | None:
        waits: Awaitable[object] | None = None
        try:
            for event in self._parser.parse(data):
                if event is None:
                    self._field_ends()
                elif isinstance(event, MultipartSegment):
                    self._begins(event)
                elif self._in_file:
                    waits = self._inflow.write(bytes(event)) or waits
                else:
                    self._more(event)
        except MultipartError as error:
            raise _bad(error) from None
        return waits

    def _begins(self, segment: MultipartSegment) -> None:
        self._field = _utf8(segment.name or "")
        name = _file_name(segment)
        self._in_file = name is not None
        if self._in_file:
            if self._has_file:
                raise BadUpload("more than one file is in the form; send them one by one")
            self._has_file = True
            self.filename, self.type = name or "", segment.content_type or ""

    def _more(self, data: bytes | bytearray) -> None:
        self._value += data
        if len(self._value) > FIELD_MAX:
            raise BadUpload(f"the field {self._field[:40]} is longer than {FIELD_MAX} bytes")

    def _field_ends(self) -> None:
        if not self._in_file:
            self.fields[self._field] = self._value.decode("utf-8", "replace")
            self._value.clear()

    def abort(self) -> None:
        self._inflow.abort()

    @property
    def has_file(self) -> bool:
        """Whether a file was chosen: otherwise a browser sends an empty one without a name."""
        return self._has_file and bool(self.filename or self._inflow.upload.part.size)

    def finish(self) -> Upload:
        """Raises BadUpload if the form has no end."""
        try:
            self._parser.close()
        except MultipartError as error:
            self.abort()
            raise _bad(error) from None
        return self._inflow.finish()


def _file_name(segment: MultipartSegment) -> str | None:
    """None if the part is a field. Some senders write ``filename*`` (RFC 8187) alone, though RFC 7578
    forbids it, or beside one that is for older readers."""
    name = _starred(segment.header("Content-Disposition", ""))
    if name is not None:
        return name
    return None if segment.filename is None else _utf8(segment.filename)


def _starred(disposition: str) -> str | None:
    match = STARRED.search(disposition)
    if match is None:
        return None
    coding = "latin-1" if match[1].lower() != "utf-8" else "utf-8"
    return unquote_to_bytes(match[2]).decode(coding, "replace")


def name_in(disposition: str) -> str:
    """The name of a file in the header Content-Disposition; empty if it has none."""
    name = _starred(disposition)
    return name if name is not None else _utf8(parse_options_header(disposition)[1].get("filename") or "")


def _utf8(text: str) -> str:
    """What was read as Latin-1; bytes that are no UTF-8 become U+FFFD."""
    return text.encode("latin-1").decode("utf-8", "replace")


def _bad(error: MultipartError) -> BadUpload:
    return BadUpload(f"the form cannot be read, {str(error.args[0] if error.args else '').lower()}")


def boundary_of(call: RequestContext) -> str:
    """Raises BadUpload if the body is not a form with files."""
    kind, options = parse_options_header(call.header(b"content-type"))
    if kind.lower() != "multipart/form-data" or not options.get("boundary"):
        raise BadUpload("it is not multipart/form-data with a boundary")
    return str(options["boundary"])
