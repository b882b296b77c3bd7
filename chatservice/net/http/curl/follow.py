"""Follows a room live: an HTTP connection becomes a connection of the chat that only reads.

The answer has no length and ends with the connection, so its bytes are those of every other reader
of that dialect, with the same outbox and the same rule for slow readers.
"""

import re

from twisted.protocols.policies import ProtocolWrapper

from chatservice.core.commands.signing_in import sign_in
from chatservice.core.room import Room
from chatservice.model.commands import Join
from chatservice.net.connection import Connection
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import BadRequest
from chatservice.net.http.engine.responses import Headers, Response
from chatservice.net.http.engine.visitors import HttpSession
from chatservice.wire.stream import FOLLOWED_JSON, FOLLOWED_TEXT, Followed, FollowedDecoder

TEXT, LINES, EVENTS = "text/plain", "application/x-ndjson", "text/event-stream"
KINDS = (TEXT, LINES, "application/jsonl", "application/json", EVENTS)
CURSOR = re.compile(r"(?:([0-9a-zA-Z_-]{1,64}):)?([0-9]{1,15})")


def cursor(call: RequestContext) -> tuple[str, int] | None:
    """The (epoch, seq) from which the client resumes, ``epoch:seq`` or a bare seq. Raises BadRequest."""
    value = call.header(b"last-event-id") or call.query.get("since", "")
    if not value:
        return None
    match = CURSOR.fullmatch(value)
    if match is None:
        raise BadRequest("a cursor is epoch:seq")
    return match[1] or "", int(match[2])


def last(call: RequestContext) -> int:
    value = call.query.get("last", "0")
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise BadRequest("last is a number")
    return int(value)


async def follow(call: RequestContext, visitor: HttpSession, room: Room) -> Response | None:
    """Turn the call's connection into one that follows `room` as that visitor."""
    site, chat = call.site, call.site.chat
    kind = call.accepts(*KINDS)
    codec: Followed = {TEXT: FOLLOWED_TEXT, EVENTS: site.events_codec}.get(kind, FOLLOWED_JSON)
    shown = {TEXT: responses.TEXT, EVENTS: b"text/event-stream"}.get(kind, b"application/x-ndjson")
    came_from = cursor(call)
    chat.hub.flush_room(room)
    epoch, since = came_from or ("", max(room.tail.first - 1, room.tail.head - last(call)))
    if call.request.method == b"HEAD":
        return Response(200, kind=shown)
    headers: Headers = (
        (b"Content-Type", shown),
        (b"Connection", b"close"),
        (b"X-Accel-Buffering", b"no"),  # or nginx would buffer it
        (b"Vary", b"Accept"),
        *call.request.cors,
    )
    head = responses.head(200, (*responses.first(site.date()), *responses.safe(headers)))
    connection = _taken_over(
        call, FollowedDecoder(codec), head + codec.opening(epoch or chat.log.epoch, since)
    )
    session = connection.session
    if session is None or session.closed:
        return None
    session.confined = True
    me = visitor.session.person.principal
    await sign_in(chat, session, me, "" if me.guest else visitor.session.token)
    session.queue.receive((Join(room=room.rid, since=since, epoch=epoch),))
    site.followers.add(connection, codec.beat)
    return None


def _taken_over(call: RequestContext, door: FollowedDecoder, opening: bytes) -> Connection:
    """The connection below the call, detached from HTTP.

    twisted.web has no public way to release a transport; WebSockets do the same.
    """
    transport = call.request.hand_over()
    connection = Connection(call.site.shared, door)
    connection.forwarded_from = call.request.client
    if isinstance(transport, ProtocolWrapper):
        transport.wrappedProtocol = connection  # type: ignore[assignment]
    else:
        transport.protocol = connection
    transport.write(opening)
    connection.makeConnection(transport)
    return connection
