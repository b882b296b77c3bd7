"""Somebody sets the wall clock: what lasts goes on as long, what is shown follows it."""

import pytest

from chatservice.model.commands import Sessions
from chatservice.settings.schema import Rate
from tests.scenes.operator import operator
from tests.scenes.stage import Stage
from tests.scenes.test_office import owner
from tests.scenes.web import Web

HOUR = 3600.0

BOTH_WAYS = pytest.mark.parametrize("step", [-HOUR, HOUR], ids=["back", "forward"])


@BOTH_WAYS
def test_a_rate_counts_as_before(step):
    stage = Stage(message_rate=Rate(3, 10.0))
    alice = stage.json("alice")
    alice.asks(cmd="say", text="one").asks(cmd="say", text="two").raw()
    stage.clock.step(step)
    for text in ("three", "four"):
        alice.asks(cmd="say", text=text)
    assert [(e["event"], e.get("text")) for e in alice.events("message", "error")] == [
        ("message", "three"),
        ("error", "slow down: 10.0 s"),
    ]
    stage.passes(10)
    assert alice.asks(cmd="say", text="five").messages() == [("lobby", "alice", "five")]


@BOTH_WAYS
def test_a_slow_room_is_as_slow_as_before(step):
    stage = Stage()
    alice, bob = stage.json("alice", room="ops"), stage.json("bob", room="ops")
    alice.asks(cmd="mode", room="ops", slow=10)
    bob.asks(cmd="say", text="one").raw()
    stage.clock.step(step)
    stage.passes(4)
    bob.asks(cmd="say", text="two")
    assert bob.events("error")[0]["text"] == "slow down: 6.0 s"
    stage.passes(6)
    assert bob.asks(cmd="say", text="three").messages() == [("ops", "bob", "three")]


@BOTH_WAYS
def test_a_silent_browser_is_closed_when_its_time_is_over_and_not_before(step):
    stage = Stage()
    browser = Web(stage).connect()
    stage.clock.step(step)
    stage.passes(stage.settings.http_idle - 1)
    assert not browser.closed
    stage.passes(10)
    assert browser.closed


@BOTH_WAYS
def test_a_name_that_was_taken_by_a_request_is_kept_as_long_as_before(step):
    stage = Stage(http_lease=600)
    web = Web(stage)
    web.post("/api/v1/login", {"name": "alice"})
    stage.clock.step(step)
    stage.passes(500)
    assert stage.chat.presence.named("alice") is not None
    stage.passes(200)
    assert stage.chat.presence.named("alice") is None


def test_what_is_said_carries_the_time_of_the_wall_clock():
    stage = Stage()
    alice = stage.json("alice")
    alice.asks(cmd="say", text="one")
    stage.clock.step(-HOUR)
    alice.asks(cmd="say", text="two")
    one, two = alice.events("message")
    assert (one["ts"], two["ts"]) == (1_700_000_000.0, 1_700_000_000.0 - HOUR)
    assert [one["seq"], two["seq"]] == [1, 2]


def test_a_mute_ends_at_its_time_on_the_wall_clock():
    stage = Stage()
    boss, bob = owner(stage), stage.json("bob")
    boss.types("/mute bob for 30m in:*")
    bob.raw()
    assert [e["code"] for e in bob.asks(cmd="say", text="one").events("error")] == ["silenced"]
    stage.clock.step(HOUR)
    assert bob.asks(cmd="say", text="two").messages() == [("lobby", "bob", "two")]


def test_the_operator_sees_how_long_sessions_last():
    stage = Stage()
    stage.text("alice")
    stage.clock.step(-HOUR)
    stage.passes(60)
    assert [row.seconds for row in operator(stage, Sessions())] == [60.0]
