"""The link against a scripted server: refusals, retries, what is not a server."""

import json

import pytest
import txaio.tx
from twisted.internet.task import Clock

from chatservice.client.link.failures import SENTENCES, Trouble
from chatservice.client.link.link import DELAY_MAX, Link
from chatservice.client.link.transport import LinkPhase
from chatservice.client.link.unsent import UNSENT_MAX, UnsentStatus
from chatservice.model.commands import Login
from chatservice.wire.fault_text import TLS_WANTED


class Script:
    def __init__(self, random=1.0):
        self.clock = Clock()
        self.dialled = 0
        self.sent, self.heard_events = [], []
        self.statuses = []
        self.closed = False
        keys = iter(range(UNSENT_MAX + 10))
        clock = self.clock
        self.link = Link(
            self.dial,
            self,
            txaio.tx,
            clock.seconds,
            clock.callLater,
            lambda: random,
            lambda: f"k{next(keys)}",
        )

    def dial(self, receiver):
        self.dialled += 1
        self.receiver = receiver
        return lambda: None

    def send(self, data):
        self.sent += [json.loads(line) for line in data.splitlines()]

    def close(self):
        self.closed = True

    def heard(self, event):
        self.heard_events.append(event)

    def changed(self, status):
        self.statuses.append(status)

    def says(self, **event):
        self.receiver.received(json.dumps(event).encode() + b"\n")

    def comes_in(self, **welcome):
        if self.link.status.phase is LinkPhase.IDLE:
            self.link.start(Login(name="alice"))
        self.receiver.opened(self)
        self.says(event="welcome", name="alice", epoch="e", token="t", **welcome)
        return self

    def last(self, cmd):
        return [each for each in self.sent if each["cmd"] == cmd][-1]


def test_the_delays_grow_up_to_a_cap_and_vary_by_half():
    for random, factor in ((1.0, 1.0), (0.0, 0.5)):
        script = Script(random)
        script.link.start(Login(name="alice"))
        delays = []
        for _ in range(9):
            script.receiver.closed(Trouble("refused"))
            delays.append(script.link.status.retry_at - script.clock.seconds())
            script.clock.advance(delays[-1])
        assert delays == [factor * min(DELAY_MAX, 0.5 * 2**n) for n in range(9)]
        assert script.dialled == 10


def test_retry_does_not_wait():
    script = Script()
    script.link.start(Login(name="alice"))
    script.receiver.closed()
    script.link.retry()
    script.link.retry()
    assert script.dialled == 2
    script.clock.advance(60)
    assert script.dialled == 2


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n", "web_door"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "not_ours"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "tls_wanted"),
        (TLS_WANTED, "tls_wanted"),
        (b"* hello\n[1,2]\n", "not_ours"),
        (b'{"what":1}\n', "not_ours"),
        (b"* " + b"x" * 70_000, "not_ours"),
        (b"x", "not_ours"),
    ],
)
def test_what_is_not_a_server_is_said_so(said, kind):
    script = Script()
    script.link.start(Login(name="alice"))
    script.receiver.opened(script)
    script.receiver.received(said)
    assert script.link.status.trouble.kind == kind
    assert script.closed


def test_a_server_that_says_nothing_is_given_up():
    script = Script()
    script.link.start(Login(name="alice"))
    script.receiver.opened(script)
    script.clock.advance(15)
    assert script.link.status.trouble.kind == "silent"


def test_a_refused_name_waits_for_somebody():
    script = Script()
    script.link.start(Login(name="alice"))
    script.receiver.opened(script)
    script.says(event="error", code="name_taken", text="alice is taken.")
    assert script.link.status.phase is LinkPhase.REFUSED
    assert str(script.link.status.trouble) == "alice is taken."
    script.clock.advance(100)
    assert script.dialled == 1
    script.link.login_as(Login(name="al"))
    script.receiver.opened(script)
    assert script.last("login") == {"cmd": "login", "name": "al"}


def test_a_full_server_is_tried_again():
    script = Script()
    script.link.start(Login(name="alice"))
    script.receiver.opened(script)
    script.receiver.received(b"! The server is full (1 connections). Try again later.\n")
    assert script.link.status.phase is LinkPhase.WAITING
    assert "full" in str(script.link.status.trouble)


def test_an_attempt_that_is_over_does_no_harm():
    script = Script().comes_in()
    late = script.receiver
    late.closed()
    script.clock.advance(0.5)
    late.received(b"nonsense\n")
    late.closed()
    late.opened(script)
    assert script.dialled == 2


def test_one_line_is_under_way_at_a_time():
    script = Script().comes_in()
    for text in ("one", "two", "three"):
        script.link.say("lobby", text)
    assert [each["text"] for each in script.sent if each["cmd"] == "say"] == ["one"]
    script.says(event="ack", room="lobby", seq=1, id=1, key="k0")
    script.says(event="ack", room="lobby", seq=1, id=1, key="k0")
    assert [each["text"] for each in script.sent if each["cmd"] == "say"] == ["one", "two"]


def test_too_fast_waits_and_keeps_the_order():
    script = Script().comes_in()
    script.link.say("lobby", "one")
    script.link.say("lobby", "two")
    script.says(event="error", code="slow_down", text="slowly", key="k0", retry_after=2.5)
    script.link.say("lobby", "three")
    assert len([each for each in script.sent if each["cmd"] == "say"]) == 1
    assert script.heard_events[-1].__class__.__name__ == "Welcome"
    script.clock.advance(2)
    assert len([each for each in script.sent if each["cmd"] == "say"]) == 1
    script.clock.advance(0.5)
    assert [each["text"] for each in script.sent if each["cmd"] == "say"] == ["one", "one"]


def test_a_refused_line_is_kept_and_may_be_sent_again_with_its_key():
    script = Script().comes_in()
    script.link.say("lobby", "one")
    script.link.say("lobby", "two")
    script.says(event="error", code="not_stored", text="The disk is full.", key="k0")
    assert script.last("say")["text"] == "two"
    entry = next(iter(script.link.unsent))
    assert (entry.standing, entry.reason) == (UnsentStatus.FAILED, "The disk is full.")
    script.says(event="ack", room="lobby", seq=1, id=1, key="k1")
    script.link.say_again("k0")
    assert script.last("say") == {"cmd": "say", "room": "lobby", "text": "one", "key": "k0"}
    script.says(event="ack", room="lobby", seq=2, id=2, key="k0")
    assert not len(script.link.unsent)


def test_a_line_that_the_server_could_not_read_does_not_hold_up_the_rest():
    script = Script().comes_in()
    script.link.say("lobby", "x" * 100_000)
    script.link.say("lobby", "two")
    script.says(event="error", code="line_too_long", text="too long")
    assert script.last("say")["text"] == "two"
    assert next(iter(script.link.unsent)).standing is UnsentStatus.FAILED


def test_a_line_answered_to_nobody_is_failed_when_the_server_says_it_did_all():
    script = Script().comes_in()
    script.link.say("lobby", "one")
    script.clock.advance(30)
    script.says(event="pong", ref=script.last("ping")["ref"])
    assert next(iter(script.link.unsent)).standing is UnsentStatus.FAILED


def test_what_waits_has_a_cap():
    script = Script()
    said = [script.link.say("lobby", str(n)) for n in range(UNSENT_MAX + 1)]
    assert said[-1] is None
    assert said[-2] is not None
    assert len(script.link.unsent) == UNSENT_MAX


def test_an_event_of_a_later_version_is_passed_over():
    script = Script().comes_in()
    script.says(event="hologram", room="lobby")
    script.says(event="message", room=7)
    script.says(event="pong", colour="red")
    assert [type(e).__name__ for e in script.heard_events] == ["Welcome", "Pong"]


def test_whatever_the_pieces_the_events_are_the_same():
    script = Script()
    script.link.start(Login(name="alice"))
    script.receiver.opened(script)
    for byte in b'* chatservice 0.1.0\r\n* hi\r\n{"event":"welcome","name":"a","epoch":"e","token":"t"}\n':
        script.receiver.received(bytes([byte]))
    assert script.link.status.phase is LinkPhase.HERE


def test_it_stops_with_a_goodbye_and_stays_stopped():
    script = Script().comes_in()
    script.link.stop()
    assert script.sent[-1] == {"cmd": "quit"}
    script.receiver.closed()
    script.clock.advance(100)
    assert script.dialled == 1
    assert script.link.status.phase is LinkPhase.ENDED


def test_every_trouble_has_its_sentence():
    for kind in SENTENCES:
        assert str(Trouble(kind, "facts", "host:1"))
