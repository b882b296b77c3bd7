"""What curl gets at ``/``: what the server is, and how to use it."""

from chatservice import __version__
from chatservice.net.http.api.login import is_direct, is_open
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route
from chatservice.net.http.page.page import or_page

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


async def welcome(call: RequestContext) -> Response:
    return responses.text(instructions(call), headers=((b"Vary", b"Accept"),))


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


ROUTES = [Route("GET", "/", or_page(welcome), linked=True)]
