"""How a secret of 128 random bits is kept: as its SHA-256, which is enough for that many.

And how an address is kept where it only has to be counted: as an HMAC under the database's own
secret, since there are too few addresses for a plain hash to hide one.
"""

import hashlib
import hmac

ID = 8  # hexadecimal digits of the hash that name a secret to whoever it belongs to


def hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def hash_place(secret: str, address: str) -> str:
    """Empty where there is no address: on this machine's own socket."""
    if not address:
        return ""
    return hmac.new(secret.encode(), f"place:{address}".encode(), hashlib.sha256).hexdigest()[:16]
