"""Single lines for people with curl: changed and deleted, each in one line.

    curl -X PATCH -d 'build really ok' http://127.0.0.1:8080/r/ops/43
    curl -X DELETE http://127.0.0.1:8080/r/ops/43

Who may do that is decided as everywhere: an author's own line with the same name or account.
"""

import msgspec

from chatservice.model.commands import Delete, Edit
from chatservice.model.events import Ack, Event
from chatservice.net.http.api.login import authenticate
from chatservice.net.http.curl.rooms import message_of
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import BadRequest
from chatservice.net.http.engine.problems import in_words
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route


async def edit(call: RequestContext) -> Response:
    seq = _seq(call)
    visitor = await authenticate(call)
    request = message_of(call)
    command = Edit(room=call.params["room"], seq=seq, text=request.text, key=request.key)
    return _done(call, await visitor.ask(command), f"* Line {seq} is changed.\n")


async def delete(call: RequestContext) -> Response:
    seq = _seq(call)
    visitor = await authenticate(call)
    command = Delete(room=call.params["room"], seq=seq)
    return _done(call, await visitor.ask(command), f"* Line {seq} is deleted.\n")


def _seq(call: RequestContext) -> int:
    text = call.params["seq"]
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise BadRequest("the address of a line ends with its number")
    return int(text)


def _done(call: RequestContext, event: Event | None, words: str) -> Response:
    if not isinstance(event, Ack):
        raise AssertionError("a change is acknowledged")
    if call.accepts("text/plain", "application/json") == "application/json":
        return responses.json(msgspec.structs.replace(event, ref=None))
    return responses.text(words)


ROUTES = [
    Route("PATCH", "/r/{room}/{seq}", edit, in_words),
    Route("DELETE", "/r/{room}/{seq}", delete, in_words),
]
