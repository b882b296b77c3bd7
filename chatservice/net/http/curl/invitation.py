"""An invitation link: for a browser the page, for others where it leads, and how to come in by it."""

from urllib.parse import quote

import msgspec

from chatservice.core.commands.admission import find_invitation, maker_of, room_of
from chatservice.net.http.api.login import address_of, is_direct
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.problems import in_words
from chatservice.net.http.engine.responses import Headers, Response
from chatservice.net.http.engine.routes import Route
from chatservice.net.http.page.page import or_page
from chatservice.wire import sanitize

TEXT = """\
{who} invites you{where}. The invitation is valid {times}.

curl      curl -c chat.jar -d '{{"name":"YOU","invitation":"{token}"}}' {here}/api/v1/login
          curl -b chat.jar -d 'hello' {here}/r/{room}
terminal  /redeem {token} YOU
register  /register YOU PASSWORD {token}
"""
PRIVATE: Headers = ((b"Referrer-Policy", b"no-referrer"), (b"Cache-Control", b"no-store"))


class InvitationPage(msgspec.Struct, frozen=True):
    """Where an invitation leads: `room` is empty for the server alone; `uses` are left."""

    by: str
    room: str
    uses: int
    expires: float


async def show(call: RequestContext) -> Response:
    token, chat = call.params["token"], call.site.chat
    found = await find_invitation(chat, address_of(call), token)
    room, maker = await room_of(chat, found), await maker_of(chat, found)
    label = room.label if room is not None else ""
    shown = InvitationPage(maker.name, label, found.uses, found.expires)
    if call.accepts("text/plain", "application/json") == "application/json":
        return responses.json(shown, 200, (*PRIVATE, (b"Vary", b"Accept")))
    return responses.text(_text(call, shown, token), headers=(*PRIVATE, (b"Vary", b"Accept")))


def _text(call: RequestContext, shown: InvitationPage, token: str) -> str:
    scheme = "https" if call.request.is_encrypted else "http"
    text = TEXT.format(
        who=sanitize.line(shown.by),
        where=f" to {sanitize.line(shown.room)}" if shown.room else "",
        times="once more" if shown.uses == 1 else f"{shown.uses} times more",
        token=token,
        here=f"{scheme}://{call.header(b'host')}",
        room=quote(shown.room, safe="") or "lobby",
    )
    ways = call.site.ways if is_direct(call.request) else ()
    return "\n".join([text, *ways, ""]) if ways else text


ROUTES = [Route("GET", "/i/{token}", or_page(show), in_words, linked=True)]
