"""WebSocket: the same connection as on the line door, with frames instead of lines.

autobahn parses the client's frames and follows the protocol (RFC 6455); a `Connection` sits on
top of it. What that writes is already framed (wire/websocket.py) and goes straight to the
socket, so that outbox, fan-out and the immediate write are those of every other reader. Nothing
is compressed: that would cost 100 KB per connection, and shared bytes.

A close frame ends what the client sends but is no goodbye: earlier commands are carried out and
answered first, and its token stays valid.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

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
from chatservice.wire.websocket import REASON_MAX, MessageDecoder, close_code, close_fault

ENDLESS = 16  # a message this many times too long ends the connection instead of being discarded
SLICE = 1024  # bytes given to autobahn at a time: it copies its buffer for every frame in it
FRAGMENTS = 1000  # pieces of one message held separately
AT_ONCE = 100  # frames parsed before others have their turn
CLOSE_WITHIN = 3.0  # seconds for the client's own close frame
PROTOCOL_ERROR, UNSUPPORTED = 1002, 1003  # close codes beside those of wire/websocket.py


class WebSocketRequest(NamedTuple):
    """A valid request for a WebSocket: its key, the address of the client if it is not the transport's, and
    the sub-protocol that was chosen (empty for that of programs)."""

    key: bytes
    client: Any = None
    protocol: str = ""
    encrypted: bool = False


class WebSocket(WebSocketServerProtocol):
    """One client. `opening` is treated as its first message (a login, for example)."""

    transport: Any
    connection: Connection | None = None
    # Mistakes of clients are reported to them, not logged.
    log = txaio.make_logger("error")  # type: ignore[attr-defined]

    def __init__(self, shared: ServerContext, opening: Sequence[bytes], request: "WebSocketRequest") -> None:
        super().__init__()
        self._client = request.client
        self.protocol_name = request.protocol
        self.encrypted = request.encrypted
        self._shared = shared
        self._opening = opening
        self._closed_by_peer: tuple[Any, Any] | None = None
        self._broken: tuple[int, str] | None = None
        self._pinged: bytes | None = None
        self._unparsed = b""
        self._frames = 0  # in this turn
        self._parsing: Timer | None = None
        self._put: Callable[[bytes], None] | None = None  # where writes go, while open

    def onConnect(self, request: Any) -> str | None:  # noqa: N802
        """Select no sub-protocol."""
        return None

    def _connection(self) -> Connection:
        return Connection(self._shared, MessageDecoder(max_json=self._shared.settings.max_json))

    def _below(self, connection: Connection) -> "FramedTransport":
        """What the connection writes to."""
        return FramedTransport(self, connection)

    def onOpen(self) -> None:  # noqa: N802
        self.connection = self._connection()
        self.connection.forwarded_from = self._client
        self.connection.makeConnection(self._below(self.connection))  # type: ignore[no-untyped-call]
        self._put = self.connection.put
        for message in self._opening:
            self.connection.dataReceived(message)

    def sendData(self, data: bytes, sync: bool = False, chopsize: int | None = None) -> None:  # noqa: N802
        """Queue control frames after what waits, or they would end up in the middle of a frame."""
        if self._put is not None:
            self._put(data)
        else:
            super().sendData(data, sync, chopsize)

    # The next two leave out autobahn's log and listeners, which are unused here and take
    # longer than the frame itself.

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self._unparsed += data
        if self._parsing is None:
            self._parse_some()

    def _parse_some(self) -> None:
        """Parse some of the input, and the rest after others have had their turn: small frames cost
        much more than their bytes."""
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
        """Whether some input is not parsed yet."""
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
        """Answer the last ping of the input (RFC 6455, 5.5.3), but not while the client does not read,
        or pongs would pile up."""
        payload, self._pinged = self._pinged, None
        if self.connection is not None and self.connection.clear:
            self.sendPong(payload)  # type: ignore[no-untyped-call]

    def onAutoPingTimeout(self) -> None:  # noqa: N802
        """The outbox handles a slow reader; a client that we do not read cannot have answered."""
        if self.connection is not None and (self.connection.paused or not self.connection.clear):
            self.autoPingTimeoutCall = None
            self._sendAutoPing()
        else:
            super().onAutoPingTimeout()

    def onCloseFrame(self, code: Any, reasonRaw: Any) -> bool | None:  # noqa: N802, N803
        if self.state != self.STATE_OPEN or self.connection is None:
            return super().onCloseFrame(code, reasonRaw)
        fault = close_fault(code, reasonRaw or b"")
        if fault is not None:
            self._fail_connection(*fault)
        elif self._closed_by_peer is None:
            self._closed_by_peer = code, reasonRaw
            self.connection.readConnectionLost()
        return None

    def _fail_connection(self, code: int = PROTOCOL_ERROR, reason: str = "") -> None:
        """The client broke the protocol. Queued events are sent before the close."""
        session = self.connection.session if self.connection is not None else None
        if self.state == self.STATE_OPEN and session is not None:
            self.failedByMe = True
            self._broken = code, reason
            session.hang_up()
        else:
            super()._fail_connection(code, reason)

    def end(self, code: int, reason: str) -> None:
        """Close from this side, or answer the client's close. The queue is empty."""
        self._put = None
        if self._closed_by_peer is not None:
            super().onCloseFrame(*self._closed_by_peer)
        elif self.state == self.STATE_OPEN:
            code, reason = self._broken or (code, reason)
            self.sendCloseFrame(code, reason.encode()[:REASON_MAX])
            self.transport.resumeProducing()  # for its own close, even if reading was paused
        else:
            self.transport.loseConnection()

    def _closeConnection(self, abort: bool = False) -> None:  # noqa: N802
        # After a complete closing handshake autobahn would reset the connection; some clients
        # report that as an error. A peer that lingers is aborted by the connection's deadline.
        super()._closeConnection(abort and not self.wasClean)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        if self._parsing is not None and self._parsing.active():
            self._parsing.cancel()
            self._dataReceived(self._unparsed)  # what came before the end
        super().connectionLost(reason)
        if self.connection is not None:
            self.connection.connectionLost(reason)


def _header(request: WebSocketRequest) -> bytes:
    """Autobahn answers with the sub-protocol that was chosen if it is asked for."""
    return b"Sec-WebSocket-Protocol: %b\r\n" % request.protocol.encode() if request.protocol else b""


class FramedTransport:
    """The socket below a WebSocket, for a `Connection` whose codec writes frames."""

    def __init__(self, websocket: WebSocket, connection: Connection) -> None:
        self._websocket = websocket
        self._connection = connection
        transport = websocket.transport
        self.write: Callable[[bytes], None] = transport.write
        self.below: object = below(transport)
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
    """The options of all WebSockets."""

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
        # autobahn copies each option to each connection, and formats them as a page of text;
        # instead, they are attributes of a class.
        self._options = {name: getattr(self, name) for name in WebSocket.CONFIG_ATTRS}
        self._made: dict[type[WebSocket], type[WebSocket]] = {}

    def upgraded(
        self, key: bytes, client: Any = None, protocol: str = "", encrypted: bool = False
    ) -> WebSocketRequest:
        return WebSocketRequest(key, client, protocol, encrypted)

    def _class(self, kind: type[WebSocket]) -> type[WebSocket]:
        made = self._made.get(kind)
        if made is None:
            made = self._made[kind] = type(kind.__name__, (kind,), {**self._options, "CONFIG_ATTRS": ()})
        return made

    def take(
        self,
        transport: Any,
        request: WebSocketRequest,
        opening: Sequence[bytes] = (),
        kind: type[WebSocket] = WebSocket,
    ) -> Session | None:
        """The session of a WebSocket on the transport of an HTTP connection with that request; None if it
        has already ended."""
        websocket = self._class(kind)(self.shared, opening, request)
        websocket.factory = self
        # Make twisted.web let go of the transport, for which it has no public way: autobahn's
        # own resource does the same.
        if isinstance(transport, ProtocolWrapper):
            transport.wrappedProtocol = websocket  # type: ignore[assignment]
        else:
            transport.protocol = websocket
        websocket.makeConnection(transport)  # type: ignore[no-untyped-call]
        # autobahn reads a request of its own; this one has only what was checked.
        websocket.dataReceived(
            b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %b\r\n%b\r\n" % (request.key, _header(request))
        )
        return websocket.connection.session if websocket.connection is not None else None
