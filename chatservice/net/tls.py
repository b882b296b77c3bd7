"""TLS for any door, with a certificate that is renewed on disk while people are connected.

Loaded only by a server with such a door: OpenSSL is a fifth of what an idle server holds.

The files are checked with every new connection: two `stat` calls, a few µs beside the handshake
that follows. A new valid pair is served from then on; an invalid one is logged in one line, and
the previous pair stays in use. Connections keep the pair that they began with.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, cast

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from OpenSSL import SSL
from twisted.internet.interfaces import IHalfCloseableProtocol, IOpenSSLServerConnectionCreator
from twisted.internet.protocol import connectionDone
from twisted.internet.ssl import CertificateOptions
from twisted.logger import Logger
from twisted.protocols.tls import BufferingTLSTransport, TLSMemoryBIOFactory, TLSMemoryBIOProtocol
from twisted.python.failure import Failure
from zope.interface import implementer

from chatservice.core.ports import Timer
from chatservice.errors import StartError
from chatservice.net.self_signed import pair_in
from chatservice.settings.schema import Settings
from chatservice.wire.fault_text import TLS_WANTED, TLS_WANTED_HTTP

HANDSHAKE = b"\x16"  # the type of a TLS client's first record (RFC 8446, 5.1)
HANDSHAKE_TIME = 20.0  # seconds
# Of TLS 1.2, those with forward secrecy and authenticated encryption; 1.3 has no others.
CIPHERS = b"ECDHE+AESGCM:ECDHE+CHACHA20"
REQUEST = re.compile(rb"[A-Z]+ \S+ HTTP/1")

log = Logger()


class _Loaded(NamedTuple):
    """A pair of certificate and key: `asking` also asks clients for a certificate of theirs."""

    context: SSL.Context
    asking: SSL.Context
    fingerprint: str
    expires: float


class Certificate:
    """The server's certificate: `cert` with its chain, and `key`, both PEM."""

    def __init__(self, cert: Path, key: Path, own: bool = False) -> None:
        """`own`: this server made it, and no authority vouches for it. Raises StartError."""
        self.own = own
        self.handshake_time: Callable[[], float] = lambda: HANDSHAKE_TIME
        self._cert = cert
        self._key = key
        self._seen = self._look()
        self._loaded = _load(cert, key)

    @classmethod
    def of(cls, settings: Settings) -> "Certificate":
        """The certificate of the settings; else the self-signed one in the data folder. Raises StartError."""
        if settings.cert is not None:
            key = settings.key or settings.cert
            certificate = cls(Path(settings.cert).absolute(), Path(key).absolute())
        else:
            pair = pair_in(Path(settings.data).absolute(), settings.bind, datetime.now(UTC))
            certificate = cls(*pair, own=True)
        certificate.handshake_time = lambda: settings.tls_handshake_time
        return certificate

    @property
    def vouched_by(self) -> str:
        """The file that a client on this machine needs to verify it; empty if none."""
        return str(self._cert) if self.own else ""

    @property
    def fingerprint(self) -> str:
        return self._loaded.fingerprint

    @property
    def expires(self) -> float:
        """Seconds since 1970."""
        return self._loaded.expires

    def begin(self, protocol: Any, asks: bool) -> SSL.Connection:
        """A connection with the present pair; `asks` its client for a certificate."""
        self.renew()
        return ReadableEnd(self._loaded.asking if asks else self._loaded.context, protocol)

    def encrypt(self, factory: Any, clock: Any, joining: bool) -> TLSMemoryBIOFactory:
        """`factory`, behind TLS; `joining` is for protocols that make many small writes: those of browsers,
        which would ask people for a certificate if the server did."""
        wrapping = EncryptedFactory(cast("Any", _Beginning(self, not joining)), False, factory, clock)
        wrapping.handshake_over = lambda late: clock.callLater(self.handshake_time(), late)
        wrapping.protocol = Joining if joining else Encrypted
        return wrapping

    def renew(self) -> None:
        """Load the pair on disk, if it has changed."""
        seen = self._look()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._loaded = _load(self._cert, self._key)
        except StartError as why:
            log.warn("{why} The certificate before stays in use.", why=str(why))
        else:
            log.info("New certificate, SHA-256 fingerprint {fingerprint}", fingerprint=self.fingerprint)

    def _look(self) -> list[tuple[int, int, int] | None]:
        return [_stamp(self._cert), _stamp(self._key)]


@implementer(IOpenSSLServerConnectionCreator)
class _Beginning(NamedTuple):
    """How the connections of a door begin."""

    certificate: Certificate
    asks: bool

    def serverConnectionForTLS(self, protocol: Any) -> SSL.Connection:  # noqa: N802
        return self.certificate.begin(protocol, self.asks)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _load(cert: Path, key: Path) -> _Loaded:
    """Raises StartError."""
    try:
        leaf = x509.load_pem_x509_certificates(_read("--cert", cert))[0]
    except ValueError:
        raise StartError(f"--cert {cert}: is not a certificate in PEM.") from None
    try:
        private = load_pem_private_key(_read("--key", key), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise StartError(f"--key {key}: is not a private key in PEM, without a password.") from None
    if _public(private.public_key()) != _public(leaf.public_key()):
        raise StartError(f"--key {key}: does not belong to the certificate {cert}.")
    ends = leaf.not_valid_after_utc
    if ends < datetime.now(UTC):
        log.warn("{cert} expired on {day}; clients refuse it", cert=str(cert), day=ends.date().isoformat())
    if leaf.not_valid_before_utc > datetime.now(UTC):
        day = leaf.not_valid_before_utc.date().isoformat()
        log.warn("{cert} is valid from {day} on; clients refuse it until then", cert=str(cert), day=day)
    asking = _context(cert, key)
    asking.set_verify(SSL.VERIFY_PEER, _any)
    fingerprint = leaf.fingerprint(SHA256()).hex(":").upper()
    return _Loaded(_context(cert, key), asking, fingerprint, ends.timestamp())


def _context(cert: Path, key: Path) -> SSL.Context:
    """Raises StartError."""
    context = CertificateOptions().getContext()  # TLS 1.2 at least
    context.set_cipher_list(CIPHERS)
    # Twisted's own selection asks the connection for its protocol, which ours does not know.
    context.set_alpn_select_callback(_agreed)
    try:
        context.use_certificate_chain_file(str(cert))
        context.use_privatekey_file(str(key))
        context.check_privatekey()
    except SSL.Error as error:
        reasons = ", ".join(str(reason) for *_, reason in error.args[0]) or "OpenSSL refuses it"
        raise StartError(f"--cert {cert}: cannot be used: {reasons}.") from None
    return context


def _any(connection: SSL.Connection, certificate: Any, error: int, depth: int, fine: int) -> bool:
    """A client's certificate may be of any kind, also expired: an account lists its fingerprint, and the
    handshake has shown that the client holds its key."""
    return True


def _agreed(connection: SSL.Connection, offered: Sequence[bytes]) -> Any:
    """The selected protocol (ALPN, RFC 7301). Browsers and curl get HTTP/1.1; a client that offers
    only unknown protocols is accepted without one. Twisted's own callback ends the handshake."""
    return b"http/1.1" if b"http/1.1" in offered else SSL.NO_OVERLAPPING_PROTOCOLS


def see_no_root(folder: Path) -> None:
    """Twisted's own ``tls:`` doors search for issuers forever if their folder contains a certificate
    that issued itself and has no key there. Raises StartError."""
    files = {path: _read("the certificate", path) for path in sorted(folder.rglob("*.pem"))}
    keys = {
        _public(load_pem_private_key(p, None).public_key()) for p in files.values() if b"PRIVATE KEY" in p
    }
    for path, pem in files.items():
        for certificate in x509.load_pem_x509_certificates(pem) if b"BEGIN CERT" in pem else ():
            if certificate.issuer == certificate.subject and _public(certificate.public_key()) not in keys:
                raise StartError(f"{path} holds a root certificate: clients have it, so take it out")


def _read(option: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as why:
        raise StartError(f"{option} {path}: cannot be read: {why.strerror}.") from None


def _public(key: Any) -> bytes:
    der: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return der


class ListeningSSL:
    """The reactor, for Twisted's own ``ssl:`` doors: it may have been loaded without OpenSSL."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def listenSSL(  # noqa: N802
        self,
        port: int,
        factory: Any,
        contextFactory: Any,  # noqa: N803
        backlog: int = 50,
        interface: str = "",
    ) -> Any:
        wrapping = TLSMemoryBIOFactory(contextFactory, False, factory, self._reactor)
        return self._reactor.listenTCP(port, wrapping, backlog, interface)


class EncryptedFactory(TLSMemoryBIOFactory):
    handshake_over: Callable[[Callable[[], None]], Timer]
    """Calls the function when a handshake that begins now has taken too long."""


class ReadableEnd(SSL.Connection):
    """Its client may end its side and still read (RFC 8446, 6.1), as it may without TLS: ``printf ... |
    ncat --ssl``. Twisted would close both sides, and drop what is not done yet."""

    def __init__(self, context: SSL.Context, protocol: Any) -> None:
        super().__init__(context)
        self._protocol = protocol
        self.ended = False

    def recv(self, size: int, flags: int | None = None) -> bytes:
        try:
            return super().recv(size)
        except SSL.ZeroReturnError:
            told = getattr(self._protocol.wrappedProtocol, "readConnectionLost", None)
            if told is None or self._protocol.disconnecting:
                raise
            if not self.ended:
                self.ended = True
                told()
            raise SSL.WantReadError from None


@implementer(IHalfCloseableProtocol)
class _Handshake(TLSMemoryBIOProtocol):
    """Ends connections whose handshake takes too long. Tells a client that speaks without TLS at a TLS
    door so, in a sentence, and disconnects it."""

    factory: Any
    transport: Any
    _begun = False
    _deadline: Timer | None = None

    def makeConnection(self, transport: Any) -> None:  # noqa: N802
        self._deadline = self.factory.handshake_over(transport.abortConnection)
        super().makeConnection(transport)  # type: ignore[no-untyped-call]

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if not self._begun:
            self._begun = True
            if data[:1] != HANDSHAKE:
                self.transport.write(_plain(data))
                self.transport.loseConnection()
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._handshakeDone:  # Twisted tells only the protocol within
            self._in_time()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        self._in_time()
        super().connectionLost(reason)  # type: ignore[no-untyped-call]

    def readConnectionLost(self) -> None:  # noqa: N802
        """The client has closed TCP: after the end of its side of TLS that is no news."""
        if not self._tlsConnection.ended:
            self.transport.loseConnection()

    def writeConnectionLost(self) -> None:  # noqa: N802
        pass

    def _in_time(self) -> None:
        if self._deadline is not None:
            if self._deadline.active():
                self._deadline.cancel()
            self._deadline = None


def _plain(data: bytes) -> bytes:
    """The answer to what came without TLS: to a request, one of HTTP."""
    if not REQUEST.match(data):
        return TLS_WANTED
    length = b"Content-Length: %d" % len(TLS_WANTED_HTTP)
    head = (b"HTTP/1.1 400 Bad Request", b"Connection: close", b"Content-Type: text/plain", length)
    return b"\r\n".join((*head, b"", TLS_WANTED_HTTP))


class Encrypted(_Handshake):
    """Writes immediately. The outbox already joins small pieces; Twisted's own joining would cost a
    timer for each reader of each line, and the line another turn of the reactor."""


class Joining(_Handshake, BufferingTLSTransport):
    """Joins small writes, for protocols that make many of them."""
