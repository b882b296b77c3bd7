"""Pictures of people: put, removed and shown.

What is uploaded is decoded and made small in a process of its own, and only what comes out of that is
stored and shown. Who has none is shown the first letter of their name, on its colour.
"""

import zlib
from collections.abc import Awaitable, Callable
from xml.sax.saxutils import escape

from chatservice.core.commands.people import set_picture
from chatservice.core.session import Session
from chatservice.errors import Busy, FileTooLarge, NoSuchUser, NotAllowed
from chatservice.model.names import fold
from chatservice.net.http.api.addresses import Schema
from chatservice.net.http.api.login import address_of, authenticate
from chatservice.net.http.api.uploads import operation
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import NoSuchPage
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route
from chatservice.net.pictures import format_of

ROOT = "/api/v1"
HUES = 30  # as in the desktop client, so that a person has one colour
CACHED = ((b"Cache-Control", b"private, no-cache"),)  # asked for again, and answered with 304


class PictureBody:
    """A picture on its way in, in memory; `end` is called once, when it is over."""

    def __init__(self, session: Session, expected: str, limit: int, end: Callable[[], None]) -> None:
        self.session = session
        self.expected = expected
        self.data = bytearray()
        self._limit = limit
        self._end = end

    def write(self, data: bytes) -> Awaitable[object] | None:
        if len(self.data) + len(data) > self._limit:
            raise FileTooLarge(self._limit)
        self.data += data
        return None

    def abort(self) -> None:
        self.end()

    def end(self) -> None:
        end, self._end = self._end, lambda: None
        end()


async def open_picture(call: RequestContext) -> PictureBody:
    expected = format_of(call.header(b"content-type"))
    visitor = await authenticate(call)
    site, me = call.site, visitor.session.principal
    if me.guest:
        raise NotAllowed("avatar", "those with an account")
    site.chat.limits.upload(me.id, address_of(call))
    if site.pictures_coming >= site.settings.avatar_queue:
        raise Busy
    site.pictures_coming += 1

    def end() -> None:
        site.pictures_coming -= 1

    return PictureBody(visitor.session, expected, site.settings.max_avatar, end)


async def put(call: RequestContext) -> Response:
    body = call.request.sink
    if not isinstance(body, PictureBody):
        raise AssertionError("the body of a PUT was received")
    try:
        small = await call.site.small_picture(bytes(body.data), body.expected)
    finally:
        body.end()
    await set_picture(call.site.chat, body.session, small)
    return Response(204)


async def remove(call: RequestContext) -> Response:
    visitor = await authenticate(call)
    await set_picture(call.site.chat, visitor.session, b"")
    return Response(204)


async def show(call: RequestContext) -> Response:
    """Of a name that nobody has, too: otherwise it would tell who there is."""
    visitor = await authenticate(call)
    chat = call.site.chat
    chat.limits.read(visitor.session)
    name = call.params["name"]
    try:
        who = await chat.directory.find_principal(name)
    except NoSuchUser:
        return _letter(name.removesuffix(".svg").removesuffix(".png") or name)
    picture = await chat.storage.preferences.avatar(who.id)
    if not picture:
        return _letter(who.name)
    return Response(200, picture, b"image/png", CACHED, etag=True)


async def show_signed(call: RequestContext) -> Response:
    """A person's own picture, for whoever was given the link to it."""
    chat, name = call.site.chat, call.params["name"]
    chat.limits.look_up(address_of(call))
    if not chat.files.links.shows_picture(name, call.params["signed"], chat.clock.now()):
        raise NoSuchPage
    try:
        picture = await chat.storage.preferences.avatar((await chat.directory.find_principal(name)).id)
    except NoSuchUser:
        picture = b""
    if not picture:
        raise NoSuchPage
    return Response(200, picture, b"image/png", CACHED, etag=True)


def _letter(name: str) -> Response:
    hue = zlib.crc32(fold(name).encode("utf-8", "replace")) % HUES * 7 % HUES * 360 // HUES
    text = escape(name[:1].upper())
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128" viewBox="0 0 128 128">'
        f'<rect width="128" height="128" fill="hsl({hue}, 55%, 42%)"/>'
        '<text x="64" y="64" dy="0.35em" text-anchor="middle" font-family="sans-serif" font-size="64" '
        f'fill="white">{text}</text></svg>\n'
    )
    return Response(200, svg.encode("utf-8", "replace"), b"image/svg+xml", CACHED, etag=True)


ROUTES = [
    Route("PUT", f"{ROOT}/me/avatar", put, sink=open_picture, most=lambda settings: settings.max_avatar),
    Route("DELETE", f"{ROOT}/me/avatar", remove),
    Route("GET", f"{ROOT}/people/{{name}}/avatar", show),
    Route("GET", "/avatar/{name}", show),
    Route("GET", "/picture/{name}/{signed}", show_signed, linked=True),
]

_BYTES: Schema = {"schema": {"type": "string", "format": "binary"}}
# As generators of clients know bytes; what comes is image/png or image/svg+xml.
_PICTURE: Schema = {"application/octet-stream": _BYTES}
_BODY: Schema = {"application/octet-stream": _BYTES}


def document() -> dict[str, Schema]:
    """The entries of the OpenAPI document."""
    put_own = operation("put_me_avatar", "Set your picture: PNG, JPEG, WebP or GIF.", (), 204, {}, _BODY)
    remove_own = operation("delete_me_avatar", "Remove your picture.", (), 204, {}, {})
    get = operation("get_people_by_name_avatar", "Show a person's picture.", ("name",), 200, _PICTURE, {})
    return {
        f"{ROOT}/me/avatar": {"put": put_own, "delete": remove_own},
        f"{ROOT}/people/{{name}}/avatar": {"get": get},
    }
