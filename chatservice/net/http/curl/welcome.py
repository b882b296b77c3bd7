"""The page at ``/``: what the server is, and how to use it. For curl it is text."""

import base64
import hashlib
from html import escape

from chatservice import __version__
from chatservice.net.http.api.login import is_direct, is_open
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.responses import Headers, Response
from chatservice.net.http.engine.routes import Route

TEXT = """\
chatservice {version}

{enter}say     curl {show}-d 'hello' {here}/r/lobby
share   curl {show}-T report.pdf {here}/r/lobby/
show    curl {show}{here}/r/lobby
follow  curl {show}-N {here}/r/lobby/stream
API     {here}/api/v1/docs
"""
# Where a name is not enough: a login whose cookie curl keeps.
ENTER = "enter   curl -c chat.jar -d '{who}' {here}/api/v1/login\n"
GUEST, ACCOUNT = '{"name":"YOU"}', '{"name":"YOU","password":"YOUR PASSWORD"}'
STYLE = "body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}"
PAGE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>chatservice</title>
<meta name="viewport" content="width=device-width"><style>{style}</style></head><body>
<h1>chatservice</h1><pre>{text}</pre>
<p>{links}</p>
</body></html>
"""
DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# A script that runs in it (from the browser's console, say) may call this server.
POLICY = f"default-src 'none'; connect-src 'self'; style-src 'sha256-{DIGEST}'; frame-ancestors 'none'"
HEADERS: Headers = ((b"Content-Security-Policy", POLICY.encode()), (b"Vary", b"Accept"))


API = '<a href="/api/v1/docs">The API</a>'
LOBBY = '<a href="/r/lobby">What was said last in the lobby</a>'


async def welcome(call: RequestContext) -> Response:
    text = instructions(call)
    if call.accepts("text/plain", "text/html") == "text/html":
        links = f"{LOBBY}, {API}" if is_open(call.request) else API
        page = PAGE.format(style=STYLE, text=escape(text, quote=False), links=links)
        return Response(200, page.encode(), responses.HTML, HEADERS)
    return responses.text(text, headers=((b"Vary", b"Accept"),))


def instructions(call: RequestContext) -> str:
    """The commands to type, with this server's address, and the other doors if the client can reach
    them."""
    scheme = "https" if call.request.is_encrypted else "http"
    # The Host was checked to be a name of this server: letters, digits, dots, colons, brackets.
    base = f"{scheme}://{call.header(b'host')}"
    enter = show = ""
    if not is_open(call.request):
        login = GUEST if call.site.settings.guests else ACCOUNT
        enter, show = ENTER.format(who=login, here=base), "-b chat.jar "
    text = TEXT.format(version=__version__, here=base, enter=enter, show=show)
    ways = call.site.ways if is_direct(call.request) else ()
    return "\n".join([text, *ways, ""]) if ways else text


ROUTES = [Route("GET", "/", welcome, linked=True)]
