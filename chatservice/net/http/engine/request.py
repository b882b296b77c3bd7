"""A request, read as it arrives, and its connection.

Bad requests are refused at the end of the head, before a body is read: a foreign page, an unknown
address, a body too large. A body goes into memory up to its cap, or piece by piece into a sink;
twisted.web's own way would spool every body to disk and parse a large form in memory. Deadlines are
plain times that the site checks once a second, so a request needs no timers.

Method and path before the body are private attributes of HTTPChannel (`_command`, `_path`,
`_version`); so is the place where it answers what it cannot parse. A test pins them.
"""

from collections.abc import Awaitable, Iterable
from typing import Any, Protocol

from twisted.internet.defer import Deferred
from twisted.internet.protocol import connectionDone
from twisted.protocols.basic import LineReceiver
from twisted.python.failure import Failure
from twisted.web import http

from chatservice.core.ports import Timer
from chatservice.errors import Fault, Internal
from chatservice.net.eager import below, read_at_once
from chatservice.net.http.engine.faults import BadRequest, BodyTooLarge, HeadTooLarge, RequestTooSlow
from chatservice.net.http.engine.problems import problem
from chatservice.net.http.engine.responses import Headers, Response, begun, tagged, written
from chatservice.net.http.engine.routes import Route, Sink
from chatservice.net.http.engine.site_context import SiteContext
from chatservice.net.outbox import Outbox
from chatservice.net.parcel import Parcel

FIRST = 60.0  # seconds of an upload without a minimum speed
GRANT = 16 * 1024  # bytes of a body in memory that are reserved at once
HEAD_LINES = 128  # in one request; each costs more than its bytes
READ = 8 * 1024  # bytes read at once: chunks of one byte cost a thousand times their bytes
POURED = 256 * 1024  # of a file whose length is known
ANSWER_TIME = 600.0  # seconds for reading an answer over a slow connection
LINGER = 2.0  # seconds in which a refused client may still send, so that it reads the answer


class Call(Protocol):
    """A request that was admitted."""

    route: Route
    cors: Headers


class Doorkeeper(Protocol):
    """Who may connect and ask."""

    def admit(self, request: "Request") -> Call:
        """The call for `request`, judged by its head. Raises Fault."""

    def let_in(self, channel: "Channel") -> Fault | None:
        """Why `channel` must be refused, if so."""

    def let_out(self, channel: "Channel") -> None: ...


class Pouring(Protocol):
    """Gives the body of an answer, piece by piece."""

    def pauseProducing(self) -> None: ...  # noqa: N802
    def resumeProducing(self) -> None: ...  # noqa: N802
    def stopProducing(self) -> None: ...  # noqa: N802


class Request(http.Request):
    channel: "Channel"

    def __init__(self, channel: "Channel", queued: object = None) -> None:
        super().__init__(channel)
        self.site = channel.site
        self.call: Call | None = None
        self.body = bytearray()
        self._granted = 0  # bytes of it that are allowed so far
        self.sink: Sink | None = None
        self.outflow: Pouring | None = None
        self._early: Fault | None = None  # sent when the body, which is discarded, has arrived
        self._over = False
        self._size = 0
        self._unpoured: list[bytes] = []
        self._pouring = False
        self._poured: Deferred[None] | None = None  # fires when no piece is left

    # Twisted calls these.

    def gotLength(self, length: int | None) -> None:  # noqa: N802
        """The head is complete; `length` is that of the body, None if it is chunked."""
        channel = self.channel
        self.method, self.clientproto = channel._command, channel._version
        self.uri = channel._path  # type: ignore[assignment]  # bytes, whatever Twisted's types say
        self.path = self.uri.partition(b"?")[0]
        try:
            self.call = self.channel.doorkeeper.admit(self)
            if length is not None:
                self._check(length)
        except Fault as fault:
            asks_first = self.getHeader(b"expect") is not None
            if length is not None and length <= self.site.settings.http_body and not asks_first:
                self._early = fault.with_traceback(None)
            else:
                self._refuse(fault)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        if self._over or self._early is not None or self.call is None:
            return
        self._size += len(data)
        try:
            self._check(self._size)
        except Fault as fault:
            self._refuse(fault)
            return
        if self.call.route.sink is None:
            self._keep(data)
        else:
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

    def _keep(self, data: bytes) -> None:
        """Keep the body in memory, as far as the address's share allows."""
        while len(self.body) + len(data) > self._granted:
            try:
                self.site.bodies.take(self.channel.address, GRANT, self.site.settings.http_bodies)
            except Fault as fault:
                self._refuse(fault)
                return
            self._granted += GRANT
        self.body += data

    def _let_body_go(self) -> None:
        self.site.bodies.release(self.channel.address, self._granted)
        self._granted = 0
        self.body = bytearray()

    def finish(self) -> None:
        self._let_body_go()
        super().finish()
        # Otherwise only the garbage collector could free the two, many at a time.
        self.call = self._early = None

    def _pour(self, data: bytes) -> None:
        """Pour the body into the sink, which is opened at the first piece; reading pauses while it waits."""
        self.channel.still_coming(self._size)
        if self.sink is not None and not self._pouring:
            try:
                waiting = self.sink.write(data)
            except Fault as fault:
                self._refuse(fault)
                return
            if waiting is None:
                return
            self._wait(waiting)
            return
        self._unpoured.append(data)
        if not self._pouring:
            if self.getHeader(b"content-length") is not None:
                read_at_once(self.channel.transport, POURED)
            self.channel.hold()
            self.site.spawn(self._pour_all())

    def _wait(self, waiting: Awaitable[object]) -> None:
        self.channel.hold()
        self.site.spawn(self._pour_all(waiting))

    async def _pour_all(self, before: Awaitable[object] | None = None) -> None:
        self._pouring = True
        try:
            if before is not None:
                await before
            if self.sink is None:
                if self.call is None or self.call.route.sink is None:
                    raise AssertionError("a body is poured only where there is a sink")
                self.sink = await self.call.route.sink(self.call)
                if self._over:
                    self.sink.abort()
            while self._unpoured and not self._over:
                waiting = self.sink.write(self._unpoured.pop(0))
                if waiting is not None:
                    await waiting
        except Fault as fault:
            self._refuse(fault)
        except Exception as error:
            self.site.report(error, self.method)
            self._refuse(Internal())
        self._pouring = False
        if not self._over:
            self.channel.go_on()
        if self._poured is not None:
            self._poured.callback(None)

    async def _all_poured(self) -> None:
        """The whole body is in the sink, which is opened even for an empty body."""
        if self._pouring:
            self._poured = Deferred()
            await self._poured
        elif self.sink is None:
            await self._pour_all()

    # The answer.

    async def _answer(self) -> None:
        call = self.call
        try:
            if self._early is not None:
                raise self._early
            if call is None:
                raise AssertionError("a request is admitted or refused")
            if call.route.sink is not None:
                await self._all_poured()
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
        if self.call is not None:
            return self.call.route.shape(fault)
        return self.site.routes.shape(self.path)(fault)

    def give(self, answer: Response) -> None:
        """Write the answer and finish."""
        if self._disconnected or self.finished:
            return
        if answer.etag:
            answer = tagged(answer, (self.getHeader(b"if-none-match") or b"").decode("latin-1"))
        extra = self.call.cors if self.call is not None else ()
        if extra:
            answer = Response(answer.status, answer.body, answer.kind, (*answer.headers, *extra))
        self.code = answer.status
        self.startedWriting = 1
        keep = self.channel.persistent and not self.site.stopping
        self.channel.persistent = keep
        self.channel.write(written(answer, self.site.date(), bool(keep), self.method == b"HEAD"))
        self.finish()

    def begin(self, status: int, kind: bytes, size: int, headers: Headers) -> None:
        """The head of an answer whose `size` bytes follow by `flow`; `finish` ends it."""
        extra = self.call.cors if self.call is not None else ()
        self.code = status
        self.startedWriting = 1
        keep = bool(self.channel.persistent and not self.site.stopping)
        self.channel.persistent = keep
        self.channel.write(begun(status, kind, size, (*headers, *extra), self.site.date(), keep))

    def pour_out(self, outflow: Pouring) -> None:
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
        self.channel.last_words(self.told(fault))

    def hand_over(self) -> Any:
        """Hand over the transport of the connection, which no longer speaks HTTP. Raises RequestTooSlow if
        the client has gone meanwhile."""
        if self._over:
            raise RequestTooSlow
        return self.channel.hand_over()

    def stop(self) -> None:
        """The request was answered otherwise, or its client is gone."""
        self._over = True
        self._let_body_go()
        if self.sink is not None:
            self.sink.abort()
        if self.outflow is not None:
            self.outflow.stopProducing()


class Channel(http.HTTPChannel):
    """A connection. `due` is its deadline, None while it waits for us.

    What the client sends after a request waits until the answer is read, and is handled in a turn of
    its own: a client that sends a hundred requests and reads nothing costs one answer, and others are
    served in between.
    """

    transport: Any
    timeOut = None  # noqa: N815 (Twisted's own idle timer is not used)
    requestFactory: Any = Request  # noqa: N815
    factory = None

    def __init__(self, site: SiteContext, doorkeeper: Doorkeeper, direct: bool) -> None:
        super().__init__()
        self.site = site
        self.doorkeeper = doorkeeper
        self.direct = direct
        self.address = ""
        self.due: float | None = None
        self.gone: Deferred[None] = Deferred()
        self._between = True  # no byte of the next request has been parsed
        self._began = 0.0
        self._answered = 0.0
        self._last = False  # the last answer was written
        self._held = False  # reading is paused, because a sink is busy
        self._lines = 0  # of the head that is being read
        self._behind = 0  # bytes that came after the request that is being answered
        self._going_on: Timer | None = None

    def connectionMade(self) -> None:  # noqa: N802
        """Unlike HTTPChannel's own: the transport's producer is the outbox."""
        for option in ("setTcpNoDelay", "setTcpKeepAlive"):
            if hasattr(self.transport, option):
                getattr(self.transport, option)(True)
        read_at_once(self.transport, READ)
        shared = self.site.shared
        self._outbox = Outbox(
            self.transport,
            self.site.settings.outbox,
            shared.allowance,
            self._too_slow,
            self._turned,
            below(self.transport),
        )
        self.address = getattr(self.transport.getPeer(), "host", "")
        self.due = self.site.clock.monotonic() + self.site.settings.http_idle
        refusal = self.doorkeeper.let_in(self)
        if refusal is not None:
            self.last_words(problem(refusal))

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._last:
            return
        if not self._handlingRequest:
            self._begins()
        # Not through HTTPChannel, which would reset its timer.
        LineReceiver.dataReceived(self, data)

    def _begins(self) -> None:
        if self._between:
            self._between = False
            self.due = self.site.clock.monotonic() + self.site.settings.http_header_time

    def rawDataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._handlingRequest:
            self._dataBuffer.append(data)
            self._behind += len(data)
            self._read()
        else:
            super().rawDataReceived(data)

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        self._lines += 1
        if self._lines > HEAD_LINES or self._receivedHeaderSize + len(line) > self.totalHeadersSize:
            self._head_too_large()
        else:
            super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802
        self._head_too_large()

    def _head_too_large(self) -> None:
        if not self._last:
            self.last_words(problem(HeadTooLarge(self.totalHeadersSize, HEAD_LINES)))

    def allHeadersReceived(self) -> None:  # noqa: N802
        self._lines = 0
        self._began = self.site.clock.monotonic()
        self.due = self._began + self.site.settings.http_body_time
        super().allHeadersReceived()

    def still_coming(self, size: int) -> None:
        """A piece of a file has arrived; it now has `size` bytes. A slower client runs out of time: at a
        byte a minute it would hold a place for hours."""
        settings = self.site.settings
        now, began = self.site.clock.monotonic(), self._began
        slowest = began + FIRST + size / settings.upload_least
        self.due = min(now + settings.upload_idle, began + settings.upload_time, slowest)

    def still_going(self) -> None:
        """A piece of a file was sent: extend the deadline for the next."""
        self.due = self.site.clock.monotonic() + self.site.settings.upload_idle

    def allContentReceived(self) -> None:  # noqa: N802
        self.due = None
        super().allContentReceived()

    def requestDone(self, request: http.Request) -> None:  # noqa: N802
        if request is not self.requests[0]:
            raise AssertionError("requests are answered in order")
        read_at_once(self.transport, READ)
        del self.requests[0]
        self._between = True
        self._answered = self.site.clock.monotonic()
        self.due = self._answered + self.site.settings.http_idle
        if not self.persistent:
            self.loseConnection()
        elif self._outbox.clear and not (self._buffer or any(self._dataBuffer)):
            self._go_on()
        else:
            self._soon()

    def _soon(self) -> None:
        """Handle the next request when the answer is read, and others have had their turn."""
        if self._outbox.clear and self._going_on is None and not self._last:
            self._going_on = self.site.clock.callLater(0, self._go_on)

    def _go_on(self) -> None:
        self._going_on = None
        if self._last or not self._outbox.clear:
            return
        data = b"".join(self._dataBuffer)
        self._dataBuffer = []
        self._behind = 0
        self._handlingRequest = False
        self._read()
        if data:
            self._begins()
        self.setLineMode(data)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        self.due = None
        self._last = True
        if self._going_on is not None and self._going_on.active():
            self._going_on.cancel()
        self._outbox.drop()
        self.doorkeeper.let_out(self)
        super().connectionLost(reason)
        self.gone.callback(None)

    # Reading.

    def hold(self) -> None:
        """Pause reading."""
        self._held = True
        self._read()

    def go_on(self) -> None:
        self._held = False
        self._read()

    def _read(self) -> None:
        """Continue reading, unless something prevents it."""
        if self._held or self._behind > self._optimisticEagerReadSize or not self._outbox.clear:
            self.transport.pauseProducing()
        else:
            self.transport.resumeProducing()

    def hand_over(self) -> Any:
        """Hand over the transport for another protocol."""
        self.due = None
        self._last = True
        self.clearLineBuffer()
        self.doorkeeper.let_out(self)
        self._outbox.release()
        self.transport.resumeProducing()
        transport, self.transport = self.transport, None
        self.gone.callback(None)
        return transport

    # Writing.

    @property
    def takes(self) -> bool:
        """Whether the network takes what is written."""
        return self._outbox.clear

    def write(self, data: bytes) -> None:
        self._outbox.write(Parcel(data))

    def writeSequence(self, iovec: Iterable[bytes]) -> None:  # noqa: N802
        self.write(b"".join(iovec))

    def _send100Continue(self) -> None:  # noqa: N802
        self.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _turned(self) -> None:
        """The network becomes full or free again."""
        clear = self._outbox.clear
        if self._requestProducer is not None:
            (self._requestProducer.resumeProducing if clear else self._requestProducer.pauseProducing)()
        if not self._last:
            self._read()
            if clear and self._between and self._handlingRequest:
                self._soon()

    def _too_slow(self) -> None:
        """Not at once: this may come from the middle of a fan-out."""
        self.site.shared.tally.slow_readers += 1
        self.site.clock.callLater(0, self._abort)

    def _abort(self) -> None:
        if self.transport is not None:
            self.transport.abortConnection()

    # The end.

    @property
    def idle(self) -> bool:
        return self._between and not (self.requests or self._behind)

    def out_of_time(self) -> None:
        """`due` has passed."""
        now = self.site.clock.monotonic()
        if self._last or any(request.startedWriting for request in self.requests):
            self.transport.abortConnection()
        elif self._between and not self._outbox.clear and now < self._answered + ANSWER_TIME:
            self.due = now + self.site.settings.http_idle  # the client is still reading the answer
        elif self.idle:
            self._end()
        else:
            self.last_words(problem(RequestTooSlow()))

    def last_words(self, answer: Response) -> None:
        """Send a last answer and close. Discard input for a moment: a socket closed with unread bytes is
        reset, and the answer is lost (RFC 9112, 9.6)."""
        self.write(written(answer, self.site.date(), keep=False))
        self._end()

    def loseConnection(self) -> None:  # noqa: N802
        """Close when all that was written has been sent."""
        self._outbox.last(b"", self.transport.loseConnection)

    def _end(self) -> None:
        self._last = True
        self.clearLineBuffer()
        self._dataBuffer = []
        self.due = self.site.clock.monotonic() + LINGER
        for request in self.requests:
            request.stop()
        close = self.transport.loseConnection
        if not self.isSecure():
            close = getattr(self.transport, "loseWriteConnection", close)
        self._outbox.last(b"", close)
        self.transport.resumeProducing()

    def _respondToBadRequestAndDisconnect(self) -> None:  # noqa: N802
        if not self._last:
            self.last_words(problem(BadRequest("it is not HTTP/1.1 as RFC 9112 has it")))
