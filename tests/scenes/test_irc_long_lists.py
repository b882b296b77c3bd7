"""A long WHO is answered bit by bit: others are served in between, and the order of answers stays."""

import pytest

from chatservice.wire.irc.commands import about_people
from tests.scenes.stage import UNLIMITED, Stage

PEOPLE = [*(f"p{number}" for number in range(8)), "ana"]
LIST = [*PEOPLE, "315"]


@pytest.fixture
def stage(monkeypatch):
    monkeypatch.setattr(about_people, "WHO_AT_ONCE", 2)
    stage = Stage(**UNLIMITED, clients_per_address=None)
    for name in PEOPLE[:-1]:
        stage.irc(name).types("JOIN #ops")
    return stage


def enters(stage, *caps):
    """Ana, the last of those in the channel."""
    ana = stage.irc("ana", *caps).types("JOIN #ops")
    stage.passes(stage.settings.notice_delay)
    ana.raw()
    return ana


def rows(lines):
    """The names in the rows of WHO, in order; other messages by their command."""
    words = [line.removeprefix("@batch=b1 ").split(" ") for line in lines]
    return [word[7] if word[1] == "352" else word[1] for word in words]


def asks(actor, *lines):
    """These arrive, and nothing happens yet but what happens at once."""
    actor.connection.dataReceived("".join(f"{line}\r\n" for line in lines).encode())


@pytest.mark.parametrize(
    ("mask", "people"), [("#ops", PEOPLE), ("p*", PEOPLE[:-1]), ("*a*", ["ana"]), ("*", ["zoe", *PEOPLE])]
)
def test_others_are_served_before_a_long_list_is_complete(stage, mask, people):
    zoe, ana = stage.irc("zoe"), enters(stage)
    asks(ana, f"WHO {mask}")
    asks(zoe, "PING now")
    for _ in range(2):
        stage.turn()
    assert rows(zoe.sees()) == ["PONG"]
    seen = rows(ana.sees())
    assert "315" not in seen
    stage.settle()
    assert sorted(seen + rows(ana.sees())) == sorted([*people, "315"])


def test_what_is_asked_after_a_long_list_is_answered_after_it(stage):
    ana = enters(stage)
    asks(ana, "WHO #ops", "PING after", "WHO p1")
    stage.turn()
    asks(ana, "PING last")
    stage.settle()
    assert rows(ana.sees()) == [*LIST, "PONG", "p1", "315", "PONG"]


def test_with_a_label_it_is_one_batch(stage):
    ana = enters(stage, "labeled-response", "batch")
    ana.types("@label=w WHO #ops", "@label=one WHO p1")
    lines = ana.sees()
    opening, closing = lines[0], lines[len(PEOPLE) + 2]
    assert opening == "@label=w :chat.server BATCH +b1 labeled-response"
    assert closing == ":chat.server BATCH -b1"
    inside = lines[1 : len(PEOPLE) + 2]
    assert all(line.startswith("@batch=b1 ") for line in inside)
    assert rows(inside) == LIST
    assert lines[len(PEOPLE) + 3].startswith("@label=one ")


def test_a_client_that_sends_no_more_gets_the_whole_list(stage):
    ana = enters(stage)
    asks(ana, "WHO #ops")
    ana.connection.readConnectionLost()
    assert not ana.network.closed
    stage.settle()
    assert rows(ana.sees())[: len(PEOPLE) + 1] == LIST
    assert ana.network.closed


def test_a_list_goes_on_as_its_reader_reads(stage):
    ana = enters(stage)
    ana.network.full = True
    asks(ana, "WHO #ops", "PING after")
    stage.settle()
    seen = ana.sees()
    assert len(seen) < len(PEOPLE)
    ana.network.reads()
    stage.settle()
    assert rows(seen + ana.sees()) == [*LIST, "PONG"]


def test_a_cut_connection_ends_it(stage):
    ana = enters(stage)
    asks(ana, "WHO #ops", "PING after")
    stage.turn()
    ana.hangs_up()
    stage.settle()
    assert "PONG" not in rows(ana.sees())


def test_a_list_that_cannot_be_completed_holds_nothing_up(stage, monkeypatch):
    ana, places = enters(stage), iter(range(4))
    monkeypatch.setattr(about_people, "_row", lambda *_: next(places))
    asks(ana, "WHO #ops", "PING after")
    with pytest.raises(RuntimeError):
        stage.settle()
    stage.settle()
    assert rows(ana.sees()) == ["PONG"]
