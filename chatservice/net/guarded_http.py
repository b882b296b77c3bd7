"""HTTP to addresses that came from somebody: other programs, push services, the pages behind links.

Such a URL must lead to no machine that only this one can reach: the name is resolved once, its addresses
are judged, and one of those is connected to, whatever the name says a moment later. Nothing is redirected
(who follows a redirect asks anew). Inner addresses may be allowed by a setting.
"""

import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from twisted.internet.defer import Deferred
from twisted.internet.protocol import Protocol, connectionDone
from twisted.internet.threads import deferToThread
from twisted.python.failure import Failure

from chatservice import __version__
from chatservice.errors import BadUrl, CalloutFailed
from chatservice.net.callout_addresses import is_allowed, networks
from chatservice.settings.schema import Settings

URL_MAX = 1000  # characters
URL = re.compile(r"https?://[!-~]+", re.IGNORECASE)
REPLY_MAX = 64 * 1024  # bytes of an answer that are read


class HttpReply(NamedTuple):
    """`body` is at most its first bytes; `kind` the Content-Type, `encoding` the Content-Encoding, `location`
    where it leads to. What is not there is empty."""

    code: int
    body: bytes
    kind: str
    encoding: str = ""
    location: str = ""


class _Request(NamedTuple):
    """Of the body of an answer at most `most` bytes are read, and none where `wants` says so by its type."""

    method: bytes
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None
    most: int = REPLY_MAX
    wants: Callable[[str], bool] = lambda kind: True


class GuardedHttp:
    """`inner_by` is the setting that names the inner addresses that are allowed; `resolve` gives the
    addresses of a name, or raises OSError."""

    def __init__(
        self,
        settings: Settings,
        reactor: Any,
        inner_by: str = "outgoing_inner",
        resolve: Callable[[str], Awaitable[list[str]]] | None = None,
    ) -> None:
        self._settings = settings
        self._reactor = reactor
        self._inner_by = inner_by
        self._addresses_of = resolve or _addresses_of

    def check(self, url: str) -> None:
        """Raises BadUrl."""
        parts = _parts(url)
        if parts.hostname and _is_address(parts.hostname):
            self._pick([parts.hostname])

    def is_inner(self, host: str) -> bool:
        """Whether it is an address that the setting allows although it is an inner one."""
        return _is_address(host) and not is_allowed(host, ()) and is_allowed(host, self._inner)

    @property
    def _inner(self) -> list[Any]:
        return [*networks(getattr(self._settings, self._inner_by))]

    async def post(self, url: str, headers: Mapping[str, str], body: bytes, timeout: float) -> HttpReply:
        """Raises CalloutFailed if there is no answer within `timeout` seconds."""
        return await self._within(timeout, _Request(b"POST", url, headers, body))

    async def get(
        self, url: str, headers: Mapping[str, str], timeout: float, most: int, wants: Callable[[str], bool]
    ) -> HttpReply:
        """Of the body at most `most` bytes are read, and none if its Content-Type is not wanted. Raises
        CalloutFailed, as `post`."""
        return await self._within(timeout, _Request(b"GET", url, headers, None, most, wants))

    async def _within(self, timeout: float, request: _Request) -> HttpReply:
        work: Deferred[HttpReply] = Deferred.fromCoroutine(self._ask(request))
        work.addTimeout(timeout, self._reactor, lambda failure, timeout: _too_slow())
        return await work

    async def _ask(self, request: _Request) -> HttpReply:
        try:
            parts = _parts(request.url)
            address = await self._resolve(parts)
        except BadUrl as fault:
            raise CalloutFailed(f"its address {fault.reason}") from None
        try:
            body = None if request.body is None else _body(request.body)
            response = await self._agent(parts, address).request(
                request.method, request.url.encode(), _headers(request.headers), body
            )
            kind = _field(response, b"content-type")
            data = await _read(response, request.most if request.wants(kind) else 0)
        except CalloutFailed:
            raise
        except Exception as error:
            raise CalloutFailed(_in_words(error), again=True) from None
        encoding, location = _field(response, b"content-encoding"), _field(response, b"location")
        return HttpReply(response.code, data, kind, encoding, location)

    def _agent(self, parts: SplitResult, address: str) -> Any:
        from twisted.web.client import Agent  # noqa: PLC0415

        return Agent.usingEndpointFactory(self._reactor, _Pinned(self._reactor, parts, address))

    # Addresses.

    async def _resolve(self, parts: SplitResult) -> str:
        host = parts.hostname or ""
        if _is_address(host):
            return self._pick([host])
        try:
            found = await self._addresses_of(host)
        except (OSError, UnicodeError):
            raise CalloutFailed(f"there is no address for {host}", again=True) from None
        return self._pick(found)

    def _pick(self, addresses: list[str]) -> str:
        """The first that may be connected to. Raises BadUrl."""
        inner = self._inner
        for address in addresses:
            if is_allowed(address, inner):
                return address
        raise BadUrl(
            f"leads to this machine or an inner network, which the setting {self._inner_by} may allow"
        )


async def _addresses_of(host: str) -> list[str]:
    found = await deferToThread(socket.getaddrinfo, host, None, type=socket.SOCK_STREAM)
    return [str(info[4][0]) for info in found]


def _headers(values: Mapping[str, str]) -> Any:
    from twisted.web.http_headers import Headers  # noqa: PLC0415 (an idle server loads no client)

    agent = f"chatservice/{__version__}"
    return Headers({name: [value] for name, value in {"User-Agent": agent, **values}.items()})


class _Pinned:
    """Twisted's IAgentEndpointFactory: connects to the address that was judged."""

    def __init__(self, reactor: Any, parts: SplitResult, address: str) -> None:
        self._reactor = reactor
        self._parts = parts
        self._address = address

    def endpointForURI(self, uri: object) -> Any:  # noqa: N802
        from twisted.internet import endpoints  # noqa: PLC0415

        is_tls = self._parts.scheme == "https"
        port = self._parts.port or (443 if is_tls else 80)
        kind: Any = endpoints.TCP6ClientEndpoint if ":" in self._address else endpoints.TCP4ClientEndpoint
        endpoint = kind(self._reactor, self._address, port)
        if not is_tls:
            return endpoint
        from twisted.internet.ssl import optionsForClientTLS  # noqa: PLC0415

        return endpoints.wrapClientTLS(optionsForClientTLS(self._parts.hostname or ""), endpoint)


class _Reply(Protocol):
    """Reads an answer, up to a cap; who stops waiting for `done` ends the connection."""

    def __init__(self, most: int) -> None:
        self.done: Deferred[bytes] = Deferred(lambda _: self._close())
        self._most = most
        self._data = bytearray()

    def connectionMade(self) -> None:  # noqa: N802
        if not self._most:
            self._close()
            self._finish()

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self._data += data
        if len(self._data) > self._most:
            self._close()
            self._finish()

    def _close(self) -> None:
        transport: Any = self.transport  # that of the whole connection
        if transport is not None:
            transport.loseConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        self._finish()

    def _finish(self) -> None:
        if not self.done.called:
            self.done.callback(bytes(self._data[: self._most]))


def _read(response: Any, most: int) -> Deferred[bytes]:
    reply = _Reply(most)
    response.deliverBody(reply)
    return reply.done


def _field(response: Any, name: bytes) -> str:
    value: bytes = (response.headers.getRawHeaders(name) or [b""])[0]
    return value.decode("latin-1")


def _body(data: bytes) -> Any:
    from io import BytesIO  # noqa: PLC0415

    from twisted.web.client import FileBodyProducer  # noqa: PLC0415

    return FileBodyProducer(BytesIO(data))


def _parts(url: str) -> SplitResult:
    """Raises BadUrl."""
    try:
        parts = urlsplit(url)
        valid = bool(URL.fullmatch(url)) and len(url) <= URL_MAX and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise BadUrl("is not valid") from None
    if not valid or parts.username is not None:
        raise BadUrl("is not one of http:// or https:// with a host, without a name or password")
    return parts


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _too_slow() -> HttpReply:
    raise CalloutFailed("it takes too long", again=True)


def _in_words(error: Exception) -> str:
    """One line: what a connection failed with."""
    reasons = getattr(error, "reasons", None)
    inner = reasons[0].value if reasons else error
    return str(inner).partition("\n")[0][:200].rstrip(".") or type(inner).__name__
