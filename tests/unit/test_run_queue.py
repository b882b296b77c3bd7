"""Who runs a program, and who waits for it."""

import pytest

from chatservice.core.run_queue import RunQueue
from chatservice.errors import Busy


@pytest.fixture
def queue():
    queue = RunQueue()
    for name in "abcd":
        queue.add(name)
    return queue


def test_so_many_at_once_in_the_order_in_which_they_came(queue):
    assert queue.turn(2) == ["a", "b"]
    assert queue.turn(2) == []
    queue.remove("a")
    assert queue.turn(2) == ["c"]
    assert queue.running == 2


def test_each_knows_its_place(queue):
    queue.turn(2)
    assert [queue.place(name) for name in "abcd"] == [0, 0, 1, 2]


def test_one_that_waits_may_go(queue):
    queue.turn(2)
    queue.remove("c")
    assert queue.place("d") == 1
    queue.remove("nobody")


def test_more_than_may_wait_is_refused(queue):
    queue.turn(2)
    queue.refuse_more(2, 3)
    queue.refuse_more(3, 2)
    with pytest.raises(Busy):
        queue.refuse_more(2, 2)


def test_fewer_at_once_from_now_on_ends_none(queue):
    queue.turn(3)
    assert queue.turn(1) == []
    assert queue.running == 3
