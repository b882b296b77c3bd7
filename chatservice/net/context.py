"""What connections of all doors share."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from twisted.internet.defer import Deferred
from twisted.logger import Logger

from chatservice.core.chat import Chat
from chatservice.core.ports import Clock
from chatservice.errors import Fault, ServerFull, ServerStopping
from chatservice.net.allowance import Allowance
from chatservice.net.counters import Counters
from chatservice.net.fanout import Variants
from chatservice.settings.schema import Settings

LAST_WORDS = 0.5  # seconds for sending them, however late it is

log = Logger()


class Flushes(Protocol):
    """An object that has something to send when the turn ends."""

    def flush(self) -> None: ...


class FlushQueue:
    """Connections with something to send when the turn ends."""

    def __init__(self, later: Callable[[float, Callable[[], object]], object]) -> None:
        self._later = later
        self._touched: list[Flushes] = []
        self._due = False
        self.before: Callable[[], None] = lambda: None

    def touch(self, connection: Flushes) -> None:
        self._touched.append(connection)
        if not self._due:
            self.soon()

    def soon(self) -> None:
        if not self._due:
            self._due = True
            self._later(0, self.end)

    def end(self) -> None:
        self._due = False
        self.before()
        touched, self._touched = self._touched, []
        for connection in touched:
            connection.flush()


class OpenConnection(Protocol):
    """A connection that has a session."""

    @property
    def door(self) -> str: ...

    @property
    def dialect(self) -> str: ...

    @property
    def gone(self) -> Deferred[None]:
        """Fires when the connection is lost."""
        ...

    def read(self, more: bool) -> None:
        """Continue (`more`) or pause reading from the network."""
        ...


class ExtraGauge(NamedTuple):
    """A metric of an optional part of the server."""

    name: str
    text: str
    value: Callable[[], float]


class ServerContext:
    """What all connections of all doors share."""

    def __init__(self, chat: Chat, settings: Settings, clock: Clock, turn: FlushQueue) -> None:
        self.chat = chat
        self.settings = settings
        self.clock = clock
        self.turn = turn
        self.tally = Counters()
        self.gauges: list[ExtraGauge] = []
        self.variants = Variants(self.tally)
        self.allowance = Allowance(settings.outbox_total)
        self.connections: dict[OpenConnection, None] = {}
        self.others = 0  # connections that are not sessions: HTTP between and in requests
        self.irc: object = None  # what IRC connections share, once there is one
        self.stopping = False
        self.stop_by: float | None = None  # when the last socket has to be closed

    @property
    def grace(self) -> float:
        """Seconds that a closing connection may take to send what is queued."""
        if self.stop_by is None:
            return self.settings.stop_grace
        return max(LAST_WORDS, self.stop_by - self.clock.monotonic())

    def no_room(self) -> Fault | None:
        """Why the newest connection must be refused, if so."""
        if self.stopping:
            return ServerStopping()
        limit = self.settings.max_clients
        if limit is not None and len(self.connections) + self.others > limit:
            return ServerFull(limit)
        return None
