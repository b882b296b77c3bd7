"""The storage in memory: the driver that a server has, on a database in memory, without a thread.

A batch is committed in the turn in which the writer hands it over, and a read is answered at
once. A test may `hold` the commits back, and have the next one fail.
"""

import sqlite3
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from twisted.internet.defer import fail, succeed

from chatservice.core.log_relay import LogRelay
from chatservice.errors import NotStored, OutcomeUnknown
from chatservice.model.records import Appended
from chatservice.model.values import Principal
from chatservice.storage.batch import refused
from chatservice.storage.sqlite import lookalikes, members, opening, principals, rooms
from chatservice.storage.sqlite.commit import Committer
from chatservice.storage.sqlite.storage import SqliteStorage
from chatservice.storage.writer import Writer
from tests.memory_blobs import MemoryBlobs

EPOCH = "memory"


@cache
def template() -> bytes:
    """A new database. To take it over is faster than to make one."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    opening.bring_up(connection, 0)
    lookalikes.keep_up(connection)
    connection.execute("UPDATE meta SET value = ? WHERE name = 'epoch'", (EPOCH,))
    return connection.serialize()


def database() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.deserialize(template())
    return connection


class NoDisk:
    """What `OnDisk` tells of a file, of one that nobody can take away."""

    wal_size = 0
    is_ours = True

    def is_there(self):
        return True

    def free(self):
        return 2**62


class Readers:
    """Reads on the writer's connection, at once."""

    def __init__(self, connection):
        self._connection = connection

    def ask(self, query, *arguments):
        try:
            return succeed(query(self._connection, *arguments))
        except Exception:
            return fail()

    search = ask

    @contextmanager
    def stopped(self, within):
        yield True

    def stop(self):
        pass


class InlineWriter(Writer):
    """Commits on the clock's turn, unless it is held."""

    is_held = False
    is_unsure = False  # what is committed is answered as if its outcome were not known
    failing = ""

    def _begin(self):
        return self._at_once

    def hold(self, is_held):
        self.is_held = is_held
        if not is_held and self._waits and not self._due:
            self._due = True
            self._reactor.callLater(0, self._hand_over)

    def _hand_over(self):
        self._due = False
        if not self.is_held:
            super()._hand_over()

    def _at_once(self, batch):
        if batch is None:
            self._committer.end()
            self._when_done()
        else:
            self._handed_back(batch, self._results(batch))

    def _results(self, batch):
        if self.failing:
            fault, self.failing = NotStored(self.failing), ""
            self._committer._outage.begins(fault.reason)
            return [refused(unit, fault) for unit in batch]
        results = self._committer.write(batch)
        return list(map(_unknown, results)) if self.is_unsure else results


def _unknown(result):
    if not isinstance(result, list):
        return OutcomeUnknown()
    return [OutcomeUnknown() if isinstance(one, Appended) and one.fresh else one for one in result]


class MemoryStorage(SqliteStorage):
    def __init__(self, settings, clock, observer=None, connection=None):
        """`connection` is that of a storage before it, for a restart."""
        self.connection = connection or database()
        readers = Readers(self.connection)
        committer = Committer(self.connection, Path(":memory:"), settings, NoDisk(), readers)
        self.writer = InlineWriter(committer, clock, observer or LogRelay())
        super().__init__(settings, clock, EPOCH, self.writer, readers, MemoryBlobs())

    @property
    def commits(self) -> int:
        return self.writer.commits

    def hold(self) -> None:
        """Commit nothing until `release`."""
        self.writer.hold(True)

    def release(self) -> None:
        self.writer.hold(False)

    def fail_next(self, reason: str) -> None:
        """The next commit finds the disk full."""
        self.writer.failing = reason

    @property
    def people(self) -> dict[int, Principal]:
        rows = self.connection.execute("SELECT id FROM principals ORDER BY id").fetchall()
        return {id_: principals.one_principal(self.connection, id_) for (id_,) in rows}

    def room_named(self, name: str):
        return rooms.one_room_named(self.connection, name)

    def roles_in(self, name: str):
        room = self.room_named(name)
        return [member.role for member in members.all_members(self.connection, room.id)]
