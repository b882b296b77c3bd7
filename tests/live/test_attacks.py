"""Programs that try to break out: each ends as its header demands, as root and as nobody special.

They run in a process of their own, one after the other, with a guard around it; see ``attacks``,
``attack_range`` and ``guard``. Without the filter of system calls those that it is for must get through: that
shows that they would be noticed.
"""

import json
import os
import subprocess
import sys

import pytest

from chatservice.sandbox.languages import BY_NAME
from tests.live.attacks import attacks
from tests.live.fence import missing, why_not
from tests.live.guard import Guard
from tests.live.server import DEADLINE, ROOT

pytestmark = pytest.mark.skipif(bool(why_not()), reason=f"no sandbox here: {why_not()}")

ATTACKS = attacks()
USER = "1002"
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


class Range:
    def __init__(self, *options: str) -> None:
        command = [sys.executable, "-m", "tests.live.attack_range", *options]
        self._guard = Guard(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    def findings(self, attack) -> list[str]:
        process = self._guard.process
        process.stdin.write(json.dumps({"path": str(attack.path)}) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        assert line, f"the harness has ended: {self._guard.tripped or process.poll()}"
        result = json.loads(line)
        findings = attack.findings(result)
        return [*findings, result] if findings else []

    def end(self) -> None:
        self._guard.process.stdin.close()
        try:
            self._guard.process.wait(DEADLINE)
        finally:
            self._guard.kill()


class Ranges:
    """One at a time: what a program uses is measured."""

    def __init__(self) -> None:
        self._options: tuple[str, ...] | None = None
        self._range: Range | None = None

    def __call__(self, *options: str) -> Range:
        if self._range is None or options != self._options:
            self.end()
            self._options, self._range = options, Range(*options)
        return self._range

    def end(self) -> None:
        if self._range is not None:
            self._range.end()
            self._range = None


@pytest.fixture(scope="module")
def ranges():
    made = Ranges()
    yield made
    made.end()


def each(chosen):
    rows = []
    for attack in chosen:
        name = BY_NAME[attack.header["LANG"]].name
        skip = [pytest.mark.skip(reason=f"{name} is not installed")] if missing(name) else []
        rows.append(pytest.param(attack, id=attack.path.stem, marks=skip))
    return pytest.mark.parametrize("attack", rows)


@ROOT_ONLY
@each(ATTACKS)
def test_it_is_held_by_a_server_that_is_root(ranges, attack):
    assert ranges().findings(attack) == []


@each(ATTACKS)
def test_it_is_held_by_a_server_that_is_nobody_special(ranges, attack):
    assert ranges("--uid", USER).findings(attack) == []


@ROOT_ONLY
@each([attack for attack in ATTACKS if attack.path.stem.startswith("memory_")])
def test_the_kernel_holds_what_uses_memory(ranges, attack):
    assert ranges("--cgroup").findings(attack) == []


@each([attack for attack in ATTACKS if "NEEDS" in attack.header])
def test_it_would_get_through_without_the_filter(ranges, attack):
    assert ranges("--no-seccomp").findings(attack) != []
