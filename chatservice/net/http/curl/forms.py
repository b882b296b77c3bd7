"""A form posted at a room's address: its file is shared, its `text` is said.

curl -F file=@report.pdf http://127.0.0.1:8080/r/ops
curl -F text='read this' -F file=@report.pdf http://127.0.0.1:8080/r/ops
"""

from chatservice.core.commands.sharing import share_upload
from chatservice.core.room import Room
from chatservice.errors import BadUpload
from chatservice.model.commands import Say
from chatservice.net.http.api.login import authenticate
from chatservice.net.http.curl.entering import joined_room
from chatservice.net.http.curl.files import confirm, file_most, form_most, form_of, key_of, open_form
from chatservice.net.http.curl.rooms import say
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import BadRequest
from chatservice.net.http.engine.problems import in_words
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route, Sink
from chatservice.net.http.engine.visitors import HttpSession
from chatservice.wire import sanitize


async def share_form(call: RequestContext, as_json: bool = False) -> Response:
    """Say the `text` of the form, and share its file. Raises BadUpload if it has neither."""
    form = form_of(call)
    incoming = form.finish()
    key, text = form.fields.get("key") or key_of(call), form.fields.get("text", "")
    try:
        if not (form.has_file or text):
            raise BadUpload("there is neither a file nor a text in the form")
        visitor = await authenticate(call)
        room = await joined_room(visitor, call.params["room"])
        if text:
            await _say(visitor, room, text, key if not form.has_file else "")
    except BaseException:
        call.site.chat.files.uploads.drop(incoming)
        raise
    if not form.has_file:
        call.site.chat.files.uploads.drop(incoming)
        where, name = sanitize.line(room.label), sanitize.line(visitor.name)
        return responses.text(f"* Said in {where} as {name}.\n", 201)
    session = visitor.session
    shared = await share_upload(
        call.site.chat, incoming, session.principal, room, form.filename or "file", form.type, key
    )
    return await confirm(call, shared, session, room, as_json)


async def _say(visitor: HttpSession, room: Room, text: str, key: str) -> None:
    await visitor.ask(Say(room=room.rid, text=text, key=key))


async def open_nameless(call: RequestContext) -> Sink:
    room = call.request.path.decode("latin-1")
    raise BadRequest(f"the file needs a name: curl -T FILE {room}/")


async def put_nameless(call: RequestContext) -> Response:
    raise AssertionError("its body is refused")


FORM = Route("POST", "/r/{room}", share_form, in_words, open_form, form_most)

ROUTES = [
    Route("POST", "/r/{room}", say, in_words, form=FORM),
    Route("POST", "/r/{room}/", say, in_words, form=FORM),
    Route("PUT", "/r/{room}", put_nameless, in_words, open_nameless, file_most),
]
