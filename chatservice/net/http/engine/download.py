"""Sends a file, whole or in parts, as fast as the client reads.

A thread reads the next piece while the last one is sent, and no more than two are in memory; a slow
client is waited for, a hanging one is ended by the deadline of the connection.
"""

from collections import deque
from collections.abc import Iterable
from urllib.parse import quote

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

from chatservice.core.media_types import SHOWN
from chatservice.core.ports import BlobReader
from chatservice.model.stored_files import StoredFile
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.request import Request
from chatservice.net.http.engine.responses import Headers
from chatservice.wire import ranges
from chatservice.wire.ranges import ByteRange

PIECE = 256 * 1024  # bytes read at once
AT_ONCE = 2  # pieces written in one turn of the reactor

# Nothing in the file may run, load or be framed, wherever it is opened.
ALONE: Headers = (
    (b"Content-Security-Policy", b"default-src 'none'; sandbox; frame-ancestors 'none'"),
    (b"Accept-Ranges", b"bytes"),
)


def disposition(name: str, inline: bool) -> str:
    """How a browser should handle the file: RFC 6266, with RFC 8187 for names beyond ASCII."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    how = "inline" if inline else "attachment"
    exact = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'{how}; filename="{plain}"{exact}'


def headers_of(stored: StoredFile) -> Headers:
    file = stored.file
    content_disposition = disposition(file.name, file.type in SHOWN)
    return (
        (b"Content-Disposition", content_disposition.encode("ascii")),
        (b"ETag", f'"{file.sha256}"'.encode()),
        (b"Last-Modified", ranges.date(stored.ts).encode()),
        (b"Cache-Control", b"private, no-cache"),
        *ALONE,
    )


class Plan:
    """What is sent: `status`, `headers`, and `body` as bytes and parts of the file."""

    def __init__(self, status: int, headers: Headers, body: Iterable[bytes | ByteRange], kind: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = list(body)
        self.kind = kind
        self.size = sum(len(part) if isinstance(part, bytes) else part.size for part in self.body)


def plan(call: RequestContext, stored: StoredFile, boundary: str) -> Plan:
    """What to send for `call`: all, a part, several parts, not modified, or why not."""
    file, headers, kind = stored.file, headers_of(stored), stored.file.type.encode()
    tag = f'"{file.sha256}"'
    if not ranges.is_expected(call.header(b"if-match"), call.header(b"if-unmodified-since"), tag, stored.ts):
        return Plan(412, headers, (), kind)
    condition = (call.header(b"if-none-match"), call.header(b"if-modified-since"))
    if ranges.is_unchanged(*condition, tag, stored.ts):
        return Plan(304, headers, (), kind)
    asked = call.header(b"range") if call.request.method == b"GET" else ""
    spans = None
    if asked and ranges.is_same(call.header(b"if-range"), tag, stored.ts):
        spans = ranges.spans(asked, file.size)
    if spans is None:
        return Plan(200, headers, (ByteRange(0, file.size),), kind)
    if not spans:
        return Plan(416, (*headers, (b"Content-Range", b"bytes */%d" % file.size)), (), kind)
    if len(spans) == 1:
        where = _content_range(spans[0], file.size)
        return Plan(206, (*headers, (b"Content-Range", where)), spans, kind)
    several = f"multipart/byteranges; boundary={boundary}".encode()
    return Plan(206, headers, _parts(spans, file.size, kind, boundary.encode()), several)


def _content_range(span: ByteRange, size: int) -> bytes:
    return b"bytes %d-%d/%d" % (span.start, span.start + span.size - 1, size)


def _parts(
    spans: Iterable[ByteRange], size: int, kind: bytes, boundary: bytes
) -> Iterable[bytes | ByteRange]:
    for span in spans:
        where = _content_range(span, size)
        yield b"\r\n--%b\r\nContent-Type: %b\r\nContent-Range: %b\r\n\r\n" % (boundary, kind, where)
        yield span
    yield b"\r\n--%b--\r\n" % boundary


@implementer(IPushProducer)
class Outflow:
    """Sends `body` from `reading` over the connection of `request`; `done` fires when all is handed
    over or the client is gone."""

    def __init__(self, request: Request, reading: BlobReader, body: Iterable[bytes | ByteRange]) -> None:
        self.done: Deferred[None] = Deferred()
        self._request = request
        self._reading = reading
        self._body = deque(body)
        self._ready: bytes | None = None
        self._reads = False
        self._flows = True
        self._ended = False
        self._going = False

    def start(self) -> None:
        self._request.pour_out(self)
        self._go_on()

    def resumeProducing(self) -> None:  # noqa: N802
        self._flows = True
        self._go_on()

    def pauseProducing(self) -> None:  # noqa: N802
        self._flows = False

    def stopProducing(self) -> None:  # noqa: N802
        """The client is gone."""
        self._end()

    def _go_on(self) -> None:
        if self._going:
            return  # a piece that was read at once
        self._going = True
        self._write_what_is_there()
        self._going = False

    def _write_what_is_there(self) -> None:
        pieces = 0
        while self._flows and not self._ended:
            if pieces == AT_ONCE:
                # Network and disk are both fast: give others their turn.
                self._request.site.clock.callLater(0, self._go_on)
                return
            pieces += 1
            if self._ready is not None:
                data, self._ready = self._ready, None
                self._read_ahead()
                self._request.flow(data)
            elif self._reads:
                return
            elif self._body:
                self._read_ahead()
            else:
                self._end()
                self._request.flowed()

    def _read_ahead(self) -> None:
        """Read the next piece, which is written when it is read and the last one has been sent."""
        if not self._body:
            return
        part = self._body.popleft()
        if isinstance(part, bytes):
            self._ready = part
            return
        size = min(PIECE, part.size)
        if size < part.size:
            self._body.appendleft(ByteRange(part.start + size, part.size - size))
        if size:
            self._reads = True
            reading = self._reading.read(part.start, size)
            reading.addCallbacks(self._read, self._failed, callbackArgs=(size,))  # type: ignore[attr-defined]

    def _read(self, data: bytes, size: int) -> None:
        self._reads = False
        if len(data) != size:
            self._broken()
            return
        self._ready = data
        self._go_on()

    def _failed(self, _: object) -> None:
        self._reads = False
        self._broken()

    def _broken(self) -> None:
        """The length has already been sent: cutting the connection shows that the file is incomplete."""
        if not self._ended:
            self._request.channel.transport.abortConnection()
            self._end()

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            self._ready = None
            self._body.clear()
            self._reading.close()
            self.done.callback(None)
