"""Files in the API: uploads and downloads, which are not commands. The rest is in `addresses`."""

from chatservice.core.commands.files import find_file, info_of
from chatservice.net.http.api.addresses import Schema
from chatservice.net.http.api.login import authenticate
from chatservice.net.http.curl.downloads import download
from chatservice.net.http.curl.files import (
    file_most,
    form_most,
    open_form,
    open_put,
    put,
)
from chatservice.net.http.curl.forms import share_form
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route

ROOT = "/api/v1"


async def describe(call: RequestContext) -> Response:
    visitor = await authenticate(call)
    chat = call.site.chat
    stored = await find_file(chat, visitor.session.principal, call.params["file"])
    return responses.json(await info_of(chat, stored), etag=True)


async def form_in_room(call: RequestContext) -> Response:
    return await share_form(call, as_json=True)


async def put_in_room(call: RequestContext) -> Response:
    return await put(call, as_json=True)


ROUTES = [
    Route("GET", f"{ROOT}/files/{{file}}", describe),
    Route("GET", f"{ROOT}/files/{{file}}/content", download, linked=True),
    Route("POST", f"{ROOT}/rooms/{{room}}/files", form_in_room, sink=open_form, most=form_most),
    Route("PUT", f"{ROOT}/rooms/{{room}}/files/{{name}}", put_in_room, sink=open_put, most=file_most),
]

# The entries of the OpenAPI document: operation, summary, body, and the successful response.


_FILE: Schema = {"application/json": {"schema": {"$ref": "#/components/schemas/FileInfo"}}}
_BYTES: Schema = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_ANY: Schema = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_FORM: Schema = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "properties": {"file": {"type": "string", "format": "binary"}, "key": {"type": "string"}},
            "required": ["file"],
        }
    }
}
_REFUSED: Schema = {
    "description": "Refused.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def _path(*names: str) -> list[Schema]:
    text = {"type": "string", "minLength": 1}
    return [{"name": name, "in": "path", "required": True, "schema": text} for name in names]


def operation(
    name: str, summary: str, names: tuple[str, ...], status: int, gives: Schema, takes: Schema
) -> Schema:
    good = {str(status): {"description": "Done.", "content": gives}}
    entry: Schema = {
        "operationId": name,
        "tags": ["people" if "avatar" in name else "files"],
        "summary": summary,
        "parameters": _path(*names),
    }
    if takes:
        entry["requestBody"] = {"required": True, "content": takes}
    return {**entry, "responses": {**good, "default": _REFUSED}}


def document() -> dict[str, Schema]:
    look = operation("get_files_by_file", "Look at a file.", ("file",), 200, _FILE, {})
    content = operation(
        "get_files_by_file_content", "Get the bytes, or with Range a part of them.", ("file",), 200, _ANY, {}
    )
    nothing_new = {"304": {"description": "As the If-None-Match of the request has it."}}
    part = {"206": {"description": "A part.", "content": _ANY}, "416": {"description": "No such part."}}
    look["responses"] |= nothing_new
    content["responses"] |= nothing_new | part
    form = operation("post_rooms_by_room_files", "Share a file by a form.", ("room",), 201, _FILE, _FORM)
    upload = operation(
        "put_rooms_by_room_files_by_name",
        "Share the body as a file, or with Content-Range a part of it.",
        ("room", "name"),
        201,
        _FILE,
        _BYTES,
    )
    upload["responses"]["202"] = {"description": "A part is here; Upload-Offset says up to where."}
    return {
        f"{ROOT}/files/{{file}}": {"get": look},
        f"{ROOT}/files/{{file}}/content": {"get": content},
        f"{ROOT}/rooms/{{room}}/files": {"post": form},
        f"{ROOT}/rooms/{{room}}/files/{{name}}": {"put": upload},
    }
