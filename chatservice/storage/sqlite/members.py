"""Every statement on the members of rooms and their roles, one typed function each.

`since` is when a person became a member; `access` grows with every change of rights in the
room. The caller holds the transaction.
"""

import sqlite3

from chatservice.model.values import Member, RoomRole
from chatservice.storage.sqlite import rows


def all_members(connection: sqlite3.Connection, room: int) -> list[Member]:
    """Longest-standing members first."""
    cursor = connection.execute(f"SELECT {rows.MEMBER} WHERE m.room_id = ? ORDER BY m.since, p.id", (room,))
    return [rows.member(row) for row in cursor]


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
    """A person who is already a member keeps their `since`."""
    connection.execute(
        "INSERT INTO members (room_id, principal_id, role, since) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET role = excluded.role",
        (room, principal, role.word, since),
    )


def set_access(connection: sqlite3.Connection, room: int, access: int) -> None:
    connection.execute("UPDATE rooms SET access = ? WHERE id = ?", (access, room))


def release_empty_group(connection: sqlite3.Connection, room: int) -> None:
    """Release the name of a group that has no members left."""
    connection.execute(
        "UPDATE rooms SET folded = NULL WHERE id = ?1 AND kind = 'group' "
        "AND NOT EXISTS (SELECT 1 FROM members WHERE room_id = ?1)",
        (room,),
    )
