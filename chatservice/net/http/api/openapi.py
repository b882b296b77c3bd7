"""The API described: OpenAPI 3.1, made from the table of `api` and the types of the model."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast, get_args

import msgspec

from chatservice import __version__
from chatservice.errors import Fault
from chatservice.model import events as e
from chatservice.model.commands import Command
from chatservice.model.commands.administer import FOR_ADMINS
from chatservice.model.upkeep import UpkeepEvent
from chatservice.net.http.api import addresses, avatars, refusals, uploads
from chatservice.net.http.api.addresses import COMMANDS, OTHERS, ROOT, VERBS, Method, Other, Schema
from chatservice.net.http.api.login import COOKIE
from chatservice.net.http.curl.follow import stream
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.problems import Problem
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route

REF = "#/components/schemas/{name}"
TITLE = "chatservice"
ANY = "AnyAnswer"  # that of a command
TAGS = {
    "login": "Log in, log out, and who you are.",
    "messages": "Say something, and read it.",
    "files": "Share files, and get them.",
    "commands": "Every command by its name, also those without an address of their own.",
}
KEY_HEADER: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 64},
    "description": "Sent again with the same key, it is done once.",
}
NAME_QUERY: Schema = {
    "name": "name",
    "in": "query",
    "required": False,
    "schema": {"type": "string"},
    "description": "Your name, where a bare name is enough: on this machine, or with the setting `open`.",
}
LAST_EVENT: Schema = {
    "name": "Last-Event-ID",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The cursor to continue from, `epoch:seq`; browsers send it.",
}
ABOUT = (
    "Everything that the chat can do, over HTTP. A token shows who asks (Authorization: Bearer), or name "
    "and password by Basic; where a bare name is enough, name= in the query is. Errors are problem "
    "documents (RFC 9457) with a stable code. A key makes sending again harmless; it may stand in the "
    "header Idempotency-Key too. Log in with POST /api/v1/login, which answers a token; then say something "
    "with POST /api/v1/rooms/ROOM/messages. The same is at /ws as a WebSocket and at /r/ROOM for curl; "
    "programs post to /hooks/TOKEN."
)


def described(types: Iterable[type]) -> tuple[list[Schema], dict[str, Schema]]:
    schemas, parts = msgspec.json.schema_components(list(types), ref_template=REF)
    return list(schemas), parts


def all_answers() -> list[type[e.Event]]:
    """Those of `administer` too."""
    own = [kind for kind in e.Answer.__subclasses__() if kind not in (e.Hello, e.Bye, e.Error)]
    return [*own, *UpkeepEvent.__subclasses__()]


def summary(kind: type, own: str = "") -> str:
    return own or (kind.__doc__ or "").partition("\n")[0]


def plain(kind: type[Command]) -> Schema:
    """The fields of a command as an object."""
    _, parts = described([kind])
    return parts[kind.__name__]


def without(schema: Schema, names: Iterable[str]) -> Schema:
    gone = {"cmd", *names}
    properties = {name: value for name, value in schema.get("properties", {}).items() if name not in gone}
    needed = [name for name in schema.get("required", ()) if name not in gone]
    body: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**body, "required": needed} if needed else body


# What is said of a parameter that stands in several paths.
IN_PATHS: dict[str, Schema] = {
    "room": {"description": "The room's id (`rid`) or its name; `@bob` is the conversation with bob."}
}


def path_parameters(path: str, kinds: Schema | None = None) -> list[Schema]:
    """`kinds` has the schemas of those that are no text."""
    names = [part[1:-1] for part in path.split("/") if part[:1] == "{"]
    text = {"type": "string", "minLength": 1}
    schemas = {name: schema for name, schema in (kinds or {}).items() if schema.get("type") == "integer"}
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": schemas.get(name, text),
            **IN_PATHS.get(name, {}),
        }
        for name in names
    ]


def query_parameters(fields: Schema) -> list[Schema]:
    needed = fields.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": not_null(schema)}
        for name, schema in fields["properties"].items()
    ]


def not_null(schema: Schema) -> Schema:
    """In a query there is no null: what is not given is left out."""
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    kinds = [part for part in schema.get("anyOf", ()) if part != {"type": "null"}]
    if schema.get("default") is not None:
        rest["default"] = schema["default"]
    return {**rest, **kinds[0]} if len(kinds) == 1 else {**rest, **({"anyOf": kinds} if kinds else {})}


def in_json(schema: Schema, kind: str = "application/json") -> Schema:
    return {kind: {"schema": schema}}


def _responses(status: int, gives: Schema | None, found: list[type[Fault]], is_get: bool = False) -> Schema:
    good: Schema = {"description": "Done."}
    if gives is not None:
        good["content"] = in_json(gives)
    problem = in_json({"$ref": REF.format(name="Problem")}, "application/problem+json")
    known: Schema = {str(status): good, **refusals.answers(found, problem)}
    if is_get and gives is not None:
        known["304"] = {"description": "As the If-None-Match of the request has it."}
    known["default"] = {"description": "Refused.", "content": problem}
    return known


def operation(
    name: str, tag: str, summary_text: str, parameters: list[Schema], body: Schema | None, known: Schema
) -> Schema:
    found: Schema = {"operationId": name, "tags": [tag], "summary": summary_text, "responses": known}
    found["parameters"] = [*parameters, *([] if _has(parameters, "name") else [NAME_QUERY])]
    if body is not None:
        found["requestBody"] = {"required": bool(body.get("required")), "content": in_json(body)}
    return found


def _has(parameters: list[Schema], name: str) -> bool:
    """Whether a parameter of that name is there: a client's function has one argument for both."""
    return any(parameter["name"] == name for parameter in parameters)


def tag_of(kind: type[Command]) -> str:
    """The subject of a command."""
    return kind.__module__.rpartition(".")[2]


def of_verb(verb: Method) -> Schema:
    fields = without(plain(verb.command), addresses.taken(verb))
    for name in verb.needs:
        fields["properties"][name] = not_null(fields["properties"][name])
        fields.setdefault("required", []).append(name)
    parameters, body = path_parameters(verb.path, plain(verb.command)["properties"]), None
    if verb.method in ("POST", "PUT", "PATCH"):
        body = fields
    else:
        parameters = parameters + query_parameters(fields)
    gives = {"$ref": REF.format(name=verb.gives.__name__)} if verb.gives is not None else None
    name = f"{verb.method.lower()}{verb.path.replace('{', 'by_').translate(str.maketrans('/', '_', '}'))}"
    if "key" in plain(verb.command)["properties"] and body is not None:
        parameters = [*parameters, KEY_HEADER]
    found = refusals.of_command(verb.command, body is not None)
    known = _responses(verb.status, gives, found, verb.method == "GET")
    return operation(name, tag_of(verb.command), summary(verb.command, verb.summary), parameters, body, known)


def of_command(name: str, kind: type[Command]) -> Schema:
    """Any answer may be its answer; there may be none."""
    known = _responses(200, {"$ref": REF.format(name=ANY)}, refusals.of_command(kind, has_body=True))
    known["204"] = {"description": "Done; there is nothing to tell."}
    body = without(plain(kind), ("ref",))
    return operation(f"command_{name}", "commands", summary(kind), [], body, known)


def of_other(other: Other) -> Schema:
    parameters = path_parameters(other.path)
    parameters += [{"name": name, "in": "query", "schema": {"type": "string"}} for name in other.query]
    (takes, gives), _ = described_pair(other.takes, other.gives)
    found = [*refusals.ALWAYS, *(refusals.OF_FIELD["room"] if "{room}" in other.path else ())]
    known = _responses(other.status, gives, found, other.method == "GET")
    if other.handle is stream:
        parameters.append(LAST_EVENT)
        kinds = ("text/plain", "application/x-ndjson", "text/event-stream")
        known["200"]["content"] = {kind: {"schema": {"type": "string"}} for kind in kinds}
    name = f"{other.method.lower()}{other.path.replace('{', 'by_').translate(str.maketrans('/', '_', '}'))}"
    tag = "messages" if other.handle is stream else "login"
    summary_text = (other.handle.__doc__ or "").partition("\n")[0]
    return operation(name, tag, summary_text, parameters, takes, known)


def described_pair(*kinds: type | None) -> tuple[list[Schema | None], dict[str, Schema]]:
    known = [kind for kind in kinds if kind is not None]
    schemas, parts = described(known)
    found = iter(schemas)
    return [next(found) if kind is not None else None for kind in kinds], parts


def document() -> Schema:
    paths: dict[str, Schema] = {}
    for verb in VERBS:
        paths.setdefault(ROOT + verb.path, {})[verb.method.lower()] = of_verb(verb)
    for other in OTHERS:
        paths.setdefault(ROOT + other.path, {})[other.method.lower()] = of_other(other)
    for name, kind in COMMANDS.items():
        paths.setdefault(f"{ROOT}/commands/{name}", {})["post"] = of_command(name, kind)
    for path, methods in (uploads.document() | avatars.document()).items():
        paths.setdefault(path, {}).update(methods)
    others = [kind for other in OTHERS for kind in (other.takes, other.gives) if kind is not None]
    _, parts = described(
        {Problem: None, **dict.fromkeys([*all_answers(), *get_args(e.LoggedEvent), *FOR_ADMINS, *others])}
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": __version__, "description": ABOUT},
        "servers": [{"url": "/"}],
        "tags": _tags(paths),
        "paths": portable(paths),
        "security": [{}, {"token": []}, {"password": []}, {"cookie": []}],
        "components": {
            "schemas": {**portable(parts), ANY: _any_answer()},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "password": {"type": "http", "scheme": "basic"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": COOKIE.decode()},
            },
        },
    }


def _any_answer() -> Schema:
    """Once, and not in each of the hundred operations that answer it."""
    names = [answer.__name__ for answer in all_answers()]
    return {"description": "Any answer.", "anyOf": [{"$ref": REF.format(name=name)} for name in names]}


def _tags(paths: dict[str, Schema]) -> list[Schema]:
    used = sorted({tag for methods in paths.values() for entry in methods.values() for tag in entry["tags"]})
    return [{"name": tag, **({"description": TAGS[tag]} if tag in TAGS else {})} for tag in used]


def portable(value: Any) -> Any:
    """A schema that generators of clients understand, too: an array of fixed places has items of any of
    their kinds."""
    if isinstance(value, list):
        return [portable(item) for item in value]
    if not isinstance(value, dict):
        return value
    rest = {name: portable(item) for name, item in value.items()}
    places = rest.pop("prefixItems", None)
    if places is not None:
        kinds = [kind for number, kind in enumerate(places) if kind not in places[:number]]
        rest["items"] = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    return rest


def shared(whole: Schema) -> Schema:
    """The document with each refusal once: nine for each of hundreds of operations would be half of it."""
    names: dict[str, str] = {}
    parts: dict[str, Schema] = {}

    def place(status: str, answer: Schema) -> Schema:
        if "application/problem+json" not in answer.get("content", {}):
            return answer
        text = status + answer["description"]
        if text not in names:
            names[text] = f"Refused{len(names) + 1}"
            parts[names[text]] = answer
        return {"$ref": f"#/components/responses/{names[text]}"}

    paths = {
        path: {
            method: {
                **entry,
                "responses": {status: place(status, answer) for status, answer in entry["responses"].items()},
            }
            for method, entry in methods.items()
        }
        for path, methods in whole["paths"].items()
    }
    return {**whole, "paths": paths, "components": {**whole["components"], "responses": parts}}


@lru_cache(maxsize=1)
def answer() -> Response:
    """Made once: encoding it takes longer than all else of a request."""
    return responses.fixed(responses.json(shared(document())).body, responses.JSON)


async def openapi(call: RequestContext) -> Response:
    return cast(Response, await call.site.aside(answer))


ROUTES = [Route("GET", f"{ROOT}/openapi.json", openapi, linked=True)]
