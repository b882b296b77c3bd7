"""Downloads over HTTP: whole or in parts, by a link, or by a file's name in its room.

curl -OJ http://127.0.0.1:8080/download/ID
curl -O http://127.0.0.1:8080/r/ops/report.pdf
"""

import secrets

from chatservice.core.commands.files import find_by_link, find_file
from chatservice.errors import Fault, LinkEnded, NoSuchFile
from chatservice.model import names
from chatservice.model.stored_files import StoredFile
from chatservice.model.values import Principal
from chatservice.net.http.api.login import address_of, authenticate, basic_of, is_open, shows_who
from chatservice.net.http.curl.files import refused
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.download import Outflow, plan
from chatservice.net.http.engine.faults import LoginNeeded
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route


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
    return await send(call, await requested_file(call))


async def download_named(call: RequestContext) -> Response | None:
    """The newest file of that name in a room, where `PUT` has brought it."""
    chat, session = call.site.chat, (await authenticate(call)).session
    room = await chat.directory.find(session, call.params["room"])
    name = names.file(call.params["name"])
    stored = await chat.storage.files.newest(room.id, name)
    if stored is None:
        raise NoSuchFile(name)
    return await send(call, await find_file(chat, session.principal, stored.file.id))


async def send(call: RequestContext, stored: StoredFile) -> Response | None:
    """The file, or the part of it that is asked for."""
    answer = plan(call, stored, secrets.token_hex(16))
    if answer.status in (304, 412, 416):
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
    Route("GET", "/download/{file}", download, refused, linked=True),
    Route("GET", "/download/{file}/{signed}", download, refused, linked=True),
]
