"""Certificates for tests: an authority, what it signs, and how a client looks at them."""

import hashlib
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption
from cryptography.hazmat.primitives.serialization import PrivateFormat as Format
from cryptography.x509.oid import NameOID


class Authority:
    """Signs certificates for ``localhost``."""

    def __init__(self):
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority of a test")])
        self.certificate = self._sign(self._name, self._key, ca=True)
        self.pem = self.certificate.public_bytes(Encoding.PEM)

    def _sign(self, subject, key, ca=False, name="localhost", days=1):
        now = datetime.now(UTC)
        identifier = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=9))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def pair(self, name="localhost", password=b"", days=1) -> tuple[bytes, bytes]:
        """A new certificate with its chain, and its key, PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        leaf = self._sign(subject, key, name=name, days=days).public_bytes(Encoding.PEM)
        locked = BestAvailableEncryption(password) if password else NoEncryption()
        return leaf + self.pem, key.private_bytes(Encoding.PEM, Format.PKCS8, locked)


def put(folder: Path, cert: bytes, key: bytes) -> tuple[str, ...]:
    """The options for a pair that is now in `folder`."""
    (folder / "cert.pem").write_bytes(cert)
    (folder / "key.pem").write_bytes(key)
    return "--cert", str(folder / "cert.pem"), "--key", str(folder / "key.pem")


def fingerprint(der: bytes) -> str:
    return hashlib.sha256(der).digest().hex(":").upper()


def whoever() -> ssl.SSLContext:
    """Takes any certificate; the client looks at the fingerprint itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def client_pair(folder: Path) -> tuple[Path, str]:
    """A client's own certificate with its key in one file, as IRC clients keep it, and its fingerprint."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "me")]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now - timedelta(days=1))  # that it has expired does not matter
        .sign(key, hashes.SHA256())
    )
    file = folder / "client.pem"
    private = key.private_bytes(Encoding.PEM, Format.PKCS8, NoEncryption())
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + private)
    return file, certificate.fingerprint(hashes.SHA256()).hex()
