"""Who sends push messages: the server's own key, and the token it signs for each push service (RFC 8292)."""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from chatservice.errors import CalloutFailed
from chatservice.net.push.encryption import CURVE, as_text, raw

KEY = "push-key.pem"  # in the data folder
VALID = 12 * 3600  # seconds of a token; a push service takes at most 24 hours
RENEWED = VALID // 2
ORIGINS_MAX = 100  # whose tokens are kept


def key_in(folder: Path) -> ec.EllipticCurvePrivateKey:
    """The key in `folder`, created (0600) at the first use. Raises CalloutFailed."""
    path = folder / KEY
    try:
        if not path.exists():
            _create(path)
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError):
        raise CalloutFailed(f"{KEY} cannot be read or written") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != CURVE.name:
        raise CalloutFailed(f"{KEY} is no key of the curve P-256")
    return key


def _create(path: Path) -> None:
    key = ec.generate_private_key(CURVE)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


class Vapid:
    """`contact` is how the makers of push services reach the operator: a mailto: or https: address."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, contact: Callable[[], str]) -> None:
        self._key = key
        self._contact = contact
        self._tokens: dict[str, tuple[float, str]] = {}
        self.public = as_text(raw(key.public_key()))

    def authorization(self, endpoint: str, now: float) -> str:
        """The header for that address; `now` is seconds since 1970."""
        parts = urlsplit(endpoint)
        origin = f"{parts.scheme}://{parts.netloc}"
        made, token = self._tokens.get(origin, (0.0, ""))
        if now - made >= RENEWED or now < made:
            token = self._sign({"aud": origin, "exp": int(now) + VALID, "sub": self._contact()})
            if len(self._tokens) >= ORIGINS_MAX:
                self._tokens.clear()
            self._tokens[origin] = now, token
        return f"vapid t={token}, k={self.public}"

    def _sign(self, claims: dict[str, object]) -> str:
        head = msgspec.json.encode({"typ": "JWT", "alg": "ES256"})
        signed = f"{as_text(head)}.{as_text(msgspec.json.encode(claims))}"
        r, s = decode_dss_signature(self._key.sign(signed.encode(), ec.ECDSA(SHA256())))
        return f"{signed}.{as_text(r.to_bytes(32) + s.to_bytes(32))}"
