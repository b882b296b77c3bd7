"""The doors of the line protocol: what their connections share, and listening."""

from collections.abc import Callable

from twisted.internet.interfaces import IAddress, IReactorTime
from twisted.internet.protocol import Factory

from chatservice.core.chat import Chat
from chatservice.errors import Fault, ServerFull, ServerStopping
from chatservice.net.connection import Connection, Turn
from chatservice.net.fanout import Voices
from chatservice.net.outbox import Allowance
from chatservice.settings import Settings
from chatservice.wire.codec import Door


class Shared:
    """What all connections of all line doors share."""

    def __init__(self, chat: Chat, settings: Settings, clock: IReactorTime, turn: Turn) -> None:
        self.chat = chat
        self.settings = settings
        self.clock = clock
        self.turn = turn
        self.voices = Voices()
        self.allowance = Allowance(settings.outbox_total)
        self.connections: dict[Connection, None] = {}
        self.stopping = False

    def no_room(self) -> Fault | None:
        """Why the newest connection cannot stay."""
        if self.stopping:
            return ServerStopping()
        limit = self.settings.max_clients
        if limit is not None and len(self.connections) > limit:
            return ServerFull(limit)
        return None


class DoorFactory(Factory):
    noisy = False

    def __init__(self, shared: Shared, door: Callable[[], Door]) -> None:
        self._shared = shared
        self._door = door

    def buildProtocol(self, addr: IAddress | None) -> Connection:  # noqa: N802
        return Connection(self._shared, self._door())
