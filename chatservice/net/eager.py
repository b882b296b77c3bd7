"""Transports that write at once.

Twisted's `write` notes the bytes and asks the reactor to call back when the socket can
take them: two `epoll_ctl` and one more wake-up for every reader of every line, 29 µs of
CPU a delivery. A socket with nothing queued can nearly always take them now; trying that
first brings it to 11 µs (docs/performance.md). A full or failing socket, and one that has
turned to TLS, go the ordinary way.
"""

from collections.abc import Callable, Iterable

from twisted.internet import tcp, unix
from twisted.internet.error import ConnectionLost
from twisted.protocols.policies import ProtocolWrapper
from twisted.python.failure import Failure

from chatservice.net.proxied import Proxied

READ = 8 * 1024  # bytes read of one connection in a turn: what they cost, all others wait


class _Eager(tcp.Server):
    """`pauseProducing` comes as soon as the kernel refuses a byte, not after 64 KiB more:
    what waits is kept in the outbox, as references to bytes that all readers share."""

    bufferSize = READ  # noqa: N815 (Twisted's name)

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
        except OSError:  # full, or broken: the reactor's own write finds out which
            sent = 0
        if sent < len(data):
            super().write(data[sent:])  # type: ignore[no-untyped-call]

    def writeSequence(self, iovec: Iterable[bytes]) -> None:  # noqa: N802
        self.write(b"".join(iovec))

    def _isSendBufferFull(self) -> bool:  # noqa: N802
        return bool(self._tempDataLen or self.dataBuffer)

    @property
    def direct(self) -> Callable[[bytes], int]:
        """The kernel's own `send`, for whoever knows that nothing is queued before it: the
        inner loop of a fan-out then has no Python frame a reader."""
        return self.socket.send

    @property
    def queued(self) -> bool:
        """Whether something waits here."""
        return self._isSendBufferFull()

    def wait(self) -> None:
        """Have the producer resumed when the kernel takes bytes again: `direct` met a full one."""
        self.producerPaused = True
        if self.connected:
            self.startWriting()  # type: ignore[no-untyped-call]


class EagerServer(_Eager):
    def readConnectionLost(self, reason: Failure) -> None:  # noqa: N802
        """The end of what they send, unless the connection is gone altogether: when a `send`
        meets a reset first, the next `recv` sees what an orderly end looks like."""
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
    """From now on, so many bytes in a turn, for what costs little a byte."""
    while isinstance(transport, ProtocolWrapper):
        transport = transport.transport
    if isinstance(transport, _Eager):
        transport.bufferSize = size


def below(transport: object) -> _Eager | None:
    """The socket's own transport, where bytes may go past `transport`: not where they are encrypted."""
    while isinstance(transport, Proxied):
        transport = transport.transport
    return transport if isinstance(transport, _Eager) else getattr(transport, "below", None)
