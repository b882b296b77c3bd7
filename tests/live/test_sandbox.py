"""Programs run in the sandbox: what they print, how they end, and that nothing is left."""

import contextlib  # trial takes a `suppress` of a module for its own
import gc
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThread
from twisted.trial.unittest import SkipTest, TestCase

from chatservice.model.runs import Program, Verdict, signal_name
from chatservice.sandbox import cgroup, host, runner, selftest
from chatservice.sandbox.bubblewrap import Bubblewrap
from chatservice.sandbox.first import First
from chatservice.sandbox.host import Unfit
from chatservice.sandbox.languages import BY_NAME, LANGUAGES, MIB
from chatservice.sandbox.policy import RunLimits
from chatservice.sandbox.start import Starter
from tests.live.fence import UID, missing, why_not
from tests.live.guard import below
from tests.live.server import DEADLINE, ROOT

HELLO = {
    "python": "print('hello')",
    "javascript": "console.log('hello')",
    "java": 'public class Hi { public static void main(String[] a) { System.out.println("hello"); } }',
    "c": '#include <stdio.h>\nint main(void) { puts("hello"); }',
    "cpp": '#include <iostream>\nint main() { std::cout << "hello" << std::endl; }',
    "go": 'package main\nimport "fmt"\nfunc main() { fmt.Println("hello") }',
    "rust": 'fn main() { println!("hello"); }',
    "bash": "echo hello",
    "sql": ".headers off\n.mode list\nSELECT 'hello';",
}


class Told:
    """A watcher that keeps all, and can be waited for."""

    def __init__(self):
        self.out = self.err = ""
        self.is_running = False
        self.over = Deferred()
        self._waiting = []

    def running(self):
        self.is_running = True
        self._look()

    def printed(self, text, error):
        if error:
            self.err += text
        else:
            self.out += text
        self._look()

    def ended(self, ending):
        self.over.callback(ending)

    def until(self, wanted):
        waiting = Deferred()
        self._waiting.append((wanted, waiting))
        self._look()
        return waiting

    def _look(self):
        for wanted, waiting in list(self._waiting):
            if wanted():
                self._waiting.remove((wanted, waiting))
                waiting.callback(None)


class Hurried:
    """The reactor, whose timers are all due at once when `hurry` is called."""

    def __init__(self):
        self._timers = []

    def __getattr__(self, name):
        return getattr(reactor, name)

    def callLater(self, seconds, call, *arguments):
        self._timers.append(reactor.callLater(seconds, call, *arguments))
        return self._timers[-1]

    def hurry(self):
        for timer in self._timers:
            if timer.active():
                timer.reset(0)


class SandboxCase(TestCase):
    timeout = 60

    def setUp(self):
        if why_not():
            raise SkipTest(f"no sandbox here: {why_not()}")
        self.host = host.examine(UID, owner=0)
        self.starter = Starter(self.host, None, reactor, deferToThread)
        self.others = children()

    def starts(self, name, source, stdin="", interactive=False, **limits):
        if missing(name):
            raise SkipTest(f"{name} is not installed")
        told = Told()
        program = Program(name, source, stdin, interactive)
        told.run = self.starter.start(program, BY_NAME[name], RunLimits(**limits), told)
        return told

    async def runs(self, *arguments, **limits):
        told = self.starts(*arguments, **limits)
        told.ending = await told.over
        return told


class LanguageTest(SandboxCase):
    """One test a language, made below."""


def _hello(name):
    async def test(self):
        told = await self.runs(name, HELLO[name])
        assert (told.ending.verdict, told.out, told.err) == (Verdict.OK, "hello\n", ""), told.ending
        assert told.ending.status == 0
        assert told.is_running

    return test


for _language in LANGUAGES:
    setattr(LanguageTest, f"test_hello_in_{_language.name}", _hello(_language.name))


class EndingTest(SandboxCase):
    async def test_a_status_is_told(self):
        told = await self.runs("python", "raise SystemExit(3)")
        assert (told.ending.verdict, told.ending.status) == (Verdict.EXIT, 3)

    async def test_a_crash_is_told_by_its_signal(self):
        told = await self.runs("python", "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)")
        assert told.ending.verdict is Verdict.SIGNAL
        assert signal_name(told.ending.status) == "SIGSEGV"

    async def test_what_does_not_compile_does_not_run(self):
        told = await self.runs("c", "int main(void) { return x; }")
        assert (told.ending.verdict, told.is_running) == (Verdict.COMPILE_ERROR, False)
        assert "main.c:1" in told.err

    async def test_time_is_up(self):
        hurried = Hurried()
        self.starter = Starter(self.host, None, hurried, deferToThread)
        told = self.starts("python", "print('kept', flush=True)\nwhile True: pass")
        await told.until(lambda: told.out)
        hurried.hurry()
        ending = await told.over
        assert (ending.verdict, ending.status, told.out) == (Verdict.TIMEOUT, None, "kept\n")

    async def test_the_processors_time_is_time_too(self):
        """More threads than a second of the clock has seconds of processors."""
        told = await self.runs("c", BUSY, seconds=1.0)
        assert told.ending.verdict is Verdict.TIMEOUT

    async def test_a_compiler_has_its_own_time(self):
        told = await self.runs(
            "cpp", "#include <regex>\n#include <iostream>\nint main() {}", compile_seconds=0.05
        )
        assert (told.ending.verdict, told.is_running) == (Verdict.COMPILE_TIMEOUT, False)

    async def test_output_is_cut_at_the_byte(self):
        told = await self.runs("python", "while True: print('x' * 999)", output=5000)
        assert (told.ending.verdict, told.ending.output, len(told.out)) == (Verdict.OUTPUT_LIMIT, 5000, 5000)

    async def test_as_much_output_as_there_may_be_is_not_too_much(self):
        told = await self.runs("python", "import os\nos.write(1, b'x' * 5000)", output=5000)
        assert (told.ending.verdict, told.ending.output) == (Verdict.OK, 5000)

    async def test_memory_of_all_processes_together_has_a_limit(self):
        source = "import os, time\n[os.fork() for _ in range(3)]\nx = b'x' * (30 << 20)\ntime.sleep(20)"
        told = await self.runs("python", source, memory=128 * MIB)
        assert told.ending.verdict is Verdict.MEMORY

    async def test_too_many_files_are_told_as_such(self):
        source = "import time\nfor n in range(60000): open(f'/tmp/{n}', 'w').close()\ntime.sleep(60)"
        told = await self.runs("python", source)
        assert (told.ending.verdict, told.ending.detail) == (Verdict.MEMORY, "files")

    async def test_what_is_stopped_has_ended(self):
        told = self.starts("python", "import time\nprint('up', flush=True)\ntime.sleep(60)")
        await told.until(lambda: told.out)
        told.run.stop()
        ending = await told.over
        assert (ending.verdict, ending.status) == (Verdict.STOPPED, None)

    async def test_stopped_at_any_moment_leaves_nothing(self):
        """bubblewrap itself, killed early, would leave processes that never end."""
        for delay in range(12):
            told = self.starts("python", "import time\ntime.sleep(60)")
            reactor.callLater(delay * 0.003, told.run.stop)
            assert (await told.over).verdict is Verdict.STOPPED
        assert children() - self.others == set()

    async def test_a_sandbox_that_does_not_start_is_no_programs_fault(self):
        self.starter = Starter(self.host._replace(links={"usr": "x"}), None, reactor, deferToThread)
        told = await self.runs("python", "print('hello')")
        assert told.ending.verdict is Verdict.FAILED
        assert "bwrap" in told.ending.detail
        assert (told.out, told.err) == ("", "")

    async def test_one_that_is_dead_before_it_is_looked_at_says_why_too(self):
        def late(pid, *more):
            until = time.monotonic() + DEADLINE
            while Path(f"/proc/{pid}").exists():
                assert time.monotonic() < until
            return First(pid, *more)

        self.patch(runner, "First", late)
        await self.test_a_sandbox_that_does_not_start_is_no_programs_fault()


BUSY = """
#include <pthread.h>
static void *burn(void *x) { for (volatile long i = 0;; i++); return x; }
int main(void) { pthread_t t; for (int i = 0; i < 8; i++) pthread_create(&t, 0, burn, 0); burn(0); }
"""


class InputTest(SandboxCase):
    async def test_what_was_given_is_read(self):
        told = await self.runs("python", "import sys\nprint(sys.stdin.read().upper())", "é\nb")
        assert told.out == "É\nB\n"

    async def test_without_any_it_ends_at_once(self):
        told = await self.runs("python", "input()")
        assert told.ending.verdict is Verdict.EXIT
        assert "EOFError" in told.err

    async def test_a_conversation(self):
        source = "name = input('Who? ')\nprint('hello', name)\nimport sys\nprint(len(sys.stdin.read()))"
        told = self.starts("python", source, "", True)
        await told.until(lambda: told.out == "Who? ")
        told.run.send(b"Ada\n")
        await told.until(lambda: "hello Ada" in told.out)
        told.run.send(b"1234")
        told.run.end_input()
        assert (await told.over).verdict is Verdict.OK
        assert told.out.endswith("4\n")

    async def test_input_that_nobody_ends_holds_nothing_up_either(self):
        told = self.starts("python", "input()", "", True, seconds=0.5)
        assert (await told.over).verdict is Verdict.TIMEOUT
        told = self.starts("python", "print(input())", "", True)
        told.run.send(b"x\n")
        assert (await told.over).verdict is Verdict.OK

    async def test_what_nobody_reads_holds_nothing_up(self):
        told = await self.runs("python", "print('done')", "x" * 65536)
        assert (told.ending.verdict, told.out) == (Verdict.OK, "done\n")
        told.run.send(b"too late")
        told.run.end_input()

    async def test_lines_come_as_they_are_printed(self):
        source = '#include <stdio.h>\n#include <unistd.h>\nint main(void) { puts("first"); pause(); }'
        told = self.starts("c", source)
        await told.until(lambda: told.out == "first\n")
        told.run.stop()
        await told.over


class NothingLeftTest(SandboxCase):
    async def test_descriptors_and_processes_are_given_back(self):
        await self.runs("python", "print(1)")
        gc.collect()  # what earlier tests have left open is not closed in the middle of this one
        before = descriptors()
        for _ in range(3):
            await self.runs("python", "print(1)")
        assert descriptors() - before == set()
        assert children() - self.others == set()

    async def test_two_runs_see_nothing_of_each_other(self):
        waiting = "import os, time\nopen('/tmp/mine', 'w').close()\nprint('up', flush=True)\ntime.sleep(60)"
        first = self.starts("python", waiting)
        await first.until(lambda: first.out)
        second = await self.runs("python", "import os\nprint(os.listdir('/tmp'), os.getpid())")
        assert second.out.startswith("[] ")
        first.run.stop()
        await first.over

    async def test_a_control_group_is_made_and_removed(self):
        place = cgroup.find()
        if place is None:
            raise SkipTest("control groups cannot be made here")
        self.starter = Starter(self.host, place, reactor, deferToThread)
        before = [sorted(folder.iterdir()) for folder in place.folders]
        told = await self.runs("python", "x = b'x' * (300 << 20)", memory=256 * MIB)
        assert told.ending.verdict in {Verdict.EXIT, Verdict.MEMORY}
        told = await self.runs("python", "print('hello')")
        assert told.ending.verdict is Verdict.OK
        assert [sorted(folder.iterdir()) for folder in place.folders] == before

    async def test_a_run_without_its_control_group_does_not_begin(self):
        place = cgroup.Hierarchy((Path(self.mktemp()),), 2)
        self.starter = Starter(self.host, place, reactor, deferToThread)
        told = await self.runs("python", "print('hello')")
        assert (told.ending.verdict, told.out) == (Verdict.FAILED, "")
        assert "control group" in told.ending.detail


class BubblewrapTest(SandboxCase):
    def setUp(self):
        super().setUp()
        self.sandbox = Bubblewrap(reactor, deferToThread, RunLimits, uid=UID, owner=0)

    async def test_it_knows_what_it_is_and_what_it_speaks(self):
        assert not self.sandbox.isolation.known
        with pytest.raises(OSError, match="not ready"):
            self.sandbox.run(Program("python", ""), Told())
        await self.sandbox.begin()
        assert self.sandbox.isolation.holds, self.sandbox.isolation
        assert "seccomp" in self.sandbox.isolation.fence
        versions = {language.name: language.version for language in self.sandbox.languages}
        assert all(bool(versions[name]) is not missing(name) for name in HELLO), versions

    async def test_only_the_languages_that_are_asked_for(self):
        self.sandbox = Bubblewrap(
            reactor, deferToThread, RunLimits, uid=UID, owner=0, languages=["py", "bash"]
        )
        await self.sandbox.begin()
        assert [language.name for language in self.sandbox.languages] == ["python", "bash"]

    async def test_its_end_is_the_end_of_what_runs(self):
        await self.sandbox.begin()
        told = Told()
        self.sandbox.run(Program("python", "import time\ntime.sleep(60)"), told)
        await self.sandbox.stop()
        assert (await told.over).verdict is Verdict.STOPPED
        with pytest.raises(OSError, match="not ready"):
            self.sandbox.run(Program("python", ""), Told())

    async def test_a_fence_with_a_hole_is_none(self):
        unfiltered = Starter(self.host._replace(seccomp=None), None, reactor, deferToThread)
        with pytest.raises(Unfit, match="Seccomp is 0; memory without a name worked"):
            await selftest.try_fence(unfiltered, [], [])
        with pytest.raises(Unfit, match="/usr/bin is there"):
            await selftest.try_fence(self.starter, [], ["/usr/bin"])


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def descriptors() -> set[str]:
    return set(os.listdir("/proc/self/fd"))


def deaf_below(pid: int) -> set[str]:
    """The pid namespaces of processes below that one that block nearly every signal."""
    found = set()
    for each in below(pid):
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{each}/status").read_text()
            blocked = int(re.search(r"SigBlk:\t(\w+)", status)[1], 16)
            if blocked.bit_count() > 50:
                found.add(os.readlink(f"/proc/{each}/ns/pid"))
    return found - {os.readlink("/proc/self/ns/pid")}


def alive(namespace: str) -> bool:
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if os.readlink(f"/proc/{name}/ns/pid") == namespace:
                return True
    return False


def wait_for(wanted):
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until:
        if found := wanted():
            return found
        time.sleep(0.01)
    raise AssertionError("it did not come to it")


@pytest.mark.skipif(bool(why_not()), reason="no sandbox here")
def test_a_server_that_is_killed_takes_its_runs_along(tmp_path):
    """Even such as have done all they can to outlive it."""
    attack = Path(__file__).parents[1] / "attacks" / "process_deaf.py"
    copy = tmp_path / "long.py"
    copy.write_text(attack.read_text().replace("WALL: 1", "WALL: 60"))
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.live.attack_range", "--where", str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        text=True,
    )
    server.stdin.write(f'{{"path": "{copy}"}}\n')
    server.stdin.flush()
    # What is killed earlier may leave a sandbox in which nothing runs yet: see test_leftovers.
    inside = wait_for(lambda: deaf_below(server.pid))
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    assert wait_for(lambda: not any(alive(namespace) for namespace in inside))
