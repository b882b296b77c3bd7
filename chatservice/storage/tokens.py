"""How secrets and addresses are stored.

A secret of 128 random bits is stored as its SHA-256, which is enough for that many bits. An
address that is only counted is stored as an HMAC under the database's own secret: there are too few
addresses for a plain hash to hide one.
"""

import hashlib
import hmac

ID = 8  # hexadecimal digits of the hash, which identify a secret to its owner


def hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def hash_place(secret: str, address: str) -> str:
    """The keyed hash of `address`; empty without one, as on this machine's own socket."""
    if not address:
        return ""
    return hmac.new(secret.encode(), f"place:{address}".encode(), hashlib.sha256).hexdigest()[:16]
