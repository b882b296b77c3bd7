"""A person in a terminal sees lines as they like them."""

import pytest

from chatservice.model.preferences import ClockStyle, TerminalView
from chatservice.net import fanout
from chatservice.net.counters import Counters
from chatservice.wire.text import TEXT, viewed
from tests.scenes.stage import Stage


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def ann(stage):
    ann = stage.text("ann")
    ann.raw()
    return ann


def test_live_lines_have_a_time_in_the_persons_zone_if_they_like(stage, ann):
    bob = stage.text("bob")
    ann.raw()
    for choice, expected in (
        ("time short", "[lobby 22:13] bob: hi"),
        ("zone Europe/Madrid", "[lobby 23:13] bob: hi"),
        ("time long", "[lobby 2023-11-14 23:13] bob: hi"),
        ("numbers on", "[lobby 2023-11-14 23:13 #4] bob: hi"),
        ("time off", "[lobby #5] bob: hi"),
        ("numbers off", "[lobby] bob: hi"),
    ):
        ann.types(f"/set {choice}").raw()
        bob.types("hi")
        assert ann.sees() == [expected]


def test_past_lines_are_shown_in_the_persons_zone_and_shorter(stage, ann):
    stage.text("bob").types("hi")
    ann.raw()
    ann.types("/set zone Asia/Tokyo", "/set time short").raw()
    ann.types("/history")
    assert ann.sees() == ["[lobby 11-15 07:13] bob: hi"]
    ann.types("/search hi")
    assert ann.sees()[0] == "[lobby 11-15 07:13] > bob: hi"


def test_private_lines_and_those_of_the_server_have_it_too(stage, ann):
    bob = stage.text("bob")
    ann.types("/set time short", "/set numbers on").raw()
    bob.types("/msg ann psst", '/poll "when?" now later')
    assert ann.sees() == [
        "[from bob 22:13 #1] psst",
        "* [lobby 22:13 #1] bob asks #1: when? 1 now, 2 later (/vote 1 1)",
    ]


def test_comings_and_goings_can_be_hidden_on_all_devices_at_once(stage):
    ann = stage.text("ann").types("/register correct horse battery")
    other = stage.text("/login ann correct horse battery")
    ann.types("/set joins off")
    ann.raw(), other.raw()
    bob = stage.text("bob")
    bob.hangs_up()
    assert ann.sees() == other.sees() == []
    ann.types("/set joins on").raw()
    stage.text("carl")
    assert ann.sees() == ["* carl came into lobby."]


def test_what_was_chosen_is_there_at_the_next_login(stage):
    stage.text("ann").types("/register correct horse battery", "/set time short", "/quit")
    stage.text("bob").types("hi")
    again = stage.connect().types("/login ann correct horse battery")
    assert "[lobby 11-14 22:13] bob: hi" in again.sees()


def test_a_choice_that_is_none_is_refused(ann):
    ann.types("/set time noon", "/set numbers yes")
    assert [line[:2] for line in ann.sees()] == ["! ", "! "]


def test_readers_who_like_the_same_share_what_is_encoded_and_views_are_limited(monkeypatch):
    short = TerminalView(ClockStyle.SHORT)
    assert viewed(TEXT, short) is viewed(TEXT, TerminalView(ClockStyle.SHORT))
    assert viewed(viewed(TEXT, short), TerminalView()) is TEXT
    monkeypatch.setattr(fanout, "VIEWS", 3)
    variants = fanout.Variants(Counters())
    for number in range(10):
        variants.get(viewed(TEXT, TerminalView(zone=str(number))), "")
    assert len(variants._plain) <= 3
