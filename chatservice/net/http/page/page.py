"""The page at ``/`` for browsers, and at the addresses that people pass on: a room, a line of it.

It may load and ask nothing but this server; scripts and styles are files, and text never becomes HTML. The
one trusted type names the service worker's file.
"""

from collections.abc import Awaitable, Callable

from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.responses import Headers, Response
from chatservice.net.http.engine.routes import Route
from chatservice.net.http.page import files

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'{sockets}; "
    "img-src 'self' data: blob:; media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types worker"
)

Answering = Callable[[RequestContext], Awaitable[Response]]


def wants_page(call: RequestContext) -> bool:
    """Whether a browser asks, to show the answer."""
    return call.accepts("text/plain", "text/html", "application/json") == "text/html"


def page(call: RequestContext) -> Response:
    # Older Safari does not take 'self' for a WebSocket. The Host was checked to be a name of this server.
    host = call.header(b"host")
    sockets = f" {'wss' if call.request.is_encrypted else 'ws'}://{host}" if host else ""
    headers: Headers = (
        (b"Cache-Control", b"no-cache"),
        (b"Content-Security-Policy", POLICY.format(sockets=sockets).encode()),
        (b"Cross-Origin-Opener-Policy", b"same-origin"),
        (b"Vary", b"Accept, Accept-Encoding"),
    )
    return files.answer("index.html", responses.HTML, call, headers)


def or_page(handler: Answering) -> Answering:
    """For a browser the page, for everyone else what `handler` answers."""

    async def answer(call: RequestContext) -> Response:
        return page(call) if wants_page(call) else await handler(call)

    return answer


ROUTES = [Route("GET", "/web/{name}", files.web_file)]
