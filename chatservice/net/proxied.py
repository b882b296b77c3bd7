"""Connections that a proxy forwards with a PROXY header, so that the client's address is known.

The layers above, TLS and the session, do not see the connection before the header is complete:
so a limit or a ban by address is decided once, in one place, on the real address. Any client
that reaches such a door can claim any address; it must be open to the proxy only.
"""

from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import Protocol, connectionDone
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory
from twisted.python.failure import Failure
from zope.interface import alsoProvides, directlyProvides, providedBy

from chatservice.core.ports import Clock, Timer
from chatservice.wire.proxy_header import BadHeader, Client, header

Address = IPv4Address | IPv6Address

PATIENCE = 10.0  # seconds for the header


class Proxied(ProtocolWrapper):
    """Connects the wrapped protocol once the header has arrived, with the address in it."""

    wrappedProtocol: Any  # noqa: N815
    transport: Any

    def __init__(self, factory: "ProxiedFactory", protocol: Protocol) -> None:
        super().__init__(factory, protocol)  # type: ignore[arg-type]
        self._clock = factory.clock
        self._begin: bytearray | None = bytearray()
        self._peer: Address | None = None
        self._deadline: Timer | None = None

    def makeConnection(self, transport: Any) -> None:  # noqa: N802
        self.transport = transport
        self.connected = 1
        self.factory.registerProtocol(self)
        self._deadline = self._clock.callLater(PATIENCE, transport.abortConnection)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._begin is None:
            self.wrappedProtocol.dataReceived(data)
            return
        self._begin += data
        try:
            found = header(bytes(self._begin))
        except BadHeader:
            self.transport.abortConnection()
            return
        if found is not None:
            length, client = found
            self._peer = _address(client) if client is not None else None
            self._connect(bytes(self._begin[length:]))

    def _connect(self, rest: bytes) -> None:
        self._begin = None
        self._stop_waiting()
        directlyProvides(self, providedBy(self.transport))
        if IHalfCloseableProtocol.providedBy(self.wrappedProtocol):
            alsoProvides(self, IHalfCloseableProtocol)
        self.wrappedProtocol.makeConnection(self)
        if rest and self.wrappedProtocol is not None:
            self.wrappedProtocol.dataReceived(rest)

    def _stop_waiting(self) -> None:
        if self._deadline is not None and self._deadline.active():
            self._deadline.cancel()

    def readConnectionLost(self) -> None:  # noqa: N802
        if IHalfCloseableProtocol.providedBy(self.wrappedProtocol):
            self.wrappedProtocol.readConnectionLost()
        else:  # it was another protocol when the connection began
            self.transport.abortConnection()

    def writeConnectionLost(self) -> None:  # noqa: N802
        self.wrappedProtocol.writeConnectionLost()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        self._stop_waiting()
        self.factory.unregisterProtocol(self)
        if self._begin is None:
            self.wrappedProtocol.connectionLost(reason)
        self.wrappedProtocol = None

    def getPeer(self) -> Any:  # noqa: N802
        return self._peer or self.transport.getPeer()


def _address(client: Client) -> Address:
    kind = IPv6Address if ":" in client.host else IPv4Address
    return kind("TCP", client.host, client.port)


class ProxiedFactory(WrappingFactory):
    protocol = Proxied
    noisy = False

    def __init__(self, factory: Any, clock: Clock) -> None:
        super().__init__(factory)  # type: ignore[no-untyped-call]
        self.clock = clock
