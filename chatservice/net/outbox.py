"""The queue of bytes for one reader, and the rule for readers that are too slow.

While the kernel takes bytes nothing waits here. When it does not, an outbox holds
references to bytes that other outboxes share, up to its own cap and a cap for all outboxes
together. Everything that waits for a reader waits here, and nothing below: so the caps
count it, and the outbox knows which lines of which room the network took. A reader over a
cap loses what waits at once and its own connection soon, and nothing else; it is told where
to resume.
"""

from collections import deque
from collections.abc import Callable, Sequence

from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

from chatservice.net.allowance import Allowance
from chatservice.net.parcel import Parcel
from chatservice.net.transport import Direct, OutboxOwner, Transport

SLICE = 64 * 1024  # bytes per write to a transport that accepts any amount
REST = 128 * 1024  # bytes of a partly sent event that are still sent to a reader that is being closed


@implementer(IPushProducer)
class Outbox:
    """With `direct`, bytes go straight to the kernel."""

    __slots__ = (
        "__weakref__",
        "_allowance",
        "_blocked",
        "_drained",
        "_firsts",
        "_full",
        "_gone",
        "_lost",
        "_owner",
        "_parcels",
        "_taken",
        "_then",
        "_torn",
        "_transport",
        "_wait",
        "limit",
        "send_now",
        "size",
    )

    def __init__(
        self,
        transport: Transport,
        limit: int,
        allowance: Allowance,
        owner: OutboxOwner,
        direct: Direct | None = None,
    ) -> None:
        self.limit = limit
        self.size = 0  # bytes that wait
        self._transport = transport
        self.send_now = direct.direct if direct is not None else None
        self._wait = direct.wait if direct is not None else None
        self._allowance = allowance
        self._owner = owner
        self._blocked = False  # the network is full
        self._full = False  # this outbox is full: what comes now is lost
        self._gone = False
        self._torn = False  # in the middle of an event: nothing more can be sent
        self._lost: dict[int, int] | None = None  # by room, the first lost seq
        self._firsts: dict[int, int] | None = None  # by room, the first waiting seq; computed on request
        self._parcels: deque[Parcel] | None = None  # once something waits
        self._taken = 0  # bytes of the first of them that were sent
        self._then: Callable[[], None] | None = None  # after the last byte
        self._drained: list[Deferred[None]] | None = None
        transport.registerProducer(self, True)
        if direct is not None and direct.queued:
            self._block()

    @property
    def clear(self) -> bool:
        """Whether the network takes what is written."""
        return not (self._blocked or self._full)

    # In.

    def write(self, parcel: Parcel, taken: int = 0) -> None:
        """Hand `parcel` to the network, and keep what it does not take. If `taken` is set, the network has
        already taken that many bytes of it, and is full."""
        if self._full or self._blocked or taken:
            self._keep(parcel, taken)
            return
        data = parcel.data
        taken = self._hand(data)
        if taken < len(data):
            self._keep(parcel, taken)

    def write_all(self, parcels: Sequence[Parcel], taken: int = 0) -> None:
        """Write several parcels in one write."""
        if len(parcels) == 1:
            self.write(parcels[0], taken)
            return
        if not (self._blocked or self._full or taken):
            data = b"".join([parcel.data for parcel in parcels])
            taken = self._hand(data)
            if taken == len(data):
                return
        for parcel in parcels:
            if taken < len(parcel.data):
                self._keep(parcel, taken)
                taken = 0
            else:
                taken -= len(parcel.data)

    def _keep(self, parcel: Parcel, taken: int) -> None:
        if not self._full and (taken or self.size < self.limit):
            self._append(parcel, taken)
        else:
            self.overflow()
            self._lose(parcel, taken)

    def _append(self, parcel: Parcel, taken: int = 0) -> None:
        if self._parcels is None:
            self._parcels = deque()
        self._parcels.append(parcel)
        self._taken = taken or self._taken
        self._resize(len(parcel.data) - taken)
        self._allowance.hold(parcel)
        if not self._blocked:
            self._block()

    def _resize(self, change: int) -> None:
        before, self.size = self.size, self.size + change
        self._firsts = None
        if not self._full:
            self._allowance.move(self, before, self.size)

    # Out.

    def _hand(self, data: bytes) -> int:
        """Hand `data` to the network; returns how many bytes it took."""
        if self.send_now is not None:
            try:
                return self.send_now(data)
            except OSError:  # full or broken: the reactor finds out which
                return 0
        taken = 0
        while taken < len(data) and not self._blocked:
            self._transport.write(data[taken : taken + SLICE])
            taken += SLICE
        return min(taken, len(data))

    def _block(self) -> None:
        self._blocked = True
        if self._wait is not None:
            self._wait()
        self._owner.turned()

    def _pump(self) -> None:
        while self._parcels and not self._blocked:
            data = self._next()
            taken = self._hand(data)
            self._take(taken)
            if taken < len(data) and not self._blocked:
                self._block()
        if not self._blocked:
            self._parcels = None
            self._went()

    def _next(self) -> bytes:
        """The next bytes to send: of one large parcel, or of several small ones."""
        parcels = self._parcels or ()
        some, size = [], 0
        for parcel in parcels:
            some.append(parcel.data)
            size += len(parcel.data)
            if size >= SLICE:
                break
        if self._taken:
            some[0] = memoryview(some[0])[self._taken :]  # type: ignore[call-overload]
        return some[0] if len(some) == 1 and self.send_now is not None else b"".join(some)

    def _take(self, taken: int) -> None:
        """Remove bytes that were sent from the queue."""
        self._resize(-taken)
        taken += self._taken
        parcels = self._parcels
        while parcels and taken >= len(parcels[0].data):
            parcel = parcels.popleft()
            taken -= len(parcel.data)
            self._allowance.release(parcel)
        self._taken = taken

    def _went(self) -> None:
        """The queue is empty."""
        if self._then is not None:
            then, self._then = self._then, None
            self._transport.unregisterProducer()
            then()
        elif not self._full:
            self._owner.turned()
            self._fire()

    # Losses.

    def overflow(self) -> None:
        """This reader is too slow."""
        if not self._full:
            self.let_go()
            self._owner.overflowed()

    def let_go(self) -> None:
        """Drop what waits, except the rest of a partly sent event, and everything that follows. A
        reader gets the closing message only if it has no more than a line to read before it."""
        if self._full:
            return
        self._full = True
        parcels, taken = self._parcels or (), self._taken
        self._allowance.move(self, self.size, 0)
        self._parcels, self._taken, self.size, self._firsts = None, 0, 0, None
        for parcel in parcels:
            self._allowance.release(parcel)
            end, _ = parcel.split(taken)
            self._lose(parcel, taken)
            if end - taken > REST:
                self._torn = True
            elif end > taken:
                self._append(Parcel(parcel.data[taken:end]))
            taken = 0

    def _lose(self, parcel: Parcel, taken: int) -> None:
        _, first = parcel.split(taken)
        if parcel.room and first:
            if self._lost is None:
                self._lost = {}
            self._lost.setdefault(parcel.room, first)

    def unsent(self, room: int) -> int | None:
        """The lowest seq of `room` that the network has not taken; None if it took all."""
        if self._lost and room in self._lost:
            return self._lost[room]
        if self._firsts is None:
            self._firsts = {}
            taken = self._taken
            for parcel in self._parcels or ():
                first = parcel.split(taken)[1]
                if parcel.room and first:
                    self._firsts.setdefault(parcel.room, first)
                taken = 0
        return self._firsts.get(room)

    # The end.

    def last(self, data: bytes, then: Callable[[], None]) -> None:
        """Write `data` after all that waits, and call `then` when the network has taken it."""
        if self._torn:
            self._transport.abortConnection()
            return
        self._then = then
        if data:
            parcel = Parcel(data)
            taken = self._hand(data) if not self._blocked else 0
            if taken < len(data):
                self._append(parcel, taken)
        if not self._blocked:
            self._went()
        self._fire()

    def release(self) -> None:
        """Hand the transport over to another owner, with all that waits."""
        data, parcels = self._taken, self._parcels or ()
        rest = b"".join([parcel.data for parcel in parcels])[data:]
        self.drop()
        self._transport.unregisterProducer()
        if rest:
            self._transport.write(rest)

    def drop(self) -> None:
        """Drop what waits: the connection is lost."""
        if not self._full:
            self._allowance.move(self, self.size, 0)
        self._full = self._gone = True
        self.size = 0
        for parcel in self._parcels or ():
            self._allowance.release(parcel)
        self._parcels = self._then = None
        self._fire()

    def drained(self) -> Deferred[None]:
        if self.clear or self._gone:
            return succeed(None)
        waiting: Deferred[None] = Deferred()
        if self._drained is None:
            self._drained = []
        self._drained.append(waiting)
        return waiting

    def _fire(self) -> None:
        waiting, self._drained = self._drained, None
        for deferred in waiting or ():
            deferred.callback(None)

    # IPushProducer: the transport says when the network is full and when it is free.

    def pauseProducing(self) -> None:  # noqa: N802
        if not self._blocked:
            self._blocked = True
            self._owner.turned()

    def resumeProducing(self) -> None:  # noqa: N802
        self._blocked = False
        self._pump()

    def stopProducing(self) -> None:  # noqa: N802
        self._blocked = True
        self.drop()
