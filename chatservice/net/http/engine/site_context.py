"""What all connections of all HTTP doors share: routes, sessions, streams, the way to the chat."""

import secrets
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from twisted.logger import Logger
from twisted.web.http import datetimeToString

from chatservice.background import spawn
from chatservice.core.shares import Shares
from chatservice.errors import NotSupported
from chatservice.net.context import ServerContext
from chatservice.net.http.engine.followers import Followers
from chatservice.net.http.engine.forwarded import TrustedProxies
from chatservice.net.http.engine.routes import Route, Routes
from chatservice.net.http.engine.visitors import HttpSessions
from chatservice.wire.stream import FollowedEvents

if TYPE_CHECKING:
    from chatservice.net.metrics import Metrics
    from chatservice.net.websocket import WebSockets

log = Logger()

Aside = Callable[[Callable[[], Any]], Awaitable[Any]]
"""Calls a function where nobody waits for it, and gives its result."""


async def call_here(function: Callable[[], Any]) -> Any:
    return function()


SmallPicture = Callable[[bytes, str], Awaitable[bytes]]
"""Makes a picture of that format small; see `net.pictures`."""


async def _no_pictures(data: bytes, expected: str) -> bytes:
    raise NotSupported("A picture of your own", "this server makes none small")


class SiteContext:
    """What handlers use of the site."""

    def __init__(self, shared: ServerContext, routes: Iterable[Route], hostname: str = "") -> None:
        """`hostname` is this machine's."""
        self.shared = shared
        self.chat = shared.chat
        self.settings = shared.settings
        self.clock = shared.clock
        self.routes = Routes(routes)
        # Also its name in the local network (RFC 6762), which no name server can spoof.
        own = (hostname, f"{hostname.partition('.')[0]}.local") if hostname else ()
        self.hosts = {name.lower() for name in (*own, *_listed(self.settings.http_hosts))}
        self.ways: list[str] = []  # how to join by other doors, in words
        self.origins = {name.lower().rstrip("/") for name in _listed(self.settings.http_origins)}
        self.proxies = TrustedProxies(self.settings.trusted_proxies, self.settings.proxy_header)
        self.visitors = HttpSessions(shared)
        self.secret = secrets.token_bytes(16)  # so that a guest's name does not reveal an address
        self.followers = Followers(shared.clock)
        self.events_codec = FollowedEvents(self.chat.log.epoch)
        self.small_picture: SmallPicture = _no_pictures
        self.pictures_coming = 0  # that are being received or made small
        # For what only some servers need, and takes tenths of a second: a server has a thread for it.
        self.aside: Aside = call_here
        self._sockets: WebSockets | None = None
        self._metrics: Metrics | None = None
        self.bodies = Shares()  # of requests being received
        self._date = b""
        self._date_of = -1

    @property
    def stopping(self) -> bool:
        return self.shared.stopping

    async def sockets(self) -> "WebSockets":
        """The WebSockets: autobahn, with the first of them."""
        if self._sockets is None:
            module = await self.aside(partial(import_module, "chatservice.net.websocket"))
            self._sockets = self._sockets or module.WebSockets(self.shared)
        return self._sockets

    async def metrics(self) -> "Metrics":
        """Those for Prometheus: its library, when it first asks."""
        if self._metrics is None:
            module = await self.aside(partial(import_module, "chatservice.net.metrics"))
            self._metrics = self._metrics or module.Metrics(self.shared)
        return self._metrics

    def date(self) -> bytes:
        now = int(self.clock.now())
        if now != self._date_of:
            self._date_of, self._date = now, datetimeToString(now)
        return self._date

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        spawn(work)

    def report(self, error: Exception, method: bytes) -> None:
        """Log a bug with its traceback: the method, but not the path, which contains names."""
        log.failure("an HTTP {method} failed", method=method.decode("latin-1"))


def _listed(setting: str) -> list[str]:
    return [name for name in setting.split(",") if name]
