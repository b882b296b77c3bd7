"""The log of `core.ports`: appends go to the writer, reads to the readers."""

import sqlite3
from collections.abc import Callable, Sequence

from twisted.internet.defer import Deferred, fail
from twisted.python.failure import Failure

from chatservice.core.ports import Condition, Outcome
from chatservice.model.records import Draft, Found
from chatservice.model.search_query import LineQuery
from chatservice.model.values import GONE
from chatservice.settings.schema import Settings
from chatservice.storage.batch import Append
from chatservice.storage.sqlite import event_log, meta, search, search_index
from chatservice.storage.sqlite.database import Database
from chatservice.storage.sqlite.probe import Probe
from chatservice.storage.sqlite.statements import Statements, change, read
from chatservice.storage.sqlite.transaction import Transaction


def all_heads(transaction: Transaction, rooms: Sequence[int]) -> dict[int, int]:
    heads = {room: transaction.plan.head(room) for room in rooms}
    return {room: head.seq for room, head in heads.items() if head.access != GONE}


class EventLog(Statements):
    """`RoomLog` of core.ports."""

    def __init__(
        self, database: Database, settings: Settings, epoch: str, seconds: Callable[[], float]
    ) -> None:
        super().__init__(database)
        self.epoch = epoch
        self._settings = settings
        self._writer = database.writer
        self._probe = Probe(database.change, seconds)

    heads = change(all_heads)
    since = read(event_log.some_since)
    since_id = read(event_log.some_since_id)
    before = read(event_log.some_before)
    lines_before = read(event_log.some_lines_before)
    lines_since = read(event_log.some_lines_since)
    around = read(event_log.some_around)
    around_each = read(event_log.all_around)
    seq_at = read(event_log.one_seq_at)

    @property
    def trouble(self) -> str:
        return self._writer.trouble

    @property
    def condition(self) -> Condition:
        return self._writer.condition

    def try_write(self) -> Deferred[None]:
        return self._probe.ask()

    def append(
        self,
        room: int,
        drafts: Sequence[Draft],
        done: Callable[[Sequence[Outcome]], None],
        again: bool = False,
    ) -> None:
        self._writer.add(Append(room, drafts, done), again)

    def search(
        self,
        rooms: Sequence[int],
        query: LineQuery,
        before: int | None,
        limit: int,
    ) -> Deferred[Found]:
        indexable = search.Rule(rooms, query).indexable
        scan = self._settings.search_scan if indexable else self._settings.search_scan_short

        def by_index(connection: sqlite3.Connection) -> Found:
            # The mark is read in the same transaction as the rest.
            connection.execute("BEGIN")
            try:
                indexed = meta.mark(connection, "indexed_upto")
                return search.search(connection, rooms, query, before, limit, indexed, scan)
            finally:
                # An error may have ended it already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

        def without_index(failure: Failure) -> Deferred[Found]:
            if not search_index.is_damage(failure.value):
                return fail(failure)
            self.database.change(lambda transaction: transaction.index_is_damaged())
            return self.database.readers.search(
                lambda connection: search.search(connection, rooms, query, before, limit, 0, scan)
            )

        return self.database.readers.search(by_index).addErrback(without_index)
