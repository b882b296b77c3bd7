"""The result of a handler, and its bytes on the wire."""

import gzip
import hashlib
import re
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import msgspec

JSON = b"application/json"
PROBLEM = b"application/problem+json"
TEXT = b"text/plain; charset=utf-8"
HTML = b"text/html; charset=utf-8"

Headers = tuple[tuple[bytes, bytes], ...]

PACKED = (
    JSON,
    PROBLEM,
    b"application/x-ndjson",
    b"text/css",
    b"text/html",
    b"text/javascript",
    b"text/plain",
)
NEVER = re.compile(rb"q=0(?:\.0*)?")
PACKED_FROM = 1024  # bytes
FAST = 1

_encode = msgspec.json.Encoder().encode

# On every answer. Content of strangers must not be run, sniffed, framed or cached.
SAFE: Headers = (
    (b"Cache-Control", b"no-store"),
    (b"Content-Security-Policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"Cross-Origin-Resource-Policy", b"same-origin"),
    (b"Referrer-Policy", b"no-referrer"),
    (b"X-Content-Type-Options", b"nosniff"),
    (b"X-Frame-Options", b"DENY"),
)
_REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}
_NO_BODY = frozenset({204, 304})


class Response(msgspec.Struct, frozen=True):
    """A whole answer. `headers` precede the safe ones, and replace those of the same name.

    With `etag`, a client that already has the same bytes gets 304; `tag` is their tag, if known.
    """

    status: int = 200
    body: bytes = b""
    kind: bytes = JSON
    headers: Headers = ()
    etag: bool = False
    tag: str = ""


def json(
    value: Any, status: int = 200, headers: Headers = (), kind: bytes = JSON, etag: bool = False
) -> Response:
    """`value` is anything that msgspec encodes. A lone surrogate becomes U+FFFD."""
    try:
        body = _encode(value)
    except UnicodeEncodeError:
        body = _encode(scrubbed(msgspec.to_builtins(value)))
    return Response(status, body + b"\n", kind, headers, etag)


def text(said: str, status: int = 200, headers: Headers = ()) -> Response:
    return Response(status, said.encode("utf-8", "replace"), TEXT, headers)


def scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {scrubbed(key): scrubbed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [scrubbed(item) for item in value]
    return value


def safe(headers: Headers) -> Headers:
    """`headers` and the safe ones; given ones take precedence."""
    if not headers:
        return SAFE
    given = {name.lower() for name, _ in headers}
    return (*headers, *((name, value) for name, value in SAFE if name.lower() not in given))


def first(date: bytes) -> Headers:
    return ((b"Server", b"chatservice"), (b"Date", date))


def tag_of(body: bytes) -> str:
    return '"' + hashlib.blake2b(body, digest_size=12).hexdigest() + '"'


def fixed(body: bytes, kind: bytes, headers: Headers = ()) -> Response:
    """An answer that never changes while the server runs."""
    return Response(200, body, kind, headers, etag=True, tag=tag_of(body))


def tagged(answer: Response, known: str) -> Response:
    """`answer` with its tag; without its body if the client has it, by If-None-Match (RFC 9110, 13.1.2)."""
    tag = answer.tag or tag_of(answer.body)
    headers = (
        *answer.headers,
        (b"ETag", tag.encode()),
        (b"Cache-Control", b"private, no-cache"),
        (b"Vary", b"Accept, Accept-Encoding, Authorization, Cookie"),
    )
    if tag in known or known.strip() == "*":
        return Response(304, headers=headers)
    return Response(answer.status, answer.body, answer.kind, headers, tag=answer.tag)


def accepts_gzip(header: bytes | None) -> bool:
    return accepts_coding(header, b"gzip", b"x-gzip", b"*")


def accepts_coding(header: bytes | None, *names: bytes) -> bool:
    """Whether Accept-Encoding (RFC 9110, 12.5.3) allows the coding of those `names`."""
    codings = [part.replace(b" ", b"").lower().partition(b";") for part in (header or b"").split(b",")]
    return any(name in names and not NEVER.fullmatch(rest) for name, _, rest in codings)


def packed(answer: Response) -> Response:
    """`answer`, compressed; a text only, and none that is small or compressed already."""
    if (
        any(name == b"Content-Encoding" for name, _ in answer.headers)
        or len(answer.body) < PACKED_FROM
        or answer.kind.partition(b";")[0] not in PACKED
    ):
        return answer
    body = _pack_once(answer.body) if answer.tag else gzip.compress(answer.body, FAST, mtime=0)
    weak = tuple((name, b"W/" + value if name == b"ETag" else value) for name, value in answer.headers)
    headers: Headers = ((b"Content-Encoding", b"gzip"), *weak)
    return Response(answer.status, body, answer.kind, headers)


@lru_cache(maxsize=4)
def _pack_once(body: bytes) -> bytes:
    """Of an answer that never changes."""
    return gzip.compress(body, mtime=0)


def head(status: int, headers: Headers) -> bytes:
    """The status line and headers, up to the empty line."""
    lines = b"".join(b"%b: %b\r\n" % header for header in headers)
    return b"HTTP/1.1 %d %b\r\n%b\r\n" % (status, _REASONS.get(status, b"Unknown"), lines)


def written(answer: Response, date: bytes, keep: bool, bare: bool = False) -> bytes:
    """The bytes of `answer`; `bare` omits the body (HEAD) but keeps its length."""
    headers = first(date)
    if not keep:
        headers += ((b"Connection", b"close"),)
    if answer.status not in _NO_BODY:
        headers += ((b"Content-Type", answer.kind), (b"Content-Length", b"%d" % len(answer.body)))
    start = head(answer.status, headers + safe(answer.headers))
    return start if bare or answer.status in _NO_BODY else start + answer.body


def begun(status: int, kind: bytes, size: int, headers: Headers, date: bytes, keep: bool) -> bytes:
    """The head of an answer whose `size` bytes follow."""
    first: Headers = ((b"Server", b"chatservice"), (b"Date", date))
    if not keep:
        first += ((b"Connection", b"close"),)
    first += ((b"Content-Type", kind), (b"Content-Length", b"%d" % size))
    return head(status, first + safe(headers))
