"""Rooms for people with curl: say, show, follow, each in one line.

    curl -d 'build ok' http://127.0.0.1:8080/r/ops
    curl http://127.0.0.1:8080/r/ops
    curl -N http://127.0.0.1:8080/r/ops/stream
    curl -d 'me too' 'http://127.0.0.1:8080/r/ops?re=40'

A room in the path is a name as everywhere (``@bob`` is the conversation with bob). Answers are
text, or JSON for clients that accept it.
"""

import msgspec

from chatservice.core.room import Room
from chatservice.model.commands import Context, History, Rooms, Say
from chatservice.model.events import Ack, Event, HistoryPage
from chatservice.net.http.api.login import authenticate
from chatservice.net.http.curl.downloads import download_named
from chatservice.net.http.curl.entering import joined_room
from chatservice.net.http.curl.follow import cursor, since_time, stream
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext, decoded
from chatservice.net.http.engine.faults import BadRequest
from chatservice.net.http.engine.problems import in_words
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route
from chatservice.net.http.engine.visitors import HttpSession
from chatservice.net.http.page.page import or_page
from chatservice.wire import sanitize
from chatservice.wire.text import TEXT
from chatservice.wire.webhooks.bodies import fields_of

SHOWN = 50  # lines, when the request has no limit


class MessageBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message, as JSON."""

    text: str
    key: str = ""
    action: bool = False
    re: int = 0
    topic: str = ""


async def say(call: RequestContext) -> Response:
    visitor = await authenticate(call)
    request = message_of(call)
    room = await joined_room(visitor, call.params["room"])
    event = await visitor.ask(Say(room=room.rid, **msgspec.structs.asdict(request)))
    as_json = call.accepts("text/plain", "application/json") == "application/json"
    return said_in(visitor, room, event, as_json)


def said_in(visitor: HttpSession, room: Room, event: Event | None, as_json: bool) -> Response:
    """What was said, confirmed for a program or in a line."""
    if not isinstance(event, Ack):
        raise AssertionError("a message is acknowledged")
    if as_json:
        return responses.json(msgspec.structs.replace(event, ref=None), 201)
    where, name = sanitize.line(room.label), sanitize.line(visitor.name)
    return responses.text(f"* Said in {where} as {name}: line {event.seq}.\n", 201)


def message_of(call: RequestContext) -> MessageBody:
    """The message in the body: plain text, whatever the content type, unless it is JSON."""
    key = call.header(b"idempotency-key") or call.query.get("key", "")
    if call.header(b"content-type").partition(";")[0].strip().lower() == "application/json":
        request = decoded(call.body, MessageBody)
        return request if request.key else msgspec.structs.replace(request, key=key)
    try:
        text = call.body.decode()
    except UnicodeDecodeError:
        raise BadRequest("the text is not UTF-8") from None
    text = _text_in_form(call) or text.removesuffix("\n").removesuffix("\r")
    re = numbers(call, "re").get("re", 0)
    return MessageBody(text, key, re=re, topic=call.query.get("topic", ""))


def _text_in_form(call: RequestContext) -> str:
    """The text of an encoded form (``curl --data-urlencode text=...``), which has no blanks: ``curl -d`` says
    of everything that it is a form."""
    if len(call.body.split(maxsplit=1)) != 1:
        return ""
    fields = fields_of(call.body, call.header(b"content-type")) or {}
    return fields.get("text") or fields.get("message", "")


async def show(call: RequestContext) -> Response:
    visitor = await authenticate(call)
    limits = {"limit": SHOWN, **numbers(call, "limit", "before", "after")}
    seq = await since_time(call, visitor, call.params["room"])
    if seq is None and cursor(call) is not None:
        _, seq = cursor(call) or ("", 0)
    if seq is not None:
        limits.setdefault("after", seq)
    where = {"room": call.params["room"], "topic": call.query.get("topic", "")}
    page = await visitor.ask(msgspec.convert({**where, **limits}, History))
    return _page(call, page, visitor.name)


async def line_or_file(call: RequestContext) -> Response | None:
    """A line by its number, or the newest file of that name."""
    name = call.params["name"]
    if name.isascii() and name.isdigit() and len(name) < 16:
        return await or_page(permalink)(call)
    return await download_named(call)


async def permalink(call: RequestContext) -> Response:
    """One line and those around it, each with its number: the address does not change."""
    visitor = await authenticate(call)
    request = Context(room=call.params["room"], seq=int(call.params["name"]), **numbers(call, "limit"))
    return _page(call, await visitor.ask(request), visitor.name)


def _page(call: RequestContext, page: Event | None, viewer: str) -> Response:
    """As text for a person, as JSON for those who ask for it."""
    if not isinstance(page, HistoryPage):
        raise AssertionError("history is answered with a page")
    kind = call.accepts("text/plain", "application/json", "application/x-ndjson")
    if kind == "application/json":
        return responses.json(msgspec.structs.replace(page, ref=None), etag=True)
    if kind == "application/x-ndjson":
        return Response(
            200, msgspec.json.Encoder().encode_lines(page.lines), b"application/x-ndjson", etag=True
        )
    lines = HistoryPage(room=page.room, lines=page.lines, numbered=page.numbered)
    return Response(200, TEXT.encode(lines, viewer), responses.TEXT, etag=True)


def numbers(call: RequestContext, *names: str) -> dict[str, int]:
    """Those of the query parameters `names` that are present. Raises BadRequest."""
    values = {}
    for name in names:
        text = call.query.get(name, "")
        if text:
            if not (text.isascii() and text.isdigit() and len(text) < 16):
                raise BadRequest(f"{name} is a number")
            values[name] = int(text)
    return values


async def rooms(call: RequestContext) -> Response:
    visitor = await authenticate(call)
    listed = await visitor.ask(Rooms())
    if listed is None:
        raise AssertionError("rooms are listed")
    if call.accepts("text/plain", "application/json") == "application/json":
        return responses.json(msgspec.structs.replace(listed, ref=None), etag=True)
    return Response(200, TEXT.encode(listed, visitor.name), responses.TEXT, etag=True)


ROUTES = [
    Route("GET", "/r", or_page(rooms), in_words, linked=True),
    Route("GET", "/r/{room}", or_page(show), in_words, linked=True),
    Route("GET", "/r/{room}/", or_page(show), in_words, linked=True),
    Route("GET", "/r/{room}/stream", stream, in_words),
    Route("GET", "/r/{room}/{name}", line_or_file, in_words, linked=True),
]
