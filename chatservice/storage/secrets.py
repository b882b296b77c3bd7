"""How a secret of 128 random bits is kept: as its SHA-256, which is enough for that many."""

import hashlib

ID = 8  # hexadecimal digits of the hash that name a secret to whoever it belongs to


def hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
