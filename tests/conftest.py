"""What all tests share.

Servers are started by the hundred: none compiles everything anew, whoever starts the tests.

A test is not timed: on a busy machine an example of Hypothesis may take longer than its deadline. Its
examples are the same in each run, so that a run tells about what was changed; `make explore` tries others.
"""

import gc
import os
import sys

import pytest
from _pytest.unittest import TestCaseFunction
from hypothesis import HealthCheck, settings

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", UNTIMED)
settings.register_profile("same", UNTIMED, derandomize=True)
settings.load_profile("same")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """One more than cores: live tests often wait, for a program that has to be stopped or a window."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection():
    """Of what is collected nothing goes again: the garbage collector would look through all of it in vain,
    now and as long as the tests run."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_runtest_setup(item):
    """Trial fails a test for calls that are due later, whoever left them: here autobahn's timers, of an
    earlier test in the same process."""
    if isinstance(item, TestCaseFunction) and "twisted.internet.reactor" in sys.modules:
        for call in sys.modules["twisted.internet.reactor"].getDelayedCalls():
            call.cancel()
