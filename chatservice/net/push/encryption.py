"""Encrypts a push message for one browser: RFC 8291, in the coding aes128gcm of RFC 8188. Pure.

The push service sees how long it is, and nothing else.
"""

import base64
import binascii
import os
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
RECORD = 4096  # bytes of the one record
LAST = b"\x02"  # ends the last record's text
AUTH, POINT, SALT = 16, 65, 16  # bytes


class BadKeys(ValueError):
    """The browser's keys are none."""


def raw(key: ec.EllipticCurvePublicKey) -> bytes:
    """The uncompressed point."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def as_text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def as_bytes(text: str, length: int) -> bytes:
    """base64url with or without padding. Raises BadKeys unless it is `length` bytes."""
    try:
        data = base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadKeys("not base64url") from None
    if len(data) != length:
        raise BadKeys(f"not {length} bytes")
    return data


class BrowserKeys:
    """The keys `p256dh` and `auth` of a subscription. Raises BadKeys."""

    def __init__(self, p256dh: str, auth: str) -> None:
        self.point, self.auth = as_bytes(p256dh, POINT), as_bytes(auth, AUTH)
        try:
            self.public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, self.point)
        except ValueError:
            raise BadKeys("no point of the curve") from None


def encrypt(
    text: bytes,
    keys: BrowserKeys,
    once: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of the message. `once` and `salt` are new for each, except in tests."""
    once, salt = once or ec.generate_private_key(CURVE), salt or os.urandom(SALT)
    own = raw(once.public_key())
    shared = once.exchange(ec.ECDH(), keys.public)
    secret = _derive(shared, keys.auth, b"WebPush: info\0" + keys.point + own, 32)  # RFC 8291, 3.4
    key = _derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + struct.pack("!IB", RECORD, len(own)) + own
    return head + AESGCM(key).encrypt(nonce, text + LAST, None)


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
