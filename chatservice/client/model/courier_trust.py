"""Which servers' certificates are accepted for transfers."""

from typing import Any

from OpenSSL import SSL
from twisted.internet import interfaces, ssl
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from chatservice.client.link.known import KnownServers
from chatservice.client.link.trust import fingerprint


@implementer(IPolicyForHTTPS)
class TrustPolicy:
    """Accepts an authority's certificate, or one that the user accepted for that host before."""

    def __init__(self, trust: KnownServers) -> None:
        self._trust = trust

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802
        host = hostname.decode("ascii")
        accepted = {known for where, known in self._trust.known.items() if where.rpartition(":")[0] == host}
        return PinnedCertificates(accepted) if accepted else ssl.optionsForClientTLS(host)


@implementer(interfaces.IOpenSSLClientConnectionCreator)
class PinnedCertificates:
    def __init__(self, accepted: set[str]) -> None:
        self._accepted = accepted

    def clientConnectionForTLS(self, protocol: Any) -> SSL.Connection:  # noqa: N802
        context = ssl.CertificateOptions().getContext()
        context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, self._is_known)
        return SSL.Connection(context, None)

    def _is_known(self, _conn: object, certificate: Any, _code: int, depth: int, _ok: int) -> bool:
        return depth > 0 or fingerprint(certificate) in self._accepted
