"""The doors of the line protocol: listening, and what their connections share."""

import ipaddress
import shlex
from collections.abc import Callable
from typing import Any

from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory

from chatservice.core.chat import Chat
from chatservice.core.ports import Clock
from chatservice.errors import Fault, ServerFull, ServerStopping
from chatservice.net.connection import Connection, FlushQueue
from chatservice.net.counters import Counters
from chatservice.net.fanout import Voices
from chatservice.net.listening import ListenAddress, listen, place
from chatservice.net.outbox import Allowance
from chatservice.net.tls import Certificate
from chatservice.settings.schema import Settings
from chatservice.wire.codec import Decoder

LAST_WORDS = 0.5  # seconds for them, however late it is


class ServerContext:
    """What all connections of all line doors share."""

    def __init__(self, chat: Chat, settings: Settings, clock: Clock, turn: FlushQueue) -> None:
        self.chat = chat
        self.settings = settings
        self.clock = clock
        self.turn = turn
        self.tally = Counters()
        self.voices = Voices(self.tally)
        self.allowance = Allowance(settings.outbox_total)
        self.connections: dict[Connection, None] = {}
        self.others = 0  # connections that are not sessions: HTTP between and in requests
        self.stopping = False
        self.stop_by: float | None = None  # when the last socket has to be closed

    @property
    def grace(self) -> float:
        """How long a closing connection may take to hand over what was said."""
        if self.stop_by is None:
            return self.settings.stop_grace
        return max(LAST_WORDS, self.stop_by - self.clock.monotonic())

    def no_room(self) -> Fault | None:
        """Why the newest connection cannot stay."""
        if self.stopping:
            return ServerStopping()
        limit = self.settings.max_clients
        if limit is not None and len(self.connections) + self.others > limit:
            return ServerFull(limit)
        return None


class DoorFactory(Factory):
    noisy = False

    shared: ServerContext  # set before anybody is let in

    def __init__(self, door: Callable[[], Decoder]) -> None:
        self._door = door

    def buildProtocol(self, addr: IAddress | None) -> Connection:  # noqa: N802
        return Connection(self.shared, self._door())


class Listener:
    """A door that listens, but lets nobody in before `port.startReading`.

    `where` is a port number, on `bind`, or any endpoint string; `option` is the setting it
    came from, for messages; `how` begins the line that says how to join. With a
    `certificate` it speaks TLS.
    """

    joining = False  # of small writes, under TLS

    def __init__(
        self,
        option: str,
        where: str,
        bind: str,
        factory: Any,
        how: str,
        reactor: Any,
        certificate: Certificate | None = None,
    ) -> None:
        """Raises StartError."""
        self.factory = factory
        self.option = option
        self._where = where
        self.how = how
        self.certificate = certificate
        self.port = listen(option, where, bind, factory, reactor, certificate, self.joining)

    def place(self) -> ListenAddress:
        return place(self._where, self.port, self.certificate is not None)

    def lines(self) -> list[str]:
        """What the start-up says of it: how to join, and how to let others join."""
        at = self.place()
        lines = [f"{self.how}: {self.join(at)}"]
        if self.certificate is not None:
            lines.append(f"Certificate's SHA-256 fingerprint: {self.certificate.fingerprint}")
        if self._where.isdigit() and (ip := ipaddress.ip_address(self.port.getHost().host)).is_loopback:
            everywhere = "::" if ip.version == 6 else "0.0.0.0"  # noqa: S104
            lines.append(f"Network: only this machine can join; for others add --bind {everywhere}")
        return lines

    def join(self, at: ListenAddress) -> str:
        """What a person types to come in there."""
        target = shlex.quote(at.path) if at.path else at.authority if at.host else at.where
        if at.proxied:
            return f"through the proxy that sends PROXY headers to {target}"
        if at.tls:
            return f"openssl s_client -quiet {'-unix' if at.path else '-connect'} {target}"
        if at.path:
            return f"nc -U {target}"
        return f"nc {at.host} {at.port}   or   telnet {at.host} {at.port}" if at.host else f"at {target}"
