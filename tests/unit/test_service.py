"""The server as twistd runs it, when it does not start."""

import pytest
from twisted.internet.defer import Deferred

from chatservice.net.service import ChatService


class Fake:
    """A server; `fails` when it starts. What is done to it is noted in `deeds`."""

    def __init__(self, deeds, name, fails=False):
        self.deeds, self.name, self.fails = deeds, name, fails

    async def start(self):
        self.deeds.append(f"start {self.name}")
        if self.fails:
            raise ValueError("a row that is not understood")

    async def stop(self, why=None, doors_stay=False):
        self.deeds.append(f"stop {self.name}")


class Play:
    def __init__(self, *fails):
        """Which of the servers that are built one after another do not start."""
        self.deeds = []
        self.fails = list(fails)
        self.service = ChatService(self.build, None, give_up=lambda early: self.deeds.append("give up"))
        self.built = 0
        self.service.startService()

    def build(self, service):
        self.built += 1
        return Fake(self.deeds, self.built, self.fails.pop(0) if self.fails else False)

    def change(self):
        return Deferred.fromCoroutine(self.service.change(lambda: lambda: self.deeds.append("undo")))


@pytest.fixture(autouse=True)
def ended():
    plays = []
    yield plays.append
    for play in plays:
        play.service.stopService()


def test_a_server_that_does_not_start_is_closed_and_the_process_given_up(ended):
    play = Play(True)
    ended(play)
    assert play.deeds == ["start 1", "stop 1", "give up"]


def test_one_that_cannot_even_be_built_is_given_up(ended):
    deeds = []

    def build(service):
        raise ValueError

    service = ChatService(build, None, give_up=deeds.append)
    service.startService()
    service.stopService()
    assert deeds == [True]


def test_a_changed_database_on_which_it_does_not_start_is_closed_before_the_change_is_undone(ended):
    play = Play(False, True)
    ended(play)
    failed = []
    play.change().addErrback(lambda failure: failed.append(failure.type))
    assert play.deeds == ["start 1", "stop 1", "start 2", "stop 2", "undo", "start 3"]
    assert failed == [ValueError]


def test_one_that_does_not_start_on_the_former_database_either_is_given_up(ended):
    play = Play(False, True, True)
    ended(play)
    failed = []
    play.change().addErrback(lambda failure: failed.append(failure.type))
    assert play.deeds[-3:] == ["start 3", "stop 3", "give up"]
    assert failed == [ValueError]
