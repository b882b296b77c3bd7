"""kill -9 under six who type in one code document: all come to the same text, and each edit that was
acknowledged is in it.

KILLS=20 kills it as often.
"""

import itertools
import os
import random

from chatservice.model.changes import ChangeSet
from chatservice.model.pending import Pending
from chatservice.model.revisions import Checkpoint, Revision
from tests.live.rounds import ReturningClient, Rounds
from tests.live.server import DEADLINE, Client, Server

TYPISTS = 6
KILLS = int(os.environ.get("KILLS", "3"))
FREE = ("--message-rate", "none", "--edit-rate", "none", "--code-behind", "100000")


class Typist(ReturningClient):
    """Types in the document; comes back after each cut, and sends what is not confirmed."""

    def __init__(self, number, rounds):
        super().__init__(rounds)
        self.dice = random.Random(number)
        self.name_here = f"typist{number}"
        self.keys = (f"{number}-{count}" for count in itertools.count())
        self.pending = None
        self.acknowledged = {}

    def talk(self, port):
        with Client(port) as client:
            login = {"token": self.token} if self.token else {"name": self.name_here}
            client.asks(cmd="login", **login)
            self.token = client.event("welcome", "error")["token"]
            since = {"since": self.pending.version} if self.pending else {}
            client.asks(cmd="join", room="lobby")
            client.asks(cmd="code_join", doc="hello", room="lobby", **since)
            while True:
                event = client.event("document_is", "document_edited", "caught_up", "edit_saved", "error")
                self.hears(client, event)
                if event["event"] in ("caught_up", "edit_saved"):
                    self.types(client)

    def hears(self, client, event):
        match event["event"]:
            case "document_is" if self.pending is None:
                self.pending = Pending(Checkpoint(event["version"], event["text"]), lambda: next(self.keys))
            case "document_is":
                assert "text" not in event, "too far behind"
            case "document_edited" if event["version"] > self.pending.version:
                splices = [tuple(splice) for splice in event["changes"]]
                changes = ChangeSet.of(splices, len(self.pending._confirmed))
                self.pending.receive(Revision(event["version"], changes, 0, event.get("key", "")))
            case "edit_saved":
                self.acknowledged[event["key"]] = event["version"]
                self.pending.confirm(event["key"], event["version"])
            case "caught_up":
                self.send(client, self.pending.again())
            case "error":
                raise AssertionError(event)

    def types(self, client):
        units = self.pending.units
        start = self.dice.randint(0, len(units))
        end = min(len(units), start + self.dice.choice([0, 0, 0, 2]))
        self.pending.edit(ChangeSet.of([(start, end, self.dice.choice("abcdef\n"))], len(units)))
        self.send(client, self.pending.outgoing())

    def send(self, client, outgoing):
        if outgoing is not None:
            changes = [list(splice) for splice in outgoing.changes]
            client.asks(
                cmd="code_edit",
                doc="hello",
                room="lobby",
                base=outgoing.base,
                changes=changes,
                key=outgoing.key,
            )


def history_of(port):
    """By key, the versions of all edits; and the text that they make, which is what the server shows."""
    with Client(port) as client:
        client.asks(cmd="login", name="auditor")
        client.asks(cmd="join", room="lobby")
        client.asks(cmd="code_join", doc="hello", room="lobby", since=0)
        client.event("document_is")
        pending = Pending(Checkpoint(0, "start\n"), lambda: "")
        while (event := client.event("document_edited", "caught_up"))["event"] == "document_edited":
            changes = ChangeSet.of([tuple(each) for each in event["changes"]], len(pending.units))
            pending.receive(Revision(event["version"], changes, 0))
        client.asks(cmd="code_show", doc="hello", room="lobby")
        assert client.event("document_text")["text"] == pending.text
        return pending.version, pending.text


def test_killed_while_six_type_all_come_to_the_same_text(tmp_path):
    chance = random.Random(7)
    rounds = Rounds()
    typists = [Typist(number, rounds) for number in range(TYPISTS)]
    for kill in range(KILLS + 1):
        with (
            Server(tmp_path / "data", *FREE) as server,
            Client(server.port) as watcher,
        ):
            watcher.asks(cmd="login", name=f"watcher{kill}")
            watcher.event("welcome")
            watcher.asks(cmd="join", room="lobby")
            if not kill:
                watcher.asks(cmd="code_new", language="python", title="hello", room="lobby", text="start\n")
                for typist in typists:
                    typist.start()
            else:
                watcher.asks(cmd="code_join", doc="hello", room="lobby")
            watcher.event("caught_up")
            rounds.open(server.port)
            for _ in range(chance.randrange(20, 300)):
                watcher.event("document_edited")
            server.kill()
    rounds.end()
    for typist in typists:
        typist.join(DEADLINE)
        assert not typist.is_alive()
    assert [typist.errors for typist in typists] == [[]] * TYPISTS
    with Server(tmp_path / "data", *FREE) as server:
        version, _ = history_of(server.port)
        # Once more, for all that was not confirmed.
        for typist in typists:
            settle(server.port, typist)
        version, text = history_of(server.port)
        for typist in typists:
            catch_up(server.port, typist)
            assert typist.pending.text == text
            assert typist.pending.version == version
            assert all(at <= version for at in typist.acknowledged.values())
    versions = [at for typist in typists for at in typist.acknowledged.values()]
    assert len(versions) == len(set(versions))
    assert all(len(typist.acknowledged) > KILLS for typist in typists)


def settle(port, typist):
    """It comes back and is confirmed in all it has written."""
    catch_up(port, typist, until=lambda: typist.pending.is_saved)


def catch_up(port, typist, until=lambda: True):
    with Client(port) as client:
        client.asks(cmd="login", token=typist.token)
        client.asks(cmd="join", room="lobby")
        client.asks(cmd="code_join", doc="hello", room="lobby", since=typist.pending.version)
        is_caught_up = False
        while not (is_caught_up and until()):
            event = client.event("document_is", "document_edited", "caught_up", "edit_saved", "error")
            typist.hears(client, event)
            is_caught_up |= event["event"] == "caught_up"
            if event["event"] in ("caught_up", "edit_saved") and typist.pending.again() is None:
                typist.send(client, typist.pending.outgoing())
