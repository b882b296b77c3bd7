"""Which rooms there are: those that are listed, a person's own, and those that nobody uses."""

import sqlite3

from chatservice.model.names import fold, fold_text
from chatservice.model.values import LOBBY, RoomRow
from chatservice.storage.sqlite import rows


def some_listed(connection: sqlite3.Connection, after: int, limit: int) -> list[RoomRow]:
    """Public rooms and groups with a greater id than `after`, in the order they were made."""
    cursor = connection.execute(
        f"SELECT {rows.ROOM} WHERE r.id > ? AND r.kind NOT IN ('direct', 'code') ORDER BY r.id LIMIT ?",
        (after, limit),
    )
    return [rows.room(row) for row in cursor]


def some_public(connection: sqlite3.Connection, limit: int, about: str = "") -> tuple[list[RoomRow], int]:
    """Public rooms in lists with `about` in their name, the most recently active first; and how many
    match."""
    cursor = connection.execute(
        f"SELECT {rows.ROOM} WHERE r.kind = 'public' AND NOT r.unlisted AND instr(r.folded, ?) "  # noqa: S608
        "ORDER BY (SELECT e.id FROM events e "
        "WHERE e.room_id = r.id ORDER BY e.seq DESC LIMIT 1) DESC, r.id LIMIT ?",
        (fold(about), limit),
    )
    (count,) = connection.execute(
        "SELECT count(*) FROM rooms WHERE kind = 'public' AND NOT unlisted AND instr(folded, ?)",
        (fold(about),),
    ).fetchone()
    return [rows.room(row) for row in cursor], count


def some_public_after(
    connection: sqlite3.Connection, after: str, limit: int, about: str = ""
) -> tuple[list[RoomRow], int]:
    """Public rooms in lists with `about` in their name, by folded name after `after`; and how many follow."""
    condition = "kind = 'public' AND NOT unlisted AND folded > ?1 AND instr(folded, ?2)"
    wanted = (fold_text(after), fold(about))
    (count,) = connection.execute(f"SELECT count(*) FROM rooms WHERE {condition}", wanted).fetchone()  # noqa: S608
    cursor = connection.execute(
        f"SELECT {rows.ROOM} WHERE r.id IN (SELECT id FROM rooms WHERE {condition} "  # noqa: S608
        "ORDER BY folded LIMIT ?3) ORDER BY r.folded",
        (*wanted, limit),
    )
    return [rows.room(row) for row in cursor], count


def some_unlisted(connection: sqlite3.Connection, principal: int | None, limit: int) -> list[RoomRow]:
    """Public rooms that lists leave out: those that the principal has a part in or has not left, or all."""
    own = (
        "SELECT room_id FROM members WHERE principal_id = ?1 "
        "UNION SELECT room_id FROM kept_rooms WHERE principal_id = ?1"
    )
    condition = f"r.id IN ({own})" if principal is not None else "?1 IS NULL"
    cursor = connection.execute(
        f"SELECT {rows.ROOM} WHERE {condition} AND r.kind = 'public' AND r.unlisted ORDER BY r.id LIMIT ?2",
        (principal, limit),
    )
    return [rows.room(row) for row in cursor]


def all_private(connection: sqlite3.Connection, principal: int) -> list[RoomRow]:
    cursor = connection.execute(
        f"SELECT {rows.ROOM} JOIN members m ON m.room_id = r.id WHERE m.principal_id = ? "
        "AND r.kind != 'public' ORDER BY r.id",
        (principal,),
    )
    return [rows.room(row) for row in cursor]


def all_kept(connection: sqlite3.Connection, principal: int) -> list[RoomRow]:
    cursor = connection.execute(
        f"SELECT {rows.ROOM} JOIN kept_rooms k ON k.room_id = r.id WHERE k.principal_id = ? ORDER BY r.id",
        (principal,),
    )
    return [rows.room(row) for row in cursor]


def all_ended(connection: sqlite3.Connection, principal: int, left: float) -> list[tuple[RoomRow, str]]:
    """Direct conversations of `principal` with guests who left before `left` or have no token."""
    cursor = connection.execute(
        f"SELECT p.name, {rows.ROOM} JOIN members m ON m.room_id = r.id "  # noqa: S608
        "JOIN principals p ON p.id = CASE r.one WHEN m.principal_id THEN r.other ELSE r.one END "
        "WHERE m.principal_id = ?1 AND r.kind = 'direct' AND p.id != ?1 AND p.role = 'guest' "
        "AND p.left IS NOT NULL "
        "AND (p.left < ?2 OR NOT EXISTS (SELECT 1 FROM tokens t WHERE t.principal_id = p.id)) "
        "ORDER BY r.id DESC",
        (principal, left),
    )
    return [(rows.room(row), name) for name, *row in cursor]


def all_parts(connection: sqlite3.Connection, principal: int) -> list[RoomRow]:
    """Public rooms and groups that the principal has a part in."""
    cursor = connection.execute(
        f"SELECT {rows.ROOM} JOIN members m ON m.room_id = r.id WHERE m.principal_id = ? "
        "AND r.kind != 'direct' ORDER BY r.id",
        (principal,),
    )
    return [rows.room(row) for row in cursor]


def some_idle(connection: sqlite3.Connection, before: float, after: int, limit: int) -> list[RoomRow]:
    """Rooms that are unused, provided that nobody is in them now, by id after `after`: public
    rooms made before `before` in which nothing was ever said or set up; closed rooms without a
    member in which nothing was said since; groups without a member. Never the operator's own."""
    cursor = connection.execute(
        f"SELECT {rows.ROOM} WHERE r.id > ?1 AND r.id != {LOBBY} "  # noqa: S608
        "AND r.creator > 0 AND r.created < ?2 AND ("
        "r.kind = 'public' AND r.first = 1 AND r.keep IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM events e WHERE e.room_id = r.id) "
        "AND NOT EXISTS (SELECT 1 FROM webhooks w WHERE w.room_id = r.id) "
        "AND NOT EXISTS (SELECT 1 FROM outgoing o WHERE o.room_id = r.id) "
        "AND NOT EXISTS (SELECT 1 FROM room_metadata x WHERE x.room_id = r.id) "
        "OR r.kind = 'public' AND r.entry NOT IN ('open', 'registered') "
        "AND NOT EXISTS (SELECT 1 FROM members m WHERE m.room_id = r.id) "
        "AND coalesce((SELECT e.ts FROM events e WHERE e.room_id = r.id "
        "ORDER BY e.seq DESC LIMIT 1), 0) < ?2 "
        "OR r.kind = 'group' AND NOT EXISTS (SELECT 1 FROM members m WHERE m.room_id = r.id)) "
        "ORDER BY r.id LIMIT ?3",
        (after, before, limit),
    )
    return [rows.room(row) for row in cursor]
