"""The files of the page, at ``/web/NAME``; they are compressed when they are built.

The page names each with its version, with which a browser may keep it for good. Without it, or with that of
another version of the server, it must ask again.
"""

import re
from functools import cache
from pathlib import Path

import msgspec

from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import NoSuchPage
from chatservice.net.http.engine.responses import Headers, Response, accepts_coding, tag_of

FOLDER = Path(__file__).parents[3] / "web"
NAME = re.compile(r"[A-Za-z0-9_-]+\.(js|css|svg|png|json|webmanifest)")
KINDS = {
    "css": b"text/css; charset=utf-8",
    "js": b"text/javascript; charset=utf-8",
    "json": responses.JSON,
    "png": b"image/png",
    "svg": b"image/svg+xml",
    "webmanifest": b"application/manifest+json",
}
WORKER = "worker.js"
# It may serve the whole page, which is above its folder, and ask this server.
OF_WORKER: Headers = (
    (b"Service-Worker-Allowed", b"/"),
    (b"Content-Security-Policy", b"default-src 'none'; connect-src 'self'"),
)
FOREVER = b"public, max-age=31536000, immutable"
# The smallest first: the end of a file's name, and what the header calls it.
CODINGS = (("br", b"br"), ("gz", b"gzip"))


class PackedFile(msgspec.Struct, frozen=True):
    """A file of the page as it is sent; `coding` is that of its bytes, empty for none."""

    body: bytes
    coding: bytes
    tag: str


def packed_file(name: str, accepted: bytes | None) -> PackedFile | None:
    """The file of that name in the smallest form that the header Accept-Encoding allows."""
    for ending, coding in CODINGS:
        if accepts_coding(accepted, coding):
            found = _read(name, ending, coding)
            if found is not None:
                return found
    return _read(name, "", b"")


@cache
def _read(name: str, ending: str, coding: bytes) -> PackedFile | None:
    path = FOLDER / (f"{name}.{ending}" if ending else name)
    if not path.is_file():
        return None
    body = path.read_bytes()
    return PackedFile(body, coding, tag_of(body))


@cache
def names() -> frozenset[str]:
    return frozenset(path.name for path in FOLDER.iterdir())


def answer(name: str, kind: bytes, call: RequestContext, headers: Headers) -> Response:
    """The file as an answer; `headers` say how long it may be kept. Raises NoSuchPage."""
    found = packed_file(name, call.request.getHeader(b"accept-encoding"))
    if found is None:
        raise NoSuchPage
    headers = (*headers, (b"ETag", found.tag.encode()))
    if found.tag in call.header(b"if-none-match"):
        return Response(304, headers=headers)
    if found.coding:
        headers = (*headers, (b"Content-Encoding", found.coding))
    return Response(200, found.body, kind, headers)


async def web_file(call: RequestContext) -> Response:
    """Raises NoSuchPage."""
    name = call.params["name"]
    match = NAME.fullmatch(name)
    if match is None or name not in names():
        raise NoSuchPage
    version = call.query.get("v", "")
    current = version and f"{name}?v={version}" in _versions()
    if version and not current and match[1] == "js":
        raise NoSuchPage  # of a page before an upgrade: with this one it would run twice
    keep = FOREVER if current else b"no-cache"
    headers: Headers = ((b"Cache-Control", keep), (b"Vary", b"Accept-Encoding"))
    if name == WORKER:
        headers = (*headers, *OF_WORKER)
    return answer(name, KINDS[match[1]], call, headers)


@cache
def _versions() -> frozenset[str]:
    """Each versioned name that the page or one of its scripts loads."""
    scripts = [path for path in FOLDER.iterdir() if path.suffix in (".html", ".js")]
    found = (re.findall(r"[\w-]+\.\w+\?v=[0-9a-f]+", path.read_text()) for path in scripts)
    return frozenset(name for several in found for name in several)
