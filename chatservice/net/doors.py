"""The doors of the line protocol: listening, and what their connections share."""

import errno
import ipaddress
import socket
from collections.abc import Callable
from typing import Any, Protocol

from twisted.internet.defer import Deferred
from twisted.internet.endpoints import serverFromString
from twisted.internet.error import CannotListenError
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory

from chatservice.core.chat import Chat
from chatservice.core.ports import Clock
from chatservice.errors import Fault, ServerFull, ServerStopping, StartError
from chatservice.net.connection import Connection, Turn
from chatservice.net.eager import EagerPort
from chatservice.net.fanout import Voices
from chatservice.net.outbox import Allowance
from chatservice.net.tally import Tally
from chatservice.settings import Settings
from chatservice.wire.codec import Door

LAST_WORDS = 0.5  # seconds for them, however late it is
BACKLOG = 4096  # connections the kernel holds for us while we are busy


class Shared:
    """What all connections of all line doors share."""

    def __init__(self, chat: Chat, settings: Settings, clock: Clock, turn: Turn) -> None:
        self.chat = chat
        self.settings = settings
        self.clock = clock
        self.turn = turn
        self.tally = Tally()
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
        return max(LAST_WORDS, self.stop_by - self.clock.seconds())

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

    shared: Shared  # set before anybody is let in

    def __init__(self, door: Callable[[], Door]) -> None:
        self._door = door

    def buildProtocol(self, addr: IAddress | None) -> Connection:  # noqa: N802
        return Connection(self.shared, self._door())


class Port(Protocol):
    """What is asked of IListeningPort."""

    def getHost(self) -> Any: ...  # noqa: N802

    def stopListening(self) -> Any: ...  # noqa: N802

    def startListening(self) -> None: ...  # noqa: N802

    def stopReading(self) -> None: ...  # noqa: N802

    def startReading(self) -> None: ...  # noqa: N802


class OpenDoor:
    """A door that listens, but lets nobody in before `port.startReading`.

    `where` is a port number, on `bind`, or any endpoint string of Twisted's; `option` is
    the setting it came from, for messages; `how` begins the line that says how to join.
    """

    def __init__(self, option: str, where: str, bind: str, factory: Any, how: str, reactor: Any) -> None:
        """Raises StartError."""
        self.factory = factory
        self.port: Port
        self._where = where
        self._how = how
        try:
            if where.isdigit():
                eager: Any = EagerPort
                self.port = eager(int(where), factory, BACKLOG, bind, reactor)
                self.port.startListening()
            else:
                self.port = _now(serverFromString(reactor, where).listen(factory))
        except CannotListenError as error:
            reason = getattr(error.socketError, "strerror", None) or error.socketError
            if getattr(error.socketError, "errno", None) == errno.EADDRNOTAVAIL:
                raise StartError(f"--bind {bind}: this machine has no such address.") from None
            raise StartError(
                f"{option} {where}: cannot listen on {error.interface or 'any address'} "
                f"port {error.port}: {reason}. Stop what uses it, or choose another with {option}."
            ) from None
        except Exception as error:  # an endpoint string may fail in any way its plug-in likes
            raise StartError(f"{option} {where}: {error}") from None
        self.port.stopReading()

    def lines(self) -> list[str]:
        """What the start-up says of it: how to join, and how to let others join."""
        address = self.port.getHost()
        host, number = getattr(address, "host", None), getattr(address, "port", None)
        if host is None:
            return [f"{self._how} at {self._where}"]
        ip = ipaddress.ip_address(host)
        shown = _own_address(ip) if ip.is_unspecified else host
        lines = [f"{self._how}: nc {shown} {number}   or   telnet {shown} {number}"]
        if ip.is_loopback:
            everywhere = "::" if ip.version == 6 else "0.0.0.0"  # noqa: S104
            lines.insert(0, f"Only this machine can join; for the network add: --bind {everywhere}")
        return lines


def _now(listening: Deferred[Port]) -> Port:
    """The result of a Deferred that every server endpoint fires at once."""
    results: list[Any] = []
    listening.addBoth(results.append)
    if not results:
        raise StartError("the endpoint did not open at once")
    result = results[0]
    if hasattr(result, "raiseException"):
        result.raiseException()
    return result  # type: ignore[no-any-return]


def _own_address(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """The address others on the network would use; connecting a UDP socket sends nothing."""
    family = socket.AF_INET6 if ip.version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("2001:db8::1" if ip.version == 6 else "192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()
