"""Runs of core.ports, on the one SQLite file."""

from twisted.internet.defer import Deferred

from chatservice.model.runs import OpenRun
from chatservice.storage.sqlite import runs
from chatservice.storage.sqlite.accounts_port import Database


class SqliteRuns:
    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, room: int, seq: int, text: str, most: int) -> Deferred[None]:
        return self._database.change(lambda t: runs.set_output(t.connection, room, seq, text, most))

    def output(self, room: int, seq: int) -> Deferred[tuple[str | None] | None]:
        return self._database.read(runs.one_output, room, seq)

    def unended(self) -> Deferred[list[OpenRun]]:
        return self._database.read(runs.all_open)
