"""Uploads over HTTP: by `PUT`, by a form, or in parts.

    curl -T report.pdf http://127.0.0.1:8080/r/ops/

An interrupted upload is resumed by the same `PUT` with a ``Content-Range``; a wrong offset is
answered with the right one (`curl -C PLACE -T ...`).
"""

from chatservice.core.commands.files import files, find_file, info_of
from chatservice.core.commands.sharing import share_upload
from chatservice.core.directory import Directory
from chatservice.core.room import Room
from chatservice.core.session import Session
from chatservice.core.uploads import Upload, UploadKey, Uploads
from chatservice.errors import BadUpload, Fault
from chatservice.model import names
from chatservice.model.bodies import SharedFile
from chatservice.model.commands import Files
from chatservice.model.events import FileInfo, plain_link
from chatservice.model.values import Principal
from chatservice.net.http.api.login import address_of, authenticate, is_open, named, shows_who
from chatservice.net.http.curl.entering import joined_room
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import BadRequest, LoginNeeded
from chatservice.net.http.engine.form import FORM_MAX, Begin, FormFile, FormInflow, boundary_of
from chatservice.net.http.engine.problems import headers_of, in_words
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route
from chatservice.net.http.engine.upload import Inflow
from chatservice.settings.schema import Settings
from chatservice.wire import fault_text, ranges
from chatservice.wire.legacy.pipe_facts import file_facts, path_of
from chatservice.wire.phrases import sized


def file_most(settings: Settings) -> int | None:
    return settings.max_file_size


def form_most(settings: Settings) -> int | None:
    return None if settings.max_file_size is None else settings.max_file_size + FORM_MAX


def length_of(call: RequestContext) -> int | None:
    text = call.header(b"content-length")
    return int(text) if text.isascii() and text.isdigit() else None


def key_of(call: RequestContext) -> str:
    return call.header(b"idempotency-key") or call.query.get("key", "")


# PUT: the body is the file, or the next part of it.


class Putting(Inflow):
    """A `PUT` in progress, by `session` to `room`; `end` is the size after it, if known."""

    def __init__(
        self, uploads: Uploads, upload: Upload, session: Session, room: Room, end: int | None
    ) -> None:
        super().__init__(uploads, upload)
        self.session = session
        self.room = room
        self.end = end


async def open_put(call: RequestContext) -> Putting:
    visitor = await authenticate(call)
    room = await joined_room(visitor, call.params["room"])
    uploads, session = call.site.chat.files.uploads, visitor.session
    content_range, length = call.header(b"content-range"), length_of(call)
    part = ranges.content_range(content_range)
    if content_range and (part is None or length not in (None, part[1] - part[0])):
        raise BadRequest("the Content-Range is not bytes FIRST-LAST/SIZE with the length of the body")
    start, end, size = part or (0, length, length)
    place = _place(session.principal, room, call.params["name"], size)
    if start and place is not None:
        upload = await uploads.go_on(place, start)
    else:
        me = session.principal
        upload = await uploads.begin(me.id, size, address_of(call), me.guest)
        if place is not None:
            uploads.resumable(upload, place)
    return Putting(uploads, upload, session, room, end)


def _place(principal: Principal, room: Room, name: str, size: int | None) -> UploadKey | None:
    return (principal.id, room.id, names.file(name), size) if size is not None else None


async def put(call: RequestContext, as_json: bool = False) -> Response:
    putting = call.request.sink
    if not isinstance(putting, Putting):
        raise AssertionError("the body of a PUT was received")
    chat, upload = call.site.chat, putting.finish()
    if putting.end is not None and upload.part.size != putting.end:
        chat.files.uploads.drop(upload)
        raise BadUpload("the body is longer or shorter than announced")
    if upload.size is not None and upload.part.size < upload.size:
        chat.files.uploads.broke_off(upload, upload.holder)
        return responses.text(
            f"* {upload.part.size} of {upload.size} bytes are stored.\n",
            202,
            ((b"Upload-Offset", b"%d" % upload.part.size),),
        )
    shared = await share_upload(
        chat,
        upload,
        putting.session.principal,
        putting.room,
        call.params["name"],
        call.header(b"content-type"),
        key_of(call),
    )
    return await confirm(call, shared, putting.session, putting.room, as_json)


async def confirm(
    call: RequestContext, shared: SharedFile, session: Session, room: Room, as_json: bool = False
) -> Response:
    """The answer to an upload: a line for a person, the file's description for a program."""
    headers = ((b"Location", path_of(room.link(shared.id)).encode()),)
    if as_json or wants_json(call):
        return responses.json(await described(call, session, shared), 201, headers)
    return responses.text(confirmed(call, shared, session, room), 201, headers)


def wants_json(call: RequestContext) -> bool:
    return call.accepts("text/plain", "application/json") == "application/json"


async def described(call: RequestContext, session: Session, shared: SharedFile) -> FileInfo:
    return await info_of(call.site.chat, await find_file(call.site.chat, session.principal, shared.id))


def confirmed(call: RequestContext, shared: SharedFile, session: Session, room: Room) -> str:
    """In a line."""
    scheme = "https" if call.request.is_encrypted else "http"
    where = f"{scheme}://{call.header(b'host')}{path_of(room.link(shared.id))}"
    return f"* Shared {shared.name} ({sized(shared.size)}) in {room.label} as {session.name}: {where}\n"


# Forms.


async def open_form(call: RequestContext) -> FormInflow:
    """A form with any number of files."""
    address, uploads = address_of(call), call.site.chat.files.uploads
    return await _open_form(call, lambda: uploads.begin(address, None, address))


async def open_older_form(call: RequestContext) -> FormInflow:
    """A form with one file."""
    return await _open_form(call, None)


async def _open_form(call: RequestContext, more: Begin | None) -> FormInflow:
    uploads, length = call.site.chat.files.uploads, length_of(call)
    boundary, limit = boundary_of(call), call.site.settings.max_file_size
    about = length if limit is None or length is None else min(length, limit)
    if not (is_open(call.request) or shows_who(call.request)):
        raise LoginNeeded
    address = address_of(call)
    upload = await uploads.begin(address, about, address)
    return FormInflow(uploads, upload, boundary, length, more)


def form_of(call: RequestContext) -> FormInflow:
    form = call.request.sink
    if not isinstance(form, FormInflow):
        raise AssertionError("the form was received")
    return form


async def upload(call: RequestContext) -> Response:
    """The older system's form: `file`, `sender`, and `recipient` or `group_name`."""
    form = form_of(call)
    incoming = form.finish()
    try:
        fields = {name: value.strip() for name, value in form.fields.items()}
        if not incoming or not fields.get("sender"):
            raise BadUpload("file and sender are needed")
        session = await sender(call, names.underscored(fields["sender"]))
        recipient, group = fields.get("recipient", ""), fields.get("group_name", "")
        room = await _for_whom(
            call.site.chat.directory, session, names.underscored(recipient), names.underscored(group)
        )
    except BaseException:
        form.drop()
        raise
    shared = await share_form_file(call, incoming[0], session, room, fields.get("key", ""))
    return responses.json(
        {
            "status": "success",
            "file_id": shared.id,
            "filename": shared.name,
            # In the older system's shape where the bare address is enough.
            "download_url": plain_link(shared.id) if room.is_open else path_of(room.link(shared.id)),
        }
    )


async def share_form_file(
    call: RequestContext, file: FormFile, session: Session, room: Room, key: str
) -> SharedFile:
    upload, name = file.inflow.upload, file.name or "file"
    return await share_upload(call.site.chat, upload, session.principal, room, name, file.type, key)


async def _for_whom(directory: Directory, session: Session, recipient: str, group: str) -> Room:
    if recipient:
        return await directory.direct.find(session, recipient)
    return await directory.find(session, group or "lobby")


async def sender(call: RequestContext, name: str) -> Session:
    """The session of the sender that the request names, which may be connected to another door. In open
    mode the name alone is enough, unless an account owns it."""
    chat = call.site.chat
    if shows_who(call.request):
        visitor = await authenticate(call)
        if names.fold(visitor.name) != names.fold(name):
            raise LoginNeeded
        return visitor.session
    if not is_open(call.request):
        raise LoginNeeded
    chat.limits.look_up(address_of(call))
    if await chat.storage.accounts.named(name) is not None:
        raise LoginNeeded
    person = chat.presence.named(name)
    if person is not None and person.sessions:
        return next(iter(person.sessions))
    return (await named(call, name)).session


def refused(fault: Fault) -> Response:
    """An error in the form of the older system."""
    text = {"status": "error", "code": fault.code, "message": fault_text.sentence(fault)}
    return responses.json(text, fault.status, headers_of(fault))


async def listed(call: RequestContext) -> Response:
    """The older system's list of the files that `user` may see."""
    name = names.underscored(call.query.get("user", ""))
    if not name:
        raise BadRequest("a user is needed")
    chat = call.site.chat
    page = await files(chat, await sender(call, name), Files(limit=chat.settings.history_max))
    return responses.json({"status": "success", "files": [file_facts(file) for file in page.files]})


ROUTES = [
    Route("PUT", "/r/{room}/{name}", put, in_words, open_put, file_most),
    Route("POST", "/upload", upload, refused, open_older_form, form_most),
    Route("GET", "/files", listed, refused),
]
