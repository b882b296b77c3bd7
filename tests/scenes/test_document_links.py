"""Links into code documents, on real doors in memory."""

import pytest

from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_document_roles import grants, refused
from tests.scenes.test_documents import Editor, Play, of
from tests.scenes.test_http_api import Api
from tests.scenes.web import Web


@pytest.fixture
def play():
    return Play()


@pytest.fixture
def crew(play):
    """Alice has created the document plan in the group crew, which bob is not in."""
    alice, bob = play.editor("alice"), play.editor("bob")
    alice.asks(cmd="group", name="crew")
    alice.asks(cmd="code_new", language="python", title="plan", room="crew")
    alice.writes([0, 0, "a"])
    return alice, bob


def links(actor, **more):
    (made,) = of(actor.asks(cmd="code_link", **more), "document_link")
    return made["token"], made["link"]["id"]


def test_whoever_has_the_token_of_a_link_comes_in_with_its_role_as_often_as_it_says(play, crew):
    alice, bob = crew
    token, _ = links(alice, doc="crew/plan", role="viewer", uses=1)
    (opened,) = of(bob.asks(cmd="code_join", doc=token), "document_is")
    assert (opened["role"], opened["text"]) == ("viewer", "a")
    assert of(bob.asks(cmd="code_join", doc=alice.doc), "document_is")
    carol = play.editor("carol")
    assert refused(carol.asks(cmd="code_join", doc=token)) == ["document_link_ended"]
    (hashed,) = play.stage.storage.connection.execute("SELECT hash FROM document_links").fetchone()
    assert hashed.hex() != token


def test_who_has_as_much_already_uses_none_up(play, crew):
    alice, bob = crew
    token, _ = links(alice, doc="crew/plan", uses=1)
    for actor in (alice, bob, bob):
        assert of(actor.asks(cmd="code_join", doc=token), "document_is")
    assert refused(play.editor("carol").asks(cmd="code_join", doc=token)) == ["document_link_ended"]


def test_a_link_ends_in_time_and_can_be_revoked(play, crew):
    alice, bob = crew
    token, _ = links(alice, doc="crew/plan", seconds=60)
    play.stage.passes(61)
    assert refused(bob.asks(cmd="code_join", doc=token)) == ["document_link_ended"]
    token, id_ = links(alice, doc="crew/plan")
    (listed,) = of(alice.asks(cmd="code_links", doc="crew/plan"), "document_links")
    assert [(each["id"], each["role"], each["uses"], each["by"]) for each in listed["links"]] == [
        (id_, "editor", 10, "alice")
    ]
    assert of(alice.asks(cmd="code_unlink", doc="crew/plan", id=id_), "document_done")
    assert refused(alice.asks(cmd="code_unlink", doc="crew/plan", id=id_)) == ["no_such_document_link"]
    assert refused(bob.asks(cmd="code_join", doc=token)) == ["no_such_document"]


def test_a_link_is_worth_nothing_when_its_maker_is_no_owner_any_more(play, crew):
    alice, bob = crew
    carol = play.editor("carol")
    grants(alice, "carol", "owner", doc="crew/plan")
    token, _ = links(carol, doc=alice.doc)
    grants(alice, "carol", "none", doc="crew/plan")
    assert refused(bob.asks(cmd="code_join", doc=token)) == ["document_link_ended"]


def test_who_is_banned_from_the_room_does_not_come_in_by_a_link(crew):
    alice, bob = crew
    token, _ = links(alice, doc="crew/plan")
    alice.asks(cmd="ban", room="crew", target="bob")
    bob.events()
    assert refused(bob.asks(cmd="code_join", doc=token)) == ["banned_from"]


def test_links_are_made_by_owners_for_roles_below_theirs_and_have_caps():
    play = Play(code_links=1, code_link_keep=3600.0)
    alice = play.editor("alice")
    alice.asks(cmd="code_new", language="python", title="hello", room="lobby")
    bob = play.editor("bob").opens()
    for command in ({"cmd": "code_link"}, {"cmd": "code_links"}, {"cmd": "code_unlink", "id": "1"}):
        assert refused(bob.asks(doc="hello", **command)) == ["not_allowed"]
    for wrong in ({"role": "owner"}, {"role": "none"}, {"uses": 0}, {"uses": 10_001}, {"seconds": 3601}):
        assert refused(alice.asks(cmd="code_link", doc="hello", **wrong)) == ["bad_command"]
    links(alice, doc="hello")
    assert refused(alice.asks(cmd="code_link", doc="hello")) == ["too_many"]


def test_links_in_a_bare_terminal(play):
    alice, bob = play.stage.text("alice"), play.stage.text("bob")
    alice.types("/code new python hello", "/code grant * none").raw()
    alice.types("/code link as:viewer uses:2 for 1h")
    (line,) = alice.sees()
    assert line.startswith("* This opens hello as a viewer, 2 times, until ")
    bob.types("/code join hello")
    assert bob.sees()[-1].startswith("! ")
    bob.types(f"/code join {line.rpartition(' ')[2]}")
    assert any("lobby/hello (python), version 0" in line for line in bob.sees())
    alice.raw()
    alice.types("/code links hello")
    assert "viewer, 1 use left, until " in alice.sees()[1]


def test_links_over_http():
    stage = Stage(**UNLIMITED, edit_rate=None)
    web = Web(stage)
    alice, bob = Api(web, "alice"), Api(web, "bob")
    made = alice.asks("POST", "/rooms/lobby/documents", {"language": "python", "title": "hello", "text": "a"})
    doc = made.json()["document"]["doc"]
    alice.asks("PUT", "/rooms/lobby/documents/hello/roles/*", {"role": "none"})
    assert bob.asks("GET", f"/documents/{doc}").status == 404
    link = alice.asks("POST", "/rooms/lobby/documents/hello/links", {"role": "editor"})
    assert link.status == 201
    came = bob.asks("POST", f"/documents/{link.json()['token']}/members", {})
    assert (came.status, came.json().get("role")) == (200, "editor"), came.text
    assert bob.get(f"/documents/{doc}")["text"] == "a"
    assert bob.asks("PUT", f"/documents/{doc}", {"text": "ab"}).json()["version"] == 1
    assert [each["uses"] for each in alice.get("/rooms/lobby/documents/hello/links")["links"]] == [9]
    id_ = link.json()["link"]["id"]
    assert alice.asks("DELETE", f"/rooms/lobby/documents/hello/links/{id_}").json()["done"] == "unlinked"


def test_a_link_is_an_address_for_curl_too():
    stage = Stage(**UNLIMITED, edit_rate=None)
    stage.chat.files.links.base = "http://host:8080"
    web = Web(stage)
    alice = Editor(stage, "alice")
    alice.asks(cmd="group", name="crew")
    alice.asks(cmd="code_new", language="python", title="plan", room="crew", text="a\n")
    (link,) = of(alice.asks(cmd="code_link", doc="crew/plan"), "document_link")
    path = link["url"].removeprefix("http://host:8080")
    assert web.get(f"/code/{alice.doc}?name=ben").status == 404
    came = web.asks("POST", f"{path}?name=ben", b"")
    assert (came.status, came.headers["location"]) == (200, f"/code/{alice.doc}")
    assert came.text == f"* ben is editor of crew/plan: it is at /code/{alice.doc}\n"
    assert web.get(f"/code/{alice.doc}?name=ben").text == "a\n"
    saved = web.asks("PUT", f"/code/{alice.doc}?name=ben", b"b\n")
    assert (saved.status, saved.headers["x-version"]) == (200, "1")
    assert web.get(f"/code/{alice.doc}?name=ben&since=0").text.endswith("-a\n+b\n")
    assert web.asks("PUT", f"/code/{alice.doc}?name=ben", b"\xff").status == 400
    assert web.asks("POST", "/code/ffffffffffffffffffffffffffffffff?name=ben", b"").status == 404
    assert web.get("/r/crew?name=ben").status == 404
