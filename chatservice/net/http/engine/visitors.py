"""Clients that send single requests: each is a session of the chat, kept between requests.

Such a session sends commands like any client, and waits for the answer. It reads events from the log on
request, so nothing is sent to it meanwhile. A client under a bare name keeps it for a set time after its
last request.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from contextlib import suppress
from functools import partial

from twisted.internet.defer import Deferred, succeed

from chatservice.core.ports import Batch, Subscriber, Timer, Variant
from chatservice.core.session import Session
from chatservice.errors import Fault, NotLoggedIn, ServerFull, Superseded, TooMany
from chatservice.model.commands import CodeLeave, Command, Login, Ping
from chatservice.model.events import DocumentIs, Event, Welcome
from chatservice.model.preferences import TerminalView
from chatservice.net.context import ServerContext

LOOK_EVERY = 5.0  # seconds between two checks of the leases


Enter = Callable[["HttpSession"], Awaitable[object]]


class _Silent:
    """The variant of sessions that receive no unrequested events."""

    lists = False

    def fanout(self, batch: Batch, outlets: Collection[Subscriber]) -> None:
        pass


SILENT = _Silent()


class HttpSession:
    """A caller. It is also the subscriber of its session (`core.ports.Subscriber`)."""

    backlog = 0
    acks = True
    lists = patient = listens = False
    certificate = ""

    key: Hashable = None  # its key

    def __init__(self, shared: ServerContext, address: str, on_end: Callable[["HttpSession"], None]) -> None:
        """Raises TooMany if there are too many from that address."""
        self._settings = shared.settings
        self._on_end = on_end
        self._turn = shared.turn
        self._waiting: dict[Deferred[Event | None], None] = {}
        self._ready: list[tuple[Deferred[Event | None], Event | Fault | None]] = []
        self.until = 0.0  # when the lease ends
        self.chat = shared.chat
        self.session: Session = shared.chat.session(self)
        refusal = self.chat.comes_from(self.session, address)
        if refusal is not None:
            self.session.lost()
            raise refusal

    def describe(self) -> tuple[str, str]:
        """The address and the dialect."""
        return self.session.address, "http"

    @property
    def name(self) -> str:
        return self.session.name

    @property
    def asking(self) -> bool:
        """Whether a command is not answered yet."""
        return bool(self._waiting or self._ready)

    async def ask(self, command: Command) -> Event | None:
        """The answer to `command`; None if it has none. Raises its Fault."""
        if self.session.closed:
            raise NotLoggedIn
        if len(self._waiting) > self._settings.max_under_way:
            raise TooMany("requests at once", self._settings.max_under_way)
        answer: Deferred[Event | None] = Deferred()
        self._waiting[answer] = None
        self.session.queue.ask(command, partial(self._tell, answer))
        event = await answer
        if isinstance(event, DocumentIs):  # nobody reads here what happens in it from now on
            with suppress(Fault):  # another request may have left it
                await self.ask(CodeLeave(doc=event.document.doc))
        return event

    async def settled(self) -> None:
        """When all commands are done."""
        await self.ask(Ping())

    # core.ports.Outlet.

    def send(self, event: Event, room: int = 0, first: int = 0) -> None:
        """Drop unrequested events: they are read from the log."""

    def refuse(self, fault: Fault, ref: str | int | None = None, key: str = "", room: str = "") -> None:
        pass

    def _tell(self, waiting: Deferred[Event | None], result: Event | Fault | None) -> None:
        """Answer when the turn ends: now the chat is in the middle of its work."""
        del self._waiting[waiting]
        if not self._ready:
            self._turn.touch(self)
        self._ready.append((waiting, result))

    def flush(self) -> None:
        """The turn ends (`net.context.FlushQueue`)."""
        ready, self._ready = self._ready, []
        for waiting, result in ready:
            if isinstance(result, Fault):
                waiting.errback(result)
            else:
                waiting.callback(result)

    def close(self, fault: Fault | None, resume: Mapping[str, int]) -> None:
        for waiting in list(self._waiting):
            self._tell(waiting, fault)
        self._on_end(self)

    def hang_up(self) -> None:
        self.close(NotLoggedIn(), {})

    def pause(self) -> None:
        pass

    def resume(self) -> None:
        pass

    def drained(self) -> Deferred[None]:
        return succeed(None)

    def unsent(self, room: int) -> int | None:
        """Everything since they last read there: a program that speaks for a person must not mark the
        lines of others as read."""
        subscription = self.session.subscriptions.get(room)
        if subscription is None:
            return None
        return 1 + (subscription.mark if subscription.mark is not None else subscription.room.tail.first - 1)

    def show_as(self, view: TerminalView) -> None:
        pass

    def variant(self, viewer: str) -> Variant:
        return SILENT


class HttpSessions:
    """All sessions by key; those without a request for longest come first."""

    def __init__(self, shared: ServerContext) -> None:
        self._shared = shared
        self._settings = shared.settings
        self._all: OrderedDict[Hashable, HttpSession] = OrderedDict()
        self._coming: dict[Hashable, list[Deferred[None]]] = {}
        self._looking: Timer | None = None

    def __len__(self) -> int:
        return len(self._all)

    def known(self, key: Hashable) -> HttpSession | None:
        """The session of that key, with its lease renewed."""
        visitor = self._all.get(key)
        if visitor is not None:
            visitor.until = self._shared.clock.monotonic() + self._settings.http_lease
            self._all.move_to_end(key)
        return visitor

    async def come(self, key: Hashable, address: str, enter: Enter) -> HttpSession:
        """The session of that key; a new one, from `address`, is signed in by `enter`.

        Of several simultaneous calls one signs in, and the others share its session. Raises what
        `enter` raises, or ServerFull.
        """
        while key in self._coming:
            waiting: Deferred[None] = Deferred()
            self._coming[key].append(waiting)
            await waiting
        visitor = self.known(key)
        if visitor is not None:
            return visitor
        limit = self._settings.http_visitors
        if len(self._all) + len(self._coming) >= limit:
            raise ServerFull(limit)
        self._coming[key] = []
        try:
            visitor = await self._new(key, address, enter)
        finally:
            for waiting in self._coming.pop(key):
                waiting.callback(None)
        if self._looking is None:
            self._looking = self._shared.clock.callLater(LOOK_EVERY, self._look)
        return visitor

    def move(self, visitor: HttpSession, key: Hashable) -> None:
        """Give `visitor` another key; if another visitor has that, it ends."""
        before = self._all.pop(key, None)
        self._all.pop(visitor.key, None)
        visitor.key = key
        self._all[key] = visitor
        if before is not None and before is not visitor:
            before.session.close(Superseded())

    async def log_in(self, address: str, command: Login, key: Callable[[str], Hashable]) -> Welcome:
        """Sign in a new client, whose session has the `key` of its token from then on."""
        told: list[Event | None] = []

        async def enter(visitor: HttpSession) -> None:
            told.append(await visitor.ask(command))

        visitor = await self.come(object(), address, enter)
        welcome = told[0]
        if not isinstance(welcome, Welcome):
            raise AssertionError("a login is answered with a welcome")
        self.move(visitor, key(welcome.token))
        return welcome

    async def _new(self, key: Hashable, address: str, enter: Enter) -> HttpSession:
        visitor = HttpSession(self._shared, address, self._forget)
        visitor.key = key
        try:
            await enter(visitor)
            if visitor.session.closed:
                raise NotLoggedIn
        except BaseException:
            visitor.session.lost()
            raise
        self._all[key] = visitor
        self.known(key)
        return visitor

    def _forget(self, visitor: HttpSession) -> None:
        if self._all.get(visitor.key) is visitor:
            del self._all[visitor.key]

    def _look(self) -> None:
        """Release names whose lease has expired."""
        self._looking = None
        now = self._shared.clock.monotonic()
        over = []
        for visitor in self._all.values():
            if visitor.until > now:
                break
            if not visitor.asking:
                over.append(visitor)
        for visitor in over:
            visitor.session.goodbye()
        if self._all:
            self._looking = self._shared.clock.callLater(LOOK_EVERY, self._look)
