"""Scenes are played with a storage that answers at once, and, where the turn in which an
answer comes may matter, a second time with one whose reads take turns.

SLOW_READS=all plays every scene twice, SLOW_READS=none each once.
"""

import os

import pytest

from tests.scenes.stage import Stage

TWICE = {
    "asked",
    "behind",
    "delivery",
    "ends",
    "groups",
    "history",
    "link",
    "live_readers",
    "moderation",
    "one_batch",
    "own_order",
    "people",
    "rights_after_a_wait",
    "rooms",
    "standing",
}


def _is_played_twice(module):
    asked = os.environ.get("SLOW_READS", "some")
    return asked == "all" or (asked == "some" and module.rpartition(".test_")[2] in TWICE)


def pytest_generate_tests(metafunc):
    if _is_played_twice(metafunc.module.__name__):
        metafunc.parametrize("slow_reads", [False, True], ids=["", "slow reads"], indirect=True)


@pytest.fixture(autouse=True)
def slow_reads(request, monkeypatch):
    monkeypatch.setattr(Stage, "slow_reads", getattr(request, "param", False))
