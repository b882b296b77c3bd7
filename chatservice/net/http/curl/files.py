"""Files over HTTP: uploads by `PUT`, by a form, or in parts; downloads whole or in parts.

    curl -T report.pdf http://127.0.0.1:8080/r/ops/
    curl -OJ http://127.0.0.1:8080/download/ID

An interrupted upload is resumed by the same `PUT` with a ``Content-Range``; a wrong offset is
answered with the right one (`curl -C PLACE -T ...`).
"""

import secrets

from chatservice.core.commands.files import files, find_by_link, find_file, info_of
from chatservice.core.commands.sharing import share_upload
from chatservice.core.directory import Directory
from chatservice.core.room import Room
from chatservice.core.session import Session
from chatservice.core.uploads import Upload, UploadKey, Uploads
from chatservice.errors import BadUpload, Fault, LinkEnded, NoSuchFile
from chatservice.model import names
from chatservice.model.bodies import SharedFile
from chatservice.model.commands import Files
from chatservice.model.events import plain_link
from chatservice.model.stored_files import StoredFile
from chatservice.model.values import Principal
from chatservice.net.http.api.login import address_of, authenticate, basic_of, is_open, named, shows_who
from chatservice.net.http.curl.entering import joined_room
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.download import Outflow, plan
from chatservice.net.http.engine.faults import BadRequest, LoginNeeded
from chatservice.net.http.engine.problems import headers_of, in_words
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route
from chatservice.net.http.engine.upload import FORM_MAX, FormInflow, Inflow, boundary_of
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
    link = path_of(room.link(shared.id))
    headers = ((b"Location", link.encode()),)
    if as_json or call.accepts("text/plain", "application/json") == "application/json":
        info = await info_of(call.site.chat, await find_file(call.site.chat, session.principal, shared.id))
        return responses.json(info, 201, headers)
    scheme = "https" if call.request.is_encrypted else "http"
    where = f"{scheme}://{call.header(b'host')}{link}"
    text = f"* Shared {shared.name} ({sized(shared.size)}) in {room.label} as {session.name}: {where}\n"
    return responses.text(text, 201, headers)


# Forms.


async def open_form(call: RequestContext) -> FormInflow:
    uploads, length = call.site.chat.files.uploads, length_of(call)
    boundary, limit = boundary_of(call), call.site.settings.max_file_size
    about = length if limit is None or length is None else min(length, limit)
    if not (is_open(call.request) or shows_who(call.request)):
        raise LoginNeeded
    address = address_of(call)
    upload = await uploads.begin(address, about, address)
    return FormInflow(uploads, upload, boundary, length)


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
        if not form.has_file or not fields.get("sender"):
            raise BadUpload("file and sender are needed")
        session = await sender(call, names.underscored(fields["sender"]))
        recipient, group = fields.get("recipient", ""), fields.get("group_name", "")
        room = await _for_whom(
            call.site.chat.directory, session, names.underscored(recipient), names.underscored(group)
        )
    except BaseException:
        call.site.chat.files.uploads.drop(incoming)
        raise
    shared = await share_upload(
        call.site.chat,
        incoming,
        session.principal,
        room,
        form.filename or "file",
        form.type,
        fields.get("key", ""),
    )
    return responses.json(
        {
            "status": "success",
            "file_id": shared.id,
            "filename": shared.name,
            # In the older system's shape where the bare address is enough.
            "download_url": plain_link(shared.id) if room.is_open else path_of(room.link(shared.id)),
        }
    )


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


# Downloads.


async def requester(call: RequestContext) -> Principal | None:
    """The principal who requests a file; None for an unnamed guest."""
    if shows_who(call.request) or basic_of(call.request)[0] or call.query.get("name"):
        return (await authenticate(call)).session.person.principal
    chat = call.site.chat
    # Outside open mode, the same rule as for guests at the line door.
    if not is_open(call.request) and (not chat.settings.guests or chat.lockdown.on):
        raise LoginNeeded
    refusal = chat.rights.banned_at(address_of(call))
    if refusal is not None:
        raise refusal
    return None


async def requested_file(call: RequestContext) -> StoredFile:
    """The requested file, by its signed link or by the requester's rights."""
    if "signed" not in call.params:
        return await visible_file(call)
    try:
        return await find_by_link(call.site.chat, call.params["file"], call.params["signed"])
    except LinkEnded as ended:
        try:
            return await visible_file(call)
        except Fault:
            raise ended from None


async def visible_file(call: RequestContext) -> StoredFile:
    """The file, if the requester may see its room. A hidden file is answered like a missing one:
    LoginNeeded for an unnamed guest outside open mode, otherwise NoSuchFile."""
    principal = await requester(call)
    try:
        return await find_file(call.site.chat, principal, call.params["file"])
    except NoSuchFile:
        if principal is None and not is_open(call.request):
            raise LoginNeeded from None
        raise


async def download(call: RequestContext) -> Response | None:
    stored = await requested_file(call)
    answer = plan(call, stored, secrets.token_hex(16))
    if answer.status in (304, 416):
        return Response(answer.status, b"", answer.kind, answer.headers)
    reading = await call.site.chat.files.open(stored)
    request = call.request
    if request.gone:
        reading.close()
        return None
    request.begin(answer.status, answer.kind, answer.size, answer.headers)
    if request.method == b"HEAD":
        reading.close()
        request.finish()
        return None
    call.site.chat.files.bytes_out += answer.size
    flow = Outflow(request, reading, answer.body)
    flow.start()
    await flow.done
    return None


ROUTES = [
    Route("PUT", "/r/{room}/{name}", put, in_words, open_put, file_most),
    Route("POST", "/upload", upload, refused, open_form, form_most),
    Route("GET", "/files", listed, refused),
    Route("GET", "/download/{file}", download, refused, linked=True),
    Route("GET", "/download/{file}/{signed}", download, refused, linked=True),
]
