"""Connections by place, of this process and of others."""

from chatservice.core.connection_counts import CountsInMemory

AT, BESIDE = "192.0.2.1", "192.0.2.2"


def test_those_of_other_processes_count_too_as_long_as_they_are_known():
    counts = CountsInMemory()
    counts.learn("other", {AT: 3, BESIDE: 1})
    counts.learn("third", {AT: 2})
    assert [counts.opened("here", AT), counts.opened("here", AT)] == [6, 7]
    assert counts.opened("here", "192.0.2.3") == 1
    counts.forget("other")
    assert counts.opened("here", AT) == 5
    counts.learn("third", {})
    counts.closed("here", AT)
    assert counts.opened("here", AT) == 3


def test_what_is_closed_is_forgotten():
    counts = CountsInMemory()
    counts.opened("here", AT)
    counts.opened("here", BESIDE)
    counts.closed("here", AT)
    counts.closed("here", "192.0.2.9")
    assert counts.of("here") == {BESIDE: 1}
    assert counts.of("other") == {}
