"""A request's body: in memory, as far as the address's share allows, or poured into a sink."""

from collections.abc import Awaitable, Callable

from twisted.internet.defer import Deferred

from chatservice.errors import Fault, Internal
from chatservice.net.http.engine.routes import Sink
from chatservice.net.http.engine.site_context import SiteContext

GRANT = 16 * 1024  # bytes of a body in memory that are reserved at once


class MemoryBody:
    """`data` is what has arrived."""

    def __init__(self, site: SiteContext, address: str) -> None:
        self._site = site
        self._address = address
        self._granted = 0  # bytes of it that are allowed so far
        self.data = bytearray()

    def add(self, data: bytes) -> None:
        """Raises Fault when the address's share is used up."""
        while len(self.data) + len(data) > self._granted:
            self._site.bodies.take(self._address, GRANT, self._site.settings.http_bodies)
            self._granted += GRANT
        self.data += data

    def release(self) -> None:
        self._site.bodies.release(self._address, self._granted)
        self._granted = 0
        self.data = bytearray()


class SinkBody:
    """Pours a body into `sink`, piece by piece.

    `open_sink` is called at the first piece, and for an empty body. `hold` pauses reading while
    the sink waits, `go_on` ends the pause; `refuse` gets what goes wrong.
    """

    def __init__(
        self,
        site: SiteContext,
        method: bytes,
        open_sink: Callable[[], Awaitable[Sink]],
        hold: Callable[[], None],
        go_on: Callable[[], None],
        refuse: Callable[[Fault], None],
    ) -> None:
        self._site = site
        self._method = method
        self._open_sink = open_sink
        self._hold = hold
        self._go_on = go_on
        self._refuse = refuse
        self.sink: Sink | None = None
        self._waiting: list[bytes] = []
        self._pouring = False
        self._over = False
        self._poured: Deferred[None] | None = None  # fires when no piece is left

    @property
    def is_open(self) -> bool:
        """Whether the sink is open, or about to be."""
        return self.sink is not None or self._pouring

    def add(self, data: bytes) -> None:
        if self.sink is None or self._pouring:
            self._waiting.append(data)
            if not self._pouring:
                self._pour()
            return
        try:
            written = self.sink.write(data)
        except Fault as fault:
            self._refuse(fault)
            return
        if written is not None:
            self._pour(written)

    def _pour(self, before: Awaitable[object] | None = None) -> None:
        self._hold()
        self._site.spawn(self._pour_all(before))

    async def _pour_all(self, before: Awaitable[object] | None = None) -> None:
        self._pouring = True
        try:
            if before is not None:
                await before
            await self._write_waiting()
        except Fault as fault:
            self._refuse(fault)
        except Exception as error:
            self._site.report(error, self._method)
            self._refuse(Internal())
        self._pouring = False
        if not self._over:
            self._go_on()
        if self._poured is not None:
            self._poured.callback(None)

    async def _write_waiting(self) -> None:
        if self.sink is None:
            self.sink = await self._open_sink()
            if self._over:
                self.sink.abort()
        while self._waiting and not self._over:
            written = self.sink.write(self._waiting.pop(0))
            if written is not None:
                await written

    async def complete(self) -> None:
        """The whole body is in the sink, which is opened even for an empty body."""
        if self._pouring:
            self._poured = Deferred()
            await self._poured
        elif self.sink is None:
            await self._pour_all()

    def stop(self) -> None:
        """No more of it is wanted."""
        self._over = True
        if self.sink is not None:
            self.sink.abort()
