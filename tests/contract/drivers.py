"""Each driver of the storage ports on a stage of its own: made, driven, opened again.

storage = driver.open()
alice = driver.wait(storage.principals.create_guest("alice", "token", 1.0))
"""

import queue
import sqlite3
import time
from types import SimpleNamespace

from twisted.internet.defer import Deferred

from chatservice.model.records import Draft
from chatservice.model.search_query import LineQuery
from chatservice.model.values import LOBBY, EventKind
from chatservice.settings.schema import Settings
from chatservice.storage.sqlite import opening
from chatservice.storage.sqlite.storage import open_storage
from tests.clock import TestClock
from tests.memory import MemoryStorage

DEADLINE = 30.0  # seconds, which only a failing test reaches, on a busy machine too
NOW = time.time()  # keys of old lines are forgotten


OPENED = []  # each driver on disk, for whoever cleans up after a test that failed


class HandReactor:
    """A reactor that turns only while somebody waits."""

    def __init__(self):
        self._calls = queue.SimpleQueue()

    def seconds(self):
        return time.monotonic()

    def callLater(self, delay, call, *args):
        assert delay == 0
        self._calls.put((call, args))

    def callFromThread(self, call, *args, **kwargs):
        self._calls.put((lambda *a: call(*a, **kwargs), args))

    def until(self, is_so):
        deadline = time.monotonic() + DEADLINE
        while not is_so():
            try:
                call, args = self._calls.get(timeout=max(0.001, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError("nothing answers") from None
            call(*args)


def line(body, actor=1, key="", **more):
    return Draft(more.pop("kind", EventKind.MESSAGE), actor, "", body, more.pop("ts", NOW), key, **more)


def words(text, senders=None):
    """The query for lines with that text, as it is."""
    return LineQuery(words=(text,), senders=None if senders is None else tuple(senders))


class Driver:
    """What tests do with any driver."""

    def __init__(self):
        self.storage = None
        self.told = []  # in order: each answer, and "batch"
        self.observer = SimpleNamespace(
            committed=lambda size, seconds: None,
            batch_ended=lambda: self.told.append("batch"),
            trimmed=lambda first: None,
            reopened=lambda: None,
        )

    def started(self, storage):
        self.storage = storage
        return storage

    def wait(self, awaitable):
        box = []

        async def wrapped():
            return await awaitable

        Deferred.fromCoroutine(wrapped()).addBoth(box.append)
        self.until(lambda: box)
        if hasattr(box[0], "raiseException"):
            box[0].raiseException()
        return box[0]

    def queue(self, *drafts, room=LOBBY):
        """The outcomes, once they are known."""
        outcomes = []

        def done(them):
            outcomes.extend(them)
            self.told.append(list(them))

        self.storage.log.append(room, drafts, done)
        return outcomes

    def say(self, *drafts, room=LOBBY):
        outcomes = self.queue(*drafts, room=room)
        self.until(lambda: outcomes)
        return outcomes

    def settle(self):
        """Everything queued is answered."""
        box = []
        self.storage.principals.save_marks({}).addBoth(box.append)
        self.until(lambda: box)

    def bodies(self, room=LOBBY):
        return [record.body for record in self.wait(self.storage.log.since(room, 0, 1000))]

    def seqs(self, room=LOBBY):
        return [record.seq for record in self.wait(self.storage.log.since(room, 0, 1000))]


class MemoryDriver(Driver):
    def __init__(self, **settings):
        super().__init__()
        self.settings = Settings(**settings)
        self.clock = TestClock()

    def open(self):
        return self.started(MemoryStorage(self.settings, self.clock, self.observer))

    def until(self, is_so):
        for _ in range(100):
            if is_so():
                return
            self.clock.advance(0)
        raise AssertionError("nothing answers")

    def close(self):
        pass


class SqliteDriver(Driver):
    def __init__(self, folder, **settings):
        super().__init__()
        self.settings = Settings(data=str(folder), **settings)
        self.path = folder / "chat.db"
        self.reactor = HandReactor()
        self.until = self.reactor.until

    def open(self):
        OPENED.append(self)
        return self.started(open_storage(self.settings, self.reactor, self.observer))

    def close(self):
        if self.storage is not None:
            storage, self.storage = self.storage, None
            try:
                self.wait(storage.close())
            except AssertionError:
                storage.database.readers.stop()
                storage.blobs.close()  # or its threads keep the tests from ending
                raise

    def again(self):
        """A restart."""
        self.close()
        return self.open()

    @property
    def committer(self):
        return self.storage.database.writer._committer

    def rows(self, statement, *values):
        """What is on disk, seen by somebody else."""
        connection = sqlite3.connect(self.path)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def keep_up(self, is_so):
        """Wait until the thread has done, between batches, what `is_so` looks for."""
        deadline = time.monotonic() + DEADLINE
        while not is_so():
            assert time.monotonic() < deadline, "it never follows"
            time.sleep(0.002)

    def index(self):
        self.keep_up(lambda: self.committer.upkeep.indexed >= self.committer.last_id)


class FaultyConnection:
    """A connection to which faults happen: `fault(statement)` may raise before the real
    one runs it, `after(statement)` once it has."""

    def __init__(self, real, faults):
        self.real = real
        self._faults = faults

    def __getattr__(self, name):
        return getattr(self.real, name)

    def execute(self, statement, *values):
        self._faults.before(statement)
        result = self.real.execute(statement, *values)
        self._faults.after(statement)
        return result


class Faults:
    def __init__(self):
        self.before = self.after = lambda statement: None
        self.opened = 0
        self.no_opening = False

    def install(self, monkeypatch):
        connect = opening.connect

        def faulty(path, *, read_only=False, is_new=True):
            if read_only:
                return connect(path, read_only=True)
            if self.no_opening:
                raise error(sqlite3.SQLITE_CANTOPEN)
            self.opened += 1
            return FaultyConnection(connect(path, is_new=is_new), self)

        monkeypatch.setattr(opening, "connect", faulty)
        return self

    def once(self, when, beginning, fault):
        """Raise `fault` at the next statement that begins so; `when` is before or after."""

        def check(statement):
            if statement.startswith(beginning):
                setattr(self, when, lambda statement: None)
                raise fault

        setattr(self, when, check)


def error(code):
    fault = sqlite3.OperationalError("as the test has it")
    fault.sqlite_errorcode = code
    return fault
