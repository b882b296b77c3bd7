"""Transports that write at once.

Twisted's `write` notes the bytes and asks the reactor to call back when the socket can
take them: two `epoll_ctl` and one more wake-up for every reader of every line, 29 µs of
CPU a delivery. A socket with nothing queued can nearly always take them now; trying that
first brings it to 11 µs (docs/performance.md). A full or failing socket, and one that has
turned to TLS, go the ordinary way.
"""

from collections.abc import Callable, Iterable

from twisted.internet import main, tcp, unix
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.protocols.policies import ProtocolWrapper
from twisted.python.failure import Failure

from chatservice.net.proxied import Proxied

READ = 8 * 1024  # bytes read from one connection in a turn: all others wait while they are handled


class _Eager(tcp.Server):
    """Calls `pauseProducing` as soon as the kernel refuses a byte, not after 64 KiB more: what
    waits is in the outbox, as references to bytes that all readers share."""

    bufferSize = READ  # noqa: N815 (Twisted's name)

    def doRead(self) -> ConnectionDone | ConnectionLost | None:  # type: ignore[override]  # noqa: N802
        """As Twisted's, in one step."""
        try:
            data = self.socket.recv(self.bufferSize)
        except BlockingIOError:
            return None
        except OSError:
            return main.CONNECTION_LOST
        if not data:
            return main.CONNECTION_DONE
        self.protocol.dataReceived(data)  # type: ignore[call-arg, misc]
        return None

    def write(self, data: bytes) -> None:
        if (
            self._tempDataBuffer
            or self.dataBuffer
            or self.disconnecting
            or self.TLS
            or not self.connected
            or self._writeDisconnected
        ):
            super().write(data)  # type: ignore[no-untyped-call]
            return
        try:
            sent = self.socket.send(data)
        except OSError:  # full or broken: the reactor's own write finds out which
            sent = 0
        if sent < len(data):
            super().write(data[sent:])  # type: ignore[no-untyped-call]

    def writeSequence(self, iovec: Iterable[bytes]) -> None:  # noqa: N802
        self.write(b"".join(iovec))

    def _isSendBufferFull(self) -> bool:  # noqa: N802
        return bool(self._tempDataLen or self.dataBuffer)

    @property
    def direct(self) -> Callable[[bytes], int]:
        """The kernel's own `send`, for callers that know that nothing is queued before it: the
        inner loop of a fan-out then needs no Python frame per reader."""
        return self.socket.send

    @property
    def queued(self) -> bool:
        """Whether something waits here."""
        return self._isSendBufferFull()

    def wait(self) -> None:
        """Resume the producer when the kernel takes bytes again, after `direct` found it full."""
        self.producerPaused = True
        if self.connected:
            self.startWriting()  # type: ignore[no-untyped-call]


class EagerServer(_Eager):
    def readConnectionLost(self, reason: Failure) -> None:  # noqa: N802
        """The client sends no more, unless the connection is lost: if a `send` meets a reset first,
        the next `recv` looks like an orderly end."""
        try:
            self.socket.getpeername()
        except OSError:
            self.connectionLost(Failure(ConnectionLost()))
        else:
            super().readConnectionLost(reason)


class EagerUnixServer(_Eager, unix.Server):
    pass


class EagerPort(tcp.Port):
    transport = EagerServer


def read_at_once(transport: object, size: int) -> None:
    """Read up to `size` bytes in a turn from now on, for data that is cheap to handle."""
    while isinstance(transport, ProtocolWrapper):
        transport = transport.transport
    if isinstance(transport, _Eager):
        transport.bufferSize = size


def below(transport: object) -> _Eager | None:
    """The socket's own transport, if bytes may bypass `transport`: not if they are encrypted."""
    while isinstance(transport, Proxied):
        transport = transport.transport
    return transport if isinstance(transport, _Eager) else getattr(transport, "below", None)
