"""Code documents over HTTP: in one line with curl, and through the API."""

import pytest

from chatservice.model import document
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_documents import Editor, of
from tests.scenes.test_http_api import Api
from tests.scenes.web import Web


@pytest.fixture
def stage():
    return Stage(**UNLIMITED, edit_rate=None)


@pytest.fixture
def web(stage):
    return Web(stage)


def test_a_file_that_is_put_makes_a_document_and_then_edits_of_it(stage, web):
    alice = Editor(stage, "alice")
    made = web.asks("PUT", "/r/lobby/code/hello.py?name=bob", b"a\r\nb\nc\n")
    assert made.status == 201, made.text
    alice.opens("hello.py")
    assert alice.text == "a\nb\nc\n"
    (info,) = of(alice.seen, "document_is")
    assert info["document"]["language"] == "python"
    assert info["document"]["people"] == ["alice"]
    saved = web.asks("PUT", "/r/lobby/code/hello.py?name=bob", b"a\nB\nc\n")
    assert (saved.status, saved.headers["x-version"]) == (200, "1")
    (edited,) = of(alice.events(), "document_edited")
    assert edited["changes"] == [[2, 3, "B"]]
    shown = web.get("/r/lobby/code/hello.py?name=bob")
    assert shown.text == alice.text == "a\nB\nc\n"
    assert web.get("/r/lobby/code/hello.py?name=bob&version=0").text == "a\nb\nc\n"
    assert "hello.py (python" in web.get("/r/lobby/code?name=bob").text


def test_the_same_text_is_no_edit(stage, web):
    web.asks("PUT", "/r/lobby/code/x?name=bob", b"a")
    assert web.asks("PUT", "/r/lobby/code/x?name=bob", b"a").headers["x-version"] == "0"


def test_what_is_put_again_with_its_key_is_one_edit_however_many_came_since(web, monkeypatch):
    monkeypatch.setattr(document, "RECENT", 1)
    for text in (b"", b"a", b"ab", b"abc"):
        web.asks("PUT", "/r/lobby/code/x?name=bob", text, Idempotency_Key=f"key of {text}")
    again = web.asks("PUT", "/r/lobby/code/x?name=bob", b"a", Idempotency_Key="key of b'a'")
    assert (again.status, again.headers["x-version"]) == (200, "1")
    assert web.get("/r/lobby/code/x?name=bob").text == "abc"


def test_what_cannot_be_is_refused(web):
    assert web.get("/r/lobby/code/none?name=bob").status == 404
    assert web.asks("PUT", "/r/lobby/code/a%3Ab?name=bob", b"x").status == 400
    assert web.asks("PUT", "/r/lobby/code/x?name=bob", b"\xff").status == 400
    assert web.asks("PUT", "/r/lobby/code/x?name=bob&language=cobol", b"x").status == 400
    assert web.get("/r/lobby/code/x?name=bob&version=x").status == 400
    web.asks("PUT", "/r/lobby/code/x?name=bob", b"a")
    refusal = web.asks("PUT", "/r/lobby/code/x?name=bob", b"a\0b")
    assert (refusal.status, refusal.text) == (400, "! The change is invalid: text has a CR or NUL.\n")
    assert web.get("/r/lobby/code/x?name=bob").text == "a"


def test_the_api_has_it_all(stage, web):
    bob = Api(web, "bob")
    made = bob.asks("POST", "/rooms/lobby/documents", {"language": "python", "title": "hello", "text": "a"})
    assert (made.status, made.json()["event"], made.json()["version"]) == (201, "document_is", 0)
    doc = made.json()["document"]["doc"]
    edit = {"base": 0, "changes": [[1, 1, "b"]]}
    for _ in range(2):
        saved = bob.asks("POST", f"/rooms/lobby/documents/{doc}/edits", edit, Idempotency_Key="k")
        assert (saved.status, saved.json()["version"]) == (201, 1)
    assert bob.get("/rooms/lobby/documents/hello")["text"] == "ab"
    put = bob.asks("PUT", "/rooms/lobby/documents/hello", {"text": "abc", "base": 1})
    assert put.json()["version"] == 2
    refused = bob.asks("POST", f"/rooms/lobby/documents/{doc}/edits", {"base": 2, "changes": [[9, 9, "x"]]})
    assert (refused.status, refused.code) == (400, "bad_change")
    assert "changes[0].from" in refused.json()["detail"]
    renamed = bob.asks("PATCH", f"/rooms/lobby/documents/{doc}", {"title": "other"})
    assert renamed.json()["title"] == "other"
    assert [each["title"] for each in bob.get("/rooms/lobby/documents")["documents"]] == ["other"]
    assert bob.asks("DELETE", "/rooms/lobby/documents/other").json()["done"] == "closed"
    assert bob.get("/rooms/lobby/documents")["documents"] == []


def test_what_a_request_opened_is_not_open_after_it():
    stage = Stage(**UNLIMITED, edit_rate=None, code_open=1)
    web = Web(stage)
    bob = Api(web, "bob")
    for title in ("one", "two", "three"):
        made = bob.asks("POST", "/rooms/lobby/documents", {"language": "c", "title": title})
        assert made.status == 201, made.text
    assert bob.asks("POST", "/commands/code_join", {"doc": made.json()["document"]["doc"]}).status == 200
    assert [each.get("people") for each in bob.get("/rooms/lobby/documents")["documents"]] == [None] * 3
