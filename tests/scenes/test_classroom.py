"""A class: a code document is handed out, written in by each alone, run for all, and collected."""

import base64
import csv
import io
import zipfile

import pytest

from chatservice.core.commands import document_runs
from chatservice.model.runs import Verdict
from chatservice.model.values import ServerRole
from tests.scenes.test_documents import SECRET, Editor, Play, of
from tests.scenes.web import Web

ROOM = "school"


class Class(Play):
    """Alice teaches in a room of her own, in which bob and carol are; each has an account."""

    def __init__(self, **settings):
        super().__init__(**settings)
        for name in ("alice", "bob", "carol"):
            self.stage.storage.accounts.create(name, "plain " + SECRET, ServerRole.USER, 1.0)
        self.stage.settle()
        self.alice, self.bob, self.carol = (self.person(name) for name in ("alice", "bob", "carol"))
        self.alice.asks(cmd="code_new", language="python", title="task", room=ROOM, text="n = int(input())\n")

    def person(self, name):
        editor = Editor.__new__(Editor)
        editor.actor = self.stage.connect().asks(cmd="login", name=name, password=SECRET)
        editor.actor.asks(cmd="join", room=ROOM).raw()
        editor.version, editor.text, editor.seen, editor.keys = -1, "", [], 0
        return editor

    def hands_out(self):
        (event,) = of(self.alice.asks(cmd="code_hand_out", doc="task", room=ROOM), "handed_out")
        return event

    def copies(self):
        (event,) = of(self.alice.asks(cmd="code_class", doc="task", room=ROOM), "class")
        return {copy["who"]: copy for copy in event["copies"]}

    @property
    def programs(self):
        return self.stage.programs.plays

    def ends(self, **how):
        self.programs[-1].ends(**how)
        self.stage.settle()


@pytest.fixture
def school():
    return Class()


def basic(name):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{SECRET}".encode()).decode()}


def refused(events):
    return [event["code"] for event in of(events, "error")]


def test_everyone_gets_a_copy_that_only_they_and_the_teacher_see(school):
    handed_out = school.hands_out()
    assert (handed_out["people"], handed_out["copies"]) == (["bob", "carol"], 2)
    (invited,) = of(school.bob.events(), "document_invited")
    assert (invited["document"]["title"], invited["role"]) == ("task-bob", "owner")
    bob = school.bob.opens("task-bob", room=ROOM)
    assert bob.text == "n = int(input())\n"
    assert bob.writes([0, 0, "# bob\n"])
    assert refused(school.carol.asks(cmd="code_show", doc="task-bob", room=ROOM)) == ["no_such_document"]
    (listed,) = of(school.carol.asks(cmd="code_list", room=ROOM), "documents")
    assert [each["title"] for each in listed["documents"]] == ["task-carol", "task"]
    (shown,) = of(school.alice.asks(cmd="code_show", doc="task-bob", room=ROOM), "document_text")
    assert shown["text"].startswith("# bob\n")


def test_who_comes_later_gets_one_when_it_is_handed_out_again(school):
    school.hands_out()
    school.stage.storage.accounts.create("dora", "plain " + SECRET, ServerRole.USER, 1.0)
    school.person("dora")
    again = school.hands_out()
    assert (again["people"], again["copies"]) == (["dora"], 3)
    assert school.hands_out()["people"] == []


def test_only_those_who_keep_order_hand_out_look_and_run(school):
    school.hands_out()
    for command in ("code_hand_out", "code_class", "code_run_all"):
        assert refused(school.bob.asks(cmd=command, doc="task", room=ROOM)) == ["not_allowed"]


def test_the_list_says_who_has_written_and_who_has_run(school):
    school.hands_out()
    school.bob.opens("task-bob", room=ROOM).writes([0, 0, "x"])
    school.bob.events()
    school.bob.asks(cmd="code_run", doc="task-bob", room=ROOM, input="3")
    school.ends(verdict=Verdict.EXIT, status=1)
    copies = school.copies()
    assert copies["bob"]["edits"] == copies["bob"]["runs"] == 1
    assert copies["bob"]["edited"] > 0
    assert (copies["bob"]["last"]["verdict"], copies["bob"]["last"]["status"]) == ("exit", 1)
    assert not {"edits", "runs", "last"} & set(copies["carol"])


def test_what_a_copy_prints_is_seen_by_those_who_see_the_copy(school):
    school.hands_out()
    school.alice.opens("task-bob", room=ROOM)
    school.bob.opens("task-bob", room=ROOM)
    school.carol.events()
    (run,) = of(school.bob.asks(cmd="code_run", doc="task-bob", room=ROOM), "run")
    school.programs[-1].prints("42\n")
    school.ends()
    for sees in (school.alice, school.bob):
        (printed,) = of(sees.events(), "run_printed")
        assert (printed["text"], printed["room"]) == ("42\n", f"{ROOM}/task-bob")
    assert not of(school.carol.events(), "run_started", "run_printed", "run_ended")
    terminal = school.stage.connect().types(f"/login alice {SECRET}", f"/join {ROOM}")
    terminal.types("/code join task-bob").raw()
    school.bob.asks(cmd="code_run", doc="task-bob", room=ROOM)
    school.programs[-1].prints("x\n" * 30)
    school.ends()
    more = next(line for line in terminal.sees() if "10 more lines" in line)
    terminal.types(more.partition(": ")[2])
    assert terminal.sees()[-1].endswith(" | x")
    show = {"cmd": "run_show", "run": run["run"], "room": f"{ROOM}/task-bob"}
    assert of(school.alice.asks(**show), "run_output")[0]["text"] == "42\n"
    assert refused(school.carol.asks(**show)) == ["no_such_room"]


def test_all_are_run_one_after_another_with_one_input_and_the_results_are_a_table(school):
    school.hands_out()
    (running,) = of(school.alice.asks(cmd="code_run_all", doc="task", room=ROOM, input="3"), "class_run")
    assert running["copies"] == 2
    assert [program.program.stdin for program in school.programs] == ["3\n"]
    assert refused(school.alice.asks(cmd="code_run_all", doc="task", room=ROOM)) == ["class_running"]
    school.programs[-1].prints("6\n")
    school.ends()
    assert len(school.programs) == 2
    school.ends(verdict=Verdict.TIMEOUT)
    (ran,) = of(school.alice.events(), "class_ran")
    assert not ran.get("stopped")
    results = [
        (each["who"], each["ended"]["verdict"], each["ended"].get("head", "")) for each in ran["results"]
    ]
    assert results == [("bob", "ok", "6"), ("carol", "timeout", "")]
    assert of(school.alice.asks(cmd="code_run_all", doc="task", room=ROOM), "class_run")


def test_stopping_one_of_them_stops_all(school):
    school.hands_out()
    school.bob.opens("task-bob", room=ROOM)
    school.alice.asks(cmd="code_run_all", doc="task", room=ROOM)
    (started,) = of(school.bob.events(), "run_started")
    stop = {"cmd": "run_stop", "run": started["seq"], "room": f"{ROOM}/task-bob"}
    (ran,) = of(school.alice.asks(**stop), "class_ran")
    assert ran["stopped"]
    assert [each["who"] for each in ran["results"]] == ["bob"]


def test_in_a_bare_terminal_it_is_lines(school):
    school.hands_out()
    terminal = school.stage.connect().types(f"/login alice {SECRET}", f"/join {ROOM}")
    terminal.raw()
    terminal.types("/code class task")
    assert terminal.sees() == [
        "* task: 2 copies. /code run-all task with INPUT runs them.",
        "* bob (task-bob): nothing written, not run.",
        "* carol (task-carol): nothing written, not run.",
    ]
    terminal.types("/code run-all task with 4")
    terminal.raw()
    school.programs[-1].prints("8\nmore\n")
    school.ends()
    school.ends(verdict=Verdict.EXIT, status=2)
    assert terminal.sees() == [
        "* Results of task:",
        "* bob: finished after 0.25 s | 8 ...",
        "* carol: exited with 2 after 0.25 s.",
    ]


def test_copies_have_a_cap():
    school = Class(code_copies=3)
    school.hands_out()
    school.alice.asks(cmd="code_new", language="python", title="next", room=ROOM)
    next_one = {"cmd": "code_hand_out", "doc": "next", "room": ROOM}
    assert refused(school.alice.asks(**next_one)) == ["too_many"]
    school.alice.asks(cmd="code_close", doc="task-bob", room=ROOM)
    (handed_out,) = of(school.alice.asks(**next_one), "handed_out")
    assert handed_out["people"] == ["bob", "carol"]


def test_copies_do_not_count_among_the_documents_of_the_room():
    school = Class(code_documents=2)
    school.hands_out()
    assert of(school.bob.asks(cmd="code_new", language="c", room=ROOM), "document_is")


def test_they_are_collected_as_an_archive(school):
    school.hands_out()
    school.bob.opens("task-bob", room=ROOM).writes([0, 0, "# bob\n"])
    web = Web(school.stage)
    path = f"/r/{ROOM}/code/task/class.zip"
    got = web.get(path, **basic("alice"))
    assert (got.status, got.headers["content-type"]) == (200, "application/zip")
    archive = zipfile.ZipFile(io.BytesIO(got.body))
    names = archive.namelist()
    assert [name[:4] for name in names] == ["bob-", "caro", "resu"]
    assert names[0].endswith(".py")
    assert archive.read(names[0]) == b"# bob\nn = int(input())\n"
    rows = [*csv.reader(io.StringIO(archive.read("results.csv").decode()))]
    assert [row[:4] for row in rows[1:]] == [["bob", "task-bob", "1", "0"], ["carol", "task-carol", "0", "0"]]
    assert web.get(path, **basic("bob")).status == 403
    assert web.get(f"/r/{ROOM}/code/none/class.zip", **basic("alice")).status == 404


def test_the_last_runs_of_some_documents_are_remembered(school, monkeypatch):
    monkeypatch.setattr(document_runs, "RUNS_KEPT", 1)
    school.hands_out()
    for person, doc in ((school.bob, "task-bob"), (school.carol, "task-carol")):
        assert of(person.asks(cmd="code_run", doc=doc, room=ROOM, input="3"), "run")
    assert len(school.stage.chat.documents.runs) == 1
