"""A whole server in memory: real doors, codecs and core; no socket, no disk, no waiting.

stage = Stage()
alice, bob = stage.text("alice"), stage.json("bob")
alice.types("hello")
assert bob.messages() == [("lobby", "alice", "hello")]
"""

import json
from functools import cached_property, partial

from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import ConnectionDone
from twisted.python.failure import Failure

from chatservice.core.log_relay import LogRelay
from chatservice.model import scram
from chatservice.net.connection import Connection
from chatservice.net.irc.connection import IrcConnection
from chatservice.net.irc.server import IrcServer, irc_server
from chatservice.net.open_doors import line_door, pipe_door, prompt_door
from chatservice.settings.schema import Settings
from chatservice.tap import join
from tests.clock import TestClock
from tests.memory import MemoryStorage
from tests.scenes.late import Late, Reads
from tests.scenes.programs import Programs
from tests.scenes.receiver import Pages, PushReceiver, Receiver

# For a play with more lines than people write at once.
UNLIMITED = dict.fromkeys(("message_rate", "join_rate", "login_rate", "read_rate", "search_rate"))


class PlainPasswords:
    """Passwords as they are, at once or after a `release`; what was worked on is counted."""

    def __init__(self):
        self.verified = 0
        self.encoded = 0
        self._held = None

    def hold(self):
        self._held = []

    def release(self):
        held, self._held = self._held, None
        for done, answer in held:
            done.callback(answer)

    def encode(self, password):
        self.encoded += 1
        return self._answer("plain " + password)

    def derive(self, password):
        return self._answer(scram.derive(password, b"salt", 4096))

    def verify(self, encoded, password):
        self.verified += 1
        return self._answer(encoded == "plain " + password)

    def _answer(self, answer):
        if self._held is None:
            return succeed(answer)
        done = Deferred()
        self._held.append((done, answer))
        return done


class Network:
    """A transport: takes everything at once, unless it is told that it is `full`."""

    def __init__(self, peer="127.0.0.1"):
        self.peer = peer
        self.sent = []
        self.full = False
        self.closed = False
        self.aborted = False
        self.reading = True
        self.producer = None

    def write(self, data):
        self.sent.append(data)
        if self.full and self.producer is not None:
            self.producer.pauseProducing()

    def reads(self):
        """The client reads again, all there is."""
        self.full = False
        if self.producer is not None:
            self.producer.resumeProducing()

    def registerProducer(self, producer, streaming):
        self.producer = producer

    def unregisterProducer(self):
        self.producer = None

    def pauseProducing(self):
        self.reading = False

    def resumeProducing(self):
        self.reading = True

    def loseConnection(self):
        self.closed = True

    def abortConnection(self):
        self.closed = self.aborted = True

    def getPeer(self):
        return IPv4Address("TCP", self.peer, 1)


class Actor:
    """One client: what it types, and what it has been sent since it last looked."""

    def __init__(self, stage, door, peer="127.0.0.1"):
        self.stage = stage
        self.network = Network(peer)
        self.connection = self.connected(door)
        self.connection.makeConnection(self.network)
        stage.settle()

    def connected(self, door):
        return Connection(self.stage.shared, door)

    def sends(self, data: bytes):
        """Exactly these bytes."""
        self.connection.dataReceived(data)
        self.stage.settle()
        return self

    def types(self, *lines: str):
        for line in lines:
            self.sends(line.encode() + b"\n")
        return self

    def asks(self, **command):
        """A command as JSON."""
        return self.sends(json.dumps(command).encode() + b"\n")

    def raw(self) -> bytes:
        data = b"".join(self.network.sent)
        self.network.sent.clear()
        return data

    def sees(self) -> list[str]:
        """The lines since the last look."""
        return self.raw().decode().splitlines()

    def events(self, *kinds: str) -> list[dict]:
        """The JSON events since the last look; the greeting comes before JSON is agreed on."""
        events = [json.loads(line) for line in self.sees() if not line.startswith("* ")]
        return [event for event in events if not kinds or event["event"] in kinds]

    def messages(self) -> list[tuple[str, str, str]]:
        return [(e["room"], e["sender"], e["text"]) for e in self.events("message")]

    def hangs_up(self):
        """The connection is cut, without a goodbye."""
        self.connection.connectionLost(Failure(ConnectionDone()))
        self.stage.settle()

    def ends_input(self):
        self.connection.readConnectionLost()
        self.stage.settle()


class IrcActor(Actor):
    """An IRC client; `door` is what IRC clients share."""

    def connected(self, door):
        return IrcConnection(self.stage.shared, door)

    def types(self, *lines: str):
        return self.sends("".join(f"{line}\r\n" for line in lines).encode())

    def registers(self, nick: str, *caps: str):
        """Comes in, and sees nothing of the welcome."""
        self.types("CAP LS 302", f"NICK {nick}", f"USER {nick} 0 * :{nick.title()}")
        self.types(*([f"CAP REQ :{' '.join(caps)}"] if caps else []), "CAP END")
        self.raw()
        return self


class Stage:
    slow_reads = False  # whether what is read takes turns: see conftest.py

    def __init__(self, before=None, **settings):
        """`before` is the storage of a server that ended."""
        self.settings = Settings(**settings)
        self.clock = TestClock()
        self.reads = Reads(self.clock, self.slow_reads)
        self.relay = LogRelay()
        make = partial(MemoryStorage, self.settings, self.clock, connection=before and before.connection)
        self.storage = Late(make, self.relay, self.reads)
        self.passwords = PlainPasswords()
        self.programs = Programs()
        self.callouts = Receiver()
        self.push = PushReceiver()
        self.pages = Pages()
        self.shared = join(
            self.settings,
            self.storage,
            self.relay,
            self.passwords,
            self.clock,
            self.programs,
            callouts=self.callouts,
            push=self.push,
            pages=self.pages,
        )
        self.chat = self.shared.chat
        started = []
        Deferred.fromCoroutine(self.chat.start()).addCallback(started.append)
        self.settle()
        assert started == [None]

    def settle(self):
        """Let everything that waits only for this turn's end happen."""
        for _ in range(2_000 if self.slow_reads else 50):
            due = [call for call in self.clock.getDelayedCalls() if call.getTime() <= self.clock.seconds()]
            if not due:
                return
            self.clock.advance(0)
        raise AssertionError("it never settles")

    def turn(self):
        """One turn of the reactor: what is due, and nothing that this brings about."""
        due = [call for call in self.clock.getDelayedCalls() if call.getTime() <= self.clock.seconds()]
        for call in due:
            if call.active():
                self.clock.calls.remove(call)
                call.called = 1
                call.func(*call.args, **call.kw)

    def passes(self, seconds):
        self.clock.advance(seconds)
        self.settle()

    def connect(self, peer="127.0.0.1"):
        return Actor(self, line_door(self.settings), peer)

    def text(self, name: str) -> Actor:
        actor = self.connect().types(name)
        actor.raw()
        return actor

    def json(self, name: str, room: str = "lobby") -> Actor:
        actor = self.connect().asks(cmd="login", name=name)
        if room:
            actor.asks(cmd="join", room=room)
        actor.raw()
        return actor

    def irc(self, nick: str = "", *caps: str) -> IrcActor:
        """An IRC client, which is in if it has a nickname."""
        actor = IrcActor(self, self._irc)
        return actor.registers(nick, *caps) if nick else actor

    @cached_property
    def _irc(self) -> IrcServer:
        return irc_server(self.shared)

    def pipe(self) -> Actor:
        return Actor(self, pipe_door(self.settings))

    def prompt(self) -> Actor:
        return Actor(self, prompt_door(self.settings))
