"""Every statement on invitations into the server, one typed function each. Tokens are stored as their
SHA-256."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from chatservice.model.values import StoredInvitation
from chatservice.storage.tokens import ID, hash_token

_COLUMNS = "hash, made_by, made, expires, uses, room_id FROM invitations"
LISTED = 500  # of one answer, the newest


def _row(row: Sequence[Any]) -> StoredInvitation:
    hashed, *facts = row
    return StoredInvitation(hashed.hex()[:ID], *facts)


def insert_invitation(
    connection: sqlite3.Connection, token: str, invitation: StoredInvitation, most: int
) -> bool:
    """False when its creator has `most` valid ones already. Those that have expired are removed."""
    connection.execute("DELETE FROM invitations WHERE expires < ? OR uses <= 0", (invitation.made,))
    (count,) = connection.execute(
        "SELECT count(*) FROM invitations WHERE made_by IS ?", (invitation.by,)
    ).fetchone()
    if count >= most:
        return False
    connection.execute(
        "INSERT INTO invitations (hash, made_by, made, expires, uses, room_id) VALUES (?, ?, ?, ?, ?, ?)",
        (
            hash_token(token),
            invitation.by,
            invitation.made,
            invitation.expires,
            invitation.uses,
            invitation.room,
        ),
    )
    return True


def one_invitation(connection: sqlite3.Connection, token: str, now: float) -> StoredInvitation | None:
    """The valid one of that token."""
    row = connection.execute(
        f"SELECT {_COLUMNS} WHERE hash = ? AND uses > 0 AND expires >= ?", (hash_token(token), now)
    ).fetchone()
    return _row(row) if row else None


def use_invitation(connection: sqlite3.Connection, token: str, now: float) -> bool:
    """Count one use; False when it is not valid (any more)."""
    cursor = connection.execute(
        "UPDATE invitations SET uses = uses - 1 WHERE hash = ? AND uses > 0 AND expires >= ?",
        (hash_token(token), now),
    )
    return cursor.rowcount > 0


def some_invitations(
    connection: sqlite3.Connection,
    now: float,
    by: int | None = None,
    room: int | None = None,
    id_: str | None = None,
) -> list[StoredInvitation]:
    """The valid ones, of that creator, into that room and with that id if they are given."""
    cursor = connection.execute(
        f"SELECT {_COLUMNS} WHERE expires >= ?1 AND uses > 0 AND (?2 IS NULL OR made_by = ?2) "
        "AND (?3 IS NULL OR room_id = ?3) AND (?4 IS NULL OR substr(lower(hex(hash)), 1, ?5) = ?4) "
        "ORDER BY made DESC, hash LIMIT ?6",
        (now, by, room, id_, ID, LISTED),
    )
    return [*map(_row, cursor)][::-1]


def drop_invitation(connection: sqlite3.Connection, id_: str) -> int:
    cursor = connection.execute("DELETE FROM invitations WHERE substr(lower(hex(hash)), 1, ?) = ?", (ID, id_))
    return cursor.rowcount
