"""Who may connect and ask: guards, CORS, deadlines."""

from collections.abc import Iterable
from functools import partial

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory
from twisted.logger import Logger

from chatservice.core.ports import Timer
from chatservice.errors import Fault, ServerStopping
from chatservice.net.context import ServerContext
from chatservice.net.http.engine import guards
from chatservice.net.http.engine.channel import Channel
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import BadRequest, MethodNotAllowed, NoSuchPage, UnsupportedEncoding
from chatservice.net.http.engine.request import Request
from chatservice.net.http.engine.responses import Headers, Response
from chatservice.net.http.engine.routes import Match, Route, allowed
from chatservice.net.http.engine.site_context import SiteContext
from chatservice.wire.websocket import irc_protocol

LOOK_EVERY = 1.0  # seconds between two checks of the deadlines

CORS_METHODS = b"GET, HEAD, POST, PUT, PATCH, DELETE"
CORS_HEADERS = (
    b"Authorization, Content-Type, Content-Range, Idempotency-Key, "
    b"If-Match, If-None-Match, Last-Event-ID, Range"
)
CORS_SHOWN = (
    b"ETag, Link, Location, Retry-After, Upload-Offset, Content-Range, Content-Disposition, WWW-Authenticate"
)

log = Logger()


class Site(SiteContext):
    def __init__(self, shared: ServerContext, routes: Iterable[Route], hostname: str = "") -> None:
        super().__init__(shared, routes, hostname)
        self.channels: dict[Channel, None] = {}
        self._looking: Timer | None = None

    # Connections.

    def let_in(self, channel: Channel) -> Fault | None:
        """Why `channel` must be refused, if so."""
        self.channels[channel] = None
        self.shared.others += 1
        if self._looking is None:
            self._looking = self.clock.callLater(LOOK_EVERY, self._look)
        too_many = self.chat.limits.connected(channel.address)
        # On this machine each request is judged by itself: health checks are answered.
        here = guards.is_loopback(channel.address)
        banned = self.chat.rights.banned_at(channel.address) if not here else None
        return self.shared.no_room() or too_many or banned

    def let_out(self, channel: Channel) -> None:
        if self.channels.pop(channel, self) is None:
            self.shared.others -= 1
            self.chat.limits.disconnected(channel.address)

    def _look(self) -> None:
        """Close connections whose deadline has passed."""
        self._looking = None
        now = self.clock.monotonic()
        for channel in list(self.channels):
            if channel.due is not None and now > channel.due:
                channel.out_of_time()
        if self.channels:
            self._looking = self.clock.callLater(LOOK_EVERY, self._look)

    def stop(self, grace: float) -> list[Deferred[None]]:
        """Close connections between two requests; those that wait for an answer get it first. After `grace`
        seconds all are closed. The result fires when they are."""
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
        """The call for `request`, judged by its head. Raises Fault."""
        request.cors = (*self._cors_of_allowed(request), *self._strict(request))
        if self.stopping:
            raise ServerStopping
        banned = self.chat.rights.banned_at(getattr(request.client, "host", ""))
        if banned is not None and not self.routes.is_health(request.path):
            raise banned
        host = guards.host_of(request.requestHeaders.getRawHeaders(b"host", ()), request.clientproto)
        if not self.routes.is_any_host(request.path):
            guards.check_host(host, self.hosts)
        method = request.method.decode("latin-1")
        if method == "OPTIONS":
            return self._preflight(request)
        match = self.routes.find(method, b"/ws" if _is_irc(request) else request.path)
        _refuse_encoded(request)
        if match.route.form is not None and _is_form(request):
            match = match._replace(route=match.route.form)
        link = match.route.linked and method in ("GET", "HEAD") and _navigates(request)
        self._cors(request, link)  # refuses foreign pages
        return RequestContext(request, match)

    def _strict(self, request: Request) -> Headers:
        """Over TLS, what makes browsers use nothing else (RFC 6797)."""
        seconds = self.settings.http_hsts
        if seconds is None or not request.is_encrypted:
            return ()
        return ((b"Strict-Transport-Security", b"max-age=%d" % seconds),)

    def _cors_of_allowed(self, request: Request) -> Headers:
        """For answers of every kind: without them, a page cannot see why it was refused."""
        try:
            return self._cors(request, link=True)
        except Fault:
            return ()

    def _cors(self, request: Request, link: bool) -> Headers:
        """Raises ForeignOrigin."""
        scheme = "https" if request.is_encrypted else "http"
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
        """OPTIONS is answered at every address; only configured origins get more from it."""
        methods = self._allowed_at(request)
        headers: Headers = ((b"Allow", ", ".join(methods).encode()),)
        if request.getHeader(b"access-control-request-method") is not None:
            headers += (
                (b"Access-Control-Allow-Methods", CORS_METHODS),
                (b"Access-Control-Allow-Headers", CORS_HEADERS),
                (b"Access-Control-Max-Age", b"600"),
            )
        try:
            self._cors(request, link=False)
        except Fault:
            headers = headers[:1]

        async def told(call: RequestContext) -> Response:
            return Response(204, headers=headers)

        return RequestContext(request, Match(Route("OPTIONS", "*", told), {}))

    def _allowed_at(self, request: Request) -> list[str]:
        try:
            self.routes.find("OPTIONS", request.path)
        except MethodNotAllowed as fault:
            return fault.allowed.split(", ")
        except (NoSuchPage, BadRequest):
            pass
        return allowed(())


class HttpFactory(Factory):
    noisy = False

    site: Site  # set before the first connection is accepted

    def __init__(self, direct: bool = True) -> None:
        """`direct`: the peer is the client itself, not a proxy."""
        self._direct = direct

    def buildProtocol(self, addr: IAddress | None) -> Channel:  # type: ignore[override]  # noqa: N802
        return Channel(self.site, self.site, self._direct, partial(Request, admit=self.site.admit))


def _refuse_encoded(request: Request) -> None:
    """Raises UnsupportedEncoding."""
    encoding = (request.getHeader(b"content-encoding") or b"").decode("latin-1").strip().lower()
    if encoding not in ("", "identity"):
        raise UnsupportedEncoding(encoding)


def _is_form(request: Request) -> bool:
    return (request.getHeader(b"content-type") or b"").strip().lower().startswith(b"multipart/form-data")


def _navigates(request: Request) -> bool:
    mode = request.getHeader(b"sec-fetch-mode")
    return mode == b"navigate" and request.getHeader(b"origin") is None


def _is_irc(request: Request) -> bool:
    """Whether it asks for a WebSocket of IRC at the address of the server, as most such clients do."""
    offered = request.getHeader(b"sec-websocket-protocol")
    return request.path == b"/" and offered is not None and irc_protocol(offered.decode("latin-1")) != ""
