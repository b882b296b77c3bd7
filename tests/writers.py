"""Editors of one code document and its authority, in one process: what each sends arrives when the
play says so, connections are cut, and both ends are killed.

The authority stands on a log of what is committed, written down as JSON as it will be in a database.
"""

import itertools
import json
from collections import deque

import msgspec

from chatservice.model.changes import ChangeSet
from chatservice.model.document import Document, Received
from chatservice.model.edits import ChangeLimits, ChangeProblem, InvalidChange
from chatservice.model.pending import Outgoing, Pending, SavedPending
from chatservice.model.revisions import Checkpoint, Revision, StoredRevision, read_revisions
from chatservice.model.undo import UndoHistory
from chatservice.model.utf16 import to_units

ROUNDS = 100


class Authority:
    """`log` is what survives. `checkpoint` may be any version of it."""

    def __init__(self, text: str, limits: ChangeLimits) -> None:
        self.first = self.checkpoint = Checkpoint(0, text)
        self.log: list[str] = []
        self.limits = limits
        self.writers: list[Writer] = []
        self.start()

    def start(self) -> None:
        tail = self.stored(self.checkpoint.version)
        self.document = Document(self.checkpoint, read_revisions(self.checkpoint, tail), self.limits)

    def stored(self, after: int) -> list[StoredRevision]:
        return [StoredRevision(*json.loads(line)) for line in self.log[after:]]

    def since(self, version: int) -> list[Revision]:
        """From the log, however far back."""
        return list(read_revisions(self.first, self.stored(0)))[version:]

    def kill(self) -> None:
        for writer in self.writers:
            writer.cut()
        self.start()

    def commit(self, count: int) -> None:
        for revision in self.document.commit(self.document.committed + count):
            self.log.append(json.dumps([revision.changes.splices(), revision.author, revision.key]))
            for writer in self.writers:
                writer.hear(revision)

    def fail(self) -> None:
        """The first that waits cannot be stored: the rest are received again, as they came."""
        failed, *others = self.document.roll_back() or [None]
        if failed:
            self.writers[failed.author].cut()
        for received in others:
            self.take(received)

    def take(self, received: Received) -> None:
        try:
            receipt = self.document.receive(received)
        except InvalidChange as error:
            self.writers[received.author].from_server.append(error)
            return
        assert receipt.revision.author == received.author


class Writer:
    def __init__(self, number: int, authority: Authority) -> None:
        self.number = number
        self.authority = authority
        self.keys = (f"{number}.{count}" for count in itertools.count())
        self.pending = Pending(authority.checkpoint, lambda: next(self.keys))
        self.undo = UndoHistory()
        self.is_connected = False
        self.to_server: deque[Outgoing] = deque()
        self.from_server: deque[Revision | InvalidChange | None] = deque()
        self.acknowledged: list[str] = []
        self.copies: list[str] = []
        self.connect()

    def write(self, changes: ChangeSet, when: float) -> None:
        self.undo.record(changes, self.pending.units, when)
        self.pending.edit(changes)

    def take_back(self) -> None:
        changes = self.undo.undo(self.pending.units)
        if changes:
            self.pending.edit(changes)

    def send(self) -> None:
        if self.is_connected and (outgoing := self.pending.outgoing()):
            self.to_server.append(outgoing)

    def hear(self, revision: Revision) -> None:
        """A key goes to its author only."""
        if self.is_connected:
            own = revision.author == self.number
            self.from_server.append(revision if own else msgspec.structs.replace(revision, key=""))

    def server_takes(self) -> None:
        if self.to_server:
            outgoing = self.to_server.popleft()
            self.authority.take(Received(outgoing.base, outgoing.changes, self.number, outgoing.key))

    def takes(self) -> None:
        if not self.from_server:
            return
        match self.from_server.popleft():
            case Revision() as revision:
                in_flight = self.pending.again()
                changes = self.pending.receive(revision)
                if changes:
                    self.undo.others(changes)
                elif in_flight and in_flight.key == revision.key:
                    self.acknowledged.append(revision.key)
            case InvalidChange(problem=ChangeProblem.TOO_FAR_BEHIND):
                self.cut()
            case InvalidChange():
                self.copies.append(self.pending.give_up().text)
            case None:
                self.send_again()

    def say(self) -> None:
        """What it has gets to the server at once."""
        self.send()
        while self.to_server:
            self.server_takes()

    def listen(self) -> None:
        while self.from_server:
            self.takes()

    def send_again(self) -> None:
        if again := self.pending.again():
            self.to_server.append(again)

    def cut(self) -> None:
        self.is_connected = False
        self.to_server.clear()
        self.from_server.clear()

    def connect(self) -> None:
        """First all that was missed, then what is not confirmed is sent again."""
        if not self.is_connected:
            self.is_connected = True
            for revision in self.authority.since(self.pending.version):
                self.hear(revision)
            self.from_server.append(None)

    def restart(self) -> None:
        """The program ends, and starts from what it had saved."""
        self.cut()
        saved = msgspec.json.decode(msgspec.json.encode(self.pending.save()), type=SavedPending)
        self.pending = Pending.restore(saved, lambda: next(self.keys))
        self.undo = UndoHistory()


class Writing:
    """`count` writers in one document."""

    def __init__(self, count: int, text: str = "", limits: ChangeLimits | None = None) -> None:
        self.authority = Authority(text, limits or ChangeLimits())
        self.writers = [Writer(number, self.authority) for number in range(count)]
        self.authority.writers = self.writers

    def settle(self) -> None:
        """All are connected and nothing is on its way any more."""
        for _ in range(ROUNDS):
            if all(w.is_connected and not w.from_server and w.pending.is_saved for w in self.writers):
                return
            for writer in self.writers:
                writer.connect()
                writer.listen()
                writer.say()
            self.authority.commit(self.authority.document.version)
        raise AssertionError("it does not settle")

    def check(self) -> None:
        """All have the same text, which is what the log says; what was acknowledged is in it, once."""
        text = self.authority.document.text
        for writer in self.writers:
            assert writer.pending.text == text, writer.number
        units = to_units(self.authority.first.text)
        for revision in self.authority.since(0):
            units = revision.changes.apply(units)
        assert units == to_units(text)
        stored = [key for _, _, key in self.authority.stored(0)]
        assert len(stored) == len(set(stored))
        for writer in self.writers:
            assert set(writer.acknowledged) <= set(stored)
