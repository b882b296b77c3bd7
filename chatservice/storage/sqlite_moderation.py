"""Moderation of core.ports, on the one SQLite file."""

from collections.abc import Sequence

import msgspec
from twisted.internet.defer import Deferred

from chatservice.errors import TooMany
from chatservice.model.sanctions import Deed, Report, Sanction
from chatservice.model.values import Principal
from chatservice.settings import Settings
from chatservice.storage import sanctions
from chatservice.storage.commit import Transaction
from chatservice.storage.sqlite_accounts import Database


class SqliteModeration:
    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    def sanctions(self) -> Deferred[list[Sanction]]:
        return self._database.read(sanctions.all_sanctions)

    def impose(self, one: Sanction, instead: Sequence[int], deed: Deed) -> Deferred[Sanction]:
        def make(transaction: Transaction) -> Sanction:
            connection = transaction.connection
            sanctions.drop_sanctions_over(connection, one.made)
            most = self._settings.max_sanctions
            if sanctions.one_count_of_sanctions(connection) - len(instead) >= most:
                raise TooMany("bans and mutes", most)
            sanctions.drop_sanctions(connection, instead)
            id_ = sanctions.insert_sanction(connection, one)
            self._note(transaction, deed)
            return msgspec.structs.replace(one, id=id_)

        return self._database.change(make)

    def lift(self, ids: Sequence[int], deed: Deed) -> Deferred[None]:
        def make(transaction: Transaction) -> None:
            sanctions.drop_sanctions(transaction.connection, ids)
            self._note(transaction, deed)

        return self._database.change(make)

    def _note(self, transaction: Transaction, deed: Deed) -> None:
        keep, most = self._settings.audit_keep, self._settings.max_audit
        sanctions.insert_deed(transaction.connection, deed, keep, most)

    def note(self, deed: Deed) -> Deferred[None]:
        return self._database.change(lambda transaction: self._note(transaction, deed))

    def deeds(self, before: int | None, limit: int) -> Deferred[list[Deed]]:
        return self._database.read(sanctions.some_deeds, before, limit)

    def report(self, one: Report) -> Deferred[int]:
        def make(transaction: Transaction) -> int:
            connection = transaction.connection
            there = sanctions.one_report_like(connection, one)
            if there is not None:
                return there
            if sanctions.one_count_of_reports(connection) >= self._settings.max_reports:
                raise TooMany("open reports", self._settings.max_reports)
            return sanctions.insert_report(connection, one)

        return self._database.change(make)

    def reports(self) -> Deferred[list[Report]]:
        return self._database.read(sanctions.all_reports)

    def resolve(self, id_: int, deed: Deed) -> Deferred[bool]:
        def make(transaction: Transaction) -> bool:
            there = sanctions.drop_report(transaction.connection, id_)
            if there:
                self._note(transaction, deed)
            return there

        return self._database.change(make)

    def lockdown(self) -> Deferred[bool]:
        return self._database.read(sanctions.one_lockdown)

    def set_lockdown(self, on: bool, deed: Deed) -> Deferred[None]:
        def make(transaction: Transaction) -> None:
            sanctions.set_lockdown(transaction.connection, on)
            self._note(transaction, deed)

        return self._database.change(make)

    def ignored(self, principal: int) -> Deferred[list[Principal]]:
        return self._database.read(sanctions.all_ignored, principal)

    def ignore(self, principal: int, others: Sequence[int]) -> Deferred[None]:
        return self._database.change(lambda t: sanctions.insert_ignored(t.connection, principal, others))

    def unignore(self, principal: int, other: int) -> Deferred[None]:
        return self._database.change(lambda t: sanctions.drop_ignored(t.connection, principal, other))
