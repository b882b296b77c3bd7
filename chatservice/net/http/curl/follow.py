"""Follows rooms live: an HTTP connection becomes a connection of the chat that only reads.

The answer has no length and ends with the connection, so its bytes are those of every other reader
of that dialect, with the same outbox and the same rule for slow readers.
"""

import re

from twisted.protocols.policies import ProtocolWrapper

from chatservice.core.commands.signing_in import sign_in
from chatservice.core.room import Room
from chatservice.errors import Fault, NoSuchRoom, TooMany
from chatservice.model.commands import History, Join
from chatservice.model.events import HistoryPage
from chatservice.net.connection import Connection
from chatservice.net.http.api.login import authenticate
from chatservice.net.http.curl.entering import joined_room
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import BadRequest
from chatservice.net.http.engine.responses import Headers, Response
from chatservice.net.http.engine.visitors import HttpSession
from chatservice.wire.stream import (
    FOLLOWED_EVENTS_OF_SEVERAL,
    FOLLOWED_JSON,
    FOLLOWED_TEXT,
    Followed,
    FollowedDecoder,
)

TEXT, LINES, EVENTS = "text/plain", "application/x-ndjson", "text/event-stream"
KINDS = (TEXT, LINES, "application/jsonl", "application/json", EVENTS)
AGO = re.compile(r"([0-9]{1,6})(s|m|h|d)")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
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


async def since_time(call: RequestContext, visitor: HttpSession, room: str) -> int | None:
    """The seq after which the lines of the last while are, for ``since=10m``; None if the request has no
    such time. Looks back over one page of history, and no further."""
    match = AGO.fullmatch(call.query.get("since", ""))
    if match is None:
        return None
    then = call.site.chat.clock.now() - int(match[1]) * SECONDS[match[2]]
    page = await visitor.ask(History(room=room, limit=call.site.settings.history_max))
    if not isinstance(page, HistoryPage):
        raise AssertionError("history is answered with a page")
    return next((line.seq - 1 for line in page.lines if line.ts >= then), page.head)


async def _joins(call: RequestContext, visitor: HttpSession, rooms: list[Room]) -> list[Join]:
    """How each room is entered: after the cursor, or with the lines that were asked for."""
    joins = []
    for room in rooms:
        call.site.chat.hub.flush_room(room)
        seq = await since_time(call, visitor, room.rid)
        epoch = ""
        if seq is None:
            came_from = cursor(call)
            if came_from is not None and len(rooms) > 1:
                raise BadRequest("a cursor is of one room")
            epoch, seq = came_from or ("", max(room.tail.first - 1, room.tail.head - last(call)))
        joins.append(Join(room=room.rid, since=seq, epoch=epoch))
    return joins


async def stream(call: RequestContext) -> Response | None:
    """Follow a room, or several, live: text, JSON lines or server-sent events, by Accept."""
    visitor = await authenticate(call)
    labels = call.params["room"].split(",") if call.params["room"][:1] != "@" else [call.params["room"]]
    if len(labels) > call.site.settings.rooms_per_session:
        raise TooMany("rooms", call.site.settings.rooms_per_session)
    rooms = [await _found_or_made(visitor, label) for label in labels]
    joins = await _joins(call, visitor, list(dict.fromkeys(rooms)))
    if call.query.get("poll", "") in ("1", "true", "yes"):
        return await _poll(call, visitor, joins)
    return await follow(call, visitor, joins)


async def _found_or_made(visitor: HttpSession, label: str) -> Room:
    """One may wait for the first line of a room that nobody has spoken in."""
    visitor.chat.limits.read(visitor.session)
    try:
        return await visitor.chat.directory.find(visitor.session, label)
    except NoSuchRoom:
        return await joined_room(visitor, label)


async def _poll(call: RequestContext, visitor: HttpSession, joins: list[Join]) -> Response:
    """What there is, and no more."""
    codec, shown = _codec(call, len(joins) > 1)
    body = b""
    for join in joins:
        request = History(room=join.room, after=join.since, limit=call.site.settings.history_max)
        page = await visitor.ask(request)
        body += codec.encode(page, visitor.name) if page is not None else b""
    return Response(200, body, shown)


def _codec(call: RequestContext, of_several: bool) -> tuple[Followed, bytes]:
    kind = call.accepts(*KINDS)
    events = FOLLOWED_EVENTS_OF_SEVERAL if of_several else call.site.events_codec
    codec: Followed = {TEXT: FOLLOWED_TEXT, EVENTS: events}.get(kind, FOLLOWED_JSON)
    shown = {TEXT: responses.TEXT, EVENTS: b"text/event-stream"}.get(kind, b"application/x-ndjson")
    return codec, shown


async def follow(call: RequestContext, visitor: HttpSession, joins: list[Join]) -> Response | None:
    """Turn the call's connection into one that follows rooms as that visitor."""
    site, chat = call.site, call.site.chat
    codec, shown = _codec(call, len(joins) > 1)
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
    first = joins[0]
    opening = codec.opening(first.epoch or chat.log.epoch, first.since or 0)
    connection = _taken_over(call, FollowedDecoder(codec), head + opening)
    session = connection.session
    if session is None or session.closed:
        return None
    session.confined = True
    me = visitor.session.person.principal
    try:
        await sign_in(chat, session, me, "" if me.guest else visitor.session.token)
    except Fault as fault:  # there is no request any more to answer
        session.close(fault)
        return None
    session.queue.receive(tuple(joins))
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
