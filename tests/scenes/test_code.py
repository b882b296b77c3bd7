"""Programs that people run, as everybody in the room sees them."""

import base64

import pytest
from twisted.internet.defer import Deferred

from chatservice.core.commands.erasing import erase
from chatservice.core.ports import NoSandbox
from chatservice.model.bodies import RoomMode
from chatservice.model.runs import Verdict
from chatservice.model.values import ServerRole
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.web import Web

SECRET = "correct horse"
HELLO = "```python\nprint('hello')\n```"


class Play:
    """Alice and carol have accounts, bob is a guest; all are in the lobby. Bob has a bare terminal."""

    def __init__(self, **settings):
        self.stage = Stage(**UNLIMITED, run_rate=None, **settings)
        for name in ("alice", "carol"):
            self.stage.storage.accounts.create(name, "plain " + SECRET, ServerRole.USER, 1.0)
        self.stage.settle()
        self.alice, self.carol = self.account("alice"), self.account("carol")
        self.bob = self.stage.text("bob")
        for actor in (self.alice, self.carol):
            actor.raw()

    @property
    def programs(self):
        return self.stage.programs.plays

    def account(self, name):
        actor = self.stage.connect().asks(cmd="login", name=name, password=SECRET)
        actor.asks(cmd="join", room="lobby").raw()
        return actor

    def says(self, text):
        self.alice.asks(cmd="say", room="lobby", text=text)
        return self.alice.events("message")[-1]["seq"]

    def runs(self, actor=None, text=HELLO, **more):
        """The number of a program that runs."""
        self.says(text)
        actor = actor or self.alice
        actor.asks(cmd="run", room="lobby", **more)
        events = actor.events()
        (run,) = [e["run"] for e in events if e["event"] == "run"]
        self.bob.raw()
        return run

    def ends(self, place=-1, **how):
        self.programs[place].ends(**how)
        self.stage.settle()

    def prints(self, text, place=-1, error=False):
        self.programs[place].prints(text, error)
        self.stage.settle()


@pytest.fixture
def play():
    return Play()


def codes(actor):
    return [event["code"] for event in actor.events("error")]


# In a bare terminal.


def test_everybody_in_the_room_sees_a_program_begin_print_and_end(play):
    seq = play.says(HELLO)
    play.bob.raw()
    play.alice.asks(cmd="run", room="lobby")
    run = play.alice.events("run")[0]["run"]
    (line,) = play.bob.sees()
    assert line.startswith(f"* alice runs #{seq} as #{run}: Python 3.11.2, sha256 ")
    play.prints("hello\nworld\n")
    assert play.bob.sees() == [f"* #{run} | hello", f"* #{run} | world"]
    play.ends(output=12)
    assert play.bob.sees() == [f"* #{run} finished after 0.25 s."]


def test_the_first_twenty_lines_are_shown_and_how_many_more_there_are(play):
    run = play.runs()
    play.prints("".join(f"line {number}\n" for number in range(15)))
    play.prints("".join(f"line {number}\n" for number in range(15, 104)))
    shown = play.bob.sees()
    assert shown == [f"* #{run} | line {number}" for number in range(20)]
    play.ends()
    assert play.bob.sees()[0] == f"* ... 84 more lines: /run show {run}"
    play.bob.types("/history 1")
    page = play.bob.sees()
    assert len([line for line in page if " | line " in line]) == 20
    assert any(line.endswith(f"... 84 more lines: /run show {run}") for line in page)
    play.bob.types(f"/run show {run} 100")
    assert play.bob.sees() == [f"* #{run} | line {number}" for number in range(100, 104)]


def test_in_another_room_than_the_lobby_the_line_says_which(play):
    play.bob.types("/join ops")
    play.alice.asks(cmd="join", room="ops").asks(cmd="say", room="ops", text=HELLO).asks(
        cmd="run", room="ops"
    )
    play.bob.raw()
    play.prints("x\n")
    (line,) = play.bob.sees()
    assert line.startswith("* [ops] #")


def test_nothing_that_is_printed_looks_like_a_line_of_anybody_else(play):
    play.runs()
    play.prints('* Welcome, root.\n! forged\n[lobby] carol: hi\nSERVER: x\n{"event":1}\na\u202eb\n')
    assert all(line.startswith("* #") and " | " in line for line in play.bob.sees())
    piped = play.stage.pipe().sends(b"dave\n").types("LIST_CLIENTS")
    piped.raw()
    play.ends(output=60)
    assert all(line.startswith("SERVER: ") for line in piped.sees())


def test_a_program_written_line_by_line_in_a_terminal_is_run(play):
    play.stage.storage.accounts.create("dora", "plain " + SECRET, ServerRole.USER, 1.0)
    play.stage.settle()
    dora = play.stage.connect().types(
        f"/login dora {SECRET}", "```python", "for i in range(3):", "    print(i)", "```"
    )
    dora.types("/run with 3 4")
    (program,) = play.programs
    assert program.program.source == "for i in range(3):\n    print(i)"
    assert program.program.stdin == "3 4\n"


def test_the_end_is_told_in_words(play):
    for how, words in (
        ({"verdict": Verdict.EXIT, "status": 3}, "exited with 3 after 0.25 s."),
        ({"verdict": Verdict.SIGNAL, "status": 139}, "crashed: SIGSEGV (139)."),
        (
            {"verdict": Verdict.TIMEOUT, "status": None, "seconds": 30.02},
            "was stopped after 30 s: it took too long.",
        ),
        ({"verdict": Verdict.MEMORY, "status": None}, "was stopped: memory limit 512 MB."),
        ({"verdict": Verdict.MEMORY, "status": None, "detail": "files"}, "was stopped: too many files."),
        (
            {"verdict": Verdict.OUTPUT_LIMIT, "status": None},
            "was stopped: output limit 256 KB, the rest is cut.",
        ),
        ({"verdict": Verdict.COMPILE_ERROR, "status": 1}, "was not run: it does not compile."),
        (
            {"verdict": Verdict.COMPILE_TIMEOUT, "status": None, "seconds": 20.0},
            "was not run: compiling took over 20 s.",
        ),
        (
            {"verdict": Verdict.FAILED, "status": None, "detail": "secret path"},
            "could not be run: the sandbox did not start.",
        ),
    ):
        run = play.runs()
        play.ends(**how)
        assert play.bob.sees() == [f"* #{run} {words}"]


def test_a_program_that_wanted_input_says_how_to_give_some(play):
    play.runs()
    play.prints("EOFError: EOF when reading a line\n", error=True)
    play.bob.raw()
    play.ends(verdict=Verdict.EXIT, status=1)
    assert "/run with TEXT" in play.bob.sees()[-1]


# In JSON.


def test_a_program_hears_of_it_as_events(play):
    seq = play.says(HELLO)
    play.alice.asks(cmd="run", room="lobby", ref="r")
    play.prints("a\nb", error=True)
    play.prints("c\n")
    play.ends(output=6)
    answer, started, *printed, ended = play.alice.events()
    assert (started["event"], started["language"], started["version"], started["line"]) == (
        "run_started",
        "python",
        "3.11.2",
        seq,
    )
    assert len(started["sha256"]) == 64
    assert (answer["event"], answer["run"], answer["ref"]) == ("run", started["seq"], "r")
    assert [(e["text"], e.get("at", 0), e.get("error", False)) for e in printed] == [
        ("a\nb", 0, True),
        ("c\n", 1, False),
    ]
    assert (ended["event"], ended["verdict"], ended["status"], ended["lines"], ended["head"]) == (
        "run_ended",
        "ok",
        0,
        2,
        "a\nbc",
    )
    assert ended["seq"] == started["seq"] + 1
    assert ended["run"] == started["seq"]


def test_a_source_can_be_given_without_a_message(play):
    play.alice.asks(cmd="run", room="lobby", source="int main;", language="c", input="1", interactive=True)
    (program,) = play.programs
    assert (program.program.language, program.program.source, program.program.interactive) == (
        "c",
        "int main;",
        True,
    )
    assert "line" not in play.alice.events("run_started")[0]


def test_what_is_printed_faster_than_it_can_be_told_is_kept_all_the_same(play):
    run = play.runs()
    text = "x" * 99 + "\n"
    play.prints(text * 1000)
    (told,) = play.carol.events("run_printed")
    assert len(told["text"]) < 10_000
    play.ends(output=100_000)
    play.carol.asks(cmd="run_show", run=run, room="lobby", start=990)
    (page,) = play.carol.events("run_output")
    assert (page["text"], page["lines"], "next" in page) == (text * 10, 1000, False)


def test_what_was_printed_comes_in_pages(play):
    run = play.runs()
    play.prints("\n" * 1200)
    play.carol.asks(cmd="run_show", run=run, room="lobby")
    (page,) = play.carol.events("run_output")
    assert (page["lines"], page["next"], page["running"]) == (1200, 500, True)
    for start, end in ((500, 1000), (1000, None)):
        play.carol.asks(cmd="run_show", run=run, room="lobby", start=start)
        assert play.carol.events("run_output")[0].get("next") == end


# Which program.


def test_the_newest_one_or_that_of_a_line(play):
    first = play.says("```python\nfirst\n```")
    play.says("```c\nsecond\n```\n```python\nthird\n```")
    for asked, source in (({}, "second"), ({"line": first}, "first"), ({"block": 2}, "third")):
        play.alice.asks(cmd="run", room="lobby", **asked)
        assert play.programs[-1].program.source == source
        play.ends()


def test_one_that_was_said_long_ago_is_found(play):
    play.says(HELLO)
    for number in range(300):
        play.alice.asks(cmd="say", room="lobby", text=f"line {number}")
    play.alice.asks(cmd="run", room="lobby")
    assert play.programs[-1].program.source == "print('hello')"


@pytest.mark.parametrize(
    ("text", "asked", "code"),
    [
        ("no program", {}, "no_program"),
        (HELLO, {"line": 99}, "no_program"),
        (HELLO, {"block": 2}, "no_program"),
        (HELLO, {"block": 0}, "no_program"),
        ("```\nx\n```", {}, "bad_command"),
        ("```cobol\nx\n```", {}, "no_such_language"),
        ("```go\nx\n```", {}, "language_missing"),
        (HELLO, {"room": "nowhere"}, "no_such_room"),
        (HELLO, {"source": "x"}, "bad_command"),
        (HELLO, {"source": "x" * 70_000, "language": "c"}, "text_too_long"),
        (HELLO, {"input": "é" * 33_000}, "text_too_long"),
    ],
)
def test_what_cannot_be_run_is_refused_and_nothing_begins(text, asked, code):
    play = Play(max_json=200_000)
    play.says(text)
    play.alice.asks(**{"cmd": "run", "room": "lobby", **asked})
    assert codes(play.alice) == [code]
    assert play.programs == []
    assert play.bob.sees()[-1].startswith("[lobby] alice")


def test_a_language_may_be_said_and_has_other_names(play):
    play.says("```\nx\n```")
    play.alice.asks(cmd="run", room="lobby", language="PY")
    assert play.programs[-1].program.language == "python"


def test_without_a_sandbox_nothing_is_run_and_the_reason_is_said(play):
    play.stage.chat.sandbox = NoSandbox("bubblewrap is not installed")
    play.says(HELLO)
    play.alice.asks(cmd="run", room="lobby")
    (error,) = play.alice.events("error")
    assert (error["code"], error["text"]) == (
        "code_off",
        "Programs cannot be run here: bubblewrap is not installed.",
    )


# Who may.


def test_guests_only_if_the_operator_says_so():
    for guests, allowed in ((False, 0), (True, 1)):
        play = Play(code_guests=guests)
        play.says(HELLO)
        play.bob.raw()
        play.bob.types("/run")
        assert len(play.programs) == allowed
        assert any("Only those with an account" in line for line in play.bob.sees()) is not guests


def test_whoever_may_not_speak_runs_nothing(play):
    play.says(HELLO)
    play.stage.chat.directory.lobby.state.change(RoomMode(readonly=True))
    play.alice.asks(cmd="run", room="lobby")
    assert codes(play.alice) == ["read_only"]


def test_only_in_a_room_that_one_is_in(play):
    play.carol.asks(cmd="join", room="ops").asks(cmd="say", room="ops", text=HELLO)
    play.alice.asks(cmd="run", room="ops")
    assert codes(play.alice) == ["not_in_room"]


def test_who_is_ignored_is_not_heard_in_what_they_run_either(play):
    play.bob.types("/ignore alice").raw()
    play.says(HELLO)
    play.alice.asks(cmd="run", room="lobby")
    play.prints("x\n")
    play.ends()
    assert play.bob.sees() == []


# One after the other.


def test_one_person_runs_one_program_at_a_time(play):
    run = play.runs()
    play.alice.asks(cmd="run", room="lobby")
    (error,) = play.alice.events("error")
    assert (error["code"], error["text"]) == (
        "already_running",
        f"You have a program running. /run stop {run} in:lobby ends it.",
    )
    play.ends()
    play.alice.asks(cmd="run", room="lobby")
    assert codes(play.alice) == []


def people(play, count):
    some = []
    for number in range(count):
        name = f"user{number}"
        play.stage.storage.accounts.create(name, "plain " + SECRET, ServerRole.USER, 1.0)
        play.stage.settle()
        some.append(play.account(name))
    return some


def test_two_run_at_once_and_the_others_are_told_their_place():
    play = Play(code_queue=2)
    play.says(HELLO)
    places = []
    some = people(play, 5)
    for actor in some[:4]:
        actor.asks(cmd="run", room="lobby")
        (answer,) = actor.events("run")
        places.append(answer.get("place", 0))
    assert places == [0, 0, 1, 2]
    assert len(play.programs) == 2
    some[4].asks(cmd="run", room="lobby")
    assert codes(some[4]) == ["busy"]
    some[3].raw()
    play.ends(0)
    assert len(play.programs) == 3
    assert [(e["place"]) for e in some[3].events("run_place")] == [1]


def test_one_that_waits_is_told_in_the_room_and_can_be_taken_back():
    play = Play(code_runs=1)
    first = play.runs(play.carol)
    second = play.runs(play.alice)
    play.bob.types("/history 1")
    play.alice.asks(cmd="run_stop", run=second, room="lobby")
    (ended,) = play.alice.events("run_ended")
    assert (ended["run"], ended["verdict"], ended["by"], ended.get("seconds", 0)) == (
        second,
        "stopped",
        "alice",
        0,
    )
    play.ends(0)
    assert len(play.programs) == 1
    assert first != second


# Stopped.


def test_its_owner_stops_it_and_others_may_not(play):
    run = play.runs()
    play.carol.asks(cmd="run_stop", run=run, room="lobby")
    assert codes(play.carol) == ["not_allowed"]
    play.alice.asks(cmd="run_stop", run=run, room="lobby")
    assert play.bob.sees() == [f"* #{run} was stopped by alice after 0.25 s."]
    stored = play.stage.chat.directory.lobby.tail.ring[-1]
    assert stored.subject == stored.actor == play.stage.chat.presence.named("alice").principal.id
    play.alice.asks(cmd="run_stop", run=run, room="lobby")
    assert codes(play.alice) == ["not_running"]
    play.alice.asks(cmd="run_stop", run=999, room="lobby")
    assert codes(play.alice) == ["no_such_run"]


def test_whoever_leaves_takes_their_program_along(play):
    run = play.runs()
    play.alice.hangs_up()
    assert play.bob.sees()[-1].startswith(f"* #{run} was stopped after")


def test_of_who_is_erased_while_it_runs_nothing_is_left_that_it_printed(play):
    run = play.runs()
    play.prints("quokka\n")
    play.programs[-1].stop = lambda verdict=Verdict.STOPPED: None  # it takes its time to end
    principal = play.stage.chat.presence.named("alice").principal
    ended = []
    Deferred.fromCoroutine(erase(play.stage.chat, principal, lambda at: None)).addBoth(ended.append)
    play.stage.settle()
    assert ended == []
    play.ends(verdict=Verdict.STOPPED, status=None, output=7)
    assert ended == [f"erased-{principal.id}"]
    play.bob.raw()
    play.bob.types("/history 20", f"/run show {run}")
    assert "quokka" not in "\n".join(play.bob.sees())
    assert play.stage.chat.code.at_work is False


def silences(play, *how):
    """The moderator mia does that in the lobby."""
    mia = play.stage.chat.presence.named("mia")
    if mia is None:
        play.stage.storage.accounts.create("mia", "plain " + SECRET, ServerRole.MODERATOR, 1.0)
        play.stage.settle()
    play.account("mia").asks(**dict(how)).raw()


@pytest.mark.parametrize(
    "how",
    [
        {"cmd": "mute", "name": "alice", "room": "lobby"},
        {"cmd": "kick", "name": "alice", "room": "*"},
        {"cmd": "mode", "room": "lobby", "readonly": True},
    ],
)
def test_a_program_whose_owner_was_silenced_while_it_waited_does_not_start(how):
    play = Play(code_runs=1)
    play.runs(play.carol)
    second = play.runs(play.alice)
    silences(play, *how.items())
    play.ends(0)
    assert len(play.programs) == 1
    assert play.stage.chat.code.at_work is False
    assert [line for line in play.bob.sees() if line.startswith(f"* #{second} was stopped")]


def test_a_program_prints_nothing_more_once_its_owner_is_silenced(play):
    run = play.runs()
    play.prints("before\n")
    silences(play, ("cmd", "mute"), ("name", "alice"), ("room", "lobby"))
    play.bob.raw()
    play.prints("after\n")
    play.prints("more\n")
    assert play.bob.sees() == [f"* #{run} was stopped: alice may not run programs there any more."]
    play.bob.types(f"/run show {run}")
    assert play.bob.sees() == [f"* #{run} | before"]
    assert play.carol.events("run_ended")[0]["detail"] == "refused"


def test_a_second_device_keeps_it_running(play):
    other = play.account("alice")
    play.runs()
    play.alice.hangs_up()
    play.prints("still here\n")
    assert "still here" in play.bob.sees()[-1]
    assert other.events("run_printed")


def test_in_a_room_that_is_deleted_it_ends(play):
    play.alice.asks(cmd="join", room="ops").asks(cmd="say", room="ops", text=HELLO).asks(
        cmd="run", room="ops"
    )
    play.alice.asks(cmd="delete_chatroom", room="ops")
    play.prints("x\n")
    play.alice.raw()
    play.runs()
    assert len(play.programs) == 2


# Input.


def test_an_interactive_program_is_given_lines_which_everybody_sees(play):
    run = play.runs(interactive=True)
    play.prints("Who? ")
    play.alice.asks(cmd="run_input", run=run, room="lobby", text="Ada \x1b[2J")
    assert play.programs[-1].read == b"Ada \x1b[2J\n"
    assert play.bob.sees() == [f"* #{run} | Who? ", f"* alice gives #{run}: Ada ␛[2J"]
    play.carol.asks(cmd="run_input", run=run, room="lobby", text="mine")
    assert codes(play.carol) == ["not_allowed"]
    play.alice.asks(cmd="run_eof", run=run, room="lobby")
    assert play.programs[-1].at_end


def test_one_that_is_not_interactive_reads_nothing_more(play):
    run = play.runs()
    play.alice.asks(cmd="run_input", run=run, room="lobby", text="x")
    assert codes(play.alice) == ["not_running"]


def test_input_has_an_end(play):
    run = play.runs(interactive=True)
    for _ in range(3):
        play.alice.asks(cmd="run_input", run=run, room="lobby", text="x" * 30_000)
    assert codes(play.alice) == ["text_too_long"]
    assert len(play.programs[-1].read) == 60_002


# What lasts.


def test_an_end_that_cannot_be_stored_is_stored_later(play):
    run = play.runs()
    play.stage.storage.real.fail_next("the disk is full")
    play.ends()
    assert play.bob.sees() == []
    play.stage.passes(6)
    assert play.bob.sees() == [f"* #{run} finished after 0.25 s."]


def test_where_what_was_printed_cannot_be_stored_the_end_is_told_all_the_same(play):
    run = play.runs()
    play.prints("x\n")
    play.bob.raw()
    play.stage.storage.real.fail_next("the disk is full")
    play.ends()
    assert play.bob.sees() == [f"* #{run} finished after 0.25 s."]


def test_those_who_come_at_once_are_all_counted():
    play = Play(code_runs=1, code_queue=1)
    some = people(play, 4)
    play.stage.storage.real.hold()
    for actor in some:
        actor.asks(cmd="run", room="lobby", source="x", language="c")
    play.stage.storage.real.release()
    play.stage.settle()
    assert [codes(actor) for actor in some] == [[], [], ["busy"], ["busy"]]


def test_what_a_program_printed_can_be_deleted_and_reported(play):
    run = play.runs()
    play.prints("rude\n")
    play.ends()
    end = play.alice.events("run_ended")[-1]["seq"]
    play.bob.raw()
    play.carol.asks(cmd="report", room="lobby", seq=end, reason="rude")
    assert play.carol.events("report")
    play.alice.asks(cmd="delete", room="lobby", seq=end)
    play.bob.types("/history 3", f"/run show {run}")
    assert not any("rude" in line for line in play.bob.sees())


def test_a_machine_that_has_nothing_left_says_so(play):
    play.stage.programs.full = True
    play.says(HELLO)
    play.alice.asks(cmd="run", room="lobby")
    (ended,) = play.alice.events("run_ended")
    assert ended["verdict"] == "failed"
    play.stage.programs.full = False
    play.runs()


# Over HTTP.


def test_all_of_it_over_http(play):
    web = Web(play.stage)
    carol = {"Authorization": "Basic " + base64.b64encode(f"carol:{SECRET}".encode()).decode()}
    asked = {"source": "x", "language": "py", "interactive": True}
    answer = web.post("/api/v1/rooms/lobby/runs", asked, **carol)
    assert answer.status == 201
    where = f"/api/v1/rooms/lobby/runs/{answer.json()['run']}"
    play.prints("a\nb\n")
    assert web.get(f"{where}?start=1", **carol).json()["text"] == "b\n"
    assert web.post(f"{where}/input", {"text": "line"}, **carol).status == 200
    assert play.programs[-1].read == b"line\n"
    assert web.post(f"{where}/eof", {}, **carol).status == 200
    assert web.asks("DELETE", where, **carol).status == 200
    assert web.asks("DELETE", where, **carol).status == 409
    assert web.get("/api/v1/rooms/lobby/runs/nine", **carol).status == 400
    doctor = web.get("/api/v1/doctor", **carol).json()
    assert [language.get("version", "") for language in doctor["languages"]] == ["3.11.2", "12.2.0", ""]


def test_the_doctor_says_to_everybody_what_there_is(play):
    play.bob.types("/doctor")
    assert play.bob.sees() == [
        "* Programs run in a play.",
        "* Languages: Python 3.11.2, C 12.2.0.",
        "* Not installed: Go.",
        "* Only people with an account run them.",
    ]


def test_the_doctor_of_a_server_where_guests_run_programs_says_nothing_of_accounts():
    play = Play(code_guests=True)
    play.bob.types("/doctor")
    assert not any("account" in line for line in play.bob.sees())
