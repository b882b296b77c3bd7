"""Code documents for people with curl:

    curl http://127.0.0.1:8080/r/ops/code/hello
    curl -T hello.py http://127.0.0.1:8080/r/ops/code/hello
    curl 'http://127.0.0.1:8080/r/ops/code/hello?since=3' | patch hello.py

With the address of a link into a document, which lets people in who do not see its room:

    curl -X POST http://127.0.0.1:8080/code/TOKEN        and then the same without a room:
    curl http://127.0.0.1:8080/code/ID

A browser gets the page, which opens the document.

An uploaded text becomes one edit, the smallest change. A missing document is created, in the
language of its title's ending or of ``?language=``.
"""

import msgspec

from chatservice.errors import NoSuchDocument
from chatservice.model.code_documents import language_of
from chatservice.model.commands import CodeDiff, CodeJoin, CodeList, CodeNew, CodePut, CodeShow
from chatservice.model.edits import with_line_feeds
from chatservice.model.events import DocumentDiff, DocumentIs, DocumentList, DocumentText, EditSaved
from chatservice.net.http.api.login import authenticate
from chatservice.net.http.curl.entering import joined_room
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import BadRequest
from chatservice.net.http.engine.problems import in_words
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route
from chatservice.net.http.engine.visitors import HttpSession
from chatservice.net.http.page.page import or_page
from chatservice.wire import document_words, sanitize

DIGITS = 15  # of a version


async def show(call: RequestContext) -> Response:
    visitor = await authenticate(call)
    if "since" in call.query:
        return await _patch(call, visitor)
    doc, room = call.params["doc"], call.params.get("room", "")
    shown = await visitor.ask(CodeShow(doc=doc, room=room, version=_number(call, "version")))
    if not isinstance(shown, DocumentText):
        raise AssertionError("code_show is answered with a text")
    headers = ((b"X-Version", b"%d" % shown.version),)
    if call.accepts("text/plain", "application/json") == "application/json":
        return responses.json(msgspec.structs.replace(shown, ref=None), 200, headers, etag=True)
    return Response(200, shown.text.encode(), responses.TEXT, headers, etag=True)


async def _patch(call: RequestContext, visitor: HttpSession) -> Response:
    doc, room, since = call.params["doc"], call.params.get("room", ""), _number(call, "since") or 0
    diff = await visitor.ask(CodeDiff(doc=doc, room=room, since=since, until=_number(call, "until")))
    if not isinstance(diff, DocumentDiff):
        raise AssertionError("code_diff is answered with a patch")
    return Response(200, diff.patch.encode(), responses.TEXT, etag=True)


def _number(call: RequestContext, name: str) -> int | None:
    word = call.query.get(name, "")
    if word and not (word.isascii() and word.isdecimal() and len(word) <= DIGITS):
        raise BadRequest(f"{name} is a number")
    return int(word) if word else None


async def listed(call: RequestContext) -> Response:
    visitor = await authenticate(call)
    listing = await visitor.ask(CodeList(room=call.params["room"]))
    if not isinstance(listing, DocumentList):
        raise AssertionError("code_list is answered with a list")
    if call.accepts("text/plain", "application/json") == "application/json":
        return responses.json(msgspec.structs.replace(listing, ref=None), etag=True)
    return responses.text("".join(f"{line}\n" for line in document_words.listed(listing)))


async def put(call: RequestContext) -> Response:
    visitor = await authenticate(call)
    room = await joined_room(visitor, call.params["room"])
    text = _text(call)
    title, key = call.params["doc"], call.header(b"idempotency-key")
    try:
        saved = await visitor.ask(CodePut(doc=title, room=room.rid, text=text, key=key))
    except NoSuchDocument:
        created = await visitor.ask(_new(call, title, room.rid, text, key))
        if not isinstance(created, DocumentIs):
            raise AssertionError("code_new is answered with the document") from None
        return _confirm(created.room, visitor.name, 0, 201)
    if not isinstance(saved, EditSaved):
        raise AssertionError("an edit is answered with its version")
    return _confirm(saved.room, visitor.name, saved.version, 200)


def _text(call: RequestContext) -> str:
    try:
        return with_line_feeds(call.body.decode())
    except UnicodeDecodeError:
        raise BadRequest("the text is not UTF-8") from None


def _new(call: RequestContext, title: str, room: str, text: str, key: str) -> CodeNew:
    language = call.query.get("language") or language_of(title)
    return CodeNew(language=language, title=title, room=room, text=text, key=key)


def _confirm(where: str, name: str, version: int, status: int) -> Response:
    words = f"* {sanitize.line(where)} is version {version} now, by {sanitize.line(name)}.\n"
    return responses.text(words, status, ((b"X-Version", b"%d" % version),))


# By a document's id alone, for people who were let in.


async def put_by_id(call: RequestContext) -> Response:
    visitor = await authenticate(call)
    key = call.header(b"idempotency-key")
    saved = await visitor.ask(CodePut(doc=call.params["doc"], text=_text(call), key=key))
    if not isinstance(saved, EditSaved):
        raise AssertionError("an edit is answered with its version")
    return _confirm(saved.room, visitor.name, saved.version, 200)


async def come(call: RequestContext) -> Response:
    """By the token of a link."""
    visitor = await authenticate(call)
    opened = await visitor.ask(CodeJoin(doc=call.params["doc"]))
    if not isinstance(opened, DocumentIs):
        raise AssertionError("code_join is answered with the document")
    doc = opened.document.doc
    room, role, path = sanitize.line(opened.room), sanitize.line(opened.role), f"/code/{doc}"
    words = f"* {sanitize.line(visitor.name)} is {role} of {room}: it is at {path}\n"
    return responses.text(words, 200, ((b"Location", path.encode()),))


ROUTES = [
    Route("GET", "/r/{room}/code", or_page(listed), in_words, linked=True),
    Route("GET", "/r/{room}/code/", or_page(listed), in_words, linked=True),
    Route("GET", "/r/{room}/code/{doc}", or_page(show), in_words, linked=True),
    Route("PUT", "/r/{room}/code/{doc}", put, in_words),
    Route("GET", "/code/{doc}", or_page(show), in_words),
    Route("PUT", "/code/{doc}", put_by_id, in_words),
    Route("POST", "/code/{doc}", come, in_words),
]
