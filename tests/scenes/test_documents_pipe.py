"""Code documents as an older client knows them: whole texts, in JSON behind a verb."""

import json

import pytest

from chatservice.core.ports import NoSandbox
from chatservice.model.runs import Verdict
from chatservice.model.values import ServerRole
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_documents import Editor, of

SECRET = "correct horse"


class Older:
    def __init__(self, stage, name):
        self.stage = stage
        self.actor = stage.pipe().types(name)
        self.actor.raw()

    def sends(self, verb, facts):
        self.actor.types(f"{verb}|{facts if isinstance(facts, str) else json.dumps(facts)}")
        return self.told()

    def told(self, *kinds):
        lines = [line for line in self.actor.sees() if line.startswith("CODE_SESSION|")]
        facts = [json.loads(line.partition("|")[2]) for line in lines]
        return [fact for fact in facts if not kinds or fact["type"] in kinds]

    def updates(self, doc, code):
        return self.sends("CODE_UPDATE", {"session_id": doc, "code": code, "cursor_pos": "1.0"})


@pytest.fixture
def stage():
    return Stage(**UNLIMITED, edit_rate=None, run_rate=None)


@pytest.fixture
def pair(stage):
    """Two older clients in one session, and its id."""
    ana, beto = Older(stage, "ana"), Older(stage, "beto")
    (made,) = ana.sends("CREATE_CODE_SESSION", "python")
    assert (made["type"], made["language"], made["code"]) == ("session_created", "python", "")
    (joined,) = beto.sends("JOIN_CODE_SESSION", made["session_id"])
    assert (joined["type"], joined["participants"]) == ("session_joined", ["ana", "beto"])
    (entered,) = ana.told()
    assert (entered["type"], entered["username"]) == ("user_joined", "beto")
    return ana, beto, made["session_id"]


def test_the_name_of_a_file_stands_for_its_language(stage):
    (made,) = Older(stage, "ana").sends("CREATE_CODE_SESSION", "hallo.c")
    assert (made["type"], made["language"]) == ("session_created", "c")


def test_what_one_writes_the_other_has_when_they_pause(stage, pair):
    ana, beto, doc = pair
    assert ana.updates(doc, "if a || b:\n    pass\n") == []
    stage.passes(1.5)
    (update,) = beto.told()
    assert (update["type"], update["code"]) == ("code_update", "if a || b:\n    pass\n")
    assert update["username"] == "ana"
    assert ana.told() == []


def test_two_older_clients_merge_and_do_not_overwrite(stage, pair):
    ana, beto, doc = pair
    ana.updates(doc, "one\ntwo\nthree\n")
    stage.passes(1.5)
    beto.told()
    ana.updates(doc, "ONE\ntwo\nthree\n")
    (merged,) = beto.updates(doc, "one\ntwo\nTHREE\n")
    assert merged["code"] == "ONE\ntwo\nTHREE\n"
    # It has typed on before that came.
    beto.updates(doc, "one\ntwo\nTHREE!\n")
    stage.passes(1.5)
    (*_, update) = ana.told()
    assert update["code"] == "ONE\ntwo\nTHREE!\n"
    ana.updates(doc, "ONE\ntwo\nTHREE!\nfour\n")
    stage.passes(1.5)
    (*_, update) = beto.told()
    assert update["code"] == "ONE\ntwo\nTHREE!\nfour\n"


def test_an_older_client_and_an_editor_write_together(stage, pair):
    ana, _, doc = pair
    ana.updates(doc, "x\n")
    editor = Editor(stage, "eve").opens(doc)
    editor.writes([0, 0, "# "])
    ana.updates(doc, "x = 1\n")
    editor.events()
    assert editor.text == "# x = 1\n"


def test_one_invites_another(stage, pair):
    ana, _, doc = pair
    cleo = Older(stage, "cleo")
    assert ana.sends("INVITE_TO_CODE", {"recipient": "cleo", "session_id": doc}) == []
    (told,) = cleo.told()
    assert (told["type"], told["session_id"], told["sender"]) == ("code_invitation", doc, "ana")


@pytest.mark.parametrize(
    ("verb", "facts"),
    [
        ("CREATE_CODE_SESSION", "cobol"),
        ("JOIN_CODE_SESSION", "00000000"),
        ("CODE_UPDATE", {"session_id": "00000000", "code": "x"}),
        ("INVITE_TO_CODE", {"recipient": "nobody", "session_id": "00000000"}),
        ("EXECUTE_CODE", {"session_id": "00000000", "code": "x", "language": "python"}),
    ],
)
def test_a_refusal_is_an_error_of_the_session(stage, verb, facts):
    told = Older(stage, "ana").sends(verb, facts)
    assert {fact["type"] for fact in told} == {"error"}
    assert all(fact["message"] for fact in told)


def test_what_is_run_is_told_with_its_result(stage):
    stage.storage.accounts.create("ana", "plain " + SECRET, ServerRole.USER, 1.0)
    stage.settle()
    ana, beto = Older(stage, f"ana|{SECRET}"), Older(stage, "beto")
    (made,) = ana.sends("CREATE_CODE_SESSION", "python")
    doc = made["session_id"]
    ana.sends(
        "EXECUTE_CODE", {"session_id": doc, "code": "print(input())", "language": "python", "input": "3"}
    )
    (program,) = stage.programs.plays
    assert (program.program.source, program.program.stdin) == ("print(input())", "3\n")
    program.prints("3\n")
    program.ends(Verdict.OK)
    stage.settle()
    for client in (ana, beto):
        (told,) = client.told("execution_result")
        assert told["session_id"] == doc
        assert told["result"] == {"success": True, "output": "3", "error": ""}


def test_a_document_is_run_once_at_a_time_at_the_version_that_it_has(stage):
    stage.storage.accounts.create("ana", "plain " + SECRET, ServerRole.USER, 1.0)
    stage.storage.accounts.create("eve", "plain " + SECRET, ServerRole.USER, 1.0)
    stage.settle()
    ana, eve = (
        stage.connect().asks(cmd="login", name=name, password=SECRET).asks(cmd="join", room="lobby")
        for name in ("ana", "eve")
    )
    ana.asks(cmd="code_new", language="python", title="hello", room="lobby", text="print(1)")
    eve.raw()
    ana.asks(cmd="code_run", doc="hello")
    (started,) = of(eve.events(), "run_started")
    assert (started["document"], started["revision"], len(started["sha256"])) == ("hello", 0, 64)
    (error,) = eve.asks(cmd="code_run", doc="hello", room="lobby").events("error")
    assert error["code"] == "document_runs"
    stage.programs.plays[0].ends()
    stage.settle()
    (ended,) = of(eve.events(), "run_ended")
    assert ended["doc"] == started["doc"]
    eve.asks(cmd="code_run", doc="hello", room="lobby")
    assert of(eve.events(), "run")


def test_a_client_is_told_which_languages_really_run(stage):
    def languages(name):
        lines = stage.pipe().sends(name + b"\n").sees()
        line = next(line for line in lines if line.startswith("SERVER_INFO|"))
        return json.loads(line.partition("|")[2])["supported_languages"]

    assert languages(b"eva") == ["python", "c"]  # Go is not installed
    stage.chat.sandbox = NoSandbox("no namespaces")
    assert languages(b"ute") == []


def test_a_client_that_may_only_look_on_is_told_so_and_one_that_is_let_in_takes_part(stage):
    alice = Editor(stage, "alice")
    alice.asks(cmd="group", name="crew")
    alice.asks(cmd="code_new", language="python", title="plan", room="crew", text="a")
    beto = Older(stage, "beto")
    (error,) = beto.sends("JOIN_CODE_SESSION", alice.doc)
    assert error["type"] == "error"
    alice.asks(cmd="code_invite", doc="crew/plan", name="beto")
    (invitation,) = beto.told()
    assert (invitation["type"], invitation["session_id"]) == ("code_invitation", alice.doc)
    (joined,) = beto.sends("JOIN_CODE_SESSION", alice.doc)
    assert (joined["type"], joined["code"]) == ("session_joined", "a")
    beto.updates(alice.doc, "ab")
    alice.events()
    assert alice.text == "ab"
    alice.asks(cmd="code_grant", doc="crew/plan", name="beto", role="viewer")
    beto.told()
    (error,) = beto.updates(alice.doc, "abc")
    assert (error["type"], error["session_id"]) == ("error", alice.doc)
    assert "editors of the document" in error["message"]
    assert alice.asks(cmd="code_show", doc=alice.doc)[-1]["text"] == "ab"
