"""What waits for one reader's network, and the rule for readers that are too slow.

While the kernel takes bytes nothing waits here. When it does not, an outbox holds
references to bytes that other outboxes hold too, up to a cap of its own and one for all
outboxes together. A reader over the cap loses its own connection and nothing else; the
pieces say which lines of which room were not handed over, so it is told where to resume.
"""

from collections import deque
from collections.abc import Callable
from typing import Protocol

from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer


class Transport(Protocol):
    """What is asked of ITransport, IConsumer and IPushProducer, and of TCP where there is TCP."""

    def write(self, data: bytes) -> None: ...

    def getPeer(self) -> object: ...  # noqa: N802

    def loseConnection(self) -> None: ...  # noqa: N802

    def abortConnection(self) -> None: ...  # noqa: N802

    def registerProducer(self, producer: object, streaming: bool) -> None: ...  # noqa: N802

    def unregisterProducer(self) -> None: ...  # noqa: N802

    def pauseProducing(self) -> None: ...  # noqa: N802

    def resumeProducing(self) -> None: ...  # noqa: N802


class Allowance:
    """The cap (bytes) for all outboxes together; the fullest one pays when it is reached."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self._waiting: dict[Outbox, None] = {}

    def add(self, outbox: "Outbox", size: int) -> None:
        self.used += size
        self._waiting[outbox] = None
        if self.used > self.limit:
            max(self._waiting, key=lambda waiting: waiting.size).overflow()

    def remove(self, outbox: "Outbox", size: int) -> None:
        self.used -= size
        if not outbox.size:
            self._waiting.pop(outbox, None)


@implementer(IPushProducer)
class Outbox:
    """`on_overflow` is called once, when this reader is too slow; `on_turn` when the
    network begins or ceases to be full."""

    __slots__ = (
        "__weakref__",
        "_allowance",
        "_blocked",
        "_drained",
        "_full",
        "_on_overflow",
        "_on_turn",
        "_pieces",
        "_transport",
        "_write",
        "limit",
        "size",
    )

    def __init__(
        self,
        transport: Transport,
        limit: int,
        allowance: Allowance,
        on_overflow: Callable[[], None],
        on_turn: Callable[[], None],
    ) -> None:
        self.limit = limit
        self.size = 0
        self._transport = transport
        self._write = transport.write
        self._allowance = allowance
        self._on_overflow = on_overflow
        self._on_turn = on_turn
        self._blocked = False
        self._full = False
        self._pieces: deque[tuple[bytes, int, int]] | None = None  # once something waits
        self._drained: list[Deferred[None]] = []
        transport.registerProducer(self, True)

    @property
    def clear(self) -> bool:
        """Whether nothing waits, here or in the transport."""
        return not self._blocked

    def write(self, data: bytes, room: int = 0, first: int = 0) -> None:
        """Hand `data` to the network, or keep it until the network takes it. `room` and
        `first` say which lines it holds (0: none)."""
        if not self._blocked:
            self._write(data)
        elif not self._full:
            if self._pieces is None:
                self._pieces = deque()
            self._pieces.append((data, room, first))
            self.size += len(data)
            self._allowance.add(self, len(data))
            if self.size > self.limit:
                self.overflow()

    def unsent(self, room: int) -> int | None:
        """The lowest seq of `room` that still waits."""
        return min((first for _, of, first in self._pieces or () if of == room), default=None)

    def overflow(self) -> None:
        if not self._full:
            self._full = True
            self._on_overflow()

    def drop(self) -> None:
        """Forget what waits: the connection is ending."""
        dropped, self.size = self.size, 0
        self._pieces = None
        self._allowance.remove(self, dropped)
        self._fire()

    def last(self, data: bytes) -> None:
        """Write `data` behind all that waits, and let the transport go on alone."""
        rest = b"".join(piece for piece, _, _ in self._pieces or ())
        self.drop()
        self._transport.unregisterProducer()
        if rest or data:
            self._write(rest + data)

    def drained(self) -> Deferred[None]:
        if not self._blocked:
            return succeed(None)
        waiting: Deferred[None] = Deferred()
        self._drained.append(waiting)
        return waiting

    def _fire(self) -> None:
        waiting, self._drained = self._drained, []
        for deferred in waiting:
            deferred.callback(None)

    # IPushProducer: the transport says when the network is full, and when it is not.

    def pauseProducing(self) -> None:  # noqa: N802
        self._blocked = True
        self._on_turn()

    def resumeProducing(self) -> None:  # noqa: N802
        self._blocked = False
        while self._pieces and not self._blocked:
            data, _, _ = self._pieces.popleft()
            self.size -= len(data)
            self._allowance.remove(self, len(data))
            self._write(data)
        if not self._blocked:
            self._pieces = None
            self._on_turn()
            self._fire()

    def stopProducing(self) -> None:  # noqa: N802
        self._blocked = True
        self.drop()
