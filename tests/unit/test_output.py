"""What comes out of a run: counted, cut, gathered."""

import pytest
from twisted.internet.task import Clock

from chatservice.sandbox.output import ERR, EVERY, OUT, SOON, Output


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def told():
    return []


@pytest.fixture
def output(clock, told):
    return Output(100, clock, lambda text, error: told.append((text, error)))


def test_what_is_printed_comes_nearly_at_once_and_together(output, clock, told):
    output.open()
    output.take(OUT, b"hel")
    output.take(OUT, b"lo\n")
    assert told == []
    clock.advance(SOON)
    assert told == [("hello\n", False)]


def test_nobody_is_told_more_than_ten_times_a_second(output, clock, told):
    output.open()
    for _ in range(50):
        output.take(OUT, b".")
        clock.advance(SOON)
    assert 9 <= len(told) <= 50 * SOON / EVERY + 1
    clock.advance(EVERY)
    assert "".join(text for text, _ in told) == "." * 50


def test_the_streams_are_told_apart_in_their_order(output, clock, told):
    output.open()
    for stream, text in ((OUT, b"1"), (ERR, b"2"), (ERR, b"3"), (OUT, b"4")):
        output.take(stream, text)
    clock.advance(SOON)
    assert told == [("1", False), ("23", True), ("4", False)]


def test_bytes_are_counted_before_they_are_read_and_both_streams_together(output, told):
    output.open()
    assert output.take(OUT, "é".encode() * 30)
    assert output.take(ERR, b"x" * 40)
    assert not output.take(OUT, b"y")
    assert output.size == 100
    output.close()
    assert sum(len(text) for text, _ in told) == 70


def test_a_character_that_is_cut_by_the_limit_is_marked(clock, told):
    output = Output(5, clock, lambda text, error: told.append(text))
    output.open()
    assert not output.take(OUT, "aaaa😀".encode())
    output.close()
    assert told == ["aaaa\ufffd"]


def test_each_stream_is_read_for_itself(output, clock, told):
    output.open()
    output.take(OUT, "é".encode()[:1])
    output.take(ERR, "ü".encode()[:1])
    output.take(OUT, "é".encode()[1:])
    output.take(ERR, "ü".encode()[1:])
    clock.advance(SOON)
    assert told == [("é", False), ("ü", True)]


def test_what_the_sandbox_itself_says_is_not_the_programs(output, clock, told):
    output.take(ERR, b"bwrap: no\n")
    clock.advance(1)
    assert (told, output.unsaid()) == ([], "bwrap: no\n")
    output.close()
    assert told == []


def test_nothing_is_due_after_the_end(output, clock):
    output.open()
    output.take(OUT, b"x")
    output.close()
    assert clock.getDelayedCalls() == []
