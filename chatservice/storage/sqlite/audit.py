"""Every statement on the audit log, one typed function each. The caller holds the transaction."""

import sqlite3

import msgspec

from chatservice.model.sanctions import AuditEntry
from chatservice.storage.sqlite.transaction import Transaction

_ENTRY = "ts, actor, action, target, room, detail, actor_id, id, own FROM audit"


def insert_entry(transaction: Transaction, entry: AuditEntry) -> None:
    """Add an audit entry and drop those that are too old. Of entries that are not the server's own, also
    drop the oldest above the cap, and those above one person's share of it."""
    connection, settings = transaction.connection, transaction.settings
    connection.execute(
        "INSERT INTO audit (ts, actor, action, target, room, detail, actor_id, own) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.ts,
            entry.actor,
            entry.action,
            entry.target,
            entry.room,
            entry.detail,
            entry.actor_id,
            entry.own,
        ),
    )
    connection.execute("DELETE FROM audit WHERE ts < ?", (entry.ts - settings.audit_keep,))
    if entry.own:
        transaction.after.append(lambda following: following.audited(entry))
        return
    connection.execute(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE own = 0 AND actor_id = ? "
        "ORDER BY id DESC LIMIT -1 OFFSET ?)",
        (entry.actor_id, settings.audit_by_user),
    )
    connection.execute(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE own = 0 "
        "ORDER BY id DESC LIMIT -1 OFFSET ?)",
        (settings.max_audit,),
    )


def some_entries(
    connection: sqlite3.Connection, before: int | None, limit: int, own: bool = True
) -> list[AuditEntry]:
    """Newest first."""
    cursor = connection.execute(
        f"SELECT {_ENTRY} WHERE own = ? AND id < ? ORDER BY id DESC LIMIT ?",
        (own, 2**62 if before is None else before, limit),
    )
    return [msgspec.structs.replace(AuditEntry(*row), own=own) for row in cursor]
