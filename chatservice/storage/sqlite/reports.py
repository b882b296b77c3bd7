"""Every statement on reports, one typed function each. The caller holds the transaction."""

import sqlite3

from chatservice.model.sanctions import AuditEntry, StoredReport
from chatservice.storage import caps
from chatservice.storage.caps import ReportCounts
from chatservice.storage.sqlite import files
from chatservice.storage.sqlite.audit import insert_entry
from chatservice.storage.sqlite.transaction import Transaction
from chatservice.storage.tokens import hash_place

_COLUMNS = {  # by the field of a StoredReport
    "ts": "ts",
    "room_id": "room_id",
    "room": "room_name",
    "seq": "seq",
    "sender": "sender",
    "text": "text",
    "reporter": "reporter_id",
    "by": "reporter",
    "reason": "reason",
    "id": "id",
}
_REPORT = f"{', '.join(_COLUMNS.values())} FROM reports"


def one_report_like(connection: sqlite3.Connection, draft: StoredReport) -> int | None:
    row = connection.execute(
        "SELECT id FROM reports WHERE reporter_id = ? AND room_id = ? AND seq = ?",
        (draft.reporter, draft.room_id, draft.seq),
    ).fetchone()
    return row[0] if row else None


def one_count_of_reports(connection: sqlite3.Connection, reporter: int, place: str) -> ReportCounts:
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE reporter_id = ?1), "
        "count(*) FILTER (WHERE place = ?2 AND ?2 != '') FROM reports",
        (reporter, place),
    ).fetchone()
    return ReportCounts(*row)


def insert_report(connection: sqlite3.Connection, draft: StoredReport, place: str) -> int:
    cursor = connection.execute(
        "INSERT INTO reports (ts, room_id, room_name, seq, sender, text, reporter_id, reporter, reason, "
        "place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            draft.ts,
            draft.room_id,
            draft.room,
            draft.seq,
            draft.sender,
            draft.text,
            draft.reporter,
            draft.by,
            draft.reason,
            place,
        ),
    )
    return int(cursor.lastrowid or 0)


def all_reports(connection: sqlite3.Connection) -> list[StoredReport]:
    cursor = connection.execute(f"SELECT {_REPORT} ORDER BY id")
    return [StoredReport(**dict(zip(_COLUMNS, row, strict=True))) for row in cursor]


def drop_report(connection: sqlite3.Connection, id_: int) -> bool:
    return connection.execute("DELETE FROM reports WHERE id = ?", (id_,)).rowcount > 0


def report(transaction: Transaction, draft: StoredReport, address: str = "") -> int:
    connection = transaction.connection
    known = one_report_like(connection, draft)
    if known is not None:
        return known
    place = hash_place(files.one_secret(connection), address)
    caps.refuse_report(transaction.settings, one_count_of_reports(connection, draft.reporter, place))
    return insert_report(connection, draft, place)


def resolve(transaction: Transaction, id_: int, entry: AuditEntry) -> bool:
    found = drop_report(transaction.connection, id_)
    if found:
        insert_entry(transaction, entry)
    return found
