"""Posts to other programs: outgoing webhooks, and the commands that they answer.

A URL is somebody's, so it must lead to no machine that only this one can reach: the name is resolved
once, its addresses are judged, and one of those is connected to, whatever the name says a moment
later. Nothing is redirected. Inner addresses may be allowed by a setting. A post is a form, signed as
Slack signs (an HMAC of time and body), and with its token as a field, as Mattermost has it.
"""

import hashlib
import hmac
import ipaddress
import re
import socket
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from twisted.internet.defer import Deferred
from twisted.internet.protocol import Protocol, connectionDone
from twisted.internet.threads import deferToThread
from twisted.python.failure import Failure

from chatservice import __version__
from chatservice.core.ports import Clock
from chatservice.errors import BadUrl, CalloutFailed
from chatservice.model.outgoing import Callout, CalloutReply
from chatservice.net.callout_addresses import is_allowed, networks
from chatservice.settings.schema import Settings
from chatservice.wire.webhooks import replies

URL_MAX = 1000  # characters
URL = re.compile(r"https?://[!-~]+", re.IGNORECASE)
REPLY_MAX = 64 * 1024  # bytes of an answer that are read
FORM = b"application/x-www-form-urlencoded"


class HttpCallouts:
    """`core.ports.Callouts`, over HTTP."""

    def __init__(self, settings: Settings, reactor: Any, clock: Clock) -> None:
        self._settings = settings
        self._reactor = reactor
        self._clock = clock

    def check(self, url: str) -> None:
        """Raises BadUrl."""
        parts = _parts(url)
        if parts.hostname and _is_address(parts.hostname):
            self._pick([parts.hostname])

    async def post(self, callout: Callout) -> CalloutReply:
        work: Deferred[CalloutReply] = Deferred.fromCoroutine(self._post(callout))
        work.addTimeout(callout.timeout, self._reactor, lambda failure, timeout: _too_slow())
        return await work

    async def _post(self, callout: Callout) -> CalloutReply:
        try:
            parts = _parts(callout.url)
            address = await self._resolve(parts)
        except BadUrl as fault:
            raise CalloutFailed(f"its address {fault.reason}") from None
        body = urlencode(callout.fields).encode()
        try:
            response = await self._agent(parts, address).request(
                b"POST", callout.url.encode(), self._headers(callout, body), _body(body)
            )
            data = await _read(response)
        except CalloutFailed:
            raise
        except Exception as error:
            raise CalloutFailed(_in_words(error), again=True) from None
        if not 200 <= response.code < 300:
            raise CalloutFailed(
                f"it answers {response.code}", again=response.code >= 500 or response.code == 429
            )
        kind = (response.headers.getRawHeaders(b"content-type") or [b""])[0].decode("latin-1")
        return replies.reply_of(data, kind, is_command="command" in callout.fields)

    def _headers(self, callout: Callout, body: bytes) -> Any:
        from twisted.web.http_headers import Headers  # noqa: PLC0415 (an idle server loads no client)

        now = str(int(self._clock.now()))
        signed = hmac.new(callout.token.encode(), f"v0:{now}:".encode() + body, hashlib.sha256).hexdigest()
        return Headers(
            {
                b"Content-Type": [FORM],
                b"User-Agent": [f"chatservice/{__version__}".encode()],
                b"Idempotency-Key": [callout.delivery.encode()],
                b"X-Slack-Request-Timestamp": [now.encode()],
                b"X-Slack-Signature": [f"v0={signed}".encode()],
            }
        )

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
        inner = networks(self._settings.outgoing_inner)
        for address in addresses:
            if is_allowed(address, inner):
                return address
        raise BadUrl("leads to this machine or an inner network, which the setting outgoing_inner may allow")


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


def _too_slow() -> CalloutReply:
    raise CalloutFailed("it takes too long", again=True)


def _in_words(error: Exception) -> str:
    """One line: what a connection failed with."""
    reasons = getattr(error, "reasons", None)
    inner = reasons[0].value if reasons else error
    return str(inner).partition("\n")[0][:200].rstrip(".") or type(inner).__name__
