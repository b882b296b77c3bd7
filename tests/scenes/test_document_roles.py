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
    assert refused(bob.asks(cmd="code_run", doc=alice.doc)) == ["not_allowed"]  # a guest


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


def outside(**settings):
    """Ana has created the document hello in the group crew and let eve, who has an account, into it as a
    runner, and the guest gil as an editor. Both have opened it, as has ana."""
    stage = Stage(**UNLIMITED, run_rate=None, **settings)
    for name in ("ana", "eve"):
        stage.storage.accounts.create(name, "plain " + SECRET, ServerRole.USER, 1.0)
    stage.settle()
    ana, eve = (stage.connect().asks(cmd="login", name=name, password=SECRET) for name in ("ana", "eve"))
    gil = stage.connect().asks(cmd="login", name="gil")
    ana.asks(cmd="group", name="crew").asks(
        cmd="code_new", language="python", title="hello", room="crew", text="print(input())"
    )
    doc = of(ana.events(), "document_is")[0]["document"]["doc"]
    for actor, name, role in ((eve, "eve", "runner"), (gil, "gil", "editor")):
        ana.asks(cmd="code_invite", doc="crew/hello", name=name, role=role)
        actor.asks(cmd="code_join", doc=doc)
    for actor in (ana, eve, gil):
        actor.raw()
    return stage, doc, ana, eve, gil


def test_who_was_let_in_from_outside_runs_it_and_all_who_have_it_open_see_the_output():
    stage, doc, ana, eve, gil = outside()
    eve.asks(cmd="code_run", doc=doc, interactive=True)
    (run,) = of(eve.events(), "run")
    where = {"run": run["run"], "room": run["room"]}
    assert run["room"] == "crew/hello"
    eve.asks(cmd="run_input", text="3", run=run["run"])
    assert stage.programs.plays[0].read == b"3\n"
    stage.programs.plays[0].prints("3\n")
    stage.programs.plays[0].ends()
    stage.settle()
    for actor in (ana, eve, gil):
        seen = of(actor.events(), "run_started", "run_printed", "run_ended")
        assert [event["event"] for event in seen][-2:] == ["run_printed", "run_ended"]
    for actor in (ana, eve, gil):
        actor.asks(cmd="run_show", **where)
        assert of(actor.events(), "run_output")[0]["text"] == "3\n"
    ana.asks(cmd="code_grant", doc="crew/hello", name="eve", role="none")
    eve.raw()
    for refusing in ("run_show", "run_stop"):
        eve.asks(cmd=refusing, **where)
        assert refused(eve.events()) == ["no_such_room"]
    eve.asks(cmd="code_run", doc=doc)
    assert refused(eve.events()) == ["no_such_document"]


def test_a_document_runs_once_at_a_time_whether_from_inside_the_room_or_from_outside():
    _, doc, ana, eve, _ = outside()
    eve.asks(cmd="code_run", doc=doc).raw()
    ana.asks(cmd="code_run", doc=doc)
    (error,) = of(ana.events(), "error")
    assert (error["code"], error["text"]) == (
        "document_runs",
        "hello is running. /run stop 3 in:crew/hello ends it.",
    )


def test_a_guest_who_was_let_in_runs_it_if_guests_may():
    for code_guests, refusal in ((False, ["not_allowed"]), (True, [])):
        stage, doc, _, _, gil = outside(code_guests=code_guests)
        gil.asks(cmd="code_run", doc=doc)
        assert refused(gil.events()) == refusal
        assert len(stage.programs.plays) == code_guests


def test_what_a_person_from_outside_runs_ends_when_they_are_put_out():
    stage, doc, ana, eve, _ = outside()
    eve.asks(cmd="code_run", doc=doc)
    stage.programs.plays[0].prints("1\n")
    ana.asks(cmd="code_grant", doc="crew/hello", name="eve", role="viewer").raw()
    stage.programs.plays[0].prints("2\n")
    stage.settle()
    ended = of(ana.events(), "run_printed", "run_ended")
    assert [(e["event"], e.get("detail")) for e in ended] == [("run_ended", "refused")]


def test_who_was_let_in_as_a_viewer_does_not_run_it():
    _, doc, ana, eve, _ = outside()
    ana.asks(cmd="code_grant", doc="crew/hello", name="eve", role="viewer")
    eve.raw()
    eve.asks(cmd="code_run", doc=doc)
    assert refused(eve.events()) == ["not_allowed"]


def test_in_a_terminal_ones_own_program_is_known_by_its_number_alone():
    stage, doc, *_ = outside()
    terminal = stage.connect().types(f"/login eve {SECRET}")
    terminal.types(f"/code join {doc}", "/code run interactive")
    run = stage.programs.plays[0]
    (number,) = {
        line.partition("as #")[2].partition(":")[0] for line in terminal.sees() if "eve runs" in line
    }
    terminal.types(f"/run input {number} 3", f"/run eof {number}")
    assert (run.read, run.at_end) == (b"3\n", True)
    terminal.types(f"/run stop {number}")
    assert any("stopped" in line for line in terminal.sees())
