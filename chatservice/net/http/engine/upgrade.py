"""``GET /ws``: a request that turns its connection into a WebSocket: of programs and the page, or of IRC if
it asks for that sub-protocol.

Host and Origin have been checked, as for every request. A token in the query, in ``Authorization``
or in the cookie of a login over HTTP is a login; without one, the client sends the command. An empty token in
the query says that a cookie is no login either. A page cannot set headers on a WebSocket, and queries are not
logged here.
"""

import re
from functools import partial
from importlib import import_module

import msgspec

from chatservice.core.commands.signing_in import sign_in
from chatservice.errors import Fault
from chatservice.model.commands import Login
from chatservice.model.values import Principal
from chatservice.net.http.api.login import address_of, token_of
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import BadRequest, UpgradeNeeded
from chatservice.wire.websocket import irc_protocol

VERSION = "13"  # of the protocol, RFC 6455
KEY = re.compile(r"[A-Za-z0-9+/]{22}==")  # 16 random bytes


async def websocket(call: RequestContext) -> None:
    """Raises BadRequest, UpgradeNeeded."""
    key = _key(call).encode()
    protocol = irc_protocol(call.header(b"sec-websocket-protocol"))
    if protocol:
        await _irc(call, key, protocol)
        return
    in_query = call.query.get("token")
    token = token_of(call.request) if in_query is None else in_query
    by_cookie = in_query is None and not call.header(b"authorization")
    beside = await _here_already(call, token) if token and by_cookie else None
    opening = [msgspec.json.encode(Login(token=token))] if token and beside is None else []
    sockets = await call.site.sockets()
    session = sockets.take(call.request.hand_over(), sockets.upgraded(key, call.request.client), opening)
    if beside is not None and session is not None and not session.closed:
        try:
            await sign_in(call.site.chat, session, beside)
        except Fault as fault:  # there is no request any more to answer
            session.close(fault)


async def _irc(call: RequestContext, key: bytes, protocol: str) -> None:
    """IRC, which signs in by itself."""
    sockets = await call.site.sockets()
    kind = (await call.site.aside(partial(import_module, "chatservice.net.irc.websocket"))).IrcWebSocket
    request = sockets.upgraded(key, call.request.client, protocol, call.request.is_encrypted)
    sockets.take(call.request.hand_over(), request, (), kind)


async def _here_already(call: RequestContext, token: str) -> Principal | None:
    """The guest with that token who is already online: another tab of the page, for example, with the
    same cookie. Resuming with the token would disconnect that one."""
    chat = call.site.chat
    chat.limits.look_up(address_of(call))
    principal = await chat.storage.principals.by_token(token)
    if principal is None or not principal.guest or chat.presence.get(principal.id) is None:
        return None
    return principal


def _key(call: RequestContext) -> str:
    words = {word.strip().lower() for word in call.header(b"connection").split(",")}
    protocols = {word.strip().lower() for word in call.header(b"upgrade").split(",")}
    if call.request.method != b"GET" or "websocket" not in protocols or "upgrade" not in words:
        raise UpgradeNeeded
    if call.header(b"sec-websocket-version").strip() != VERSION:
        raise UpgradeNeeded
    key = call.header(b"sec-websocket-key").strip()
    if not KEY.fullmatch(key):
        raise BadRequest("Sec-WebSocket-Key is not 16 bytes in base64")
    return key
