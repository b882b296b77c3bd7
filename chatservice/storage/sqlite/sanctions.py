"""Every statement on sanctions, the audit log and who ignores whom, one typed function each.

The caller holds the transaction.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from chatservice.model.sanctions import AuditEntry, Sanction, SanctionKind, StoredReport
from chatservice.model.values import Principal
from chatservice.storage.sqlite import rows, search
from chatservice.storage.sqlite.caps import ReportCounts, SanctionCounts

_SANCTION = (
    "measure, made, made_by, principal_id, name, network, room_id, room_name, until, reason, id, "
    "made_by_id, own FROM sanctions"
)
_DEED = "ts, actor, action, target, room, detail, actor_id, id, own FROM audit"


def _sanction(row: Sequence[Any]) -> Sanction:
    sanction = Sanction(SanctionKind(row[0]), *row[1:])
    return msgspec.structs.replace(sanction, own=bool(sanction.own))


def all_sanctions(connection: sqlite3.Connection) -> list[Sanction]:
    return [_sanction(row) for row in connection.execute(f"SELECT {_SANCTION} ORDER BY id")]


def insert_sanction(connection: sqlite3.Connection, one: Sanction) -> int:
    cursor = connection.execute(
        "INSERT INTO sanctions (measure, made, made_by, principal_id, name, network, room_id, room_name, "
        "until, reason, made_by_id, own) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            one.measure.value,
            one.made,
            one.by,
            one.principal,
            one.name,
            one.network,
            one.room,
            one.room_name,
            one.until,
            one.reason,
            one.by_id,
            one.own,
        ),
    )
    return int(cursor.lastrowid or 0)


def set_names(connection: sqlite3.Connection, one: Sanction) -> None:
    """Whom it is about, whose doing it was, and why, are as `one` says now."""
    connection.execute(
        "UPDATE sanctions SET made_by = ?, principal_id = ?, name = ?, reason = ? WHERE id = ?",
        (one.by, one.principal, one.name, one.reason, one.id),
    )


def one_count(connection: sqlite3.Connection, room: int, by: int | None) -> SanctionCounts:
    def count(where: str, *values: object) -> int:
        return int(connection.execute(f"SELECT count(*) FROM sanctions WHERE {where}", values).fetchone()[0])  # noqa: S608

    return SanctionCounts(
        own=count("own = 1 AND made_by_id IS NOT NULL"),
        rooms=count("own = 0"),
        room=count("own = 0 AND room_id = ?", room),
        person=count("own = 0 AND made_by_id = ?", by),
    )


def one_fullest_room(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """The room with the most sanctions of its own people: how many, and the id of the oldest."""
    row = connection.execute(
        "SELECT room_id, count(*) AS many, min(id) FROM sanctions WHERE own = 0 "
        "GROUP BY room_id ORDER BY many DESC, room_id LIMIT 1"
    ).fetchone()
    return (row[0], row[1], row[2]) if row else (0, 0, 0)


def drop_sanctions(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    connection.executemany("DELETE FROM sanctions WHERE id = ?", [(id_,) for id_ in ids])


def drop_sanctions_over(connection: sqlite3.Connection, now: float) -> None:
    connection.execute("DELETE FROM sanctions WHERE until <= ?", (now,))


# The audit log.


def insert_deed(connection: sqlite3.Connection, deed: AuditEntry, keep: float, most: int, each: int) -> None:
    """One more; those older than `keep` seconds go. Of what is not the server's own, the oldest
    over `most` go too, and those over `each` by one person."""
    connection.execute(
        "INSERT INTO audit (ts, actor, action, target, room, detail, actor_id, own) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (deed.ts, deed.actor, deed.action, deed.target, deed.room, deed.detail, deed.actor_id, deed.own),
    )
    connection.execute("DELETE FROM audit WHERE ts < ?", (deed.ts - keep,))
    if deed.own:
        return
    connection.execute(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE own = 0 AND actor_id = ? "
        "ORDER BY id DESC LIMIT -1 OFFSET ?)",
        (deed.actor_id, each),
    )
    connection.execute(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE own = 0 "
        "ORDER BY id DESC LIMIT -1 OFFSET ?)",
        (most,),
    )


def some_deeds(connection: sqlite3.Connection, before: int | None, limit: int, own: bool) -> list[AuditEntry]:
    """The newest first."""
    cursor = connection.execute(
        f"SELECT {_DEED} WHERE own = ? AND id < ? ORDER BY id DESC LIMIT ?",
        (own, 2**62 if before is None else before, limit),
    )
    return [msgspec.structs.replace(AuditEntry(*row), own=own) for row in cursor]


# Reports.

_REPORT = "ts, room_id, room_name, seq, sender, text, reporter_id, reporter, reason, id FROM reports"


def one_report_like(connection: sqlite3.Connection, one: StoredReport) -> int | None:
    row = connection.execute(
        "SELECT id FROM reports WHERE reporter_id = ? AND room_id = ? AND seq = ?",
        (one.reporter, one.room, one.seq),
    ).fetchone()
    return row[0] if row else None


def one_count_of_reports(connection: sqlite3.Connection, reporter: int, place: str) -> ReportCounts:
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE reporter_id = ?1), "
        "count(*) FILTER (WHERE place = ?2 AND ?2 != '') FROM reports",
        (reporter, place),
    ).fetchone()
    return ReportCounts(*row)


def insert_report(connection: sqlite3.Connection, one: StoredReport, place: str) -> int:
    cursor = connection.execute(
        "INSERT INTO reports (ts, room_id, room_name, seq, sender, text, reporter_id, reporter, reason, "
        "place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            one.ts,
            one.room,
            one.room_name,
            one.seq,
            one.sender,
            one.text,
            one.reporter,
            one.by,
            one.reason,
            place,
        ),
    )
    return int(cursor.lastrowid or 0)


def all_reports(connection: sqlite3.Connection) -> list[StoredReport]:
    return [StoredReport(*row) for row in connection.execute(f"SELECT {_REPORT} ORDER BY id")]


def drop_report(connection: sqlite3.Connection, id_: int) -> bool:
    return connection.execute("DELETE FROM reports WHERE id = ?", (id_,)).rowcount > 0


# Lockdown.


def one_lockdown(connection: sqlite3.Connection) -> bool:
    return search.mark(connection, "lockdown") == 1


def set_lockdown(connection: sqlite3.Connection, on: bool) -> None:
    search.set_mark(connection, "lockdown", int(on))


# Who ignores whom.


def all_ignored(connection: sqlite3.Connection, principal: int) -> list[Principal]:
    cursor = connection.execute(
        f"SELECT {rows.PRINCIPAL} JOIN ignores i ON i.ignored_id = p.id "
        "WHERE i.principal_id = ? ORDER BY p.id",
        (principal,),
    )
    return [rows.principal(row) for row in cursor]


def insert_ignored(connection: sqlite3.Connection, principal: int, ignored: Sequence[int]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO ignores VALUES (?, ?)", [(principal, one) for one in ignored]
    )


def drop_ignored(connection: sqlite3.Connection, principal: int, ignored: int) -> None:
    connection.execute("DELETE FROM ignores WHERE principal_id = ? AND ignored_id = ?", (principal, ignored))
