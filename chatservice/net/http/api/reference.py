"""The reference page of the API, made from the OpenAPI document; it loads nothing from other sites."""

import json
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import cast

from chatservice.errors import Fault
from chatservice.errors.base import OperatorFault
from chatservice.net.http.api import openapi
from chatservice.net.http.api.addresses import ROOT, Schema
from chatservice.net.http.api.operation_page import USUAL, links, operation, rows
from chatservice.net.http.api.reference_look import HEADERS, SCRIPT, STYLE
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route

OTHERS = """
<h2 id="others">Other ways in</h2><table>
<tr><td><code>/r/ROOM</code></td><td>For curl: GET shows the last lines, POST says its body, a form shares
its files; <code>/r/ROOM/stream</code> follows as text, JSON lines or server-sent events, by Accept.</td></tr>
<tr><td><code>/ws</code></td><td>A WebSocket: each text frame is a command or an event as JSON.
<code>?token=</code> logs in.</td></tr>
<tr><td><code>/hooks/TOKEN</code></td><td>What programs post there is said in a room; the command
<code>webhook</code> makes one, <code>outgoing</code> posts lines to other programs.</td></tr>
<tr><td><code>/download/ID</code></td><td>A file, whole or in parts.</td></tr>
<tr><td><code>/healthz</code>, <code>/metrics</code></td><td>For the operator.</td></tr>
<tr><td><code>/register</code>, <code>/send</code>, <code>/messages</code>, <code>/upload</code>,
<code>/files</code></td><td>As older systems have them.</td></tr></table>
"""
START = """
<pre>CHAT=<span id="here">http://127.0.0.1:8080</span>
TOKEN=$(curl -s -d '{"name":"alice"}' $CHAT/api/v1/login | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')
curl -H "Authorization: Bearer $TOKEN" -d '{"text":"hello"}' $CHAT/api/v1/rooms/lobby/messages
curl -H "Authorization: Bearer $TOKEN" $CHAT/api/v1/rooms/lobby/messages?limit=5
curl -N -H "Authorization: Bearer $TOKEN" $CHAT/api/v1/rooms/lobby/stream</pre>
<p>A registered name gives its <code>password</code>, too, or logs in with each request:
<code>curl -u NAME:PASSWORD</code>. On this machine <code>?name=alice</code> is enough for a name
that nobody registered.</p>
<p>Token for <em>Try it</em>: <input id="token" aria-label="token"></p>
"""


def faults() -> Iterator[type[Fault]]:
    """Every fault that a client may get, by code."""
    kinds = {}
    unvisited = [kind for kind in Fault.__subclasses__() if kind is not OperatorFault]
    while unvisited:
        kind = unvisited.pop()
        unvisited += kind.__subclasses__()
        kinds[kind.code] = kind
    yield from (kinds[code] for code in sorted(kinds))


def page() -> bytes:
    whole = openapi.document()
    parts = [f"<h1>{escape(whole['info']['title'])}</h1><p>{escape(whole['info']['description'])}</p>"]
    parts.append(f'<p><a href="{ROOT}/openapi.json">openapi.json</a> says the same to programs.</p>')
    parts += [START, OTHERS, _contents(whole)]
    for tag in whole["tags"]:
        about = f"<p>{escape(tag['description'])}</p>" if "description" in tag else ""
        parts.append(f'<h2 id="tag-{tag["name"]}">{tag["name"].capitalize()}</h2>{about}')
        parts += [operation(method, path, schema) for method, path, schema in _tagged(whole, tag["name"])]
    parts.append('<h2 id="objects">Objects</h2>')
    for name, schema in whole["components"]["schemas"].items():
        about = f"<p>{escape(schema.get('description', ''))}</p>"
        parts.append(f"<h3 id={json.dumps(name)}>{escape(name)}</h3>{about}")
        parts.append(rows(schema.get("properties", {}), schema.get("required", ())))
    parts.append(f'<h2 id="refusals">Refusals</h2><p>Any operation may answer {links(USUAL)}.</p><table>')
    for fault in faults():
        title = escape((fault.__doc__ or "").partition("\n")[0])
        code = escape(fault.code)
        parts.append(
            f'<tr id="{code}"><td><code>{code}</code></td><td>{fault.status}</td><td>{title}</td></tr>'
        )
    body = "".join(parts)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>chatservice: the API</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body>{body}</table><script>{SCRIPT}</script></body></html>"
    ).encode()


def _tagged(whole: Schema, tag: str) -> Iterator[tuple[str, str, Schema]]:
    """Method, path and description of each operation of that subject."""
    for path, methods in whole["paths"].items():
        for method, schema in methods.items():
            if tag in schema["tags"]:
                yield method, path, schema


def _contents(whole: Schema) -> str:
    names = [(f"tag-{tag['name']}", tag["name"].capitalize()) for tag in whole["tags"]]
    names += [("objects", "Objects"), ("refusals", "Refusals")]
    links = "".join(f'<a href="#{place}">{name}</a>' for place, name in names)
    return f"<nav>{links}</nav>"


@lru_cache(maxsize=1)
def answer() -> Response:
    return responses.fixed(page(), responses.HTML, HEADERS)


async def docs(call: RequestContext) -> Response:
    """Built when it is first wanted, aside: it takes tenths of a second, and 7 MB with the other one."""
    return cast(Response, await call.site.aside(answer))


async def to_docs(call: RequestContext) -> Response:
    return responses.text(f"{ROOT}/docs\n", 307, ((b"Location", f"{ROOT}/docs".encode()),))


ROUTES = [
    Route("GET", f"{ROOT}/docs", docs, linked=True),
    Route("GET", ROOT, to_docs, linked=True),
    Route("GET", f"{ROOT}/", to_docs, linked=True),
]
