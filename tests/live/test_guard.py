"""The fence around hostile programs holds, checked with small numbers."""

import signal
import subprocess
import sys

import pytest

from tests.live.guard import Guard
from tests.live.server import DEADLINE

FORK = """
import os, time
made = 0
for _ in range(60):
    try:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    except OSError:
        break
    made += 1
print(made, flush=True)
time.sleep(60)
"""
FILL = """
import time
kept = []
for _ in range(40):
    kept.append(bytearray(b"x") * (10 << 20))
    time.sleep(0.01)
print(len(kept), flush=True)
time.sleep(60)
"""


CASES = pytest.mark.parametrize(
    ("program", "limits"), [(FORK, {"processes": 20}), (FILL, {"memory": 100 << 20})]
)


def guarded(program, limits):
    return Guard([sys.executable, "-c", program], **limits, stdout=subprocess.PIPE, text=True)


@CASES
def test_the_kernel_lets_no_more_come_into_being(program, limits):
    guard = guarded(program, limits)
    try:
        if not guard.held_by_kernel:
            pytest.skip("control groups cannot be written here")
        printed = guard.process.stdout.readline()
        assert not printed or int(printed) < 20
    finally:
        guard.kill()


@CASES
def test_where_it_cannot_all_of_it_is_ended(program, limits, monkeypatch):
    monkeypatch.setattr(Guard, "_make_groups", lambda self: [])
    guard = guarded(program, limits)
    try:
        assert guard.process.wait(DEADLINE) == -signal.SIGKILL
        assert guard.tripped
    finally:
        guard.kill()
