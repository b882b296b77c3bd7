"""The benchmarks run, their counts add up, a server that lies is found out, and nothing
is left behind. What the figures are is no test's business.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock
from xml.etree import ElementTree

import pytest

from benchmarks import __main__ as command
from benchmarks import svg
from benchmarks.bench import Case, Column
from benchmarks.dialects import LINES
from benchmarks.goals import GOALS, Verdict
from benchmarks.peers import PROGRAMS
from benchmarks.process import Child
from benchmarks.subjects import ChatJson, ChatText, Floor, PlainLoop, Subject

ROOT = Path(__file__).parents[2]
DEADLINE = 60.0

pytestmark = pytest.mark.skipif(
    not any(map(shutil.which, ("cc", "gcc", "clang"))), reason="the load generator needs a C compiler"
)


def run(*arguments: str, subjects: str, folder: Path, before: Path | None = None) -> dict:
    file = folder / "figures.json"
    earlier = ["--before", str(before)] if before else []
    with contextlib.redirect_stdout((folder / "table.txt").open("w")):
        status = command.main(
            [*arguments, *earlier, "--scale", "tiny", "--subjects", subjects, "--json", str(file)]
        )
    assert status == 0
    return json.loads(file.read_text())


def test_a_tiny_run_measures_every_subject_and_its_counts_add_up(tmp_path):
    whole = run("room", "paced", "pairs", "rooms", "storm", subjects="floor,plain", folder=tmp_path)
    assert set(whole["cases"]) == {"room", "paced", "pairs", "rooms", "storm"}
    for case in whole["cases"].values():
        assert case["failures"] == {}
        assert set(case["rounds"]) == {"floor", "plain"}
    for name, readers in (("room", 19), ("paced", 19), ("pairs", 1), ("rooms", 9)):
        for rounds in whole["cases"][name]["rounds"].values():
            for figures in rounds:
                assert figures["sent"] > 0
                assert figures["delivered"] == figures["sent"] * readers
    assert "CPU µs/delivery" in (tmp_path / "table.txt").read_text()


@pytest.mark.skipif(not shutil.which("mosquitto", path=PROGRAMS), reason="mosquitto is not installed")
def test_a_broker_is_spoken_to_in_packets_and_says_when_it_stores(tmp_path):
    whole = run("room", "pairs", subjects="mosquitto", folder=tmp_path)
    for name, readers in (("room", 20), ("pairs", 1)):
        (figures,) = whole["cases"][name]["rounds"]["mosquitto"]
        assert figures["sent"] > 0
        assert figures["delivered"] == figures["sent"] * readers
    assert "after delivery" in (tmp_path / "table.txt").read_text()


def test_rest_is_measured_and_what_was_acknowledged_is_there():
    command = [sys.executable, "-m", "benchmarks.rest", "--alone", "--seconds", "0.2", "--rounds", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=DEADLINE, check=True)
    assert done.stdout.count("\nchatservice ") == 3
    assert "POST /send" in done.stdout


def test_the_projects_own_server_takes_part(tmp_path):
    whole = run("room", "pairs", "logins", "idle", "history", subjects="chat-text,chat-json", folder=tmp_path)
    for case in whole["cases"].values():
        assert case["failures"] == {}
    rounds = whole["cases"]["room"]["rounds"]
    assert all(figures["delivered"] == figures["sent"] * 19 for figures in rounds["chat-text"])
    assert all(figures["delivered"] == figures["sent"] * 20 for figures in rounds["chat-json"])
    assert {goal["subject"] for goal in whole["goals"]} == {"chat-text", "chat-json"}


def test_an_earlier_checkout_is_measured_in_the_same_rounds(tmp_path):
    earlier = tmp_path / "earlier"
    shutil.copytree(ROOT / "chatservice", earlier / "chatservice")
    whole = run("room", "idle", subjects="chat-json", folder=tmp_path, before=earlier)
    assert set(whole["cases"]["room"]["rounds"]) == {"chat-json", "before-chat-json"}
    assert {goal["subject"] for goal in whole["goals"]} == {"chat-json"}
    assert "now / before" in (tmp_path / "table.txt").read_text()


def test_those_who_type_in_one_document_get_every_change(tmp_path):
    whole = run("code", subjects="chat-json", folder=tmp_path)
    typed, stored = (whole["cases"][name]["rounds"]["chat-json"][0] for name in ("code", "keystrokes"))
    assert typed["keys"] == 4 * 3 * 6  # four editors, each key until the three others have it
    assert typed["chats"] > 0
    assert stored["size_mb"] > 0
    assert whole["cases"]["code"]["failures"] == whole["cases"]["keystrokes"]["failures"] == {}


def test_strangers_are_measured_one_by_one_and_the_worst_of_them(tmp_path):
    whole = run("strangers", subjects="chat-json", folder=tmp_path)
    case = whole["cases"]["strangers"]
    assert case["failures"] == {}
    worst = case["medians"].pop("chat-json")
    assert len(case["medians"]) >= 5
    for key in ("waits_ms", "held_ms", "mb"):
        assert worst[key] == max(figures[key] for figures in case["medians"].values())
    assert "another waits, ms" in (tmp_path / "table.txt").read_text()


class Liar(Subject):
    name = "liar"
    title = "a liar"
    dialect = LINES
    how = ""

    def version(self):
        return "0"

    def launch(self, folder, port, cores):
        program = str(Path(__file__).with_name("lying_server.py"))
        return Child([sys.executable, program, self.how, str(port)], core=None, log=folder / "log")


@pytest.mark.parametrize(
    ("how", "case", "word", "foreign"),
    [
        ("loses", "paced", "lost", False),
        ("loses", "paced", "lost", True),
        ("doubles", "room", "doubled", False),
        ("swaps", "room", "doubled", False),
        ("garbles", "paced", "lost", False),
        ("misplaces", "rooms", "misplaced", False),
    ],
)
def test_a_server_that_lies_fails_the_run_if_it_is_ours(tmp_path, capsys, how, case, word, foreign):
    kind = type("Liar", (Liar,), {"how": how, "foreign": foreign})
    with mock.patch.object(command, "SUBJECTS", (kind,)), mock.patch("benchmarks.generator.DRAIN", 0.5):
        status = command.main([case, "--scale", "tiny", "--subjects", "liar"])
    assert status == (0 if foreign else 1)
    assert word in capsys.readouterr().out


class BadNeighbour(Floor):
    """Its first port is somebody else's."""

    def launch(self, folder, port, cores):
        if not hasattr(self, "taken"):
            self.taken = Floor().start(folder, cores)
            return super().launch(folder, self.taken.port, cores)
        return super().launch(folder, port, cores)


def test_a_port_in_use_is_not_measured_by_mistake(tmp_path):
    cores = mock.Mock(server=None, load=None)
    subject = BadNeighbour()
    server = subject.start(tmp_path, cores)
    try:
        assert server.port != subject.taken.port
        assert server.child.alive
    finally:
        server.end()
        subject.taken.end()


def test_without_a_compiler_one_line_says_what_to_install(tmp_path, capsys):
    nothing = {"PATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    with mock.patch.dict(os.environ, nothing, clear=True):
        assert command.main(["room", "--scale", "tiny"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "no C compiler, and the load generator is in C: apt-get install gcc libc6-dev"
    ]


def test_a_peer_that_cannot_be_had_is_a_line_and_the_rest_runs(tmp_path, capsys):
    # No package tools on the path, none of the peers installed.
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("cc", "as", "ld"):
        if found := shutil.which(tool):
            (tools / tool).symlink_to(found)
    with (
        mock.patch.dict(os.environ, {"PATH": str(tools), "XDG_CACHE_HOME": str(tmp_path)}),
        mock.patch("benchmarks.peers.PROGRAMS", str(tmp_path)),
    ):
        assert command.main(["paced", "--scale", "tiny", "--subjects", "floor,ngircd,inspircd"]) == 0
    out = capsys.readouterr().out
    assert "ngircd is not installed" in out
    assert "bare epoll in C" in out


def test_one_core_is_told_and_goes_on(tmp_path, capsys):
    with mock.patch("os.sched_getaffinity", return_value={0}):
        run("paced", subjects="floor", folder=tmp_path)
    assert "one core for everything" in (tmp_path / "table.txt").read_text()


def descendants(pid: int) -> set[int]:
    """Of the process and of what it started."""
    found = set()
    for task in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = task.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid:
                child = int(task.parent.name)
                found |= {child} | descendants(child)
    return found


def gone(pids: set[int]) -> bool:
    def dead(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            return True

    return all(map(dead, pids))


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_when_a_run_is_stopped(tmp_path, sign):
    subjects = [
        "floor",
        "plain",
        *filter(lambda name: shutil.which(name, path=PROGRAMS), ("ngircd", "inspircd")),
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks", "room", "--subjects", ",".join(subjects)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    until = time.monotonic() + DEADLINE
    children: set[int] = set()
    while len(children) < 2 * len(subjects) and time.monotonic() < until:  # each a server and a generator
        children = descendants(process.pid)
        time.sleep(0.01)
    assert len(children) == 2 * len(subjects)
    process.send_signal(sign)
    out, _ = process.communicate(timeout=DEADLINE)
    until = time.monotonic() + DEADLINE
    while not gone(children) and time.monotonic() < until:
        time.sleep(0.01)
    assert gone(children)
    if sign != signal.SIGKILL:
        assert process.returncode == 130
        assert b"stopped before the end" in out
        assert list(tmp_path.iterdir()) == []


def test_a_ratio_is_the_median_over_rounds_to_the_best_of_the_same_round():
    case = Case("c", "c", (Column("x", "x"),))
    for name, values in {"own": (2, 4, 9), "one": (4, 4, 3), "other": (5, 2, 6)}.items():
        case.figures[name] = [{"x": float(value)} for value in values]
    assert case.ratio("own", "x", ("one", "other")) == 2.0
    assert case.ratio("own", "x", ("one", "other"), max) == 1.0
    assert case.ratio("own", "x", ("nobody",)) is None


def test_a_goal_is_met_from_the_right_side():
    less, more = GOALS[0], GOALS[1]
    text = ChatText()
    assert [Verdict(less, text, value).met for value in (0.4, 0.7, 0.9)] == ["goal", "must", "missed"]
    assert [Verdict(more, text, value).met for value in (1.2, 0.9)] == ["must", "missed"]


def test_a_chart_is_a_picture_with_every_series_named():
    picture = svg.chart(
        "t <&>", "x", "y", {"one": [(100, 1), (1000, 4)], "two": [(100, 1), (1000, 4.1)], "none": []}
    )
    drawn = ElementTree.fromstring(picture)  # noqa: S314 (our own)
    texts = [element.text for element in drawn.iter() if element.tag.endswith("text")]
    assert "t <&>" in texts
    assert "one 4" in texts
    assert "two 4.1" in texts
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}path"))) == 2


def test_a_quick_run_has_no_time_for_the_slow_ones_unless_they_are_named():
    slow = {"ejabberd", "mosquitto"}
    assert not slow & set(command.arguments(["--quick"]).subjects)
    assert slow < set(command.arguments([]).subjects)
    assert command.arguments(["--quick", "--subjects", "ejabberd"]).subjects == ["ejabberd"]


def test_no_subject_has_the_name_of_another():
    names = [kind.name for kind in command.SUBJECTS]
    assert len(set(names)) == len(names)
    assert {PlainLoop.name, ChatJson.name} <= set(names)


def test_too_few_descriptors_are_a_line_and_the_rest_runs():
    command_line = f"ulimit -n 200; exec {sys.executable} -m benchmarks paced --scale tiny --subjects floor"
    done = subprocess.run(["sh", "-c", command_line], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "open files are limited to 200" in done.stdout
    assert "bare epoll in C" in done.stdout


def test_growth_leaves_figures_and_pictures(tmp_path, capsys):
    assert (
        command.main(["growth", "--scale", "tiny", "--subjects", "floor,plain", "--pictures", str(tmp_path)])
        == 0
    )
    figures = json.loads((tmp_path / "growth.json").read_text())["figures"]
    assert set(figures["connections"]) == set(figures["room-sizes"]) == {"floor", "plain"}
    assert [point["n"] for point in figures["connections"]["floor"]] == [20, 40]
    assert len(list(tmp_path.glob("growth-*.svg"))) == 5


def test_the_tables_go_between_the_marks_of_a_page(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- begin figures -->\nold\n<!-- end figures -->\nafter\n")
    assert command.main(["paced", "--scale", "tiny", "--subjects", "floor", "--page", str(page)]) == 0
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("<!-- end figures -->\nafter\n")
    assert "old" not in text
    assert "| bare epoll in C |" in text
