"""Strangers at every door, in memory: what one of them makes the server do in a turn, and hold.

What is counted are calls of Python functions in one turn of the reactor, and bytes that are
held for the stranger's connection. Times are `benchmarks`' business.
"""

import itertools
import sys

import pytest
import txaio

from benchmarks.strangers import UPGRADE
from benchmarks.strangers_irc import STRANGERS
from chatservice.core.commands.basics import help_lines
from chatservice.net.eager import READ
from chatservice.net.http.api import openapi, reference
from tests.scenes.stage import Stage
from tests.scenes.web import Web

SENT = 40_000  # bytes: the first ones tell what each turn costs
CALLS = 45_000  # of functions, Python's and C's, in one turn: some milliseconds
HELD = 500_000  # bytes
NOT_TLS = [who for who in STRANGERS if not who.raw]


class Calls:
    """How many functions are called; the most of it in any turn."""

    def __init__(self):
        self.now = self.most = 0

    def __enter__(self):
        self.now = 0
        sys.setprofile(self.note)

    def __exit__(self, *_):
        sys.setprofile(None)
        self.most = max(self.most, self.now)

    def note(self, frame, event, argument):
        self.now += event in ("call", "c_call")


help_lines()  # put together once in the life of a server, and no more than that by any stranger


class Play:
    """One stranger at one door."""

    def __init__(self, who, door):
        self.stage = Stage()
        txaio.config.loop = self.stage.clock
        self.friend = self.stage.json("friend")
        for number in range(8):
            self.friend.asks(cmd="say", room="lobby", text=f"{number}" * 4_000)
        self.who = who
        self.web = None
        if door.startswith("http"):
            for answer in (reference.answer, openapi.answer):
                answer()  # once in the life of a server, in a thread
            self.web = Web(self.stage)
            self.client = self.web.connect()
        else:
            actors = {
                "pipe-port": self.stage.pipe,
                "prompt-port": self.stage.prompt,
                "irc-port": self.stage.irc,
            }
            self.client = actors.get(door, self.stage.connect)()
        self.calls = Calls()
        self.held = 0
        if who.upgrade:
            self.client.sends(UPGRADE)
        self.client.network.full = not who.reads
        self.said = b""

    @property
    def protocol(self):
        return self.client.protocol if self.web else self.client.connection

    @property
    def closed(self):
        network = self.client.network
        return network.closed or getattr(network, "half_closed", False)

    def run(self):
        pieces, waiting, sent = self.who.says(), b"", 0
        for _ in range(20_000):
            self.note()
            if self.closed:
                return
            if self.client.network.reading and sent < SENT:
                while len(waiting) < READ and (piece := next(pieces, b"")):
                    waiting += piece
                now, waiting = waiting[:READ], waiting[READ:]
                sent += len(now)
                with self.calls:
                    self.protocol.dataReceived(now)
            elif not self.turn() and (sent >= SENT or not self.waits()):
                return

    def turn(self) -> bool:
        """Whether there was anything to do."""
        due = [c for c in self.stage.clock.getDelayedCalls() if c.getTime() <= self.stage.clock.seconds()]
        with self.calls:
            self.stage.turn()
        return bool(due)

    def waits(self) -> bool:
        """Time passes, a little; false when it has passed in vain for too long."""
        self.passed = getattr(self, "passed", 0) + 1
        self.stage.clock.advance(0.05)
        return self.passed < 200

    def note(self):
        raw = b"".join(self.client.network.sent)
        self.client.network.sent.clear()
        self.said = (self.said + raw)[-4_000:]
        self.held = max(self.held, self.stage.shared.allowance.used + sum(self.kept()))

    def kept(self):
        """Bytes that came and are not dealt with."""
        protocol = self.protocol
        frames = getattr(protocol, "frames", None) or getattr(
            getattr(protocol, "connection", None), "frames", None
        )
        if frames is not None:
            yield frames.size
        yield len(getattr(protocol, "_unparsed", b""))
        yield sum(map(len, getattr(protocol, "message_data", ())))
        yield getattr(protocol, "_behind", 0)
        yield from (len(request.body) for request in getattr(protocol, "requests", ()))
        if self.web is not None:
            yield self.web.site.bodies.used
        yield from (upload.part.size for upload in self.stage.chat.files.uploads._coming)


@pytest.mark.parametrize(
    ("who", "door"),
    [pytest.param(who, who.doors[0], id=who.name) for who in NOT_TLS]
    + [
        pytest.param(who, door, id=f"{who.name}, {door}")
        for who in NOT_TLS
        for door in who.doors[1:]
        if door in ("pipe-port", "prompt-port")
    ],
)
def test_a_stranger_makes_little_work_in_a_turn_and_holds_little(who, door):
    play = Play(who, door)
    play.run()
    assert play.calls.most < CALLS
    assert play.held < HELD
    if play.closed and not play.client.network.aborted:
        assert tells_why(play.said), play.said
    play.friend.raw()
    play.friend.asks(cmd="ping")
    assert play.friend.events("pong")
    assert len(play.stage.chat.presence) < 1_000


def tells_why(said: bytes) -> bool:
    """Whether the last words have a reason: of the line door, of HTTP or of a close frame."""
    words = (
        b"closed",
        b"ERROR :",
        b'"bye"',
        b"Goodbye",
        b"Choose another",
        b"NAME_TAKEN",
        b'"code"',
        b"HTTP/1.1 4",
        b"\x88",
    )
    return any(word in said for word in words)


def test_there_are_many_of_them_at_every_door():
    doors = set(itertools.chain(*(who.doors for who in STRANGERS)))
    assert doors == {"port", "tls-port", "pipe-port", "prompt-port", "irc-port", "http-port", "https-port"}
    assert sum(who.upgrade for who in STRANGERS) >= 5
    assert len(STRANGERS) >= 50
