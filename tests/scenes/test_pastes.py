"""What a person pastes arrives whole, at the rate of lines; what is more than may wait is named."""

import pytest

from chatservice.settings.schema import Rate
from tests.scenes.stage import Stage


def pair(**settings):
    stage = Stage(**settings)
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.raw(), bob.raw()
    return stage, alice, bob


def numbers(first, last):
    return "".join(f"{number}\n" for number in range(first, last + 1)).encode()


def said(actor):
    """The numbers that were said."""
    return [int(line.rpartition(": ")[2]) for line in actor.sees() if ": " in line]


def test_a_paste_arrives_whole_and_no_faster_than_lines_may_come():
    stage, alice, bob = pair()
    alice.sends(numbers(1, 30))
    assert said(bob) == list(range(1, 11))
    assert not alice.network.reading
    come = 10
    for tenth in range(1, 60):
        stage.passes(0.1)
        come += len(bob.sees())
        assert come <= 10 + tenth / 2 + 1
    assert come == 30
    assert alice.network.reading
    assert alice.sees() == []


def test_in_order_with_what_is_asked_behind_it():
    stage, alice, bob = pair()
    alice.sends(numbers(1, 12) + b"/me waves\n/msg bob psst\n/quit\n")
    stage.passes(1)
    assert bob.sees()[-5:] == [
        "[lobby] alice: 11",
        "[lobby] alice: 12",
        "[lobby] * alice waves",
        "[from alice] psst",
        "* alice left lobby.",
    ]
    assert alice.network.closed


def test_what_came_before_the_end_of_the_input_is_said_before_the_connection_closes():
    stage, alice, bob = pair()
    alice.sends(numbers(1, 15))
    alice.ends_input()
    assert not alice.network.closed
    stage.passes(1)
    assert said(bob) == list(range(1, 16))
    assert alice.network.closed


def test_of_a_longer_one_the_beginning_is_said_and_the_first_line_that_is_not_is_named():
    stage, alice, bob = pair(max_under_way=20)
    alice.sends(numbers(1, 200))
    assert alice.sees() == ["! More than 20 lines are waiting. Not said, nor anything after it: 32"]
    assert alice.network.reading, "the rest is not left for later"
    stage.passes(0.5)
    alice.sends(numbers(201, 300))
    stage.passes(0.9)
    alice.sends(numbers(301, 400))
    stage.passes(1.0)
    assert alice.sees() == []
    alice.types("401")
    stage.passes(10)
    assert said(bob) == [*range(1, 32), 401]
    assert alice.sees() == []


def test_who_is_sent_away_while_lines_wait_is_told_which_were_not_said():
    stage, alice, _ = pair()
    alice.sends(numbers(1, 15))
    admin = stage.connect()
    token = alice.connection.session.token
    admin.asks(cmd="login", token=token)
    assert "! Not said, nor anything after it: 11" in alice.sees()
    assert alice.network.closed


def test_what_never_ends_ends_the_session():
    stage, alice, bob = pair(max_under_way=20, max_paste=10_000)
    alice.sends(numbers(1, 100))
    for _ in range(20):
        alice.sends(b"x" * 500 + b"\n")
    assert not alice.network.closed
    alice.sends(b"x" * 500 + b"\n")
    assert alice.network.closed
    assert "* Too many of your lines were refused. The connection is closed." in alice.sees()
    stage.passes(10)
    assert said(bob) == list(range(1, 11))


def test_who_would_wait_long_is_told_how_long():
    _, alice, bob = pair(message_rate=Rate(1, 3.0))
    alice.types("1", "2")
    assert alice.sees() == ["! slow down: 3.0 s"]
    assert said(bob) == [1]


@pytest.mark.parametrize("dialect", ["json", "pipe"])
def test_programs_are_told_at_once(dialect):
    stage = Stage(message_rate=Rate(1, 1.0))
    if dialect == "json":
        program = stage.json("robot")
        program.asks(cmd="say", room="lobby", text="1").asks(cmd="say", room="lobby", text="2")
        assert [event["code"] for event in program.events("error")] == ["slow_down"]
    else:
        program = stage.pipe().types("robot", "BROADCAST|1", "BROADCAST|2")
        assert program.sees()[-1] == "SERVER: slow down: 1.0 s"


def test_answers_that_wait_to_be_read_are_no_paste_that_is_too_long():
    _, alice, _ = pair(max_under_way=5, outbox=4096)
    alice.network.full = True
    alice.sends(b"/help\n" * 50)
    assert not any(line.startswith("! ") for line in alice.sees())
