"""A self-signed certificate, so that TLS works from the first start.

No authority vouches for it: people compare the fingerprint once, and programs store it (trust on
first use). So it is made once and lasts.
"""

import ipaddress
import os
import socket
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from twisted.logger import Logger

from chatservice.errors import StartError

CERT = "tls-cert.pem"
KEY = "tls-key.pem"
LASTS = timedelta(days=3650)
CLOCKS_DIFFER = timedelta(days=1)

log = Logger()


def pair_in(folder: Path, bind: str, now: datetime) -> tuple[Path, Path]:
    """The pair in `folder`; created there (0600) unless both files exist. Raises StartError."""
    cert, key = folder / CERT, folder / KEY
    if not (cert.exists() and key.exists()):
        certificate, private = make(names(bind), now)
        try:
            _put(key, private)
            _put(cert, certificate)
        except OSError as why:
            raise StartError(f"{why.filename}: cannot be written: {why.strerror}.") from None
        log.info("A self-signed certificate was made: {path}", path=str(cert))
    return cert, key


def names(bind: str) -> list[x509.GeneralName]:
    """The names by which clients may connect to this machine."""
    hosts = dict.fromkeys(("localhost", socket.gethostname()))
    found: list[x509.GeneralName] = [x509.DNSName(host) for host in hosts if _is_name(host)]
    addresses = dict.fromkeys(("127.0.0.1", "::1", bind))
    for address in addresses:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            continue  # `bind` may be a host name
        if not ip.is_unspecified:
            found.append(x509.IPAddress(ip))
    return found


def _is_name(host: str) -> bool:
    return host.isascii() and not host.replace(".", "").isdigit() and ":" not in host and bool(host)


def make(known_as: list[x509.GeneralName], now: datetime) -> tuple[bytes, bytes]:
    """A certificate and its key (P-256), PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "chatservice")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_DIFFER)
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName(known_as), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return certificate.public_bytes(Encoding.PEM), private


def _put(path: Path, pem: bytes) -> None:
    """Write all of it or nothing, readable by no other user at any time."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
