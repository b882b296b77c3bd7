"""A form with files (RFC 7578), as it arrives. Fields may come before the files or after them."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, NamedTuple

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from chatservice.core.uploads import Upload, Uploads
from chatservice.errors import BadUpload
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.upload import Inflow, file_name, utf8

FIELD_MAX = 8192  # bytes of a field that is not a file
FIELDS_MAX = 20  # files are among them
FORM_MAX = FIELD_MAX * FIELDS_MAX + 65536  # bytes by which a form may exceed its files

Begin = Callable[[], Awaitable[Upload]]


class FormFile(NamedTuple):
    name: str
    type: str
    inflow: Inflow

    @property
    def chosen(self) -> bool:
        """Whether a file was chosen: otherwise a browser sends an empty one without a name."""
        return bool(self.name or self.inflow.upload.part.size)


class FormInflow:
    """`upload` takes the first file; the others get theirs by `more`, and are refused without it."""

    def __init__(
        self, uploads: Uploads, upload: Upload, boundary: str, length: int | None, more: Begin | None = None
    ) -> None:
        """Raises BadUpload."""
        self.fields: dict[str, str] = {}
        self._uploads = uploads
        self._first = Inflow(uploads, upload)
        self._files: list[FormFile] = []
        self._more = more
        self._field = ""
        self._value = bytearray()
        self._in_file = False
        self._parts = 0
        self._over = False
        try:
            self._parser = PushMultipartParser(
                boundary,
                content_length=-1 if length is None else length,
                header_charset="latin-1",  # which fails on no byte
            )
        except MultipartError as error:
            raise _bad(error) from None

    def write(self, data: bytes) -> Awaitable[object] | None:
        return self._take(iter(self._parser.parse(data)))

    def _take(self, events: Iterator[Any]) -> Awaitable[object] | None:
        waits: Awaitable[object] | None = None
        try:
            for event in events:
                if event is None:
                    self._part_ends()
                elif isinstance(event, MultipartSegment):
                    self._count()
                    self._field, name = utf8(event.name or ""), file_name(event)
                    self._in_file = name is not None
                    if name is not None and not self._begins(name, event.content_type or ""):
                        return self._begin_next(name, event.content_type or "", events)
                elif self._in_file:
                    waits = self._files[-1].inflow.write(bytes(event)) or waits
                else:
                    self._add(event)
        except MultipartError as error:
            raise _bad(error) from None
        return waits

    def _count(self) -> None:
        self._parts += 1
        if self._parts > FIELDS_MAX:
            raise BadUpload(f"a form has at most {FIELDS_MAX} files and fields")

    def _begins(self, name: str, kind: str) -> bool:
        """Whether there is an upload for the file: the first one, or that of a file that was none."""
        if self._files and self._files[-1].chosen:
            return False
        inflow = self._files.pop().inflow if self._files else self._first
        self._files.append(FormFile(name, kind, inflow))
        return True

    async def _begin_next(self, name: str, kind: str, events: Iterator[Any]) -> None:
        if self._more is None:
            raise BadUpload("more than one file is in the form; send them one by one")
        upload = await self._more()
        if self._over:
            self._uploads.drop(upload)
            return
        self._files.append(FormFile(name, kind, Inflow(self._uploads, upload)))
        waits = self._take(events)
        if waits is not None:
            await waits

    def _add(self, data: bytes | bytearray) -> None:
        self._value += data
        if len(self._value) > FIELD_MAX:
            raise BadUpload(f"the field {self._field[:40]} is longer than {FIELD_MAX} bytes")

    def _part_ends(self) -> None:
        if self._in_file:
            upload = self._files[-1].inflow.upload
            upload.size = upload.part.size  # of the first one, the whole form's was taken for it
        else:
            self.fields[self._field] = self._value.decode("utf-8", "replace")
            self._value.clear()

    def abort(self) -> None:
        self._over = True
        for inflow in {self._first, *(file.inflow for file in self._files)}:
            inflow.abort()

    def finish(self) -> list[FormFile]:
        """The files that were chosen; who gets them `drop`s those that are not shared. Raises BadUpload if
        the form has no end."""
        try:
            self._parser.close()
        except MultipartError as error:
            self.abort()
            raise _bad(error) from None
        for file in self._files:
            file.inflow.finish()
        chosen = [file for file in self._files if file.chosen]
        if not chosen:
            self._uploads.drop(self._first.finish())
        return chosen

    def drop(self) -> None:
        """None of it is wanted."""
        for file in self._files:
            self._uploads.drop(file.inflow.upload)


def boundary_of(call: RequestContext) -> str:
    """Raises BadUpload if the body is not a form with files."""
    kind, options = parse_options_header(call.header(b"content-type"))
    if kind.lower() != "multipart/form-data" or not options.get("boundary"):
        raise BadUpload("it is not multipart/form-data with a boundary")
    return str(options["boundary"])


def _bad(error: MultipartError) -> BadUpload:
    return BadUpload(f"the form cannot be read, {str(error.args[0] if error.args else '').lower()}")
