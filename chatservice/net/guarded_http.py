"""Posts over HTTP to addresses that came from somebody: other programs, push services.

Such a URL must lead to no machine that only this one can reach: the name is resolved once, its addresses
are judged, and one of those is connected to, whatever the name says a moment later. Nothing is redirected.
Inner addresses may be allowed by a setting.
"""

import ipaddress
import re
import socket
from collections.abc import Mapping
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
    """`body` is at most its first REPLY_MAX bytes; `kind` the Content-Type."""

    code: int
    body: bytes
    kind: str


class GuardedHttp:
    def __init__(self, settings: Settings, reactor: Any) -> None:
        self._settings = settings
        self._reactor = reactor

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
        return [*networks(self._settings.outgoing_inner)]

    async def post(self, url: str, headers: Mapping[str, str], body: bytes, timeout: float) -> HttpReply:
        """Raises CalloutFailed if there is no answer within `timeout` seconds."""
        work: Deferred[HttpReply] = Deferred.fromCoroutine(self._post(url, headers, body))
        work.addTimeout(timeout, self._reactor, lambda failure, timeout: _too_slow())
        return await work

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> HttpReply:
        try:
            parts = _parts(url)
            address = await self._resolve(parts)
        except BadUrl as fault:
            raise CalloutFailed(f"its address {fault.reason}") from None
        try:
            response = await self._agent(parts, address).request(
                b"POST", url.encode(), _headers(headers), _body(body)
            )
            data = await _read(response)
        except CalloutFailed:
            raise
        except Exception as error:
            raise CalloutFailed(_in_words(error), again=True) from None
        kind = (response.headers.getRawHeaders(b"content-type") or [b""])[0].decode("latin-1")
        return HttpReply(response.code, data, kind)

    def _agent(self, parts: SplitResult, address: str) -> Any:
        from twisted.web.client import Agent  # noqa: PLC0415

        return Agent.usingEndpointFactory(self._reactor, _Pinned(self._reactor, parts, address))

    # Addresses.

    async def _resolve(self, parts: SplitResult) -> str:
        host = parts.hostname or ""
        if _is_address(host):
            return self._pick([host])
        try:
            found = await deferToThread(socket.getaddrinfo, host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise CalloutFailed(f"there is no address for {host}", again=True) from None
        return self._pick([str(info[4][0]) for info in found])

    def _pick(self, addresses: list[str]) -> str:
        """The first that may be connected to. Raises BadUrl."""
        inner = self._inner
        for address in addresses:
            if is_allowed(address, inner):
                return address
        raise BadUrl("leads to this machine or an inner network, which the setting outgoing_inner may allow")


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
    """Reads an answer, up to a cap."""

    def __init__(self, done: Deferred[bytes]) -> None:
        self._done = done
        self._data = bytearray()

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self._data += data
        if len(self._data) > REPLY_MAX and self.transport is not None:
            self._finish()
            transport: Any = self.transport  # that of the whole connection
            transport.loseConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        self._finish()

    def _finish(self) -> None:
        if not self._done.called:
            self._done.callback(bytes(self._data[:REPLY_MAX]))


def _read(response: Any) -> Deferred[bytes]:
    done: Deferred[bytes] = Deferred()
    response.deliverBody(_Reply(done))
    return done


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
