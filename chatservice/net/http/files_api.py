"""Files in the API: listed, looked at, linked to, shared again, deleted; and put into rooms."""

from typing import Any

import msgspec

from chatservice.errors import BadUpload
from chatservice.model.commands import Command, DeleteFile, Files, Link, Share
from chatservice.model.events import Answer as Event
from chatservice.net.http import answers
from chatservice.net.http.answers import Answer
from chatservice.net.http.call import Call
from chatservice.net.http.files import (
    download,
    file_most,
    form_most,
    form_of,
    key_of,
    open_form,
    open_put,
    put,
    told,
)
from chatservice.net.http.login import authenticate
from chatservice.net.http.rooms import numbers, seated
from chatservice.net.http.routes import Route


class SharedAgain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a file is to be shared too."""

    room: str
    key: str = ""


async def asked(call: Call, command: Command, status: int = 200) -> Answer:
    """What `command` is answered with, as JSON."""
    event: Any = await (await authenticate(call)).ask(command)
    if not isinstance(event, Event):
        raise AssertionError("a command about files is answered")
    return answers.json(msgspec.structs.replace(event, ref=None), status)


async def listed(call: Call) -> Answer:
    which: dict[str, Any] = {name: call.query[name] for name in ("room", "sender") if name in call.query}
    which |= numbers(call, "limit", "before")
    return await asked(call, msgspec.convert(which, Files))


async def looked_at(call: Call) -> Answer:
    visitor = await authenticate(call)
    files = visitor.session.chat.files
    stored = await files.find(visitor.session.who.principal, call.params["file"])
    return answers.json(await files.info(stored))


async def linked_to(call: Call) -> Answer:
    return await asked(call, Link(file=call.params["file"]))


async def shared_again(call: Call) -> Answer:
    where = call.json(SharedAgain)
    key = where.key or key_of(call)
    return await asked(call, Share(file=call.params["file"], room=where.room, key=key), 201)


async def deleted(call: Call) -> Answer:
    return await asked(call, DeleteFile(file=call.params["file"]))


async def form_in_room(call: Call) -> Answer:
    form = form_of(call)
    came = form.finish()
    try:
        if not form.has_file:
            raise BadUpload("there is no file in the form")
        visitor = await authenticate(call)
        visitor.session.chat.files.may_upload(visitor.session)
        room = await seated(visitor, call.params["room"])
    except BaseException:
        call.site.chat.files.uploads.drop(came)
        raise
    who, key = visitor.session, form.fields.get("key") or key_of(call)
    shared, _ = await who.chat.files.share_upload(
        came, who.who.principal, room, form.filename or "file", form.type, key
    )
    return told(call, shared, who, room, as_json=True)


async def put_in_room(call: Call) -> Answer:
    return await put(call, as_json=True)


ROUTES = [
    Route("GET", "/api/v1/files", listed),
    Route("GET", "/api/v1/files/{file}", looked_at),
    Route("DELETE", "/api/v1/files/{file}", deleted),
    Route("GET", "/api/v1/files/{file}/content", download, linked=True),
    Route("POST", "/api/v1/files/{file}/link", linked_to),
    Route("POST", "/api/v1/files/{file}/share", shared_again),
    Route("POST", "/api/v1/rooms/{room}/files", form_in_room, sink=open_form, most=form_most),
    Route("PUT", "/api/v1/rooms/{room}/files/{name}", put_in_room, sink=open_put, most=file_most),
]
