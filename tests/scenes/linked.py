"""The client's link on the server in memory; the network between them can be cut anywhere."""

import itertools

import txaio.tx

from chatservice.client.link.link import Link
from chatservice.model.commands import Login
from chatservice.model.events import Message
from tests.clock import TestClock
from tests.scenes.stage import Stage


class Far:
    """One connection: what either side wrote waits until `carry`."""

    def __init__(self, stage: Stage, receiver):
        self.receiver = receiver
        self.actor = stage.connect()
        self.out = b""
        self.open = True

    def send(self, data):
        self.out += data

    def close(self):
        pass

    def carry(self, up=None, down=None):
        """Let the first `up` bytes through to the server, then `down` bytes back (None: all)."""
        sent, self.out = self.out[:up], self.out[up:] if up is not None else b""
        if sent:
            self.actor.sends(sent)
        data = self.actor.raw()
        given, rest = (data, b"") if down is None else (data[:down], data[down:])
        if rest:
            self.actor.network.sent.insert(0, rest)
        if given:
            self.receiver.received(given)
        return bool(sent or given)

    def cut(self):
        self.open = False
        self.actor.hangs_up()
        self.receiver.closed()


class Linked:
    """A link that heard what it heard, and a network that can be cut."""

    def __init__(self, stage: Stage, name="alice", rooms=("lobby",), **login):
        self.stage = stage
        self.heard_events = []
        self.statuses = []
        self.far = None
        self.refusing = False
        numbers = itertools.count(1)
        self.link = Link(
            self._dial,
            self,
            txaio.tx,
            stage.clock.seconds,
            stage.clock.callLater,
            lambda: 1.0,
            lambda: f"{name}-{next(numbers)}",
        )
        self.link.start(Login(name=name, **login), rooms)
        self.settle()

    def _dial(self, receiver):
        if not self.refusing:
            self.far = Far(self.stage, receiver)
            receiver.opened(self.far)
        return lambda: None

    def settle(self):
        while self.far is not None and self.far.open and self.far.carry():
            pass

    def heard(self, event):
        self.heard_events.append(event)

    def changed(self, status):
        self.statuses.append(status)

    def cut(self, up=None, down=None):
        """Cut after these many more bytes."""
        if self.far is not None and self.far.open:
            self.far.carry(up, down)
            self.far.cut()

    def texts(self, room="lobby"):
        return [e.text for e in self.heard_events if isinstance(e, Message) and e.room == room]


class Address:
    """Where windows find the server, whichever runs there; they have a clock of their own."""

    def __init__(self, stage):
        self.stage = stage
        self.clock = TestClock()

    def connect(self):
        return self.stage.connect()
