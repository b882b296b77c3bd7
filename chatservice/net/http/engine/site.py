"""What all connections of all HTTP doors share: routes, guards, deadlines, the way to the chat."""

import secrets
from collections.abc import Coroutine, Iterable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory
from twisted.logger import Logger
from twisted.web.http import datetimeToString

from chatservice.core.ports import Timer
from chatservice.core.shares import Shares
from chatservice.errors import Fault, ServerStopping
from chatservice.net.context import ServerContext, spawn
from chatservice.net.http.curl.follow import Followers
from chatservice.net.http.engine import guards
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import BadRequest, MethodNotAllowed, NoSuchPage
from chatservice.net.http.engine.request import Channel, Request
from chatservice.net.http.engine.responses import Headers, Response
from chatservice.net.http.engine.routes import Match, Route, Routes, allowed
from chatservice.net.http.engine.visitors import HttpSessions
from chatservice.net.metrics import Metrics
from chatservice.net.websocket import WebSockets
from chatservice.wire.stream import FollowedEvents

LOOK_EVERY = 1.0  # seconds between two looks at the deadlines

CORS_METHODS = b"GET, HEAD, POST, PUT, PATCH, DELETE"
CORS_HEADERS = b"Authorization, Content-Type, Content-Range, If-Match, If-None-Match, Last-Event-ID, Range"
CORS_SHOWN = b"ETag, Location, Retry-After, Content-Range, Content-Disposition"

log = Logger()


class Site:
    def __init__(self, shared: ServerContext, routes: Iterable[Route], hostname: str = "") -> None:
        """`hostname` is this machine's."""
        self.shared = shared
        self.chat = shared.chat
        self.settings = shared.settings
        self.clock = shared.clock
        self.routes = Routes(routes)
        # Also as its network knows it (RFC 6762), where no name server can be made to lie.
        own = (hostname, f"{hostname.partition('.')[0]}.local") if hostname else ()
        self.hosts = {name.lower() for name in (*own, *_listed(self.settings.http_hosts))}
        self.ways: list[str] = []  # into the chat by other doors, in words
        self.origins = {name.lower().rstrip("/") for name in _listed(self.settings.http_origins)}
        self.visitors = HttpSessions(shared)
        self.secret = secrets.token_bytes(16)  # so that a guest's name does not tell an address
        self.followers = Followers(self)
        self.events_codec = FollowedEvents(self.chat.log.epoch)
        self.sockets = WebSockets(shared)
        self.metrics = Metrics(shared)
        self.bodies = Shares()  # of requests that are coming in
        self.channels: dict[Channel, None] = {}
        self._looking: Timer | None = None
        self._date = b""
        self._date_of = -1

    # Connections.

    @property
    def stopping(self) -> bool:
        return self.shared.stopping

    def let_in(self, channel: Channel) -> Fault | None:
        """Why `channel` cannot stay, if so."""
        self.channels[channel] = None
        self.shared.others += 1
        if self._looking is None:
            self._looking = self.clock.callLater(LOOK_EVERY, self._look)
        too_many = self.chat.limits.connected(channel.address)
        banned = self.chat.rights.banned_at(channel.address)
        return self.shared.no_room() or too_many or banned

    def let_out(self, channel: Channel) -> None:
        if self.channels.pop(channel, self) is None:
            self.shared.others -= 1
            self.chat.limits.disconnected(channel.address)

    def _look(self) -> None:
        """Nobody takes longer than they may."""
        self._looking = None
        now = self.clock.monotonic()
        for channel in list(self.channels):
            if channel.due is not None and now > channel.due:
                channel.out_of_time()
        if self.channels:
            self._looking = self.clock.callLater(LOOK_EVERY, self._look)

    def date(self) -> bytes:
        now = int(self.clock.now())
        if now != self._date_of:
            self._date_of, self._date = now, datetimeToString(now)
        return self._date

    def stop(self, grace: float) -> list[Deferred[None]]:
        """Who is between two requests is closed, who waits for an answer gets it first; after
        `grace` seconds all are gone. What is returned fires as they go."""
        for channel in list(self.channels):
            if channel.idle:
                channel.loseConnection()
        gone = [channel.gone for channel in self.channels]
        if gone:
            self.clock.callLater(grace, self._abort)
        return gone

    def _abort(self) -> None:
        for channel in list(self.channels):
            channel.transport.abortConnection()

    # Requests.

    def admit(self, request: Request) -> RequestContext:
        """The call that `request` is, judged by its head. Raises Fault."""
        if self.stopping:
            raise ServerStopping
        guards.check_host(request.getHeader(b"host"), self.hosts)
        method = request.method.decode("latin-1")
        if method == "OPTIONS":
            return self._preflight(request)
        match = self.routes.find(method, request.path)
        link = match.route.linked and method in ("GET", "HEAD") and _navigates(request)
        return RequestContext(request, match, self._cors(request, link))

    def _cors(self, request: Request, link: bool) -> Headers:
        """Raises ForeignOrigin."""
        scheme = "https" if request.isSecure() else "http"
        own = f"{scheme}://{(request.getHeader(b'host') or b'').decode('latin-1').lower()}"
        origin = guards.check_origin(
            request.getHeader(b"origin"), request.getHeader(b"sec-fetch-site"), own, self.origins, link
        )
        if origin is None:
            return ()
        return (
            (b"Access-Control-Allow-Origin", origin.encode("latin-1")),
            (b"Access-Control-Allow-Credentials", b"true"),
            (b"Access-Control-Expose-Headers", CORS_SHOWN),
            (b"Cross-Origin-Resource-Policy", b"cross-origin"),
            (b"Vary", b"Origin"),
        )

    def _preflight(self, request: Request) -> RequestContext:
        """OPTIONS is answered at every address; only configured origins learn more by it."""
        methods = self._allowed_at(request)
        headers: Headers = ((b"Allow", ", ".join(methods).encode()),)
        if request.getHeader(b"access-control-request-method") is not None:
            headers += (
                (b"Access-Control-Allow-Methods", CORS_METHODS),
                (b"Access-Control-Allow-Headers", CORS_HEADERS),
                (b"Access-Control-Max-Age", b"600"),
            )
        try:
            cors = self._cors(request, link=False)
        except Fault:
            headers, cors = headers[:1], ()

        async def told(call: RequestContext) -> Response:
            return Response(204, headers=headers)

        return RequestContext(request, Match(Route("OPTIONS", "*", told), {}), cors)

    def _allowed_at(self, request: Request) -> list[str]:
        try:
            self.routes.find("OPTIONS", request.path)
        except MethodNotAllowed as fault:
            return fault.allowed.split(", ")
        except (NoSuchPage, BadRequest):
            pass
        return allowed(())

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        spawn(work)

    def report(self, error: Exception, request: Request) -> None:
        """A defect, with its traceback. The method is told; paths hold names, and are not."""
        log.failure("an HTTP {method} failed", method=request.method.decode("latin-1"))


class HttpFactory(Factory):
    noisy = False

    site: Site  # set before anybody is let in

    def __init__(self, direct: bool = True) -> None:
        """`direct`: who connects is who asks, and no proxy for somebody else."""
        self._direct = direct

    def buildProtocol(self, addr: IAddress | None) -> Channel:  # type: ignore[override]  # noqa: N802
        return Channel(self.site, self._direct)


def _navigates(request: Request) -> bool:
    mode = request.getHeader(b"sec-fetch-mode")
    return mode == b"navigate" and request.getHeader(b"origin") is None


def _listed(setting: str) -> list[str]:
    return [name for name in setting.split(",") if name]
