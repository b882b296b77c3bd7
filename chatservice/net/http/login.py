"""Who asks. The one place that decides it for all of HTTP.

A token counts (``Authorization: Bearer``, or the cookie that a login over HTTP sets), then
a name: the one that the older clients write in every request, or the user of Basic with an
empty password. A bare name is enough in open mode only: on the loopback, or anywhere with
the setting `open`, and never through a proxy. Who gives none is a guest named after the
address, so that several requests of one machine are one person.
"""

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

from chatservice.errors import BadRequest, BadToken, LoginNeeded, NameTaken
from chatservice.model import names
from chatservice.model.commands import Login
from chatservice.net.http import guards
from chatservice.net.http.visitors import Visitor

if TYPE_CHECKING:
    from chatservice.net.http.call import Call
    from chatservice.net.http.request import Request

COOKIE = b"chat"  # holds a token


async def authenticate(call: "Call", name: str = "") -> Visitor:
    """The visitor who asks, brought in when they are new; `name` is what the request calls them.

    Raises BadToken, LoginNeeded, NameTaken, and what a login raises.
    """
    token = token_of(call.request)
    if token:
        return await _with_token(call, token)
    name = name or name_of(call.request) or call.query.get("name", "")
    return await (named(call, name) if name else _guest(call))


async def named(call: "Call", name: str) -> Visitor:
    """The visitor of that name, brought in when they are new. LoginNeeded unless it is enough."""
    if not is_open(call.request):
        raise LoginNeeded

    async def enter(visitor: Visitor) -> None:
        await visitor.ask(Login(name=name))

    return await call.site.visitors.come(("name", names.fold(name)), address_of(call), enter)


def visitor_named(call: "Call", name: str) -> Visitor | None:
    """The visitor of that name, if there is one and the request may speak as it: in open
    mode, or with the token of the same person."""
    if not is_open(call.request):
        raise LoginNeeded
    return call.site.visitors.known(("name", names.fold(name)))


def is_open(request: "Request") -> bool:
    """Whether a bare name is enough here (see above)."""
    if not request.channel.direct or any(request.requestHeaders.hasHeader(h) for h in guards.PROXY_HEADERS):
        return False
    if request.site.settings.open:
        return True
    ends = (request.client, request.host)
    return all(guards.is_loopback(getattr(end, "host", "")) for end in ends)


def address_of(call: "Call") -> str:
    """The IP address that asks; empty on a unix socket."""
    return getattr(call.request.client, "host", "")


async def _with_token(call: "Call", token: str) -> Visitor:
    """As the person whose token it is, beside their other devices."""
    key = ("token", hashlib.sha256(token.encode()).digest())

    async def enter(visitor: Visitor) -> None:
        chat = call.site.chat
        principal = await chat.storage.principals.by_token(token)
        if principal is None:
            raise BadToken
        person = chat.presence.get(principal.id)
        if person is None:
            await visitor.ask(Login(token=token))
        else:
            await chat.people.attend(visitor.session, person)

    return await call.site.visitors.come(key, address_of(call), enter)


async def _guest(call: "Call") -> Visitor:
    if not is_open(call.request):
        raise LoginNeeded
    address = address_of(call)
    mark = hashlib.blake2b(address.encode(), key=call.site.secret, digest_size=4).hexdigest()

    async def enter(visitor: Visitor) -> None:
        try:
            await visitor.ask(Login(name=f"guest-{mark[:4]}"))
        except NameTaken:
            await visitor.ask(Login(name=f"guest-{mark}"))

    return await call.site.visitors.come(("guest", address), address, enter)


def token_of(request: "Request") -> str:
    """The token that the request shows; empty when it shows none."""
    kind, _, value = (request.getHeader(b"authorization") or b"").partition(b" ")
    if kind.lower() == b"bearer":
        return value.strip().decode("latin-1")
    return (request.getCookie(COOKIE) or b"").decode("latin-1")


def name_of(request: "Request") -> str:
    """The user of Basic authentication, who has no password."""
    kind, _, value = (request.getHeader(b"authorization") or b"").partition(b" ")
    if kind.lower() != b"basic":
        return ""
    try:
        name, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise BadRequest("the Authorization cannot be read") from None
    if password:
        raise BadToken
    return name
