"""Opens the link's connections on Twisted, and runs a bot there.

TLS trusts a certificate that a trusted authority of this machine signed for the host's
name, or one whose fingerprint the user accepted before (`KnownServers`). The verdict comes
when the handshake is complete; nothing is sent before that.
"""

import secrets
from collections.abc import Callable, Iterable
from typing import Any

import txaio.tx
from twisted.internet import defer, error, interfaces
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer

from chatservice.client.link.bot import BotObserver, Heard
from chatservice.client.link.failures import Trouble
from chatservice.client.link.known import KnownServers
from chatservice.client.link.link import Link
from chatservice.client.link.transport import Connector, Receiver
from chatservice.client.link.trust import Handshake
from chatservice.clock import steady
from chatservice.model.commands import Login

CONNECT_WITHIN = 10.0  # seconds


@implementer(interfaces.IHandshakeListener)
class _TwistedTransport(Protocol):
    transport: Any

    def __init__(self, receiver: Receiver, handshake: Handshake | None) -> None:
        self._receiver = receiver
        self._handshake = handshake
        self._trouble: Trouble | None = None

    def connectionMade(self) -> None:  # noqa: N802
        if self._handshake is None:
            self._receiver.opened(self)

    def handshakeCompleted(self) -> None:  # noqa: N802
        if self._handshake is None:
            return
        self._trouble = self._handshake.verdict()
        if self._trouble is None:
            self._receiver.opened(self)
        else:
            self._abort()

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self._receiver.received(data)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        if self._trouble is None and self._handshake is not None and not self._handshake.complete:
            self._trouble = tls_trouble(reason)
        self._receiver.closed(
            self._trouble or (None if reason.check(error.ConnectionDone) else Trouble("cut"))
        )

    def send(self, data: bytes) -> None:
        if self.transport is not None:
            self.transport.write(data)

    def close(self) -> None:
        if self.transport is not None:
            self.transport.loseConnection()

    def _abort(self) -> None:
        if self.transport is not None:
            self.transport.abortConnection()


class _TransportFactory(Factory):
    noisy = False

    def __init__(self, receiver: Receiver, handshake: Handshake | None) -> None:
        self._receiver = receiver
        self._handshake = handshake

    def buildProtocol(self, addr: object) -> Protocol:  # noqa: N802
        return _TwistedTransport(self._receiver, self._handshake)


def dialer(reactor: Any, host: str, port: int, trust: KnownServers | None = None) -> Connector:
    """Connects to `host`; over TLS when `trust` is given."""

    def dial(receiver: Receiver) -> Callable[[], None]:
        handshake: Any = Handshake(trust, host, port) if trust is not None else None
        try:
            endpoint: Any = HostnameEndpoint(reactor, host, port, CONNECT_WITHIN)
            if handshake is not None:
                endpoint = wrapClientTLS(handshake, endpoint)
            connecting = endpoint.connect(_TransportFactory(receiver, handshake))
        except ValueError:
            receiver.closed(Trouble("no_such_host", where=host))
            return lambda: None
        connecting.addErrback(lambda failure: receiver.closed(trouble(failure, f"{host}:{port}", host)))
        return lambda: None if connecting.called else connecting.cancel()

    return dial


def trouble(failure: Failure, where: str, host: str) -> Trouble:
    if failure.check(error.ConnectionRefusedError):
        return Trouble("refused", where=where)
    if failure.check(error.TimeoutError, error.TCPTimedOutError, defer.TimeoutError):
        return Trouble("timed_out", where=where)
    if failure.check(error.DNSLookupError, UnicodeError):
        return Trouble("no_such_host", where=host)
    if failure.check(defer.CancelledError):
        return Trouble("closed")
    if failure.check(OSError, error.ConnectError):
        return Trouble("unreachable", where=where)
    return Trouble("other", failure.getErrorMessage())


def tls_trouble(reason: Failure) -> Trouble:
    """Why a handshake failed. A plain server's greeting is not a TLS record."""
    message = repr(reason.value)
    if any(word in message for word in ("wrong version number", "unknown protocol", "packet length")):
        return Trouble("no_tls", final=True)
    if reason.check(error.ConnectionDone, error.ConnectionLost):
        return Trouble("closed")
    return Trouble("tls_failed", reason.getErrorMessage()[:200], final=True)


def make_link(reactor: Any, dial: Connector, observer: Any) -> Link:
    return Link(
        dial,
        observer,
        txaio.tx,
        reactor.seconds,
        reactor.callLater,
        secrets.SystemRandom().random,
        lambda: secrets.token_hex(16),
    )


def run(
    host: str,
    port: int,
    name: str,
    heard: Heard,
    rooms: Iterable[str] = ("lobby",),
    tls: bool | str = False,
    **login: Any,
) -> None:
    """Run a bot until it is stopped; `heard` receives the link and each event.

    `tls` is True if a trusted authority signed the server's certificate, or else its SHA-256 fingerprint.
    Why it is not connected goes to stderr; if it cannot get in at all, SystemExit with status 1."""
    from twisted.internet import reactor as installed  # noqa: PLC0415

    reactor: Any = installed
    steady(reactor)
    observer = BotObserver(heard, lambda: reactor.callLater(0, reactor.stop))
    known = {f"{host}:{port}": tls} if isinstance(tls, str) else {}
    trust = KnownServers(known) if tls else None
    link = observer.link = make_link(reactor, dialer(reactor, host, port, trust), observer)
    reactor.callWhenRunning(link.start, Login(name=name, **login), rooms)
    reactor.run()
    if observer.status:
        raise SystemExit(observer.status)
