"""Of work of one kind there is one at a time, and whoever waits for it goes on when it is over."""

import pytest
from twisted.internet.defer import Deferred

from chatservice.core.ongoing import Ongoing


def waiting_for(ongoing, key):
    found = []
    Deferred.fromCoroutine(ongoing.wait(key)).addCallback(found.append)
    return found


def test_where_nothing_is_under_way_nobody_waits():
    ongoing = Ongoing(Deferred)
    with ongoing.running(1):
        assert waiting_for(ongoing, 2) == [False]
    assert waiting_for(ongoing, 1) == [False]


def test_all_who_wait_go_on_when_it_has_ended():
    ongoing = Ongoing(Deferred)
    with ongoing.running(1):
        first, second = waiting_for(ongoing, 1), waiting_for(ongoing, 1)
        assert first == second == []
    assert first == second == [True]


def test_they_go_on_when_it_has_failed_too():
    ongoing, waiting = Ongoing(Deferred), []

    def fails():
        with ongoing.running(1):
            waiting.append(waiting_for(ongoing, 1))
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fails()
    assert waiting == [[True]]
