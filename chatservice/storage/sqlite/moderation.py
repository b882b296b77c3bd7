"""Moderation: a sanction or a lockdown is stored in one transaction with its audit entry."""

import sqlite3
from collections.abc import Sequence

import msgspec

from chatservice.errors import NoSuchRoom
from chatservice.model.sanctions import EVERYWHERE, AuditEntry, Expect, Imposed, Policy, Sanction
from chatservice.model.values import Principal
from chatservice.settings.schema import Settings
from chatservice.storage import caps
from chatservice.storage.sqlite import meta, principals, rooms, rows, sanctions
from chatservice.storage.sqlite.audit import insert_entry, some_entries
from chatservice.storage.sqlite.reports import all_reports, report, resolve
from chatservice.storage.sqlite.statements import Statements, change, read, write
from chatservice.storage.sqlite.transaction import Transaction, all_or_nothing


def impose(
    transaction: Transaction,
    sanction: Sanction,
    instead: Sequence[int],
    entry: AuditEntry,
    expect: Expect | None = None,
) -> Imposed:
    transaction.plan.refuse_stale(expect)
    with all_or_nothing(transaction.connection) as connection:
        if sanction.room != EVERYWHERE and rooms.one_room(connection, sanction.room) is None:
            raise NoSuchRoom(sanction.room_name)
        sanctions.drop_sanctions_over(connection, sanction.made)
        sanctions.drop_sanctions(connection, instead)
        gone = _make_room(connection, transaction.settings, sanction)
        id_ = sanctions.insert_sanction(connection, sanction)
    transaction.limit(sanction.room)
    insert_entry(transaction, entry)
    return Imposed(msgspec.structs.replace(sanction, id=id_), gone)


def _make_room(connection: sqlite3.Connection, settings: Settings, sanction: Sanction) -> list[int]:
    """Make room for `sanction`: returns the ids of those dropped for it. Raises TooMany."""
    counts = sanctions.one_count(connection, sanction.room, sanction.by_id)
    caps.refuse_sanction(settings, sanction, counts)
    if sanction.own:
        return []
    _, fullest, oldest = sanctions.one_fullest_room(connection)
    gone = [oldest] if caps.gives_way(settings, counts, fullest) else []
    sanctions.drop_sanctions(connection, gone)
    return gone


def lift(
    transaction: Transaction, ids: Sequence[int], entry: AuditEntry, expect: Expect | None = None
) -> None:
    transaction.plan.refuse_stale(expect)
    sanctions.drop_sanctions(transaction.connection, ids)
    insert_entry(transaction, entry)


def one_lockdown(connection: sqlite3.Connection) -> bool:
    return meta.mark(connection, "lockdown") == 1


def set_lockdown(transaction: Transaction, on: bool, entry: AuditEntry) -> None:
    meta.set_mark(transaction.connection, "lockdown", int(on))
    insert_entry(transaction, entry)


def policy(transaction: Transaction) -> Policy:
    connection = transaction.connection
    return Policy(
        transaction.plan.everywhere,
        sanctions.all_sanctions(connection),
        one_lockdown(connection),
        principals.all_roles(connection),
    )


# Who ignores whom.


def all_ignored(connection: sqlite3.Connection, principal: int) -> list[Principal]:
    cursor = connection.execute(
        f"SELECT {rows.PRINCIPAL} JOIN ignores i ON i.ignored_id = p.id "
        "WHERE i.principal_id = ? ORDER BY p.id",
        (principal,),
    )
    return [rows.principal(row) for row in cursor]


def insert_ignored(connection: sqlite3.Connection, principal: int, others: Sequence[int]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO ignores VALUES (?, ?)", [(principal, other) for other in others]
    )


def drop_ignored(connection: sqlite3.Connection, principal: int, other: int) -> None:
    connection.execute("DELETE FROM ignores WHERE principal_id = ? AND ignored_id = ?", (principal, other))


class ModerationStatements(Statements):
    """`ModerationStore` of core.ports."""

    sanctions_in = read(sanctions.sanctions_in)
    sanctions = read(sanctions.all_sanctions)
    impose = change(impose)
    lift = change(lift)

    note = change(insert_entry)
    entries = read(some_entries)

    report = change(report)
    reports = read(all_reports)
    resolve = change(resolve)

    policy = change(policy)
    lockdown = read(one_lockdown)
    set_lockdown = change(set_lockdown)

    ignored = read(all_ignored)
    ignore = write(insert_ignored)
    unignore = write(drop_ignored)
