"""A request, read as it arrives, and its answer.

Bad requests are refused at the end of the head, before a body is read: a foreign page, an unknown
address, a body too large. A body goes into memory up to its cap, or piece by piece into a sink;
twisted.web's own way would spool every body to disk and parse a large form in memory.

Method and path before the body are private attributes of HTTPChannel (`_command`, `_path`,
`_version`). A test pins them.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import msgspec
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.python.failure import Failure
from twisted.web import http

from chatservice.errors import Fault, Internal
from chatservice.net.eager import read_at_once
from chatservice.net.http.engine.body import MemoryBody, SinkBody
from chatservice.net.http.engine.channel import Channel
from chatservice.net.http.engine.faults import BadRequest, BodyTooLarge, RequestTooSlow
from chatservice.net.http.engine.forwarded import DIRECT
from chatservice.net.http.engine.problems import without_basic
from chatservice.net.http.engine.responses import (
    Headers,
    Response,
    accepts_gzip,
    begun,
    packed,
    tagged,
    written,
)
from chatservice.net.http.engine.routes import Route, Sink

ABSOLUTE = re.compile(rb"https?://([^/?#]*)", re.IGNORECASE)
POURED = 256 * 1024  # read at once of a file whose length is known


class Call(Protocol):
    """A request that was admitted."""

    route: Route


class PiecewiseBody(Protocol):
    """Gives the body of an answer, piece by piece."""

    def pauseProducing(self) -> None: ...  # noqa: N802
    def resumeProducing(self) -> None: ...  # noqa: N802
    def stopProducing(self) -> None: ...  # noqa: N802


class Request(http.Request):
    """`admit` judges a request by its head: it gives its call, or raises Fault."""

    channel: Channel

    def __init__(
        self, channel: Channel, queued: object = None, *, admit: Callable[["Request"], Call]
    ) -> None:
        super().__init__(channel)
        self.site = channel.site
        self._admit = admit
        self.call: Call | None = None
        self.forwarded = DIRECT
        self.cors: Headers = ()  # of an allowed other site
        self._memory = MemoryBody(channel.site, channel.address)
        self._sink: SinkBody | None = None  # of a route with a sink
        self.outflow: PiecewiseBody | None = None
        self._early: Fault | None = None  # sent when the body, which is discarded, has arrived
        self._over = False
        self._size = 0

    @property
    def body(self) -> bytearray:
        """The body of a route without a sink."""
        return self._memory.data

    @property
    def sink(self) -> Sink | None:
        """Where the body of a route with a sink is poured, once it is open."""
        return self._sink.sink if self._sink is not None else None

    # Twisted calls these.

    def gotLength(self, length: int | None) -> None:  # noqa: N802
        """The head is complete; `length` is that of the body, None if it is chunked."""
        channel = self.channel
        self.method, self.clientproto = channel._command, channel._version
        self.uri = channel._path  # type: ignore[assignment]  # bytes, whatever Twisted's types say
        self._take_host_of_uri()
        self._take_client_of_proxy()
        self.path = self.uri.partition(b"?")[0]
        if (self.getHeader(b"transfer-encoding") or b"chunked").strip().lower() != b"chunked":
            # Where its body ends is not known, so nothing after it may be read (RFC 9112, 6.3).
            self._refuse(BadRequest("its Transfer-Encoding is not chunked"))
            return
        try:
            self.call = self._admit(self)
            if length is not None:
                self._check(length)
        except Fault as fault:
            asks_first = self.getHeader(b"expect") is not None
            if length is not None and length <= self.site.settings.http_body and not asks_first:
                self._early = fault.with_traceback(None)
            else:
                self._refuse(fault)

    def _take_host_of_uri(self) -> None:
        """An address with its host, as clients of a proxy send it, comes before Host (RFC 9112, 3.2.2)."""
        match = ABSOLUTE.match(self.uri)
        if match is not None:
            self.requestHeaders.setRawHeaders(b"host", [match[1]])
            self.uri = self.uri[match.end() :] or b"/"

    def _take_client_of_proxy(self) -> None:
        peer = getattr(self.client, "host", "")
        self.forwarded = self.site.proxies.client(peer, self.requestHeaders)
        if self.forwarded.address:
            kind = IPv6Address if ":" in self.forwarded.address else IPv4Address
            self.client = kind("TCP", self.forwarded.address, 0)
            self._memory = MemoryBody(self.site, self.forwarded.address)

    @property
    def is_encrypted(self) -> bool:
        """Whether the client came by TLS, to us or to a trusted proxy."""
        return self.isSecure() or self.forwarded.secure

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        if self._over or self._early is not None or self.call is None:
            return
        self._size += len(data)
        try:
            self._check(self._size)
            if self.call.route.sink is None:
                self._memory.add(data)
                return
        except Fault as fault:
            self._refuse(fault)
            return
        self._pour(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:  # noqa: N802
        if not self._over:
            self.site.spawn(self._answer())

    def connectionLost(self, reason: Failure) -> None:  # noqa: N802
        self.stop()
        # If nothing waits for it, it is not a failure.
        for waiting in self.notifications:
            waiting.addErrback(lambda _: None)
        super().connectionLost(reason)

    # The body.

    def _check(self, size: int) -> None:
        route = self.call.route if self.call is not None else None
        limit = self.site.settings.http_body
        if route is not None and route.sink is not None:
            sink_limit = route.most(self.site.settings) if route.most is not None else None
            if sink_limit is None:
                return
            limit = sink_limit
        if size > limit:
            raise BodyTooLarge(limit)

    def _pour(self, data: bytes) -> None:
        self.channel.still_coming(self._size)
        sink = self._sink_body()
        if not sink.is_open and self.getHeader(b"content-length") is not None:
            read_at_once(self.channel.transport, POURED)
        sink.add(data)

    def _sink_body(self) -> SinkBody:
        call, channel = self.call, self.channel
        if call is None or call.route.sink is None:
            raise AssertionError("a body is poured only where there is a sink")
        if self._sink is None:
            open_sink = partial(call.route.sink, call)
            self._sink = SinkBody(
                self.site, self.method, open_sink, channel.hold, channel.go_on, self._refuse
            )
        return self._sink

    def finish(self) -> None:
        self._memory.release()
        super().finish()
        # Otherwise only the garbage collector could free the two, many at a time.
        self.call = self._early = self._sink = None

    # The answer.

    async def _answer(self) -> None:
        call = self.call
        try:
            if self._early is not None:
                raise self._early
            if call is None:
                raise AssertionError("a request is admitted or refused")
            if call.route.sink is not None:
                await self._sink_body().complete()
                if self._over:
                    return
            answer = await call.route.handler(call)
        except Fault as fault:
            answer = self.told(fault)
        except Exception as error:
            self.site.report(error, self.method)
            answer = self.told(Internal())
        if answer is not None:
            self.give(answer)

    @property
    def gone(self) -> bool:
        """Whether the client is gone."""
        return self._over or bool(self._disconnected)

    def told(self, fault: Fault) -> Response:
        """`fault` in the shape of the requested address."""
        self.site.shared.tally.refused(fault)
        shape = self.call.route.shape if self.call is not None else self.site.routes.shape(self.path)
        answer = shape(fault)
        is_script = self.getHeader(b"sec-fetch-mode") not in (None, b"navigate")
        headers = without_basic(answer.headers) if is_script else answer.headers
        return msgspec.structs.replace(answer, headers=headers)

    def give(self, answer: Response) -> None:
        """Write the answer and finish."""
        if self._disconnected or self.finished:
            return
        if answer.etag:
            answer = tagged(answer, (self.getHeader(b"if-none-match") or b"").decode("latin-1"))
        if self.method == b"GET" and accepts_gzip(self.getHeader(b"accept-encoding")):
            answer = packed(answer)
        answer = self._for_page(answer)
        self.code = answer.status
        self.startedWriting = 1
        keep = self.channel.persistent and not self.site.stopping
        self.channel.persistent = keep
        self.channel.write(written(answer, self.site.date(), bool(keep), self.method == b"HEAD"))
        self.finish()

    def _for_page(self, answer: Response) -> Response:
        if not self.cors:
            return answer
        return Response(answer.status, answer.body, answer.kind, (*answer.headers, *self.cors))

    def begin(self, status: int, kind: bytes, size: int, headers: Headers) -> None:
        """The head of an answer whose `size` bytes follow by `flow`; `finish` ends it."""
        self.code = status
        self.startedWriting = 1
        keep = bool(self.channel.persistent and not self.site.stopping)
        self.channel.persistent = keep
        self.channel.write(begun(status, kind, size, (*headers, *self.cors), self.site.date(), keep))

    def pour_out(self, outflow: PiecewiseBody) -> None:
        """Send the rest of the answer from `outflow`."""
        self.outflow = outflow
        self.channel.registerProducer(outflow, True)
        self.channel.still_going()
        if not self.channel.takes:
            outflow.pauseProducing()

    def flow(self, data: bytes) -> None:
        self.channel.still_going()
        self.channel.write(data)

    def flowed(self) -> None:
        """The whole answer has been handed over."""
        self.outflow = None
        self.channel.unregisterProducer()
        self.finish()

    def _refuse(self, fault: Fault) -> None:
        """Answer now, without reading the body that is still to come."""
        if self._over or self._disconnected:
            return
        self.requestHeaders.removeHeader(b"expect")  # or Twisted would request the body
        self.channel.last_words(self._for_page(self.told(fault)))

    def hand_over(self) -> Any:
        """Hand over the transport of the connection, which no longer speaks HTTP. Raises RequestTooSlow if
        the client has gone meanwhile."""
        if self._over:
            raise RequestTooSlow
        return self.channel.hand_over()

    def stop(self) -> None:
        """The request was answered otherwise, or its client is gone."""
        self._over = True
        self._memory.release()
        if self._sink is not None:
            self._sink.stop()
        if self.outflow is not None:
            self.outflow.stopProducing()
