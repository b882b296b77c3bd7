"""The API: the line door's commands at addresses, described by what they are made from."""

import hashlib
import json
import re
from base64 import b64encode
from typing import Union, get_args
from urllib.parse import quote, urlencode

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatservice.model.commands import AnyCommand, Login, Quit, Scram
from chatservice.model.events import FileInfo
from chatservice.net.http.api import openapi
from chatservice.net.http.api.addresses import Me
from chatservice.net.http.api.openapi import NAME_QUERY, document
from chatservice.net.http.api.reference import faults
from tests.scenes.stage import Stage
from tests.scenes.web import Web


@pytest.fixture
def stage():
    return Stage(message_rate=None)


@pytest.fixture
def web(stage):
    return Web(stage)


class Api:
    """Somebody who uses it, by a bare name."""

    def __init__(self, web, name):
        self.web, self.name = web, name

    def asks(self, method, path, body=None, **headers):
        mark = "&" if "?" in path else "?"
        data = b"" if body is None else json.dumps(body).encode()
        return self.web.asks(method, f"/api/v1{path}{mark}name={self.name}", data, **headers)

    def get(self, path, **headers):
        answer = self.asks("GET", path, **headers)
        assert answer.status == 200, answer.body
        return answer.json()


@pytest.fixture
def bob(web):
    return Api(web, "bob")


# Talking.


def test_a_line_is_said_and_read(bob, stage):
    alice = stage.json("alice")
    answer = bob.asks("POST", "/rooms/lobby/messages", {"text": "hi", "key": "k1"})
    assert (answer.status, answer.json()["event"], answer.json()["seq"]) == (201, "ack", 1)
    assert "ref" not in answer.json()
    assert alice.messages() == [("lobby", "bob", "hi")]
    alice.asks(cmd="say", room="lobby", text="hello")
    page = bob.get("/rooms/lobby/messages")
    assert [(line["sender"], line["text"]) for line in page["lines"]] == [("bob", "hi"), ("alice", "hello")]


def test_a_key_makes_sending_again_harmless(bob):
    for again in (False, True):
        answer = bob.asks("POST", "/rooms/lobby/messages", {"text": "once"}, Idempotency_Key="k1")
        assert (answer.json()["seq"], answer.json().get("again", False)) == (1, again)
    assert bob.asks("POST", "/rooms/lobby/messages", {"text": "twice", "key": "k1"}).code == "key_reused"


def test_pages_lead_to_the_next_by_cursor(bob):
    for n in range(7):
        bob.asks("POST", "/rooms/ops/messages", {"text": str(n)})
    path, seen = "/rooms/ops/messages?limit=3", []
    while path:
        answer = bob.asks("GET", path)
        seen = [line["text"] for line in answer.json()["lines"]] + seen
        link = answer.headers.get("link", "")
        path = re.match(r"</api/v1([^>]*)>; rel=\"next\"", link)[1] if link else ""
        path = re.sub(r"&?name=bob", "", path)
    assert seen == list("0123456")
    forward = bob.asks("GET", "/rooms/ops/messages?after=2&limit=2")
    assert [line["seq"] for line in forward.json()["lines"]] == [3, 4]
    assert 'after=4>; rel="next"' in forward.headers["link"]


def test_a_private_line(bob, stage):
    alice = stage.text("alice")
    assert bob.asks("POST", "/people/alice/messages", {"text": "psst"}).status == 201
    assert alice.sees() == ["[from bob] psst"]
    alice.types("/reply yes")
    page = bob.get("/rooms/@alice/messages")
    assert [line["text"] for line in page["lines"]] == ["psst", "yes"]


def test_rooms_are_entered_looked_at_and_left(bob, stage):
    stage.text("alice")
    joined = bob.asks("PUT", "/rooms/ops", {})
    assert (joined.status, joined.json()["event"], joined.json()["room"]) == (200, "joined", "ops")
    assert bob.asks("PUT", "/rooms/ops/topic", {"text": "Release"}).json()["event"] == "ack"
    assert bob.get("/rooms/ops/topic")["text"] == "Release"
    assert {room["room"] for room in bob.get("/rooms")["rooms"]} == {"lobby", "ops"}
    assert bob.asks("PATCH", "/rooms/ops", {"name": "deploys"}).json()["event"] == "ack"
    assert bob.get("/rooms/deploys/topic")["text"] == "Release"
    assert bob.asks("PATCH", "/rooms/deploys", {"name": "ops"}).status == 200
    assert bob.asks("PATCH", "/rooms/lobby", {"name": "mine"}).status == 403
    assert bob.get("/rooms/ops/people")["members"] == ["bob"]
    assert set(bob.get("/people")["members"]) == {"alice", "bob"}
    assert bob.asks("DELETE", "/rooms/ops").json()["event"] == "left"
    assert bob.asks("DELETE", "/rooms/ops").code == "not_in_room"


def test_groups(bob, stage):
    alice, carol = stage.json("alice"), stage.json("carol")
    made = bob.asks("POST", "/groups", {"name": "team", "members": ["alice"]})
    assert (made.status, made.json()["room"]) == (201, "team")
    invited = bob.asks("POST", "/rooms/team/members", {"name": "carol"})
    assert (invited.status, invited.body) == (204, b"")
    assert carol.events("invited")
    carol.asks(cmd="leave", room="team").raw()
    asked = bob.asks("POST", "/rooms/team/members", {"name": "carol"})
    assert (asked.status, asked.body) == (204, b"")
    assert carol.events("invited")[0]["asked"]
    bob.asks("POST", "/rooms/team/messages", {"text": "us"})
    assert alice.messages() == [("team", "bob", "us")]
    assert Api(bob.web, "dave").asks("GET", "/rooms/team/messages").code == "no_such_room"


def test_search_and_missed_and_the_rest(bob, stage):
    for n in range(3):
        bob.asks("POST", "/rooms/lobby/messages", {"text": f"release {n}"})
    found = bob.asks("GET", "/search?text=RELEASE&limit=2")
    assert [hit["line"]["text"] for hit in found.json()["hits"]] == ["release 2", "release 1"]
    assert found.headers["link"].endswith(f'before={found.json()["next"]}>; rel="next"')
    assert bob.get("/missed")["rooms"] == []
    assert bob.asks("PATCH", "/me", {"name": "robert"}).json()["name"] == "robert"


# Any command.


def test_every_command_has_an_address():
    paths = document()["paths"]
    for kind in set(get_args(AnyCommand)) - {Login, Quit, Scram}:
        assert "post" in paths[f"/api/v1/commands/{kind.__struct_config__.tag}"]


def test_a_command_by_its_name(bob, stage):
    alice = stage.text("alice")
    assert bob.asks("POST", "/commands/msg", {"to": "alice", "text": "hi"}).json()["event"] == "ack"
    assert alice.sees() == ["[from bob] hi"]
    assert bob.asks("POST", "/commands/ping").json() == {"event": "pong"}
    assert bob.asks("POST", "/commands/help", {"about": "msg"}).json()["commands"]
    bob.asks("POST", "/commands/group", {"name": "team", "members": []})
    invited = bob.asks("POST", "/commands/invite", {"room": "team", "name": "alice"})
    assert (invited.status, invited.json()["event"]) == (200, "ack")


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("POST", "/rooms/lobby/messages", b"{", "bad_json"),
        ("POST", "/rooms/lobby/messages", b"[]", "bad_json"),
        ("POST", "/rooms/lobby/messages", b"", "bad_command"),
        ("POST", "/rooms/lobby/messages", b'{"text":7}', "bad_command"),
        ("POST", "/rooms/lobby/messages", b'{"text":"x","more":1}', "bad_command"),
        ("POST", "/rooms/lobby/messages", b'{"text":""}', "empty_text"),
        ("POST", "/rooms/lobby/messages", b'{"text":"\\ud800"}', "bad_json"),
        ("POST", "/rooms/lobby/messages", b'{"text":"x","key":"' + b"k" * 65 + b'"}', "text_too_long"),
        ("PUT", "/rooms/lobby/topic", b"{}", "bad_command"),
        ("PUT", "/rooms/lobby/topic", b'{"text":null}', "bad_command"),
        ("GET", "/rooms/lobby/messages?limit=x", b"", "bad_command"),
        ("GET", "/rooms/lobby/messages?limit=0", b"", "bad_command"),
        ("GET", "/rooms/lobby/messages?before=1&after=1", b"", "bad_command"),
        ("GET", "/rooms/lobby/messages?before=99999999999999999999999", b"", "bad_command"),
        ("GET", "/rooms/nowhere/messages", b"", "no_such_room"),
        ("GET", "/search", b"", "bad_command"),
        ("POST", "/people/nobody/messages", b'{"text":"x"}', "no_such_user"),
        ("POST", "/commands/nothing", b"{}", "no_such_page"),
        ("POST", "/commands/login", b"{}", "no_such_page"),
        ("GET", "/commands/say", b"", "method_not_allowed"),
        ("GET", "/nowhere", b"", "no_such_page"),
        ("GET", "/rooms/lobby/stream?since=x:y:z", b"", "bad_request"),
    ],
)
def test_what_is_wrong_is_told_as_a_problem(bob, method, path, body, code):
    mark = "&" if "?" in path else "?"
    answer = bob.web.asks(method, f"/api/v1{path}{mark}name=bob", body)
    assert answer.code == code
    assert 400 <= answer.status < 500


def test_the_fields_ref_and_cmd_are_not_for_it(bob):
    answer = bob.asks("POST", "/rooms/lobby/messages", {"text": "x", "ref": 5, "cmd": "topic", "room": "ops"})
    assert (answer.status, answer.json()["room"]) == (201, "lobby")
    assert "ref" not in answer.json()


# Coming in.


def test_a_login_gives_a_token_and_a_cookie(web, stage):
    answer = web.post("/api/v1/login", {"name": "bob"})
    welcome = answer.json()
    assert (answer.status, welcome["event"], welcome["name"]) == (200, "welcome", "bob")
    cookie = answer.headers["set-cookie"]
    assert cookie == f"chat={welcome['token']}; HttpOnly; SameSite=Strict; Path=/"
    elsewhere = Web(stage, peer="10.1.2.3")
    elsewhere.site = web.site
    for shown in ({"Cookie": cookie.split(";")[0]}, {"Authorization": f"Bearer {welcome['token']}"}):
        assert elsewhere.get("/api/v1/me", **shown).json()["name"] == "bob"
    gone = web.asks("DELETE", "/api/v1/login", Cookie=cookie.split(";")[0])
    assert (gone.status, "Max-Age=0" in gone.headers["set-cookie"]) == (204, True)
    assert web.get("/api/v1/me", Cookie=cookie.split(";")[0]).status == 401
    assert len(web.site.visitors) == 0


def test_an_account_logs_in_with_its_password(web, stage):
    stage.json("alice").asks(cmd="register", password="correct horse").hangs_up()
    assert web.post("/api/v1/login", {"name": "alice", "password": "wrong"}).code == "bad_credentials"
    welcome = web.post(
        "/api/v1/login", {"name": "alice", "password": "correct horse", "device": "web"}
    ).json()
    me = web.get("/api/v1/me", Authorization=f"Bearer {welcome['token']}").json()
    assert me == {"name": "alice", "role": "user", "epoch": "memory"}


def test_a_name_that_was_registered_meanwhile_is_not_enough_any_more(bob):
    registered = bob.asks("POST", "/commands/register", {"password": "correct horse"})
    assert registered.json()["event"] == "registered"
    assert bob.asks("GET", "/me").code == "name_owned"


# Being looked at.


def test_who_has_it_already_is_told_so(bob):
    answer = bob.asks("GET", "/rooms")
    again = bob.asks("GET", "/rooms", If_None_Match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    other = bob.asks("GET", "/rooms", If_None_Match='"other"')
    assert other.status == 200


def test_the_document_is_openapi_and_everything_in_it_is_there(web):
    whole = web.get("/api/v1/openapi.json").json()
    assert whole["openapi"] == "3.1.0"
    known = set(whole["components"]["schemas"])
    wanted = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(whole)))
    assert wanted <= known
    served = {(route.method.lower(), route.path) for route in web.site.routes}
    described = {(method, path) for path, methods in whole["paths"].items() for method in methods}
    assert described <= served
    names = [what["operationId"] for methods in whole["paths"].values() for what in methods.values()]
    assert len(names) == len(set(names))
    apart = {("get", f"/api/v1{path}") for path in ("", "/", "/openapi.json", "/docs")}
    assert {row for row in served if row[1].startswith("/api/v1")} - described == apart
    for path in ("/api/v1", "/api/v1/"):
        assert web.get(path).headers["location"] == "/api/v1/docs"


def test_the_page_names_everything_and_needs_nothing_from_elsewhere(web):
    answer = web.get("/api/v1/docs")
    page = answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    for path in document()["paths"]:
        assert f"{path}</code>" in page
    assert 'id="no_such_room"' in page
    assert not re.search(r'src=|url\(|@import|href="(?!#|/api/v1/)', page)
    policy = answer.headers["content-security-policy"]
    for kind in ("style", "script"):
        [text] = re.findall(f"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "connect-src 'self'" in policy
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_the_page_has_contents_examples_and_every_door(web):
    page = web.get("/api/v1/docs").text
    for part in (
        '<nav><a href="#tag-',
        '<h2 id="tag-messages">Messages</h2>',
        "/ws",
        "/hooks/TOKEN",
        "/r/ROOM",
    ):
        assert part in page
    json_body = """-H 'Content-Type: application/json' -d '{"text": "hello"}'"""
    say = f'curl -H "Authorization: Bearer $TOKEN" {json_body} '
    assert f"{say}$CHAT/api/v1/rooms/lobby/messages</pre>" in page
    assert "Idempotency-Key</code>" in page
    assert '<a href="#key_reused"><code>key_reused</code></a>' in page


def test_an_operation_has_its_subject_parameters_and_refusals():
    whole = document()
    say = whole["paths"]["/api/v1/rooms/{room}/messages"]["post"]
    assert say["tags"] == ["messages"]
    assert {(what["in"], what["name"]) for what in say["parameters"]} == {
        ("path", "room"),
        ("header", "Idempotency-Key"),
        ("query", "name"),
    }
    assert "`key_reused`" in say["responses"]["409"]["description"]
    assert (
        "`not_allowed`" in whole["paths"]["/api/v1/commands/ban"]["post"]["responses"]["403"]["description"]
    )
    operations = [what for methods in whole["paths"].values() for what in methods.values()]
    used = {tag for what in operations for tag in what["tags"]}
    assert [tag["name"] for tag in whole["tags"]] == sorted(used)
    assert all(
        "304" not in what["responses"]
        for methods in whole["paths"].values()
        for method, what in methods.items()
        if method != "get"
    )
    assert "prefixItems" not in json.dumps(whole)
    assert set(whole["components"]["securitySchemes"]) == {"token", "password", "cookie"}


# Whatever comes, an answer is what the document says.

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
SEGMENTS = st.sampled_from(["lobby", "ops", "@bob", "@alice", "team", "0", "room_1", "*"]) | st.text(
    min_size=1, max_size=9
)
OPERATIONS = [
    (method, path, what)
    for path, methods in document()["paths"].items()
    for method, what in methods.items()
    if not path.endswith("/stream")
]
ANY_ANSWER = document()["components"]["schemas"]["AnyAnswer"]
CODES = {fault.code for fault in faults()}
KINDS = {kind.__name__: kind for kind in (*openapi.all_answers(), Me, FileInfo)}


def drawn_fields(data, properties):
    """Some of the fields, mostly of the right type."""
    names = data.draw(st.sets(st.sampled_from(sorted(properties)))) if properties else ()
    likely = {
        "string": st.text(max_size=20) | SEGMENTS,
        "integer": st.integers(-5, 600),
        "boolean": st.booleans(),
    }
    return {n: data.draw(likely.get(properties[n].get("type"), VALUES) | VALUES) for n in names}


def drawn_body(data, content):
    if "application/json" not in content:
        return data.draw(st.binary(max_size=50))
    schema = content["application/json"]["schema"]
    value = data.draw(VALUES) if "$ref" in schema else drawn_fields(data, schema["properties"])
    return json.dumps(value).encode()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_comes_the_answer_is_what_the_document_says(data):
    stage = Stage(message_rate=None, join_rate=None, room_rate=None, login_rate=None)
    web = Web(stage)
    stage.text("alice").types("hello", "/group team bob")
    for _ in range(3):
        method, path, what = data.draw(st.sampled_from(OPERATIONS))
        segments = [data.draw(SEGMENTS) if part[:1] == "{" else part for part in path.split("/")]
        parameters = {
            p["name"]: p["schema"]
            for p in what.get("parameters", ())
            if p["in"] == "query" and p != NAME_QUERY
        }
        query = {"name": data.draw(st.sampled_from(["bob", "carol"])), **drawn_fields(data, parameters)}
        body = b""
        if "requestBody" in what:
            body = drawn_body(data, what["requestBody"]["content"])
        target = "/".join(quote(s, safe="", errors="replace") for s in segments)
        answer = web.asks(method.upper(), f"{target}?{urlencode(query, errors='replace')}", body)
        assert answer.status < 500, (method, target, query, body, answer.body)
        declared = what["responses"].get(str(answer.status))
        if declared is None:
            assert answer.code in CODES
        elif "application/json" in declared.get("content", ()):
            schema = declared["content"]["application/json"]["schema"]
            if schema.get("$ref", "").endswith("/AnyAnswer"):
                schema = ANY_ANSWER
            refs = [part["$ref"].rpartition("/")[2] for part in schema.get("anyOf", [schema])]
            msgspec.json.decode(answer.body, type=Union[tuple(KINDS[ref] for ref in refs)])  # noqa: UP007
        elif "content" not in declared:
            assert answer.body == b"" or answer.status == 202


def test_each_refusal_stands_once_in_what_is_sent():
    sent = json.loads(openapi.answer().body)
    say = sent["paths"]["/api/v1/rooms/{room}/messages"]["post"]["responses"]
    named = sent["components"]["responses"][say["409"]["$ref"].rpartition("/")[2]]
    assert "`key_reused`" in named["description"]
    assert "application/problem+json" not in json.dumps(sent["paths"])
    assert sent["paths"].keys() == document()["paths"].keys()
