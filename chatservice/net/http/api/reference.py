"""The reference page of the API, made from the OpenAPI document; it loads nothing from other sites."""

import base64
import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import Any, cast

from chatservice.errors import Fault
from chatservice.errors.base import OperatorFault
from chatservice.net.http.api import openapi
from chatservice.net.http.api.addresses import ROOT, Schema
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.responses import Headers, Response
from chatservice.net.http.engine.routes import Route

STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; } h3 { margin: 2rem 0 .3rem; }
code, pre { font: .9em ui-monospace, monospace; }
pre { overflow-x: auto; padding: .7rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
table { border-collapse: collapse; } td, th { text-align: left; padding: .15rem 1rem .15rem 0; }
td { vertical-align: top; }
"""
DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS: Headers = (
    (
        b"Content-Security-Policy",
        f"default-src 'none'; style-src 'sha256-{DIGEST}'; frame-ancestors 'none'".encode(),
    ),
)


def faults() -> Iterator[type[Fault]]:
    """Every fault that a client may get, by code."""
    kinds = {}
    unvisited = [kind for kind in Fault.__subclasses__() if kind is not OperatorFault]
    while unvisited:
        kind = unvisited.pop()
        unvisited += kind.__subclasses__()
        kinds[kind.code] = kind
    yield from (kinds[code] for code in sorted(kinds))


def kind_of(schema: Schema) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f'<a href="#{escape(name)}">{escape(name)}</a>'
    if "anyOf" in schema:
        return " or ".join(kind_of(part) for part in schema["anyOf"])
    if schema.get("type") == "array":
        return f"array of {kind_of(schema.get('items') or {})}"
    if "enum" in schema:
        return " or ".join(f"<code>{escape(json.dumps(value))}</code>" for value in schema["enum"])
    return escape(str(schema.get("type", "anything")))


def rows(properties: Schema, needed: Any) -> str:
    lines = [
        f"<tr><td><code>{escape(name)}</code></td><td>{kind_of(schema)}</td>"
        f"<td>{'required' if name in needed else ''}</td></tr>"
        for name, schema in properties.items()
    ]
    return f"<table>{''.join(lines)}</table>" if lines else ""


def operation(method: str, path: str, schema: Schema) -> str:
    parts = [f"<h3 id={json.dumps(schema['operationId'])}><code>{method.upper()} {escape(path)}</code></h3>"]
    parts.append(f"<p>{escape(schema['summary'])}</p>")
    query = [parameter for parameter in schema.get("parameters", ()) if parameter["in"] == "query"]
    if query:
        needed = [parameter["name"] for parameter in query if parameter.get("required")]
        schemas = {parameter["name"]: parameter["schema"] for parameter in query}
        parts.append("<p>Query:</p>" + rows(schemas, needed))
    if "requestBody" in schema:
        ((kind, media),) = schema["requestBody"]["content"].items()
        body, of = media["schema"], "" if kind == "application/json" else f" ({kind})"
        if "$ref" in body:
            parts.append(f"<p>Body: {kind_of(body)}</p>")
        elif "properties" not in body:
            parts.append(f"<p>Body{of}: the bytes</p>")
        elif body["properties"]:
            parts.append(f"<p>Body{of}:</p>" + rows(body["properties"], body.get("required", ())))
    for status, answer in schema["responses"].items():
        content = answer.get("content", {}).get("application/json")
        if status.startswith("2") and content and "anyOf" not in content["schema"]:
            parts.append(f"<p>{status}: {kind_of(content['schema'])}</p>")
    return "".join(parts)


def page() -> bytes:
    whole = openapi.document()
    parts = [f"<h1>{escape(whole['info']['title'])}</h1><p>{escape(whole['info']['description'])}</p>"]
    parts.append(f'<p><a href="{ROOT}/openapi.json">openapi.json</a> says the same to programs.</p>')
    parts.append(
        "<pre>curl -d 'build ok' http://127.0.0.1:8080/r/lobby\ncurl http://127.0.0.1:8080/r/lobby\n"
    )
    parts.append("curl -N http://127.0.0.1:8080/r/lobby/stream</pre><h2>Addresses</h2>")
    for path, methods in whole["paths"].items():
        parts += [operation(method, path, schema) for method, schema in methods.items()]
    parts.append("<h2>Objects</h2>")
    for name, schema in whole["components"]["schemas"].items():
        about = f"<p>{escape(schema.get('description', ''))}</p>"
        parts.append(f"<h3 id={json.dumps(name)}>{escape(name)}</h3>{about}")
        parts.append(rows(schema.get("properties", {}), schema.get("required", ())))
    parts.append("<h2>Refusals</h2><table>")
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
        f"<body>{body}</table></body></html>"
    ).encode()


@lru_cache(maxsize=1)
def answer() -> Response:
    return responses.fixed(page(), responses.HTML, HEADERS)


async def docs(call: RequestContext) -> Response:
    """Built when it is first wanted, aside: it takes tenths of a second, and 7 MB with the other one."""
    return cast(Response, await call.site.aside(answer))


ROUTES = [Route("GET", f"{ROOT}/docs", docs, linked=True)]
