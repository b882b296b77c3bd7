"""Roles in code documents, on real doors in memory: who writes, runs, looks on, and is let in."""

import pytest

from chatservice.model.values import ServerRole
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_documents import SECRET, Editor, Play, of
from tests.scenes.test_http_api import Api
from tests.scenes.web import Web


@pytest.fixture
def play():
    return Play()


@pytest.fixture
def pair(play):
    """Alice has created the document hello, and bob has opened it."""
    alice, bob = play.editor("alice"), play.editor("bob")
    alice.asks(cmd="code_new", language="python", title="hello", room="lobby")
    bob.opens()
    alice.writes([0, 0, "a"])
    bob.events()
    return alice, bob


def grants(actor, name, role, **more):
    return actor.asks(cmd="code_grant", doc=more.pop("doc", "hello"), name=name, role=role, **more)


def refused(events):
    return [event["code"] for event in events if event["event"] == "error"]


def test_a_viewer_changes_nothing_and_is_told_why(pair):
    alice, bob = pair
    (answer,) = of(grants(alice, "bob", "viewer", ref=3), "document_granted")
    assert (answer["who"], answer["role"], answer["own"], answer["ref"]) == ("bob", "viewer", "owner", 3)
    told = bob.events()
    assert [event["event"] for event in told] == ["document_granted", "document_role_set"]
    assert (told[0]["own"], told[1]["who"], told[1]["role"]) == ("viewer", "bob", "viewer")
    (error,) = bob.writes([0, 0, "x"])
    assert error["code"] == "not_allowed"
    assert "editors of the document" in error["text"]
    for command in ({"cmd": "code_put", "text": "x"}, {"cmd": "code_append", "text": "x"}):
        assert refused(bob.asks(doc=bob.doc, **command)) == ["not_allowed"]
    assert bob.asks(cmd="code_show", doc=bob.doc)[0]["text"] == "a"
    grants(alice, "bob", "none")
    assert of(bob.events(), "document_granted")[0]["own"] == "editor"
    assert bob.writes([0, 0, "x"])[-1]["event"] == "edit_saved"


def test_everyone_else_has_the_role_of_all_others_and_one_person_another_one(play, pair):
    alice, bob = pair
    carol = play.editor("carol").opens()
    bob.events()
    grants(alice, "*", "viewer")
    assert [of(each.events(), "document_granted")[0]["own"] for each in (bob, carol)] == ["viewer", "viewer"]
    grants(alice, "carol", "editor")
    assert not of(bob.events(), "document_granted")
    carol.events()
    assert carol.writes([0, 0, "c"])[-1]["event"] == "edit_saved"
    assert refused(bob.writes([0, 0, "b"])) == ["not_allowed"]
    assert alice.writes([0, 0, "a"])[-1]["event"] == "edit_saved"
    (roles,) = of(bob.asks(cmd="code_roles", doc="hello"), "document_roles")
    assert (roles["others"], roles["own"]) == ("viewer", "viewer")
    assert roles["people"] == [{"who": "carol", "role": "editor"}]


def test_an_edit_on_its_way_is_decided_by_the_role_that_was_stored_before_it(play, pair):
    alice, bob = pair
    play.stage.storage.hold()
    alice.asks(cmd="code_grant", doc="hello", name="bob", role="viewer")
    bob.writes([0, 0, "x"])
    play.stage.storage.release()
    play.stage.settle()
    assert refused(bob.events()) == ["not_allowed"]
    (shown,) = of(alice.asks(cmd="code_show", doc="hello"), "document_text")
    assert shown["text"] == "a"


def test_another_owner_gives_roles_and_a_person_who_is_none_does_not(pair):
    alice, bob = pair
    assert refused(grants(bob, "bob", "owner")) == ["not_allowed"]
    grants(alice, "bob", "owner")
    bob.events()
    assert of(grants(bob, "*", "viewer"), "document_granted")
    assert refused(grants(bob, "alice", "viewer")) == ["bad_command"]
    assert refused(grants(bob, "nobody", "viewer")) == ["no_such_user"]
    assert refused(grants(bob, "alice", "king")) == ["bad_command"]
    assert of(bob.asks(cmd="code_rename", doc="hello", title="other"), "document_done")


def test_roles_outlive_the_server(play, pair):
    alice, _ = pair
    grants(alice, "*", "runner")
    grants(alice, "bob", "viewer")
    again = Play(before=play.stage.storage)
    carol = again.editor("carol").opens()
    assert of(carol.seen, "document_is")[0]["role"] == "runner"
    (roles,) = carol.asks(cmd="code_roles", doc="hello")
    assert (roles["others"], roles["people"]) == ("runner", [{"who": "bob", "role": "viewer"}])


def test_roles_that_are_given_have_a_cap():
    play = Play(code_roles=1)
    alice = play.editor("alice")
    alice.asks(cmd="code_new", language="python", title="hello", room="lobby")
    play.editor("bob"), play.editor("carol")
    assert of(grants(alice, "bob", "viewer"), "document_granted")
    assert of(grants(alice, "bob", "runner"), "document_granted")
    assert refused(grants(alice, "carol", "viewer")) == ["too_many"]
    grants(alice, "bob", "none")
    assert of(grants(alice, "carol", "viewer"), "document_granted")


# From outside the room.


@pytest.fixture
def crew(play):
    """Alice has created the document plan in the group crew, which bob is not in."""
    alice, bob = play.editor("alice"), play.editor("bob")
    alice.asks(cmd="group", name="crew")
    alice.asks(cmd="say", room="crew", text="secret")
    alice.asks(cmd="code_new", language="python", title="plan", room="crew")
    alice.writes([0, 0, "a"])
    return alice, bob


def invite(alice, bob, **more):
    alice.asks(cmd="code_invite", doc="crew/plan", name="bob", **more)
    (told,) = of(bob.events(), "document_invited")
    return told


def test_a_person_from_outside_sees_and_writes_the_one_document_that_they_were_invited_to(crew):
    alice, bob = crew
    assert refused(bob.asks(cmd="code_join", doc=alice.doc)) == ["no_such_document"]
    told = invite(alice, bob)
    assert (told["outside"], told["document"]["doc"]) == (True, alice.doc)
    bob.opens(alice.doc)
    assert (bob.text, of(bob.seen, "document_is")[0]["role"]) == ("a", "editor")
    alice.events()
    bob.writes([1, 1, "b"])
    alice.events()
    assert alice.text == bob.text == "ab"
    (listed,) = bob.asks(cmd="code_list", invited=True)
    assert [each["title"] for each in listed["documents"]] == ["plan"]
    for command in (
        {"cmd": "join", "room": "crew"},
        {"cmd": "history", "room": "crew"},
        {"cmd": "code_list", "room": "crew"},
    ):
        assert refused(bob.asks(**command)) == ["no_such_room"]
    assert refused(bob.asks(cmd="code_run", doc=alice.doc)) == ["not_in_room"]


def test_who_is_let_in_as_a_viewer_only_looks_on(crew):
    alice, bob = crew
    invite(alice, bob, role="viewer")
    bob.opens(alice.doc)
    assert refused(bob.writes([0, 0, "x"])) == ["not_allowed"]


def test_who_is_put_out_reads_no_more(crew):
    alice, bob = crew
    invite(alice, bob)
    bob.opens(alice.doc)
    alice.events()
    grants(alice, "bob", "none", doc="crew/plan")
    assert [e["done"] for e in of(bob.events(), "document_done")] == ["put_out"]
    alice.writes([0, 0, "x"])
    assert bob.events() == []
    assert refused(bob.asks(cmd="code_show", doc=alice.doc)) == ["no_such_document"]
    (listed,) = bob.asks(cmd="code_list", invited=True)
    assert listed["documents"] == []


def test_who_is_removed_from_the_room_is_not_let_in_by_what_was_given_before(crew):
    alice, bob = crew
    invite(alice, bob)
    alice.asks(cmd="invite", room="crew", name="bob")
    bob.asks(cmd="join", room="crew")
    bob.opens(alice.doc)
    alice.events()
    alice.asks(cmd="kick", room="crew", name="bob")
    bob.events()
    alice.writes([0, 0, "x"])
    assert not of(bob.events(), "document_edited")
    assert refused(bob.asks(cmd="code_show", doc=alice.doc)) == ["no_such_document"]


def test_who_is_banned_from_the_room_reads_its_documents_no_more(play, crew):
    alice, bob = crew
    invite(alice, bob)
    bob.opens(alice.doc)
    alice.asks(cmd="ban", room="crew", target="bob")
    assert [e["done"] for e in of(bob.events(), "document_done")] == ["put_out"]
    assert refused(bob.asks(cmd="code_join", doc=alice.doc)) == ["no_such_document"]


def test_only_an_owner_lets_people_in(play, crew):
    alice, bob = crew
    play.editor("carol")
    alice.asks(cmd="invite", room="crew", name="carol")
    carol = play.editor("dora")
    alice.asks(cmd="invite", room="crew", name="dora")
    carol.asks(cmd="join", room="crew")
    assert refused(carol.asks(cmd="code_invite", doc="crew/plan", name="bob")) == ["not_allowed"]
    assert not of(bob.events(), "document_invited")


def test_who_leaves_the_chat_is_not_among_those_who_have_it_open(play, crew):
    alice, bob = crew
    invite(alice, bob)
    bob.opens(alice.doc)
    alice.events()
    bob.actor.hangs_up()
    play.stage.settle()
    assert of(alice.events(), "document_left")[0]["people"] == ["alice"]


def test_who_is_let_in_learns_that_it_is_closed(crew):
    alice, bob = crew
    invite(alice, bob)
    bob.opens(alice.doc)
    alice.asks(cmd="code_close", doc="crew/plan")
    assert of(bob.events(), "document_done")[0]["done"] == "closed"
    assert refused(bob.writes([0, 0, "x"])) == ["document_ended"]


# In a bare terminal, and over HTTP.


def test_roles_in_a_bare_terminal(play):
    alice, bob = play.stage.text("alice"), play.stage.text("bob")
    alice.types("/code new python hello")
    bob.types("/code join hello").raw()
    alice.raw()
    alice.types("/code grant bob viewer")
    own = "* hello: bob is a viewer now. Your role: "
    assert sorted(alice.sees()) == ["* alice made bob a viewer of lobby/hello.", own + "owner."]
    assert sorted(bob.sees()) == ["* alice made bob a viewer of lobby/hello.", own + "viewer."]
    bob.types("/code append x")
    assert bob.sees() == ["! Only editors of the document may do that: code."]
    alice.types("/code grant * runner", "/code roles")
    assert alice.sees()[-2:] == [
        "* hello by alice. You: owner. Everyone else in the room: runner.",
        "* bob: viewer",
    ]


def test_roles_over_http():
    stage = Stage(**UNLIMITED, edit_rate=None)
    alice, bob = Api(Web(stage), "alice"), Editor(stage, "carol")
    doc = alice.asks("POST", "/rooms/lobby/documents", {"language": "python", "title": "hello"})
    assert doc.status == 201
    given = alice.asks("PUT", "/rooms/lobby/documents/hello/roles/carol", {"role": "viewer"})
    assert (given.status, given.json()["role"]) == (200, "viewer")
    assert alice.get("/rooms/lobby/documents/hello/roles")["people"] == [{"who": "carol", "role": "viewer"}]
    request = alice.asks(
        "POST", "/rooms/lobby/documents/hello/invitations", {"name": "carol", "role": "editor"}
    )
    assert (request.status, request.json()["who"]) == (201, "carol")
    assert of(bob.events(), "document_invited")[0]["role"] == "editor"


def test_a_runner_runs_it_and_a_viewer_does_not():
    stage = Stage(**UNLIMITED, run_rate=None)
    for name in ("ana", "eve"):
        stage.storage.accounts.create(name, "plain " + SECRET, ServerRole.USER, 1.0)
    stage.settle()
    ana, eve = (
        stage.connect().asks(cmd="login", name=name, password=SECRET).asks(cmd="join", room="lobby")
        for name in ("ana", "eve")
    )
    ana.asks(cmd="code_new", language="python", title="hello", room="lobby", text="print(1)")
    for role, code in (("viewer", ["not_allowed"]), ("runner", [])):
        ana.asks(cmd="code_grant", doc="hello", name="eve", role=role)
        eve.raw()
        eve.asks(cmd="code_run", doc="hello", room="lobby")
        assert refused(eve.events()) == code
    assert len(stage.programs.plays) == 1
    eve.asks(cmd="code_append", doc="hello", room="lobby", text="x")
    assert refused(eve.events()) == ["not_allowed"]


# Links.


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
