"""A connection that speaks HTTP.

Deadlines are plain times that the site checks once a second, so a request needs no timers. The place where
HTTPChannel answers what it cannot parse is a private method of it. A test pins it.
"""

import re
from collections.abc import Iterable
from typing import Any, Protocol

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import connectionDone
from twisted.protocols.basic import LineReceiver
from twisted.python.failure import Failure
from twisted.web import http
from zope.interface import implementer

from chatservice.core.ports import Timer
from chatservice.errors import Fault
from chatservice.net.eager import below, read_at_once
from chatservice.net.http.engine.faults import BadRequest, HeadTooLarge, RequestTooSlow, UnsupportedVersion
from chatservice.net.http.engine.problems import problem
from chatservice.net.http.engine.responses import Response, written
from chatservice.net.http.engine.site_context import SiteContext
from chatservice.net.outbox import Outbox
from chatservice.net.parcel import Parcel
from chatservice.net.sockets import unread

FIRST = 60.0  # seconds of an upload without a minimum speed
HEAD_LINES = 128  # in one request; each costs more than its bytes
TLS_HELLO = b"\x16"
VERSION = re.compile(rb" HTTP/([0-9])\.([0-9])\Z")
READ = 8 * 1024  # bytes read at once: chunks of one byte cost a thousand times their bytes
ANSWER_TIME = 600.0  # seconds for reading an answer over a slow connection
LINGER = 2.0  # seconds in which a refused client may still send, so that it reads the answer


class Doorkeeper(Protocol):
    """Who may connect."""

    def let_in(self, channel: "Channel") -> Fault | None:
        """Why `channel` must be refused, if so."""

    def let_out(self, channel: "Channel") -> None: ...


@implementer(IHalfCloseableProtocol)
class Channel(http.HTTPChannel):
    """A connection. `due` is its deadline, None while it waits for us.

    What the client sends after a request waits until the answer is read, and is handled in a turn of
    its own: a client that sends a hundred requests and reads nothing costs one answer, and others are
    served in between.
    """

    transport: Any
    timeOut = None  # noqa: N815 (Twisted's own idle timer is not used)
    factory = None

    def __init__(self, site: SiteContext, doorkeeper: Doorkeeper, direct: bool, make_request: Any) -> None:
        """`make_request` is what Twisted calls a factory of requests."""
        super().__init__()
        self.requestFactory = make_request
        self.site = site
        self._doorkeeper = doorkeeper
        self.direct = direct
        self.address = ""
        self.due: float | None = None
        self.gone: Deferred[None] = Deferred()
        self._between = True  # no byte of the next request has been parsed
        self._began = 0.0
        self._answered = 0.0
        self._last = False  # the last answer was written
        self._held = False  # reading is paused, because a sink is busy
        self._unread = 0  # bytes of a file that the client had not acknowledged
        self._lines = 0  # of the head that is being read
        self._no_more = False  # the client has closed its side
        self._behind = 0  # bytes that came after the request that is being answered
        self._going_on: Timer | None = None

    def connectionMade(self) -> None:  # noqa: N802
        """Unlike HTTPChannel's own: the transport's producer is the outbox."""
        read_at_once(self.transport, READ)
        shared = self.site.shared
        self._outbox = Outbox(
            self.transport,
            self.site.settings.outbox,
            shared.allowance,
            self,
            below(self.transport),
        )
        peer = getattr(self.transport.getPeer(), "host", "")
        # Limits and bans of a trusted proxy's clients are about their requests.
        self.address = "" if self.site.proxies.trusts(peer) else peer
        self.due = self.site.clock.monotonic() + self.site.settings.http_idle
        refusal = self._doorkeeper.let_in(self)
        if refusal is not None:
            self._refuse(refusal)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._last:
            return
        if self._between and not self.requests and data[:1] == TLS_HELLO:
            self.transport.loseConnection()  # a browser waits for an answer that it could never read
            return
        if not self._handlingRequest:
            self._begins()
        # Not through HTTPChannel, which would reset its timer.
        LineReceiver.dataReceived(self, data)
        if self.line_mode and b"\n" in self._buffer and not (self._last or self._handlingRequest):
            self._refuse(BadRequest("its lines end with LF alone, and not with CR LF"))

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
        line = self._known_version(line) if self._lines == 1 else line
        if self._last:
            return
        if self._lines > HEAD_LINES or self._receivedHeaderSize + len(line) > self.totalHeadersSize:
            self._head_too_large()
        else:
            super().lineReceived(line)

    def _known_version(self, line: bytes) -> bytes:
        """The request line; a later version of HTTP/1 is spoken as this one (RFC 9110, 2.5)."""
        match = VERSION.search(line)
        if match is not None and match[1] != b"1":
            self._refuse(UnsupportedVersion())
        return line[: match.start()] + b" HTTP/1.1" if match is not None and match[2] > b"1" else line

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802
        self._head_too_large()

    def _head_too_large(self) -> None:
        if not self._last:
            self._refuse(HeadTooLarge(self.totalHeadersSize, HEAD_LINES))

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
        self.due = self.site.clock.monotonic() + self.site.settings.download_idle
        self._unread = unread(self.transport)

    def _reads_on(self) -> bool:
        """Whether the client has read since it was last looked at, from what the system holds for it: of a
        slow one that is minutes' worth, so that nothing more can be sent meanwhile."""
        left = unread(self.transport)
        read_on, self._unread = left < self._unread, left
        return read_on

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
        if not self.persistent or (self._no_more and not (self._buffer or any(self._dataBuffer))):
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
        self._doorkeeper.let_out(self)
        super().connectionLost(reason)
        self.gone.callback(None)

    def readConnectionLost(self) -> None:  # noqa: N802
        """The client sends nothing more; what it has asked is answered (``nc -N``, socat, some checks)."""
        self._no_more = True
        is_asked = self._handlingRequest and self.due is None
        if self._last:
            self.transport.loseConnection()
        elif not (is_asked or any(self._dataBuffer)):
            self.loseConnection()

    def writeConnectionLost(self) -> None:  # noqa: N802
        """We have closed our side, after the last words."""

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
        self._doorkeeper.let_out(self)
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

    def turned(self) -> None:
        """The network becomes full or free again."""
        clear = self._outbox.clear
        if self._requestProducer is not None:
            (self._requestProducer.resumeProducing if clear else self._requestProducer.pauseProducing)()
        if not self._last:
            self._read()
            if clear and self._between and self._handlingRequest:
                self._soon()

    def overflowed(self) -> None:
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
        if not self._last and any(request.outflow for request in self.requests) and self._reads_on():
            self.due = now + self.site.settings.download_idle
        elif self._last or any(request.startedWriting for request in self.requests):
            self.transport.abortConnection()
        elif self._between and not self._outbox.clear and now < self._answered + ANSWER_TIME:
            self.due = now + self.site.settings.http_idle  # the client is still reading the answer
        elif self.idle:
            self._end()
        else:
            self._refuse(RequestTooSlow())

    def _refuse(self, fault: Fault) -> None:
        self.site.shared.tally.refused(fault)
        self.last_words(problem(fault))

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
            self._refuse(BadRequest("it is not HTTP/1.1 as RFC 9112 has it"))
