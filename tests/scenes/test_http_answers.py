"""What a client is told over HTTP when something is not as it should be, and odd requests that mean well."""

import gzip

import pytest

from tests.scenes.stage import Stage
from tests.scenes.test_accounts import registered
from tests.scenes.test_files_http import FORM, form
from tests.scenes.web import Web

FAR = {"X_Forwarded_For": "192.0.2.1"}  # not in open mode
BOTH = 'Bearer realm="chat", Basic realm="chat", charset="UTF-8"'


@pytest.fixture
def stage():
    return Stage(http_origins="https://app.example")


@pytest.fixture
def web(stage):
    return Web(stage)


@pytest.mark.parametrize(
    "path", ["/r/%1b%5b31mRED", "/r/a%0d%0a%5blobby%5d%20alice:%20forged", "/r/a%E2%80%AEb"]
)
def test_nothing_in_an_address_reaches_the_terminal_as_it_is(web, path):
    for answer in (web.get(path), web.get(f"{path}/stream"), web.post(path, b"x")):
        assert answer.status in (400, 404)
        assert answer.text.count("\n") == 1
        assert "\x1b" not in answer.text
        assert answer.text.count("\u202e") == answer.text.count("\u202c")  # closed again


def test_what_a_refusal_speaks_of_is_in_its_document():
    web = Web(Stage(http_body=1000))
    registered(web.stage, "alice")
    told = web.asks("GET", "/api/v1/rooms/nowhere/messages").json()
    assert (told["title"], told["room"]) == ("No such room", "nowhere")
    told = web.post("/api/v1/rooms/lobby/messages", b"x" * 2000).json()
    assert (told["code"], told["limit"]) == ("body_too_large", 1000)
    answers = [web.post("/api/v1/rooms/lobby/messages", {"text": "hi"}) for _ in range(30)]
    [slow, *_] = [answer for answer in answers if answer.status == 429]
    assert 0 < slow.json()["retry_after"] <= int(slow.headers["retry-after"])
    assert "seconds" not in slow.json()


def test_both_ways_to_log_in_are_offered_and_a_pages_script_is_not_asked_for_a_password(web):
    assert web.get("/api/v1/me", **FAR).headers["www-authenticate"] == BOTH
    assert web.get("/r/lobby", Sec_Fetch_Mode="navigate", **FAR).headers["www-authenticate"] == BOTH
    answer = web.get("/api/v1/me", Sec_Fetch_Mode="cors", **FAR)
    assert (answer.status, answer.headers["www-authenticate"]) == (401, 'Bearer realm="chat"')


@pytest.mark.parametrize("shown", ["Token xyz", "Digest username=ann", "Negotiate"])
def test_who_shows_something_unknown_is_no_nameless_guest(web, shown):
    answer = web.get("/api/v1/me", Authorization=shown)
    assert (answer.status, answer.code) == (401, "login_needed")


def test_it_is_told_how_an_owned_name_is_shown_here(web, stage):
    registered(stage, "ann")
    assert "curl -u ann:PASSWORD" in web.get("/r/lobby?name=ann").text


def test_a_page_of_an_allowed_site_sees_why_it_was_refused():
    web = Web(Stage(http_origins="https://app.example", http_body=1000))
    origin = "https://app.example"
    for answer, status in (
        (web.get("/nowhere", Origin=origin), 404),
        (web.get("/r/lobby", Origin=origin, Host="evil.example"), 421),
        (web.connect().asks("POST", "/r/lobby", b"", Content_Length="5000", Origin=origin), 413),
        (web.connect().asks("DELETE", "/r/lobby", Origin=origin), 405),
    ):
        assert answer.status == status
        assert answer.headers["access-control-allow-origin"] == origin
        assert "Link" in answer.headers["access-control-expose-headers"]
        assert "Upload-Offset" in answer.headers["access-control-expose-headers"]
    preflight = web.asks("OPTIONS", "/r/lobby", Origin=origin, Access_Control_Request_Method="POST")
    assert "Idempotency-Key" in preflight.headers["access-control-allow-headers"]
    assert "access-control-allow-origin" not in web.get("/nowhere", Origin="https://other.example").headers


def test_only_what_could_be_allowed_is_advised(web):
    assert "--http-origins https://b.example:8443" in web.get("/r", Origin="https://b.example:8443").text
    for origin in ("null", "file://", "https://*.example"):
        assert "--http-origins" not in web.get("/r", Origin=origin).text
    assert "--http-origins" not in web.get("/r/x/stream", Sec_Fetch_Site="cross-site").text


# Forms.


def test_a_form_at_a_rooms_address_shares_its_file_and_says_its_text(web, stage):
    alice = stage.text("alice").types("/join ops")
    alice.raw()
    body = form(("text", b"read this"), ("file", b"%PDF", "report.pdf"))
    answer = web.post("/r/ops?name=bob", body, **FORM)
    assert answer.status == 201
    assert answer.text.startswith("* Shared report.pdf (4 bytes) in ops as bob: http")
    first, second, third = alice.sees()
    assert first == "* bob came into ops."
    assert second == "[ops] bob: read this"
    assert third.startswith("* bob shared report.pdf (4 bytes) ")


def test_a_form_without_a_file_is_said_and_an_empty_form_is_refused(web, stage):
    alice = stage.json("alice")
    answer = web.post("/r/lobby?name=bob", form(("text", b"hello")), **FORM)
    assert (answer.status, answer.text) == (201, "* Said in lobby as bob: line 1.\n")
    assert [text for *_, text in alice.messages()] == ["hello"]
    answer = web.post("/r/lobby?name=bob", form(("text", b"you")), **FORM, Accept="application/json")
    assert (answer.status, answer.json()["seq"]) == (201, 2)
    answer = web.post("/r/lobby", form(("x", b"y")), **FORM)
    assert (answer.status, answer.text) == (
        400,
        "! The upload is invalid: there is neither a file nor a text in the form.\n",
    )
    assert len(stage.chat.files.uploads) == 0


def test_an_encoded_form_is_its_text(web, stage):
    alice = stage.json("alice")
    kind = "application/x-www-form-urlencoded"
    web.post("/r/lobby", b"text=hello+world%21", Content_Type=kind)
    web.post("/r/lobby", b"text=5 is what I mean", Content_Type=kind)
    web.post("/r/lobby", b"build=ok", Content_Type=kind)
    assert [text for *_, text in alice.messages()] == ["hello world!", "text=5 is what I mean", "build=ok"]


def test_a_compressed_body_is_refused_in_words(web):
    answer = web.post("/r/lobby", b"\x1f\x8b", Content_Encoding="gzip")
    assert (answer.status, answer.text) == (415, "! The body is encoded as gzip. Send it as it is.\n")


def part(disposition):
    head = b"--b0undary\r\nContent-Disposition: form-data; " + disposition
    return head + b"\r\n\r\nhello\r\n" + form(("sender", b"ann"))


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (b"name=\"file\"; filename*=utf-8''%D1%84%D0%B0%D0%B9%D0%BB.txt", "файл.txt"),
        (b'name="file"; filename="=?utf-8?B?bmE=?="; filename*=UTF-8\'\'%E2%82%AC.txt', "€.txt"),
        (b"name=\"file\"; filename*=iso-8859-1'en'Gr%FC%DFe.txt", "Grüße.txt"),
        (b'name="file"; filename="Gr\xfc\xdfe.txt"', "Gr\ufffd\ufffde.txt"),
        ('name="file"; filename="Grüße.txt"'.encode(), "Grüße.txt"),
    ],
)
def test_a_file_has_the_name_that_its_sender_meant(web, disposition, name):
    answer = web.post("/upload", part(disposition), **FORM)
    assert (answer.status, answer.json().get("filename")) == (200, name)


def test_a_field_that_is_too_long_is_named(web):
    answer = web.post("/upload", form(("sender", b"x" * 9000)), **FORM)
    assert answer.json()["message"] == "The upload is invalid: the field sender is longer than 8192 bytes."


# Addresses.


def test_a_slash_behind_a_room_is_no_other_page_and_a_file_without_one_is_told_of_it(web, stage):
    alice = stage.json("alice")
    assert web.post("/r/lobby/", b"hi").status == 201
    assert [text for *_, text in alice.messages()] == ["hi"]
    assert web.get("/r/lobby/").text.endswith("hi\n")
    answer = web.connect().asks("PUT", "/r/ops", b"x", Content_Length="5000000")
    assert answer.status == 400
    assert "curl -T FILE /r/ops/" in answer.text


def test_an_alarm_and_a_check_come_through_under_any_name(web, stage):
    alice = registered(stage, "alice")
    alice.asks(cmd="join", room="ops").asks(cmd="webhook", name="ci", room="ops")
    [hook] = alice.events("webhook")
    assert web.post(hook["path"], b"build ok", Host="chat:8080").status == 200
    assert web.get("/healthz", Host="chat:8080").status == 200
    assert web.get("/metrics", Host="chat:8080").status == 421


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("GET /healthz HTTP/1.0\r\n", 200),
        ("OPTIONS / HTTP/1.0\r\n", 204),
        ("GET /r HTTP/1.0\r\n", 200),
        ("GET /healthz HTTP/1.1\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n", 400),
        ("GET http://localhost:8080/healthz HTTP/1.1\r\nHost: elsewhere\r\n", 200),
        ("GET http://localhost:8080 HTTP/1.1\r\nHost: localhost:8080\r\n", 200),
        ("GET HTTP://127.0.0.1/r/lobby?limit=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n", 200),
        ("GET http://evil.example/r HTTP/1.1\r\nHost: localhost\r\n", 421),
    ],
)
def test_the_host_is_where_the_standard_has_it(web, head, status):
    assert web.connect().sends(f"{head}\r\n".encode()).answer().status == status


# Compression.


def test_a_long_text_is_compressed_for_those_who_take_it(web):
    plain = web.get("/api/v1/openapi.json")
    assert "content-encoding" not in plain.headers
    for accepted in ("gzip", "br, gzip;q=0.5", "*"):
        small = web.get("/api/v1/openapi.json", Accept_Encoding=accepted)
        assert small.headers["content-encoding"] == "gzip"
        assert gzip.decompress(small.body) == plain.body
        assert len(small.body) * 5 < len(plain.body)
    tag = small.headers["etag"]
    assert tag == f"W/{plain.headers['etag']}"
    assert web.get("/api/v1/openapi.json", Accept_Encoding="gzip", If_None_Match=tag).status == 304
    assert "Accept-Encoding" in small.headers["vary"]


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "gzip; q=0.0", "br"])
def test_others_get_it_as_it_is(web, accepted):
    assert "content-encoding" not in web.get("/api/v1/openapi.json", Accept_Encoding=accepted).headers


def test_what_is_short_or_no_text_is_not_compressed(web):
    assert "content-encoding" not in web.get("/healthz", Accept_Encoding="gzip").headers
    web.post("/r/lobby", b"compressible " * 200)
    answer = web.get("/r/lobby", Accept_Encoding="gzip")
    assert b"compressible " * 200 in gzip.decompress(answer.body)
    assert web.asks("HEAD", "/r/lobby", Accept_Encoding="gzip").status == 200
