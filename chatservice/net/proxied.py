"""Connections that a proxy hands on with a PROXY header, so that the client's address is known.

Both versions of the header are understood (haproxy.org, "The PROXY protocol"). Nothing
behind this, neither TLS nor a session, hears of the connection before the header is
whole: so a limit or a ban by address is decided once, in one place, on the real one.
Whoever reaches such a door can claim any address; it is for the proxy alone.
"""

import ipaddress
import struct
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import Protocol, connectionDone
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory
from twisted.python.failure import Failure
from zope.interface import alsoProvides, directlyProvides, providedBy

from chatservice.core.ports import Clock, Timer

Address = IPv4Address | IPv6Address

V1 = b"PROXY "
V1_MAX = 107  # bytes, its CRLF included
V2 = b"\r\n\r\n\0\r\nQUIT\n"
V2_HEAD = 16
V2_MAX = 4096  # bytes behind the head: addresses, and notes of the proxy that nobody reads
PATIENCE = 10.0  # seconds for the header


class BadHeader(ValueError):
    """What came is no PROXY header."""


def header(data: bytes) -> tuple[int, Address | None] | None:
    """The length of the header that `data` begins with, and whose connection it is.

    None while it is not whole yet; no address when the proxy speaks for itself, or does
    not know. Raises BadHeader.
    """
    if data.startswith(V2[: len(data)]):
        return _second(data)
    if data.startswith(V1[: len(data)]):
        return _first(data)
    raise BadHeader


def _first(data: bytes) -> tuple[int, Address | None] | None:
    end = data.find(b"\r\n", 0, V1_MAX)
    if end < 0:
        if len(data) >= V1_MAX:
            raise BadHeader
        return None
    words = data[:end].decode("latin-1").split(" ")
    if words[1] == "UNKNOWN":
        return end + 2, None
    if len(words) != 6 or words[1] not in ("TCP4", "TCP6"):
        raise BadHeader
    try:
        # Without the scope that an address of version 6 may have: it is any text.
        return end + 2, _address(ipaddress.ip_address(words[2].partition("%")[0]), int(words[4]))
    except ValueError:
        raise BadHeader from None


def _second(data: bytes) -> tuple[int, Address | None] | None:
    if len(data) < V2_HEAD:
        return None
    what, family, length = struct.unpack("!BBH", data[12:V2_HEAD])
    if what not in (0x20, 0x21) or length > V2_MAX:
        raise BadHeader
    if len(data) < V2_HEAD + length:
        return None
    body = data[V2_HEAD : V2_HEAD + length]
    size = {0x11: 4, 0x21: 16}.get(family)
    if what == 0x20 or size is None:  # the proxy's own, or of no address that counts
        return V2_HEAD + length, None
    if length < 2 * size + 4:
        raise BadHeader
    (port,) = struct.unpack("!H", body[2 * size : 2 * size + 2])
    return V2_HEAD + length, _address(ipaddress.ip_address(body[:size]), port)


def _address(ip: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int) -> Address:
    if not 0 <= port < 65_536:
        raise BadHeader
    ip = getattr(ip, "ipv4_mapped", None) or ip  # one client, one address
    kind = IPv4Address if ip.version == 4 else IPv6Address
    return kind("TCP", str(ip), port)


class Proxied(ProtocolWrapper):
    """The wrapped protocol is connected when the header has come, with the address in it."""

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
            length, self._peer = found
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


class ProxiedFactory(WrappingFactory):
    protocol = Proxied
    noisy = False

    def __init__(self, factory: Any, clock: Clock) -> None:
        super().__init__(factory)  # type: ignore[no-untyped-call]
        self.clock = clock
