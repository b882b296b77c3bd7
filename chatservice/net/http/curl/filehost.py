"""Uploads of IRC clients (the ISUPPORT token FILEHOST): a POST whose body is the file.

    curl -u alice:SECRET -H 'Content-Type: image/png' -H 'Content-Disposition: attachment; filename=cat.png' \
        --data-binary @cat.png http://127.0.0.1:8080/filehost

The client says the Location of the answer where it likes: a signed link, which opens for whoever has it.
The file itself is in the person's conversation with themselves.
"""

from chatservice.core.commands.sharing import share_upload
from chatservice.core.room import Room
from chatservice.core.session import Session
from chatservice.core.uploads import Upload, Uploads
from chatservice.model import names
from chatservice.net.http.api.login import address_of, authenticate, shows_who
from chatservice.net.http.curl.files import file_most, length_of
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import LoginNeeded
from chatservice.net.http.engine.problems import in_words
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route
from chatservice.net.http.engine.upload import Inflow, name_in

PATH = "/filehost"


class HostedUpload(Inflow):
    """The body of such a POST, for the conversation of `session` with themselves."""

    def __init__(self, uploads: Uploads, upload: Upload, session: Session, room: Room) -> None:
        super().__init__(uploads, upload)
        self.session = session
        self.room = room


async def open_hosted(call: RequestContext) -> HostedUpload:
    if not shows_who(call.request):
        raise LoginNeeded
    session = (await authenticate(call)).session
    chat, me = call.site.chat, session.principal
    room = await chat.directory.direct.find(session, session.name)
    upload = await chat.files.uploads.begin(me.id, length_of(call), address_of(call), me.guest)
    return HostedUpload(chat.files.uploads, upload, session, room)


async def host(call: RequestContext) -> Response:
    body = call.request.sink
    if not isinstance(body, HostedUpload):
        raise AssertionError("the body of a POST was received")
    chat = call.site.chat
    kind = call.header(b"content-type")
    name = names.file(name_in(call.header(b"content-disposition")) or "file")
    shared = await share_upload(chat, body.finish(), body.session.principal, body.room, name, kind)
    link = chat.files.link_to(shared.id)
    return responses.text(f"{link}\n", 201, ((b"Location", link.encode()),))


ROUTES = [Route("POST", PATH, host, in_words, open_hosted, file_most)]
