"""Which certificates are trusted: an authority's, or one that the user accepted before.

Most chat servers have a self-signed certificate. The first time, its SHA-256 fingerprint is
shown and the user accepts or refuses it; from then on only that certificate is accepted from
that address. A changed one is refused in the handshake's verdict, before we send a byte.
"""

import ipaddress
from typing import Any

from OpenSSL import SSL, crypto
from service_identity import CertificateError, VerificationError
from service_identity.pyopenssl import verify_hostname, verify_ip_address
from twisted.internet import interfaces, ssl
from zope.interface import implementer

from chatservice.client.link.failures import Trouble
from chatservice.client.link.known import KnownServers


@implementer(interfaces.IOpenSSLClientConnectionCreator)
class Handshake:
    """One connection's handshake. `verdict` is None when the certificate is trusted."""

    def __init__(self, trust: KnownServers, host: str, port: int) -> None:
        self._trust = trust
        self._host = host
        self._where = f"{host}:{port}"
        self._connection: SSL.Connection | None = None
        self._vouched = True
        self.complete = False

    def clientConnectionForTLS(self, protocol: Any) -> SSL.Connection:  # noqa: N802
        context = ssl.CertificateOptions(trustRoot=ssl.platformTrust()).getContext()
        context.set_verify(SSL.VERIFY_PEER, self._seen)
        self._connection = SSL.Connection(context, None)
        if not _is_address(self._host):
            self._connection.set_tlsext_host_name(self._host.encode("idna"))
        return self._connection

    def _seen(self, _conn: object, _cert: object, _code: int, _depth: int, vouched: int) -> bool:
        self._vouched = self._vouched and bool(vouched)
        return True  # the verdict comes when the handshake is complete

    def verdict(self) -> Trouble | None:
        connection = self._connection
        certificate = connection.get_peer_certificate() if connection is not None else None
        if connection is None or certificate is None:
            return Trouble("tls_failed", "the server showed no certificate", final=True)
        self.complete = True
        seen = fingerprint(certificate)
        known = self._trust.known.get(self._where)
        if known == seen or (self._vouched and self._named(connection)):
            return None
        kind = "unknown_certificate" if known is None else "changed_certificate"
        return Trouble(kind, seen, self._where, final=True)

    def _named(self, connection: SSL.Connection) -> bool:
        """Whether the certificate names the host that was dialled."""
        try:
            if _is_address(self._host):
                verify_ip_address(connection, self._host)
            else:
                verify_hostname(connection, self._host)
        except (VerificationError, CertificateError, ValueError):
            return False
        return True


def fingerprint(certificate: crypto.X509) -> str:
    """SHA-256 in the format of openssl and the server: pairs of hexadecimal digits with colons."""
    return certificate.digest("sha256").decode()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
