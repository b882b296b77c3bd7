"""What all connections of all HTTP doors share: routes, sessions, streams, the way to the chat."""

import secrets
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from twisted.logger import Logger
from twisted.web.http import datetimeToString

from chatservice.core.shares import Shares
from chatservice.errors import NotSupported
from chatservice.net.context import ServerContext, spawn
from chatservice.net.http.engine.followers import Followers
from chatservice.net.http.engine.routes import Route, Routes
from chatservice.net.http.engine.visitors import HttpSessions
from chatservice.net.metrics import Metrics
from chatservice.net.websocket import WebSockets
from chatservice.wire.stream import FollowedEvents

log = Logger()


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
        self.visitors = HttpSessions(shared)
        self.secret = secrets.token_bytes(16)  # so that a guest's name does not reveal an address
        self.followers = Followers(shared.clock)
        self.events_codec = FollowedEvents(self.chat.log.epoch)
        self.sockets = WebSockets(shared)
        self.metrics = Metrics(shared)
        self.small_picture: SmallPicture = _no_pictures
        self.pictures_coming = 0  # that are being received or made small
        self.bodies = Shares()  # of requests being received
        self._date = b""
        self._date_of = -1

    @property
    def stopping(self) -> bool:
        return self.shared.stopping

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
