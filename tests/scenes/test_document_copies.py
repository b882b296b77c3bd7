"""Code documents that are made of others, and of shared files."""

import pytest

from chatservice.model.code_documents import language_of
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_document_roles import grants, refused
from tests.scenes.test_documents import Editor, Play, of
from tests.scenes.test_http_api import Api
from tests.scenes.web import Web


@pytest.fixture
def play():
    return Play()


@pytest.fixture
def alice(play):
    """She has written the document hello, which is at version 2."""
    alice = play.editor("alice")
    alice.asks(cmd="code_new", language="python", title="hello", room="lobby")
    alice.writes([0, 0, "a"])
    alice.writes([1, 1, "b"])
    return alice


def test_a_copy_is_its_authors_own_and_says_what_it_is_a_copy_of(play, alice):
    bob = play.editor("bob")
    (opened,) = of(bob.asks(cmd="code_fork", doc="hello"), "document_is")
    origin = {"doc": alice.doc, "title": "hello", "version": 2}
    assert (opened["text"], opened["version"], opened["role"], opened["created"]) == ("ab", 0, "owner", True)
    assert (opened["document"]["title"], opened["document"]["origin"]) == ("hello-2", origin)
    assert of(alice.events(), "document")[0]["origin"] == origin
    bob.writes([2, 2, "c"])
    assert alice.asks(cmd="code_show", doc=alice.doc)[0]["text"] == "ab"
    (listed,) = alice.asks(cmd="code_list", room="lobby")
    assert [each.get("origin") for each in listed["documents"]] == [origin, None]


def test_an_earlier_version_is_copied_into_another_room_under_a_title(play, alice):
    bob = play.editor("bob", room="ops")
    bob.asks(cmd="join", room="lobby")
    events = bob.asks(cmd="code_fork", doc="lobby/hello", version=1, into="ops", title="mine")
    (opened,) = of(events, "document_is")
    assert (opened["room"], opened["text"]) == ("ops/mine", "a")
    assert refused(bob.asks(cmd="code_fork", doc="lobby/hello", version=9)) == ["bad_change"]
    assert refused(bob.asks(cmd="code_fork", doc="lobby/hello", title="hello")) == ["document_title_taken"]


def test_a_viewer_copies_what_they_see_and_nobody_else_does(play, alice):
    bob, carol = play.editor("bob"), play.editor("carol")
    grants(alice, "*", "viewer")
    assert of(bob.asks(cmd="code_fork", doc="hello"), "document_is")
    grants(alice, "*", "none")
    assert refused(carol.asks(cmd="code_fork", doc="hello", room="lobby")) == ["no_such_document"]


def test_a_document_that_is_hidden_is_there_for_its_owner_and_those_with_a_role(play, alice):
    bob, carol = play.editor("bob").opens(), play.editor("carol").opens()
    alice.events()
    grants(alice, "carol", "viewer")
    grants(alice, "*", "none")
    assert [e["done"] for e in of(bob.events(), "document_done")] == ["put_out"]
    assert not of(carol.events(), "document_done")
    alice.writes([0, 0, "x"])
    assert not of(bob.events(), "document_edited")
    assert of(carol.events(), "document_edited")
    for actor, titles in ((alice, ["hello"]), (bob, []), (carol, ["hello"])):
        (listed,) = actor.asks(cmd="code_list", room="lobby")
        assert [each["title"] for each in listed["documents"]] == titles
    for command in ("code_join", "code_show", "code_roles", "code_run"):
        assert refused(bob.asks(cmd=command, doc="hello", room="lobby"))[0] in (
            "no_such_document",
            "code_off",
        )
    assert refused(bob.asks(cmd="code_append", doc=alice.doc, text="x")) == ["no_such_document"]
    grants(alice, "*", "editor")
    assert bob.opens().text == "xab"


def test_a_copy_of_one_that_is_hidden_is_hidden_and_who_is_invited_to_it_has_a_role(play, alice):
    bob, carol = play.editor("bob"), play.editor("carol")
    grants(alice, "*", "none")
    alice.asks(cmd="code_invite", doc="hello", name="bob")
    assert of(bob.events(), "document_invited")
    copy = of(bob.asks(cmd="code_fork", doc=alice.doc), "document_is")[0]["document"]["doc"]
    assert refused(carol.asks(cmd="code_show", doc=alice.doc)) == ["no_such_document"]
    assert refused(carol.asks(cmd="code_show", doc=copy)) == ["no_such_document"]
    assert of(bob.asks(cmd="code_show", doc=copy), "document_text")


@pytest.mark.parametrize(("name", "language"), [("a.py", "python"), ("B.CC", "cpp"), ("notes", "text")])
def test_the_language_of_a_file_is_told_by_its_ending(name, language):
    assert language_of(name) == language


@pytest.fixture
def web():
    return Web(Stage(**UNLIMITED, edit_rate=None, code_document=100))


def shares(web, name, data):
    shared = web.asks("PUT", f"/r/lobby/{name}?name=carol", data)
    assert shared.status == 201, shared.text
    return Api(web, "dora").get("/files")["files"][0]["file"]


def test_a_shared_file_becomes_a_document(web):
    alice = Editor(web.stage, "alice")
    file = shares(web, "hello.py", b"a\r\nb\n")
    (opened,) = of(alice.asks(cmd="code_import", file=file, room="lobby"), "document_is")
    info = opened["document"]
    assert (opened["text"], info["title"], info["language"]) == ("a\nb\n", "hello.py", "python")
    api = Api(web, "bob")
    made = api.asks("POST", "/rooms/lobby/documents/imports", {"file": file, "title": "x", "language": "c"})
    assert (made.status, made.json()["document"]["language"]) == (201, "c")
    again = api.asks("POST", "/rooms/lobby/documents/imports", {"file": file})
    assert again.json()["document"]["title"] == "hello.py-2"
    copy = api.asks("POST", "/rooms/lobby/documents/x/copies", {})
    assert (copy.status, copy.json()["document"]["title"]) == (201, "x-2")


def test_a_file_that_is_no_text_or_too_long_or_not_there_becomes_none(web):
    alice = Editor(web.stage, "alice")
    for name, data in (("x.py", b"\xff"), ("long.py", b"x" * 101), ("longer.py", b"x" * 500)):
        file = shares(web, name, data)
        (error,) = of(alice.asks(cmd="code_import", file=file, room="lobby"), "error")
        assert error["code"] == "bad_change"
    assert refused(alice.asks(cmd="code_import", file="none", room="lobby")) == ["no_such_file"]
    (listed,) = alice.asks(cmd="code_list", room="lobby")
    assert listed["documents"] == []
