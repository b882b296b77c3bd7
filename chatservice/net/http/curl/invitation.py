"""The page of an invitation link: where it leads, and how to come in with a browser, curl or a terminal."""

import base64
import hashlib
from html import escape
from urllib.parse import quote

import msgspec

from chatservice.core.commands.admission import find_invitation, maker_of, room_of
from chatservice.net.http.api.login import address_of, is_direct
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.problems import in_words
from chatservice.net.http.engine.responses import Headers, Response
from chatservice.net.http.engine.routes import Route
from chatservice.wire import sanitize

TEXT = """\
{who} invites you{where}. The invitation is valid {times}.

curl      curl -c chat.jar -d '{{"name":"YOU","invitation":"{token}"}}' {here}/api/v1/login
          curl -b chat.jar -d 'hello' {here}/r/{room}
terminal  /redeem {token} YOU
register  /register YOU PASSWORD {token}
"""
PAGE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Invitation</title>
<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">
<style>{style}</style></head><body>
<h1>{title}</h1><p><a href="/#invitation={token}">Open the chat</a></p><pre>{text}</pre>
</body></html>
"""
STYLE = "body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}"
DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{DIGEST}'; frame-ancestors 'none'"
HEADERS: Headers = ((b"Content-Security-Policy", POLICY.encode()), (b"Vary", b"Accept"))
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
    kind = call.accepts("text/plain", "text/html", "application/json")
    if kind == "application/json":
        return responses.json(shown, 200, (*PRIVATE, (b"Vary", b"Accept")))
    text = _text(call, shown, token)
    if kind == "text/plain":
        return responses.text(text, headers=(*PRIVATE, (b"Vary", b"Accept")))
    title = f"You are invited to {sanitize.line(label)}" if label else "You are invited"
    page = PAGE.format(style=STYLE, title=escape(title), token=token, text=escape(text, quote=False))
    return Response(200, page.encode(), responses.HTML, (*HEADERS, *PRIVATE))


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


ROUTES = [Route("GET", "/i/{token}", show, in_words, linked=True)]
