"""``GET /ws``: a request that makes a WebSocket of its connection.

Host and Origin have been looked at, as for every request. A token in the query, in
``Authorization`` or in the session's cookie is a login, the first thing that is taken to be
said; who has none sends the login command. A page cannot set headers on a WebSocket, and
what is in a query is not logged here.
"""

import re

import msgspec

from chatservice.errors import BadRequest, UpgradeNeeded
from chatservice.model.commands import Login
from chatservice.net.http.call import Call

VERSION = "13"  # of the protocol, RFC 6455
KEY = re.compile(r"[A-Za-z0-9+/]{22}==")  # 16 random bytes


async def websocket(call: Call) -> None:
    """Raises BadRequest, UpgradeNeeded."""
    key = _key(call)
    token = _token(call)
    opening = [msgspec.json.encode(Login(token=token))] if token else []
    transport = call.request.channel.hand_over()
    call.site.sockets.take(transport, key.encode(), opening)


def _key(call: Call) -> str:
    words = {word.strip().lower() for word in call.header(b"connection").split(",")}
    wanted = {word.strip().lower() for word in call.header(b"upgrade").split(",")}
    if call.request.method != b"GET" or "websocket" not in wanted or "upgrade" not in words:
        raise UpgradeNeeded
    if call.header(b"sec-websocket-version").strip() != VERSION:
        raise UpgradeNeeded
    key = call.header(b"sec-websocket-key").strip()
    if not KEY.fullmatch(key):
        raise BadRequest("Sec-WebSocket-Key is not 16 bytes in base64")
    return key


def _token(call: Call) -> str:
    scheme, _, token = call.header(b"authorization").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return call.query.get("token", "")
