"""The page at ``/``: what this is, and how to come in. For curl it is text."""

import base64
import hashlib

from chatservice import __version__
from chatservice.net.http import answers
from chatservice.net.http.answers import Answer, Headers
from chatservice.net.http.call import Call
from chatservice.net.http.routes import Route

TEXT = """\
chatservice {version}

say     curl -d 'hello' {here}/r/lobby
share   curl -T report.pdf {here}/r/lobby/
show    curl {here}/r/lobby
follow  curl -N {here}/r/lobby/stream
API     {here}/api/v1/docs
"""
STYLE = "body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}"
PAGE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>chatservice</title>
<meta name="viewport" content="width=device-width"><style>{style}</style></head><body>
<h1>chatservice</h1><pre>{text}</pre>
<p><a href="/r/lobby">What was said last in the lobby</a>, <a href="/api/v1/docs">the API</a></p>
</body></html>
"""
DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# A script that somebody runs in it (from a browser's console, say) may ask this server.
POLICY = f"default-src 'none'; connect-src 'self'; style-src 'sha256-{DIGEST}'; frame-ancestors 'none'"
HEADERS: Headers = ((b"Content-Security-Policy", POLICY.encode()), (b"Vary", b"Accept"))


async def welcome(call: Call) -> Answer:
    scheme = "https" if call.request.isSecure() else "http"
    # The Host was found to be a name of ours: letters, digits, dots, colons, brackets.
    text = TEXT.format(version=__version__, here=f"{scheme}://{call.header(b'host')}")
    if call.accepts("text/plain", "text/html") == "text/html":
        return Answer(200, PAGE.format(style=STYLE, text=text).encode(), answers.HTML, HEADERS)
    return answers.text(text, headers=((b"Vary", b"Accept"),))


ROUTES = [Route("GET", "/", welcome, linked=True)]
