"""A form posted at a room's address: its files are shared, its `text` is said.

curl -F file=@report.pdf http://127.0.0.1:8080/r/ops
curl -F text='read this' -F file=@report.pdf -F file=@figures.csv http://127.0.0.1:8080/r/ops
"""

from chatservice.core.commands.sharing import check_key
from chatservice.core.room import Room
from chatservice.core.session import Session
from chatservice.errors import BadUpload
from chatservice.model.commands import Say
from chatservice.model.events import FileList
from chatservice.net.http.api.login import authenticate
from chatservice.net.http.curl.entering import joined_room
from chatservice.net.http.curl.files import (
    confirm,
    confirmed,
    described,
    file_most,
    form_most,
    form_of,
    key_of,
    open_form,
    share_form_file,
    wants_json,
)
from chatservice.net.http.curl.rooms import said_in, say
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import BadRequest
from chatservice.net.http.engine.form import FIELDS_MAX, FormFile
from chatservice.net.http.engine.problems import in_words
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route, Sink


async def share_form(call: RequestContext, as_json: bool = False) -> Response:
    """Say the `text` of the form, and share its files. Raises BadUpload if it has neither."""
    form = form_of(call)
    files = form.finish()
    key, text = form.fields.get("key") or key_of(call), form.fields.get("text", "")
    as_json = as_json or wants_json(call)
    try:
        if not (files or text):
            raise BadUpload("there is neither a file nor a text in the form")
        if len(files) + bool(text) > 1:
            check_key(call.site.chat, _part_key(key, FIELDS_MAX))
        visitor = await authenticate(call)
        room = await joined_room(visitor, call.params["room"])
        if text:
            own_key = _part_key(key, 0) if files else key
            said = await visitor.ask(Say(room=room.rid, text=text, key=own_key))
            if not files:
                return said_in(visitor, room, said, as_json)
        return await _share(call, files, visitor.session, room, key, as_json)
    finally:
        form.drop()


async def _share(
    call: RequestContext, files: list[FormFile], session: Session, room: Room, key: str, as_json: bool
) -> Response:
    shared = [
        await share_form_file(call, file, session, room, _part_key(key, number) if number > 1 else key)
        for number, file in enumerate(files, 1)
    ]
    if len(shared) == 1:
        return await confirm(call, shared[0], session, room, as_json)
    if as_json:
        return responses.json(FileList(files=[await described(call, session, file) for file in shared]), 201)
    return responses.text("".join(confirmed(call, file, session, room) for file in shared), 201)


def _part_key(key: str, part: int) -> str:
    """The key of a part of the form, since each part is stored for itself."""
    return f"{key}/{part}" if key else ""


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
