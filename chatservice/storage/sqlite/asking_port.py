"""Asking of core.ports, on the one SQLite file."""

from collections.abc import Sequence

from twisted.internet.defer import Deferred

from chatservice.model.values import AskRow
from chatservice.settings.schema import Settings
from chatservice.storage.sqlite import asking
from chatservice.storage.sqlite.accounts_port import Database


class SqliteAsking:
    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    def strangers(self, me: int, others: Sequence[int]) -> Deferred[set[int]]:
        return self._database.read(asking.some_strangers, me, others)

    def deaf(self, me: int, others: Sequence[int]) -> Deferred[set[int]]:
        return self._database.read(asking.some_deaf, me, others)

    def one(self, room: int, principal: int) -> Deferred[AskRow | None]:
        return self._database.read(asking.one_ask, room, principal)

    def waiting(self, principal: int) -> Deferred[list[AskRow]]:
        return self._database.read(asking.all_asks, principal)

    def ask(self, room: int, principal: int, by: int, now: float) -> Deferred[bool]:
        most = self._settings.max_asked
        return self._database.change(
            lambda t: asking.insert_ask(t.connection, room, principal, by, now, most)
        )

    def unask(self, principal: int, by: int) -> Deferred[None]:
        return self._database.change(lambda t: asking.drop_asks_by(t.connection, principal, by))
