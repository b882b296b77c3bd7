"""The doors of the line protocol: listening."""

import ipaddress
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory

from chatservice.net.connection import Connection
from chatservice.net.context import ServerContext
from chatservice.net.listening import ListenAddress, listen, place
from chatservice.wire.codec import Decoder

if TYPE_CHECKING:
    from chatservice.net.tls import Certificate


class DoorFactory(Factory):
    noisy = False

    shared: ServerContext  # set before the first connection is accepted

    def __init__(self, door: Callable[[], Decoder]) -> None:
        self._door = door

    def buildProtocol(self, addr: IAddress | None) -> Connection:  # noqa: N802
        return Connection(self.shared, self._door())


class Listener:
    """A door that listens, but accepts no connection before `port.startReading`.

    `where` is a port number, on `bind`, or any endpoint string; `option` is the setting it
    came from, for messages; `how` starts the line that says how to join. With a
    `certificate` it speaks TLS.
    """

    joining = False  # whether small writes are joined, under TLS

    def __init__(
        self,
        option: str,
        where: str,
        bind: str,
        factory: Any,
        how: str,
        reactor: Any,
        certificate: "Certificate | None" = None,
    ) -> None:
        """Raises StartError."""
        self.factory = factory
        self.option = option
        self._where = where
        self.how = how
        self.certificate = certificate
        self.port = listen(option, where, bind, factory, reactor, certificate, self.joining)

    @property
    def url(self) -> str:
        """The URL at which others reach it; empty if unknown here, or not a door for browsers."""
        return ""

    def place(self) -> ListenAddress:
        return place(self._where, self.port, self.certificate is not None)

    def lines(self) -> list[str]:
        """Its lines in the greeting: how to join, and how to let others join."""
        at = self.place()
        lines = [f"{self.how}: {self.join(at)}"]
        if self.certificate is not None:
            lines.append(f"Certificate's SHA-256 fingerprint: {self.certificate.fingerprint}")
        if self._where.isdigit() and (ip := ipaddress.ip_address(self.port.getHost().host)).is_loopback:
            everywhere = "::" if ip.version == 6 else "0.0.0.0"  # noqa: S104
            lines.append(f"Network: only this machine can join; for others add --bind {everywhere}")
        return lines

    def join(self, at: ListenAddress) -> str:
        """What a person types to join there."""
        target = shlex.quote(at.path) if at.path else at.authority if at.host else at.where
        if at.proxied:
            return f"through the proxy that sends PROXY headers to {target}"
        if at.tls:
            return f"openssl s_client -quiet {'-unix' if at.path else '-connect'} {target}"
        if at.path:
            return f"nc -U {target}"
        return f"nc {at.host} {at.port}   or   telnet {at.host} {at.port}" if at.host else f"at {target}"
