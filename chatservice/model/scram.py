"""SCRAM-SHA-256 (RFC 5802, RFC 7677): a login that shows the password to nobody, and each side to the other.

The four messages, and what of a password has to be stored for them. There is no channel binding: "n" or
"y" in the client's first message. Everything here is pure; nonces and salts are passed in.
"""

import hashlib
import hmac
import re
import stringprep
import unicodedata
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import NamedTuple

MECHANISM = "SCRAM-SHA-256"
# What OWASP's Password Storage Cheat Sheet asks of PBKDF2 with SHA-256: a thief of the database would try
# passwords against this, and not against the argon2id beside it.
ITERATIONS = 600_000
NONCE_MAX = 128  # characters of the client's
MESSAGE_MAX = 1024  # characters
_FIRST = re.compile(r"([ny],(?:a=([^,]*))?,)(n=([^,]*),r=([!-+\--~]+))(?:,.*)?")
_ESCAPED = re.compile("=(?!2C|3D)")


class Verifier(NamedTuple):
    """What is stored of a password: it proves that a client knows it, but does not log in."""

    salt: bytes
    iterations: int
    stored_key: bytes
    server_key: bytes


class ClientFirst(NamedTuple):
    header: str  # of GS2, with which the final message has to begin
    bare: str
    name: str
    nonce: str


class Exchange(NamedTuple):
    """An exchange that the server has answered once."""

    first: ClientFirst
    nonce: str  # of both
    server_first: str
    verifier: Verifier


def derive(password: str, salt: bytes, iterations: int = ITERATIONS) -> Verifier:
    """A tenth of a second and more."""
    salted = hashlib.pbkdf2_hmac("sha256", prepared(password).encode(), salt, iterations)
    client_key = _hmac(salted, b"Client Key")
    return Verifier(salt, iterations, hashlib.sha256(client_key).digest(), _hmac(salted, b"Server Key"))


def prepared(password: str) -> str:
    """As SASLprep maps it (RFC 4013, 2.1 and 2.2). What it prohibits is left, as clients leave it."""
    mapped = (
        " " if stringprep.in_table_c12(character) else character
        for character in password
        if not stringprep.in_table_b1(character)
    )
    return unicodedata.normalize("NFKC", "".join(mapped))


def client_first(message: str) -> ClientFirst | None:
    """None for what is not the first message, or asks for more than there is."""
    found = _FIRST.fullmatch(message) if len(message) <= MESSAGE_MAX else None
    if found is None:
        return None
    header, authorize, bare, name, nonce = found.groups()
    if len(nonce) > NONCE_MAX or _ESCAPED.search(name) or authorize not in (None, "", name):
        return None
    bare = message[len(header) :]  # with extensions, which are passed over
    return ClientFirst(header, bare, name.replace("=2C", ",").replace("=3D", "="), nonce)


def answer(first: ClientFirst, verifier: Verifier, nonce: str) -> Exchange:
    """What the server answers to the first message; `nonce` is the server's own part."""
    nonce = first.nonce + nonce
    message = f"r={nonce},s={b64encode(verifier.salt).decode()},i={verifier.iterations}"
    return Exchange(first, nonce, message, verifier)


def server_final(exchange: Exchange, message: str) -> str | None:
    """The server's final message, with which it shows that it knows the verifier; None if the client's final
    one does not show that it knows the password."""
    without_proof, comma, proof = message.rpartition(",p=")
    header = b64encode(exchange.first.header.encode()).decode()
    bound = without_proof.split(",")[:2] == [f"c={header}", f"r={exchange.nonce}"]
    verifier, said = exchange.verifier, ",".join((exchange.first.bare, exchange.server_first, without_proof))
    signature = _hmac(verifier.stored_key, said.encode())
    key = bytes(a ^ b for a, b in zip(signature, _decoded(proof), strict=False))
    shown = hmac.compare_digest(hashlib.sha256(key).digest(), verifier.stored_key)
    if not (comma and bound and shown):
        return None
    return f"v={b64encode(_hmac(verifier.server_key, said.encode())).decode()}"


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")


def _decoded(proof: str) -> bytes:
    try:
        return b64decode(proof, validate=True)
    except (NotBase64, ValueError):
        return b""
