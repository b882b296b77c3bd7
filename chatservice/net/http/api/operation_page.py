"""An operation of the API on the reference page: what it takes, gives and refuses, and an example."""

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from chatservice.net.http.api import refusals
from chatservice.net.http.api.addresses import Schema

USUAL = [fault.code for fault in refusals.ALWAYS]  # said once, and not of each operation
EXAMPLES = {"room": "lobby", "name": "alice", "to": "alice", "text": "hello", "seq": 1, "emoji": "+1"}


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
    """A field a row: its kind, and whether it is required or what it is otherwise."""
    lines = [
        f"<tr><td><code>{escape(name)}</code></td><td>{kind_of(schema)}</td>"
        f"<td>{'required' if name in needed else _default(schema)}</td>"
        f"<td>{escape(schema.get('description', ''))}</td></tr>"
        for name, schema in properties.items()
    ]
    return f"<table>{''.join(lines)}</table>" if lines else ""


def _default(schema: Schema) -> str:
    return f"<code>{escape(json.dumps(schema['default']))}</code>" if "default" in schema else ""


def operation(method: str, path: str, schema: Schema) -> str:
    name = escape(schema["operationId"])
    parts = [f'<h3 id="{name}"><code>{method.upper()} {escape(path)}</code></h3>']
    parts.append(f"<p>{escape(schema['summary'])}</p>")
    for place, title in (("query", "Query"), ("header", "Headers")):
        parts.append(_parameters(schema, place, title))
    if "requestBody" in schema:
        parts.append(_body(schema))
    parts.append(_example(method, path, schema))
    for status, answer in schema["responses"].items():
        parts.append(_answer(status, answer))
    return "".join(parts)


def _parameters(schema: Schema, place: str, title: str) -> str:
    found = [parameter for parameter in schema.get("parameters", ()) if parameter["in"] == place]
    needed = [parameter["name"] for parameter in found if parameter.get("required")]
    fields = {
        parameter["name"]: {**parameter["schema"], "description": parameter.get("description", "")}
        for parameter in found
    }
    return f"<p>{title}:</p>{rows(fields, needed)}" if fields else ""


def _body(schema: Schema) -> str:
    ((kind, media),) = schema["requestBody"]["content"].items()
    body, of = media["schema"], "" if kind == "application/json" else f" ({kind})"
    if "$ref" in body:
        return f"<p>Body: {kind_of(body)}</p>"
    if "properties" not in body:
        return f"<p>Body{of}: the bytes</p>"
    fields = rows(body["properties"], body.get("required", ()))
    return f"<p>Body{of}:</p>{fields}" if fields else ""


def _answer(status: str, answer: Schema) -> str:
    content = answer.get("content", {}).get("application/json")
    if status.startswith("2"):
        return f"<p>{status}: {kind_of(content['schema'])}</p>" if content else ""
    if status == "default" or "`" not in answer["description"]:
        return ""
    codes = [code for code in answer["description"].split("`")[1::2] if code not in USUAL]
    return f"<div>{status}: {links(codes)}</div>" if codes else ""


def links(codes: Iterable[str]) -> str:
    """To what the page says of those refusals."""
    return ", ".join(f'<a href="#{code}"><code>{code}</code></a>' for code in codes)


def _example(method: str, path: str, schema: Schema) -> str:
    """What curl would ask, and a button that asks it from the page."""
    for name in (part[1:-1] for part in path.split("/") if part[:1] == "{"):
        path = path.replace(f"{{{name}}}", str(EXAMPLES.get(name, name.upper())))
    content = schema.get("requestBody", {}).get("content", {})
    if content and "application/json" not in content:
        return ""
    body = json.dumps(_values(content["application/json"]["schema"])) if content else ""
    how = "" if method == "get" else f"-X {method.upper()} " if not body else ""
    how = f"-X {method.upper()} " if method in ("put", "patch") else how
    given = f" -H 'Content-Type: application/json' -d '{body}'" if body else ""
    curl = f'curl {how}-H "Authorization: Bearer $TOKEN"{given} $CHAT{path}'
    asked = f"{method.upper()} {escape(path)}"
    button = f'<button class="try" value="{asked}" data-body="{escape(body)}">Try it</button>'
    return f"<pre>{escape(curl, quote=False)}</pre><div>{button}</div>"


def _values(schema: Schema) -> Schema:
    """The required fields, with a value of their kind."""
    fields = schema.get("properties", {})
    return {name: EXAMPLES.get(name, _value(fields[name])) for name in schema.get("required", ())}


def _value(schema: Schema) -> Any:
    kinds: Schema = {"integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}
    return kinds.get(str(schema.get("type")), "")
