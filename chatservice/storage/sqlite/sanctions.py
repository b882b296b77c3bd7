"""Every statement on sanctions, one typed function each. The caller holds the transaction."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from chatservice.model.sanctions import Sanction, SanctionKind
from chatservice.storage.caps import SanctionCounts

_COLUMNS = {  # by the field of a Sanction
    "measure": "measure",
    "made": "made",
    "by": "made_by",
    "principal": "principal_id",
    "name": "name",
    "network": "network",
    "room": "room_id",
    "room_name": "room_name",
    "until": "until",
    "reason": "reason",
    "id": "id",
    "by_id": "made_by_id",
    "own": "own",
}
_SANCTION = f"{', '.join(_COLUMNS.values())} FROM sanctions"


def _sanction(row: Sequence[Any]) -> Sanction:
    fields = dict(zip(_COLUMNS, row, strict=True))
    fields |= {
        "measure": SanctionKind(fields["measure"]),
        "until": fields["until"] or 0,  # NULL: permanent
        "own": bool(fields["own"]),
    }
    return Sanction(**fields)


def all_sanctions(connection: sqlite3.Connection) -> list[Sanction]:
    return [_sanction(row) for row in connection.execute(f"SELECT {_SANCTION} ORDER BY id")]


def sanctions_in(connection: sqlite3.Connection, room: int) -> list[Sanction]:
    """Those of one room."""
    cursor = connection.execute(f"SELECT {_SANCTION} WHERE own IN (0, 1) AND room_id = ?", (room,))
    return [_sanction(row) for row in cursor]


def insert_sanction(connection: sqlite3.Connection, sanction: Sanction) -> int:
    cursor = connection.execute(
        "INSERT INTO sanctions (measure, made, made_by, principal_id, name, network, room_id, room_name, "
        "until, reason, made_by_id, own) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            sanction.measure.value,
            sanction.made,
            sanction.by,
            sanction.principal,
            sanction.name,
            sanction.network,
            sanction.room,
            sanction.room_name,
            sanction.until or None,
            sanction.reason,
            sanction.by_id,
            sanction.own,
        ),
    )
    return int(cursor.lastrowid or 0)


def set_names(connection: sqlite3.Connection, sanction: Sanction) -> None:
    """Update the names and the reason of a stored sanction."""
    connection.execute(
        "UPDATE sanctions SET made_by = ?, principal_id = ?, name = ?, reason = ? WHERE id = ?",
        (sanction.by, sanction.principal, sanction.name, sanction.reason, sanction.id),
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
    """The room with the most sanctions by its own people: its id, how many, and the id of the oldest."""
    row = connection.execute(
        "SELECT room_id, count(*) AS many, min(id) FROM sanctions WHERE own = 0 "
        "GROUP BY room_id ORDER BY many DESC, room_id LIMIT 1"
    ).fetchone()
    return (row[0], row[1], row[2]) if row else (0, 0, 0)


def drop_sanctions(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    connection.executemany("DELETE FROM sanctions WHERE id = ?", [(id_,) for id_ in ids])


def drop_sanctions_over(connection: sqlite3.Connection, now: float) -> None:
    connection.execute("DELETE FROM sanctions WHERE until <= ?", (now,))
