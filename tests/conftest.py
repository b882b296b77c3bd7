"""What all tests share.

Servers are started by the hundred: none compiles everything anew, whoever starts the tests.

A test is not timed: on a busy machine an example of Hypothesis may take longer than its deadline.
"""

import os
import sys

import pytest
from _pytest.unittest import TestCaseFunction
from hypothesis import settings

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """One more than cores: live tests often wait, for a program that has to be stopped or a window."""
    return (os.cpu_count() or 1) + 1


def pytest_runtest_setup(item):
    """Trial fails a test for calls that are due later, whoever left them: here autobahn's timers, of an
    earlier test in the same process."""
    if isinstance(item, TestCaseFunction) and "twisted.internet.reactor" in sys.modules:
        for call in sys.modules["twisted.internet.reactor"].getDelayedCalls():
            call.cancel()
