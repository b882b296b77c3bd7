"""Moderation of core.ports, on the one SQLite file."""

import sqlite3
from collections.abc import Sequence

import msgspec
from twisted.internet.defer import Deferred

from chatservice.errors import NoSuchRoom
from chatservice.model.sanctions import EVERYWHERE, AuditEntry, Expect, Imposed, Sanction, StoredReport
from chatservice.model.values import Principal
from chatservice.settings.schema import Settings
from chatservice.storage.sqlite import caps, directory, files, sanctions
from chatservice.storage.sqlite.accounts_port import Database, all_or_nothing
from chatservice.storage.sqlite.tokens import hash_place
from chatservice.storage.sqlite.transaction import Transaction


class SqliteModeration:
    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    def sanctions(self) -> Deferred[list[Sanction]]:
        return self._database.read(sanctions.all_sanctions)

    def impose(
        self, one: Sanction, instead: Sequence[int], deed: AuditEntry, expect: Expect | None = None
    ) -> Deferred[Imposed]:
        def make(transaction: Transaction) -> Imposed:
            transaction.decider.refuse_stale(expect)
            with all_or_nothing(transaction.connection) as connection:
                if one.room != EVERYWHERE and directory.one_room(connection, one.room) is None:
                    raise NoSuchRoom(one.room_name)
                sanctions.drop_sanctions_over(connection, one.made)
                sanctions.drop_sanctions(connection, instead)
                gone = self._make_room(connection, one)
                id_ = sanctions.insert_sanction(connection, one)
            transaction.limit(one.room)
            self._note(transaction, deed)
            return Imposed(msgspec.structs.replace(one, id=id_), gone)

        return self._database.change(make)

    def _make_room(self, connection: sqlite3.Connection, one: Sanction) -> list[int]:
        """For one more: the ids of those that gave way to it. TooMany."""
        there = sanctions.one_count(connection, one.room, one.by_id)
        caps.refuse_sanction(self._settings, one, there)
        if one.own:
            return []
        _, fullest, oldest = sanctions.one_fullest_room(connection)
        gone = [oldest] if caps.gives_way(self._settings, there, fullest) else []
        sanctions.drop_sanctions(connection, gone)
        return gone

    def lift(self, ids: Sequence[int], deed: AuditEntry, expect: Expect | None = None) -> Deferred[None]:
        def make(transaction: Transaction) -> None:
            transaction.decider.refuse_stale(expect)
            sanctions.drop_sanctions(transaction.connection, ids)
            self._note(transaction, deed)

        return self._database.change(make)

    def _note(self, transaction: Transaction, deed: AuditEntry) -> None:
        settings = self._settings
        keep, most, each = settings.audit_keep, settings.max_audit, settings.audit_by_user
        sanctions.insert_deed(transaction.connection, deed, keep, most, each)

    def note(self, deed: AuditEntry) -> Deferred[None]:
        return self._database.change(lambda transaction: self._note(transaction, deed))

    def deeds(self, before: int | None, limit: int, own: bool = True) -> Deferred[list[AuditEntry]]:
        return self._database.read(sanctions.some_deeds, before, limit, own)

    def report(self, one: StoredReport, address: str = "") -> Deferred[int]:
        def make(transaction: Transaction) -> int:
            connection = transaction.connection
            there = sanctions.one_report_like(connection, one)
            if there is not None:
                return there
            place = hash_place(files.one_secret(connection), address)
            caps.refuse_report(
                self._settings, sanctions.one_count_of_reports(connection, one.reporter, place)
            )
            return sanctions.insert_report(connection, one, place)

        return self._database.change(make)

    def reports(self) -> Deferred[list[StoredReport]]:
        return self._database.read(sanctions.all_reports)

    def resolve(self, id_: int, deed: AuditEntry) -> Deferred[bool]:
        def make(transaction: Transaction) -> bool:
            there = sanctions.drop_report(transaction.connection, id_)
            if there:
                self._note(transaction, deed)
            return there

        return self._database.change(make)

    def lockdown(self) -> Deferred[bool]:
        return self._database.read(sanctions.one_lockdown)

    def set_lockdown(self, on: bool, deed: AuditEntry) -> Deferred[None]:
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
