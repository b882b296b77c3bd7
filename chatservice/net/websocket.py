"""WebSocket: the same connection as on the line door, with frames where lines are.

autobahn takes the frames of the client apart and keeps to the protocol (RFC 6455); a
`Connection` sits on top of it, and what that writes is framed already (wire/websocket.py)
and goes straight to the socket, so that outbox, fan-out and the eager write are those of
every other reader. Nothing is ever compressed: 100 KB a connection, and no shared bytes.

A close frame is the end of what the client sends and no goodbye: what came before it is
done and answered first, and its token stays good.
"""

from collections.abc import Callable, Sequence
from typing import Any

import txaio
from autobahn.twisted.websocket import WebSocketServerFactory, WebSocketServerProtocol
from twisted.internet.protocol import connectionDone
from twisted.protocols.policies import ProtocolWrapper
from twisted.python.failure import Failure

from chatservice.core.ports import Timer
from chatservice.core.session import Session
from chatservice.net.connection import Connection
from chatservice.net.context import ServerContext
from chatservice.net.eager import below
from chatservice.wire.websocket import REASON_MAX, MessageDecoder, close_code

ENDLESS = 16  # a message so many times too long is not thrown away but ends the connection
SLICE = 1024  # bytes that autobahn gets at a time: what it holds is copied for every frame in it
FRAGMENTS = 1000  # kept apart, of one message
AT_ONCE = 100  # frames taken apart, then others have their turn
CLOSE_WITHIN = 3.0  # seconds for the client's own close frame
PROTOCOL_ERROR, UNSUPPORTED = 1002, 1003  # close codes beside those of wire/websocket.py


class WebSocket(WebSocketServerProtocol):
    """One client. `opening` is what it is taken to have sent first (a login, say)."""

    transport: Any
    connection: Connection | None = None
    # What clients do wrong is for them to be told.
    log = txaio.make_logger("error")  # type: ignore[attr-defined]

    def __init__(self, shared: ServerContext, opening: Sequence[bytes]) -> None:
        super().__init__()
        self._shared = shared
        self._opening = opening
        self._closed_by_peer: tuple[Any, Any] | None = None
        self._broken: tuple[int, str] | None = None
        self._pinged: bytes | None = None
        self._unparsed = b""
        self._frames = 0  # in this turn
        self._parsing: Timer | None = None
        self._put: Callable[[bytes], None] | None = None  # where what is written goes, while open

    def onConnect(self, request: Any) -> None:  # noqa: N802
        """There is no sub-protocol to choose."""

    def onOpen(self) -> None:  # noqa: N802
        self.connection = Connection(self._shared, MessageDecoder(max_json=self._shared.settings.max_json))
        self.connection.makeConnection(FramedTransport(self, self.connection))  # type: ignore[no-untyped-call]
        self._put = self.connection.put
        for message in self._opening:
            self.connection.dataReceived(message)

    def sendData(self, data: bytes, sync: bool = False, chopsize: int | None = None) -> None:  # noqa: N802
        """Control frames go behind what waits, or they would come into the middle of a frame."""
        if self._put is not None:
            self._put(data)
        else:
            super().sendData(data, sync, chopsize)

    # The next two leave out what autobahn does for a log and for listeners that nobody has
    # here, and which takes longer than the frame itself.

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self._unparsed += data
        if self._parsing is None:
            self._parse_some()

    def _parse_some(self) -> None:
        """Some of what came, and the rest when others have had their turn: small frames cost much
        more than their bytes."""
        self._parsing = None
        self._frames = at = 0
        while at < len(self._unparsed) and self._frames < AT_ONCE:
            self._dataReceived(self._unparsed[at : at + SLICE])
            at += SLICE
        self._unparsed = self._unparsed[at:]
        if self._pinged is not None:
            self._pong()
        if self._unparsed:
            self.transport.pauseProducing()
            self._parsing = self._shared.clock.callLater(0, self._parse_some)
        elif self._put is None or self.connection is None or not self.connection.paused:
            self.transport.resumeProducing()

    @property
    def busy(self) -> bool:
        """Whether what came is not all taken apart yet."""
        return self._parsing is not None

    def onFrameBegin(self) -> None:  # noqa: N802
        self._frames += 1
        fragments = getattr(self, "message_data", None)
        if fragments is not None and len(fragments) > FRAGMENTS:
            fragments[:] = [b"".join(fragments)]  # an object for each byte is fifty times as large
        super().onFrameBegin()

    def onMessageEnd(self) -> None:  # noqa: N802
        if not self.failedByMe:
            self.onMessage(b"".join(self.message_data), self.message_is_binary)
        self.message_data = []

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: N802, N803
        if isBinary:
            self._fail_connection(UNSUPPORTED, "text frames only")
        elif self.connection is not None and self._closed_by_peer is None:
            self.connection.dataReceived(payload)

    def onPing(self, payload: bytes) -> None:  # noqa: N802
        self._pinged = payload

    def _pong(self) -> None:
        """Answer the last ping of what came (RFC 6455, 5.5.3); none while the client does not
        read, or pongs would pile up."""
        payload, self._pinged = self._pinged, None
        if self.connection is not None and self.connection.clear:
            self.sendPong(payload)  # type: ignore[no-untyped-call]

    def onAutoPingTimeout(self) -> None:  # noqa: N802
        """A slow reader is the outbox's affair; one that we do not read cannot have answered."""
        if self.connection is not None and (self.connection.paused or not self.connection.clear):
            self.autoPingTimeoutCall = None
            self._sendAutoPing()
        else:
            super().onAutoPingTimeout()

    def onCloseFrame(self, code: Any, reasonRaw: Any) -> bool | None:  # noqa: N802, N803
        if self.state != self.STATE_OPEN or self.connection is None:
            return super().onCloseFrame(code, reasonRaw)
        if self._closed_by_peer is None:
            self._closed_by_peer = code, reasonRaw
            self.connection.readConnectionLost()
        return None

    def _fail_connection(self, code: int = PROTOCOL_ERROR, reason: str = "") -> None:
        """The client broke the protocol. What it was to be told goes out before the close."""
        session = self.connection.session if self.connection is not None else None
        if self.state == self.STATE_OPEN and session is not None:
            self.failedByMe = True
            self._broken = code, reason
            session.hang_up()
        else:
            super()._fail_connection(code, reason)

    def end(self, code: int, reason: str) -> None:
        """Close from this side, or answer the close that came. Nothing waits any more."""
        self._put = None
        if self._closed_by_peer is not None:
            super().onCloseFrame(*self._closed_by_peer)
        elif self.state == self.STATE_OPEN:
            code, reason = self._broken or (code, reason)
            self.sendCloseFrame(code, reason.encode()[:REASON_MAX])
            self.transport.resumeProducing()  # for its own close, whoever is not read otherwise
        else:
            self.transport.loseConnection()

    def _closeConnection(self, abort: bool = False) -> None:  # noqa: N802
        # After a whole closing handshake autobahn would reset the connection; some clients
        # call that an error. A peer that lingers is aborted by the connection's deadline.
        super()._closeConnection(abort and not self.wasClean)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        if self._parsing is not None and self._parsing.active():
            self._parsing.cancel()
            self._dataReceived(self._unparsed)  # what came before the end
        super().connectionLost(reason)
        if self.connection is not None:
            self.connection.connectionLost(reason)


class FramedTransport:
    """The socket below a WebSocket, for a `Connection` whose codec writes frames."""

    def __init__(self, websocket: WebSocket, connection: Connection) -> None:
        self._websocket = websocket
        self._connection = connection
        transport = websocket.transport
        self.write: Callable[[bytes], None] = transport.write
        self.below = below(transport)
        self.abortConnection = transport.abortConnection
        self.registerProducer = transport.registerProducer
        self.unregisterProducer = transport.unregisterProducer
        self.pauseProducing = transport.pauseProducing
        self.getPeer = transport.getPeer

    def resumeProducing(self) -> None:  # noqa: N802
        if not self._websocket.busy:
            self._websocket.transport.resumeProducing()

    def loseConnection(self) -> None:  # noqa: N802
        self._websocket.end(*close_code(self._connection.ended_by))


class WebSockets(WebSocketServerFactory):
    """The rules for all of them."""

    def __init__(self, shared: ServerContext) -> None:
        super().__init__(reactor=shared.clock, server="")  # type: ignore[no-untyped-call]
        self.shared = shared
        settings = shared.settings
        longest = settings.max_json * ENDLESS
        self.setProtocolOptions(  # type: ignore[no-untyped-call]
            webStatus=False,
            maxMessagePayloadSize=longest,
            maxFramePayloadSize=longest,
            failByDrop=False,
            autoPingInterval=settings.ping_every or 0,
            autoPingTimeout=settings.ping_timeout,
            closeHandshakeTimeout=CLOSE_WITHIN,
        )
        # autobahn copies each option to each connection, and makes a page of text of them;
        # a class that has them is looked up instead.
        options = {name: getattr(self, name) for name in WebSocket.CONFIG_ATTRS}
        self._made: type[WebSocket] = type("WebSocket", (WebSocket,), {**options, "CONFIG_ATTRS": ()})

    def take(self, transport: Any, key: bytes, opening: Sequence[bytes] = ()) -> Session | None:
        """The session of a WebSocket on the transport of an HTTP connection, whose request was
        in order; None when it has ended already."""
        websocket = self._made(self.shared, opening)
        websocket.factory = self
        # Where twisted.web is asked to let go, which it has no public way for: autobahn's
        # own resource does the same.
        if isinstance(transport, ProtocolWrapper):
            transport.wrappedProtocol = websocket  # type: ignore[assignment]
        else:
            transport.protocol = websocket
        websocket.makeConnection(transport)  # type: ignore[no-untyped-call]
        # autobahn reads a request of its own; this one holds what was checked, and no more.
        websocket.dataReceived(
            b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %b\r\n\r\n" % key
        )
        return websocket.connection.session if websocket.connection is not None else None
