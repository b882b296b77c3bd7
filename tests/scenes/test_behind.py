"""A commit whose outcome stayed unknown turns out to be on disk: everyone sees each line once, in order."""

from contextlib import suppress

import pytest
from twisted.internet.defer import Deferred, fail

from chatservice.core import behind
from chatservice.model.values import RoomRole, ServerRole
from tests.clock import TestClock
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_moderation import account


class Play(Stage):
    def __init__(self, **settings):
        self.clock = TestClock()
        super().__init__(**UNLIMITED, **settings)

    def unsurely(self, actor, **command):
        self.storage.writer.is_unsure = True
        actor.asks(**command)
        self.storage.writer.is_unsure = False

    def opens_again(self):
        self.relay.reopened()
        self.settle()


@pytest.fixture
def stage():
    return Play()


def seqs(actor):
    return [(event["seq"], event["text"]) for event in actor.events("message")]


def test_the_next_line_brings_those_before_it(stage):
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.asks(cmd="say", text="one").raw()
    bob.raw()
    stage.unsurely(alice, cmd="say", text="two", key="k")
    assert [event["code"] for event in alice.events("error")] == ["outcome_unknown"]
    assert seqs(bob) == []
    bob.asks(cmd="say", text="three")
    assert seqs(bob) == seqs(alice) == [(2, "two"), (3, "three")]
    # Nobody waits for ever, and all goes on.
    alice.asks(cmd="ping", ref=1).asks(cmd="say", text="two", key="k", ref=2)
    assert [(e["event"], e.get("seq"), e.get("again")) for e in alice.events("pong", "ack")] == [
        ("pong", None, None),
        ("ack", 2, True),
    ]


def test_they_are_shown_without_another_line_once_the_database_is_open_again(stage):
    alice, bob = stage.json("alice"), stage.json("bob")
    stage.unsurely(alice, cmd="say", text="one")
    stage.unsurely(bob, cmd="say", text="two")
    alice.raw()
    bob.raw()
    stage.opens_again()
    assert seqs(alice) == seqs(bob) == [(1, "one"), (2, "two")]
    stage.opens_again()
    assert seqs(alice) == seqs(bob) == []


def test_a_database_that_cannot_be_written_so_soon_is_asked_again(stage):
    alice = stage.json("alice")
    stage.unsurely(alice, cmd="say", text="one")
    alice.raw()
    stage.storage.fail_next("the disk is full")
    stage.opens_again()
    assert seqs(alice) == []
    stage.passes(behind.AGAIN)
    assert seqs(alice) == [(1, "one")]


def test_a_line_is_not_echoed_to_who_typed_it_because_one_before_it_was_missing(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    bob.raw()
    alice.raw()
    stage.storage.writer.is_unsure = True
    bob.types("one")
    stage.storage.writer.is_unsure = False
    alice.types("two")
    assert alice.sees() == ["[lobby] bob: one"]
    assert bob.sees()[-2:] == ["[lobby] bob: one", "[lobby] alice: two"]


def test_lines_that_come_while_the_log_is_read_wait_for_it(stage):
    alice, bob = stage.json("alice"), stage.json("bob")
    stage.unsurely(alice, cmd="say", text="one")
    alice.raw()
    bob.raw()
    since, waiting = stage.storage.real.log.since, []

    def later(*asked):
        answer = Deferred()
        waiting.append((answer, since(*asked).result))
        return answer

    stage.storage.real.log.since = later
    for number in range(2, 6):
        bob.asks(cmd="say", text=str(number))
    assert seqs(alice) == []
    [(answer, page)] = waiting
    answer.callback(page)
    stage.settle()
    assert seqs(alice) == [(1, "one"), (2, "2"), (3, "3"), (4, "4"), (5, "5")]
    bob.asks(cmd="say", text="six")
    assert seqs(alice) == [(6, "six")]
    assert len(waiting) == 1


def test_a_log_that_cannot_be_read_is_read_later(stage):
    alice, bob = stage.json("alice"), stage.json("bob")
    stage.unsurely(alice, cmd="say", text="one")
    alice.raw()
    since = stage.storage.real.log.since
    stage.storage.real.log.since = lambda *asked: fail(OSError("as the test has it"))
    bob.asks(cmd="say", text="two")
    assert seqs(alice) == []
    stage.storage.real.log.since = since
    stage.passes(behind.AGAIN)
    assert seqs(alice) == [(1, "one"), (2, "two")]


def test_what_retention_has_removed_is_passed_over(stage):
    alice, bob = stage.json("alice"), stage.json("bob")
    stage.unsurely(alice, cmd="say", text="one")
    alice.raw()
    stage.storage.connection.execute("DELETE FROM events WHERE room_id = 1")
    bob.asks(cmd="say", text="two")
    assert seqs(alice) == [(2, "two")]


def test_a_topic_and_a_role_take_effect(stage):
    alice, bob = stage.json("alice", room="ops"), stage.json("bob", room="ops")
    stage.unsurely(alice, cmd="topic", room="ops", text="releases")
    stage.unsurely(alice, cmd="mode", room="ops", readonly=True)
    bob.raw()
    stage.opens_again()
    stage.unsurely(alice, cmd="role", room="ops", name="bob", role="moderator")
    stage.opens_again()
    assert [event["event"] for event in bob.events()] == ["topic", "mode", "role"]
    room = stage.chat.directory.rooms.get(2)
    assert (room.state.topic, room.state.readonly) == ("releases", True)
    assert RoomRole.MODERATOR in room.state.roles.values()
    bob.asks(cmd="say", room="ops", text="I may speak")
    assert seqs(alice) == [(4, "I may speak")]


def test_a_mode_that_is_not_known_here_counts_as_soon_as_the_log_refuses_something(stage):
    alice, bob = stage.json("alice", room="ops"), stage.json("bob", room="ops")
    stage.unsurely(alice, cmd="mode", room="ops", readonly=True)
    bob.raw()
    bob.asks(cmd="say", room="ops", text="too late")
    assert [event.get("code") for event in bob.events("error", "ack")] == ["read_only"]
    assert ("ops", "bob", "too late") not in alice.messages()
    # What waits for lines under way does not wait for that one.
    assert bob.asks(cmd="rooms").events("rooms")


def test_a_ban_that_is_not_known_here_closes_those_at_that_address_as_soon_as_it_is_learned(stage):
    admin, bob = account(stage, "admin", ServerRole.ADMIN), stage.json("bob")
    banned, beside = stage.connect("192.0.2.7"), stage.connect("198.51.100.7")
    stage.storage.writer.is_unsure = True
    admin.types("/ban 192.0.2.0/24")
    stage.storage.writer.is_unsure = False
    assert not banned.network.closed
    bob.asks(cmd="say", text="hello")
    assert (banned.network.closed, beside.network.closed) == (True, False)
    assert bob.messages() == [("lobby", "bob", "hello")]


def test_who_was_taken_out_of_a_group_hears_nothing_more(stage):
    alice, bob, carol = stage.json("alice"), stage.json("bob"), stage.json("carol")
    alice.asks(cmd="group", name="team", members=["bob", "carol"])
    stage.unsurely(alice, cmd="kick", name="bob", room="team")
    bob.raw()
    alice.asks(cmd="say", room="team", text="secret")
    assert [event["event"] for event in bob.events()] == ["left"]
    assert ("team", "alice", "secret") in carol.messages()


def test_who_was_taken_into_a_group_hears_what_is_said(stage):
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.asks(cmd="group", name="team", members=[])
    stage.unsurely(alice, cmd="invite", room="team", name="bob")
    bob.raw()
    alice.asks(cmd="say", room="team", text="welcome")
    events = bob.events()
    assert [event["event"] for event in events] == ["invited", "added", "message"]
    assert events[0]["sender"] == "alice"


def test_a_deleted_line_is_blank_for_those_who_come(stage):
    alice = stage.json("alice")
    alice.asks(cmd="say", text="quokka")
    stage.unsurely(alice, cmd="delete", room="lobby", seq=1)
    stage.opens_again()
    bob = stage.connect().asks(cmd="login", name="bob").asks(cmd="join", room="lobby")
    assert "quokka" not in bob.raw().decode()


def test_a_room_that_was_deleted_is_gone(stage):
    alice = stage.json("alice", room="ops")
    stage.unsurely(alice, cmd="delete_chatroom", room="ops")
    alice.raw()
    stage.opens_again()
    assert next(event["event"] for event in alice.events()) == "room_deleted"


def test_what_goes_wrong_with_a_line_holds_up_nothing_that_waits_for_it(stage):
    alice = stage.json("alice")
    session = next(iter(stage.chat.presence.named("alice").sessions))

    def breaks(*_):
        raise ZeroDivisionError

    ingest, stage.chat.hub.ingest = stage.chat.hub.ingest, breaks
    with suppress(ZeroDivisionError):  # the driver logs it, and goes on with the batch
        alice.asks(cmd="say", text="one")
    stage.chat.hub.ingest = ingest
    stage.relay.batch_ended()
    assert session.queue.under_way == 0
    alice.asks(cmd="ping")
    assert [event["event"] for event in alice.events("pong")] == ["pong"]


def test_an_edit_and_a_reply_of_unknown_outcome_are_applied_once_to_the_lines_kept_in_memory(stage):
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.asks(cmd="say", room="lobby", text="helo").raw()
    bob.raw()
    stage.unsurely(alice, cmd="edit", room="lobby", seq=1, text="hello", key="k")
    stage.unsurely(alice, cmd="say", room="lobby", text="yes", re=1)
    stage.opens_again()
    events = [(e["event"], e["text"], e.get("replies")) for e in bob.events("edited", "message")]
    assert events == [("edited", "hello", None), ("message", "yes", None)]
    alice.raw()
    alice.asks(cmd="edit", room="lobby", seq=1, text="hello", key="k")
    assert [ack["again"] for ack in alice.events("ack")] == [True]
    bob.asks(cmd="history", room="lobby")
    [page] = bob.events("history")
    assert [(line["text"], line.get("replies")) for line in page["lines"]] == [("hello", 1), ("yes", None)]
