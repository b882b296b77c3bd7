"""What bubblewrap leaves behind when its server is killed is gone when the next one starts."""

import json
import os
import select
import signal
import subprocess

import pytest

from chatservice.sandbox import leftovers
from chatservice.sandbox.policy import BWRAP, FILE_NAME
from tests.live.fence import UID, why_not
from tests.live.server import DEADLINE

pytestmark = pytest.mark.skipif(bool(why_not()), reason=f"no sandbox here: {why_not()}")
BECOME = {"user": UID, "group": UID, "extra_groups": []} if os.geteuid() == 0 else {}
OWNER = UID if BECOME else os.getuid()


class Held:
    """bubblewrap, stopped before it releases the first process of its sandbox, which is `first`."""

    def __init__(self):
        told, tell = os.pipe()
        block, self._release = os.pipe()
        file = os.memfd_create(FILE_NAME)
        words = ["--info-fd", str(tell), "--userns-block-fd", str(block)]
        self.bwrap = subprocess.Popen(
            [
                BWRAP,
                "--unshare-user",
                "--unshare-pid",
                "--die-with-parent",
                *words,
                "--bind",
                "/",
                "/",
                "true",
            ],
            pass_fds=(tell, block, file),
            env={},
            **BECOME,
        )
        for each in (tell, block, file):
            os.close(each)
        with open(told) as reader:
            self.first = json.loads("".join(iter(reader.readline, "}\n")) + "}")["child-pid"]
        self.descriptor = os.pidfd_open(self.first)

    def is_dead(self, seconds):
        return bool(select.select([self.descriptor], [], [], seconds)[0])

    def end(self):
        self.bwrap.kill()
        self.bwrap.wait()
        if not self.is_dead(0):
            signal.pidfd_send_signal(self.descriptor, signal.SIGKILL)
        os.close(self.descriptor)
        os.close(self._release)


@pytest.fixture
def held():
    held = Held()
    yield held
    held.end()


# Servers that other tests start remove it, too: when, is not asked here.
def test_a_first_process_without_bubblewrap_is_killed(held):
    held.bwrap.kill()
    held.bwrap.wait()
    leftovers.sweep(OWNER)
    assert held.is_dead(DEADLINE)


def test_a_program_that_starts_is_left_alone(held):
    leftovers.sweep(OWNER)
    held.bwrap.send_signal(signal.SIGSTOP)
    leftovers.sweep(OWNER)
    assert not held.is_dead(0.0)
