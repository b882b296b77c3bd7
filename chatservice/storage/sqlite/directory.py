"""Every statement on rooms, members and principals, one typed function each.

`one_`, `some_` and `all_` say how many rows come back. The caller holds the transaction.
"""

import sqlite3
from collections.abc import Sequence

from chatservice.errors import NameOwned
from chatservice.model.looks import looks
from chatservice.model.names import fold
from chatservice.model.values import Member, Principal, RoomKind, RoomMode, RoomRole, RoomRow, Totals
from chatservice.storage.sqlite import rows
from chatservice.storage.sqlite.caps import RoomCounts
from chatservice.storage.sqlite.lookalikes import refuse_alike

# Rooms.


def one_room(connection: sqlite3.Connection, room: int) -> RoomRow | None:
    row = connection.execute(f"SELECT {rows.ROOM} WHERE r.id = ?", (room,)).fetchone()
    return rows.room(row) if row else None


def one_room_named(connection: sqlite3.Connection, name: str) -> RoomRow | None:
    row = connection.execute(f"SELECT {rows.ROOM} WHERE r.folded = ?", (fold(name),)).fetchone()
    return rows.room(row) if row else None


def one_direct(connection: sqlite3.Connection, one: int, other: int) -> RoomRow | None:
    pair = (min(one, other), max(one, other))
    row = connection.execute(f"SELECT {rows.ROOM} WHERE r.one = ? AND r.other = ?", pair).fetchone()
    return rows.room(row) if row else None


def one_room_numbered(connection: sqlite3.Connection, number: int) -> RoomRow | None:
    row = connection.execute(f"SELECT {rows.ROOM} WHERE r.number = ?", (number,)).fetchone()
    return rows.room(row) if row else None


def some_listed(connection: sqlite3.Connection, after: int, limit: int) -> list[RoomRow]:
    """Public rooms and groups with a greater id than `after`, in the order they were made."""
    cursor = connection.execute(
        f"SELECT {rows.ROOM} WHERE r.id > ? AND r.kind != 'direct' ORDER BY r.id LIMIT ?", (after, limit)
    )
    return [rows.room(row) for row in cursor]


def some_public(connection: sqlite3.Connection, limit: int, about: str) -> tuple[list[RoomRow], int]:
    """Those with `about` in their name, the newest lines first; and how many there are of them."""
    cursor = connection.execute(
        f"SELECT {rows.ROOM} WHERE r.kind = 'public' AND instr(r.folded, ?) "  # noqa: S608
        "ORDER BY (SELECT e.id FROM events e "
        "WHERE e.room_id = r.id ORDER BY e.seq DESC LIMIT 1) DESC, r.id LIMIT ?",
        (fold(about), limit),
    )
    (count,) = connection.execute(
        "SELECT count(*) FROM rooms WHERE kind = 'public' AND instr(folded, ?)", (fold(about),)
    ).fetchone()
    return [rows.room(row) for row in cursor], count


def all_private(connection: sqlite3.Connection, principal: int) -> list[RoomRow]:
    cursor = connection.execute(
        f"SELECT {rows.ROOM} JOIN members m ON m.room_id = r.id WHERE m.principal_id = ? "
        "AND r.kind != 'public' ORDER BY r.id",
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
    """Public rooms and groups in which the principal has a part."""
    cursor = connection.execute(
        f"SELECT {rows.ROOM} JOIN members m ON m.room_id = r.id WHERE m.principal_id = ? "
        "AND r.kind != 'direct' ORDER BY r.id",
        (principal,),
    )
    return [rows.room(row) for row in cursor]


def all_members(connection: sqlite3.Connection, room: int) -> list[Member]:
    """Those who have been it for longest come first."""
    cursor = connection.execute(f"SELECT {rows.MEMBER} WHERE m.room_id = ? ORDER BY m.since, p.id", (room,))
    return [rows.member(row) for row in cursor]


def one_count_of_rooms(connection: sqlite3.Connection, creator: int, place: str) -> RoomCounts:
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE creator = ?1 AND folded IS NOT NULL), "
        "count(*) FILTER (WHERE place = ?2 AND ?2 != '') FROM rooms WHERE kind != 'direct'",
        (creator, place),
    ).fetchone()
    return RoomCounts(*row)


def next_numbered_name(connection: sqlite3.Connection) -> str:
    """``room_1``, then ``room_2``: names that nobody can choose, each given once."""
    row = connection.execute(
        "INSERT INTO meta VALUES ('rooms_numbered', '1') "
        "ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value"
    ).fetchone()
    return f"room_{row[0]}"


def insert_room(
    connection: sqlite3.Connection,
    kind: RoomKind,
    name: str,
    members: Sequence[int],
    creator: int,
    now: float,
    place: str = "",
) -> int:
    direct = kind is RoomKind.DIRECT
    cursor = connection.execute(
        "INSERT INTO rooms "
        "(kind, name, folded, creator, created, one, other, place, look, folded_look, number) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CASE ?1 WHEN 'public' THEN "
        "(SELECT 1 + max(max(number), (SELECT coalesce(max(value + 0), 0) FROM meta "
        "WHERE name = 'last_number')) FROM rooms) END)",
        (
            kind.value,
            name,
            None if direct else fold(name),
            creator,
            now,
            min(members) if direct else None,
            max(members) if direct else None,
            place,
            *((None, None) if direct else looks(name)),
        ),
    )
    room = int(cursor.lastrowid or 0)
    for member in members:
        add_member(connection, room, member, now)
    if creator and not direct:
        set_member_role(connection, room, creator, RoomRole.OWNER, now)
    return room


def add_member(connection: sqlite3.Connection, room: int, principal: int, since: float) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO members (room_id, principal_id, since) VALUES (?, ?, ?)",
        (room, principal, since),
    )


def remove_member(connection: sqlite3.Connection, room: int, principal: int) -> None:
    connection.execute("DELETE FROM members WHERE room_id = ? AND principal_id = ?", (room, principal))


def set_member_role(
    connection: sqlite3.Connection, room: int, principal: int, role: RoomRole, since: float
) -> None:
    """Whoever is a member already is one since then."""
    connection.execute(
        "INSERT INTO members (room_id, principal_id, role, since) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET role = excluded.role",
        (room, principal, role.word, since),
    )


def set_access(connection: sqlite3.Connection, room: int, access: int) -> None:
    connection.execute("UPDATE rooms SET access = ? WHERE id = ?", (access, room))


def set_topic(connection: sqlite3.Connection, room: int, topic: str) -> None:
    connection.execute("UPDATE rooms SET topic = ? WHERE id = ?", (topic, room))


def delete_room(connection: sqlite3.Connection, room: int) -> None:
    """It is gone at once; what was said in it is removed in small pieces afterwards (trimming.py).
    Its number is not given to another one."""
    connection.execute(
        "INSERT INTO meta SELECT 'last_number', number FROM rooms WHERE id = ? AND number IS NOT NULL "
        "ON CONFLICT DO UPDATE SET value = max(value + 0, excluded.value + 0)",
        (room,),
    )
    for table in ("members", "sanctions", "webhooks", "asked"):
        connection.execute(f"DELETE FROM {table} WHERE room_id = ?", (room,))  # noqa: S608
    connection.execute("DELETE FROM rooms WHERE id = ?", (room,))
    connection.execute("INSERT OR IGNORE INTO doomed VALUES (?)", (room,))


def set_mode(connection: sqlite3.Connection, room: int, mode: RoomMode, password: str) -> None:
    """What is None, and an empty `password`, stays as it is."""
    connection.execute(
        "UPDATE rooms SET entry = coalesce(?, entry), readonly = coalesce(?, readonly), "
        "slow = coalesce(?, slow), password = coalesce(nullif(?, ''), password) WHERE id = ?",
        (mode.entry, mode.readonly, mode.slow, password, room),
    )


def release_empty_group(connection: sqlite3.Connection, room: int) -> None:
    """The name of a group that nobody is in any more is free again."""
    connection.execute(
        "UPDATE rooms SET folded = NULL WHERE id = ?1 AND kind = 'group' "
        "AND NOT EXISTS (SELECT 1 FROM members WHERE room_id = ?1)",
        (room,),
    )


# Principals.


def one_principal(connection: sqlite3.Connection, principal: int) -> Principal | None:
    row = connection.execute(f"SELECT {rows.PRINCIPAL} WHERE p.id = ?", (principal,)).fetchone()
    return rows.principal(row) if row else None


def one_principal_by_token(connection: sqlite3.Connection, hashed: bytes) -> Principal | None:
    row = connection.execute(
        f"SELECT {rows.PRINCIPAL} JOIN tokens t ON t.principal_id = p.id WHERE t.hash = ?",
        (hashed,),
    ).fetchone()
    return rows.principal(row) if row else None


def all_named(connection: sqlite3.Connection, name: str) -> list[int]:
    return [id_ for (id_,) in connection.execute("SELECT id FROM principals WHERE folded = ?", (fold(name),))]


def refuse_owned(connection: sqlite3.Connection, name: str, principal: int) -> None:
    """NameOwned when the name belongs to somebody else than `principal`."""
    owner = connection.execute(
        "SELECT id FROM principals WHERE folded = ? AND role != 'guest'", (fold(name),)
    ).fetchone()
    if owner is not None and owner[0] != principal:
        raise NameOwned(name)


def insert_guest(connection: sqlite3.Connection, name: str, hashed: bytes, now: float) -> Principal:
    refuse_owned(connection, name, 0)
    refuse_alike(connection, name, 0)
    cursor = connection.execute(
        "INSERT INTO principals (name, folded, created, trace) VALUES (?, ?, ?, 0)",
        (name, fold(name), now),
    )
    principal = Principal(int(cursor.lastrowid or 0), name)
    insert_token(connection, hashed, principal.id, "", now)
    return principal


def insert_token(
    connection: sqlite3.Connection, hashed: bytes, principal: int, label: str, now: float
) -> None:
    connection.execute(
        "INSERT INTO tokens (hash, principal_id, label, made) VALUES (?, ?, ?, ?)",
        (hashed, principal, label, now),
    )


def set_name(connection: sqlite3.Connection, principal: int, name: str, now: float) -> None:
    """Under a new name; the former one is kept. NameOwned when it is somebody else's, NameAlike
    when it looks so; the name that it has it may keep."""
    refuse_owned(connection, name, principal)
    if connection.execute("SELECT name FROM principals WHERE id = ?", (principal,)).fetchone() != (name,):
        refuse_alike(connection, name, principal)
    connection.execute(
        "INSERT INTO former_names SELECT id, name, ? FROM principals WHERE id = ? AND name != ?",
        (now, principal, name),
    )
    connection.execute(
        "UPDATE principals SET name = ?, folded = ?, look = ?, folded_look = ? WHERE id = ?",
        (name, fold(name), *looks(name), principal),
    )


def set_left(connection: sqlite3.Connection, principal: int, left: float | None, trace: bool = False) -> None:
    """`trace`: something by or about them was logged since they came."""
    connection.execute(
        "UPDATE principals SET left = ?, trace = max(trace, ?) WHERE id = ?", (left, trace, principal)
    )


def drop_tokens(connection: sqlite3.Connection, principal: int) -> None:
    connection.execute("DELETE FROM tokens WHERE principal_id = ?", (principal,))


def drop_tokens_of_guests_gone_before(connection: sqlite3.Connection, left: float) -> None:
    connection.execute(
        "DELETE FROM tokens WHERE principal_id IN "
        "(SELECT id FROM principals WHERE role = 'guest' AND left < ?)",
        (left,),
    )


def all_marks(connection: sqlite3.Connection, principal: int) -> dict[int, int]:
    cursor = connection.execute("SELECT room_id, seq FROM read_marks WHERE principal_id = ?", (principal,))
    return dict(cursor.fetchall())


def raise_marks(connection: sqlite3.Connection, marks: Sequence[tuple[int, int, int]]) -> None:
    """(principal, room, seq) each; a mark never goes back. A room that is gone has none."""
    connection.executemany(
        "INSERT INTO read_marks SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM rooms WHERE id = ?2) "
        "ON CONFLICT DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq",
        marks,
    )


# All of it.


def one_figures(connection: sqlite3.Connection) -> Totals:
    def count(statement: str) -> int:
        return int(connection.execute(statement).fetchone()[0])

    page = count("PRAGMA page_size")
    kinds = dict(connection.execute("SELECT kind, count(*) FROM rooms GROUP BY kind").fetchall())
    return Totals(
        people=count("SELECT count(*) FROM principals"),
        guests=count("SELECT count(*) FROM principals WHERE role = 'guest'"),
        gone=count("SELECT count(*) FROM principals WHERE role = 'guest' AND left IS NOT NULL"),
        rooms=kinds.get("public", 0),
        groups=kinds.get("group", 0),
        directs=kinds.get("direct", 0),
        lines=count("SELECT count(*) FROM events"),
        bytes_used=count("PRAGMA page_count") * page,
        bytes_free=count("PRAGMA freelist_count") * page,
    )
