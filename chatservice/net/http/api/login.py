"""Authentication: the only place that decides who sends a request, for all of HTTP.

First comes a token (``Authorization: Bearer``, or the cookie of a login over HTTP), or name and
password by Basic. Then a bare name: the one that the older clients write in every request, `name`
in the query, or the user of Basic with an empty password. A bare name is enough in open mode only:
on the loopback, or anywhere with the setting `open`, and never through a proxy. Without a name the
client is a guest named after the address, so that several requests of one machine are one person.
"""

import base64
import binascii
import hashlib
import re
from typing import TYPE_CHECKING

from chatservice.core.commands.signing_in import sign_in
from chatservice.errors import BadToken, NameOwned, NameTaken
from chatservice.model import names
from chatservice.model.commands import Login
from chatservice.model.values import Principal
from chatservice.net.http.engine import guards
from chatservice.net.http.engine.faults import BadRequest, LoginNeeded
from chatservice.net.http.engine.visitors import HttpSession

if TYPE_CHECKING:
    from chatservice.net.http.engine.context import RequestContext
    from chatservice.net.http.engine.request import Request

COOKIE = b"chat"  # holds a token
_TOKEN = re.compile("[0-9a-f]{32}")


async def authenticate(call: "RequestContext", name: str = "") -> HttpSession:
    """The visitor who asks, brought in when they are new; `name` is what the request calls them.

    Raises BadToken, BadCredentials, LoginNeeded, NameTaken, and what else a login raises.
    """
    token = token_of(call.request)
    if token:
        return await _with_token(call, token)
    user, password = basic_of(call.request)
    if password:
        return await _with_token_or_password(call, user, password)
    if not name and not _is_linked_from_elsewhere(call):
        name = user or call.query.get("name", "")
    return await (named(call, name) if name else _guest(call))


def _is_linked_from_elsewhere(call: "RequestContext") -> bool:
    """Whether a link on another site led here: it must not give its visitors names."""
    return call.header(b"sec-fetch-site") in ("cross-site", "same-site")


async def named(call: "RequestContext", name: str) -> HttpSession:
    """The visitor of that name, brought in when they are new. LoginNeeded unless it is enough."""
    if not is_open(call.request):
        raise LoginNeeded

    async def enter(visitor: HttpSession) -> None:
        guest = _guest_here(call, name)
        if guest is None:
            await visitor.ask(Login(name=name))
        else:
            await sign_in(call.site.chat, visitor.session, guest)

    visitor = _known_by_name(call, name)
    if visitor is not None:
        return _nobodys(visitor)
    return _nobodys(await call.site.visitors.come(("name", names.fold(name)), address_of(call), enter))


def _guest_here(call: "RequestContext", name: str) -> Principal | None:
    """The guest of that name who is at another door, from the same address: the same person, then."""
    person = call.site.chat.presence.named(name)
    if person is None or not person.principal.guest:
        return None
    here = any(device.address == address_of(call) for device in person.sessions)
    return person.principal if here else None


def _known_by_name(call: "RequestContext", name: str) -> HttpSession | None:
    """Who has changed their name is known by the new one."""
    key = ("name", names.fold(name))
    visitor = call.site.visitors.known(key)
    if visitor is not None and names.fold(visitor.name) != key[1]:
        call.site.visitors.move(visitor, ("name", names.fold(visitor.name)))
        return None
    return visitor


def visitor_named(call: "RequestContext", name: str) -> HttpSession | None:
    """The visitor of that name, if there is one and the request may speak as it: in open
    mode, or with the token of the same person."""
    if not is_open(call.request):
        raise LoginNeeded
    visitor = _known_by_name(call, name)
    return _nobodys(visitor) if visitor is not None else None


def _nobodys(visitor: HttpSession) -> HttpSession:
    """Since the visitor came, the name may have been registered: then it is not enough any more."""
    if not visitor.session.person.principal.guest:
        raise NameOwned(visitor.name)
    return visitor


def is_open(request: "Request") -> bool:
    """Whether a bare name is enough (see above)."""
    if not is_direct(request):
        return False
    if request.site.settings.open:
        return True
    ends = (request.client, request.host)
    return all(guards.is_loopback(getattr(end, "host", "")) for end in ends)


def is_direct(request: "Request") -> bool:
    """Whether the request came without a proxy, as far as its headers show."""
    headers = request.requestHeaders
    return request.channel.direct and not any(headers.hasHeader(name) for name in guards.PROXY_HEADERS)


def address_of(call: "RequestContext") -> str:
    """The client's IP address; empty on a unix socket."""
    return getattr(call.request.client, "host", "")


async def _with_token(call: "RequestContext", token: str) -> HttpSession:
    """As the person whose token it is, beside their other devices."""
    chat = call.site.chat

    async def enter(visitor: HttpSession) -> None:
        chat.limits.look_up(visitor.session.address)
        principal = await chat.storage.principals.by_token(token)
        if principal is None:
            raise BadToken
        if not principal.guest:
            await chat.storage.accounts.used(token, chat.clock.now())
        # A guest's token is that of one connection, which this must not close.
        beside = principal.guest and chat.presence.get(principal.id) is not None
        await sign_in(chat, visitor.session, principal, "" if beside else token)

    return await call.site.visitors.come(token_key(token), address_of(call), enter)


def token_key(token: str) -> tuple[str, bytes]:
    """The key of a token's session."""
    return "token", hashlib.sha256(token.encode()).digest()


async def _with_token_or_password(call: "RequestContext", user: str, password: str) -> HttpSession:
    """A token may be given as the password of its account, as on the doors where people type it."""
    if _TOKEN.fullmatch(password):
        try:
            visitor = await _with_token(call, password)
        except BadToken:
            return await _with_password(call, user, password)
        if user and names.fold(visitor.name) != names.fold(user):
            raise LoginNeeded
        return visitor
    return await _with_password(call, user, password)


async def _with_password(call: "RequestContext", name: str, password: str) -> HttpSession:
    """As the account with that name and password, which are checked once per session."""
    chat = call.site.chat

    async def enter(visitor: HttpSession) -> None:
        account = await chat.passwords.authenticate(name, password, visitor.session.address)
        await sign_in(chat, visitor.session, account.principal, password=account.password)

    hashed = hashlib.blake2b(password.encode(), key=call.site.secret).digest()
    return await call.site.visitors.come(("password", names.fold(name), hashed), address_of(call), enter)


async def _guest(call: "RequestContext") -> HttpSession:
    if not is_open(call.request):
        raise LoginNeeded
    address = address_of(call)
    mark = hashlib.blake2b(address.encode(), key=call.site.secret, digest_size=4).hexdigest()

    async def enter(visitor: HttpSession) -> None:
        visitor.session.name_given = True
        try:
            await visitor.ask(Login(name=f"guest-{mark[:4]}"))
        except NameTaken:
            await visitor.ask(Login(name=f"guest-{mark}"))

    return _nobodys(await call.site.visitors.come(("guest", address), address, enter))


def shows_who(request: "Request") -> bool:
    """Whether the request has credentials beyond a name."""
    return bool(token_of(request) or basic_of(request)[1])


def token_of(request: "Request") -> str:
    """The token of the request; empty if it has none. Raises LoginNeeded if it shows something that is not
    known here: it must not become a nameless guest's."""
    kind, _, value = (request.getHeader(b"authorization") or b"").partition(b" ")
    if kind.lower() == b"bearer":
        return value.strip().decode("latin-1")
    if kind and kind.lower() != b"basic":
        raise LoginNeeded
    return (request.getCookie(COOKIE) or b"").decode("latin-1")


def basic_of(request: "Request") -> tuple[str, str]:
    """Name and password of Basic authentication (RFC 7617); empty if there is none."""
    kind, _, value = (request.getHeader(b"authorization") or b"").partition(b" ")
    if kind.lower() != b"basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise BadRequest("the Authorization cannot be read") from None
    return name, password
