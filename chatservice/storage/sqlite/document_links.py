"""Every statement on links into code documents, one typed function each.

Whoever has a link's token is given a role. Only the token's hash is stored. The caller holds the
transaction.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from chatservice.model.document_access import DocumentLink
from chatservice.storage.tokens import ID, hash_token

_COLUMNS = (
    "l.hash, l.log_id, l.role, l.uses, l.expires, l.made_by, coalesce(p.name, '') "
    "FROM document_links l LEFT JOIN principals p ON p.id = l.made_by"
)


def _link(row: Sequence[Any]) -> DocumentLink:
    hashed, *facts = row
    return DocumentLink(hashed.hex()[:ID], *facts)


def insert_link(
    connection: sqlite3.Connection, token: str, link: DocumentLink, now: float, most: int
) -> str | None:
    """Its id; None when there are `most` of the document already. Those that have expired are removed."""
    connection.execute("DELETE FROM document_links WHERE expires < ?", (now,))
    (count,) = connection.execute(
        "SELECT count(*) FROM document_links WHERE log_id = ?", (link.log,)
    ).fetchone()
    if count >= most:
        return None
    hashed = hash_token(token)
    connection.execute(
        "INSERT INTO document_links VALUES (?, ?, ?, ?, ?, ?)",
        (hashed, link.log, link.role, link.uses, link.expires, link.by),
    )
    return hashed.hex()[:ID]


def one_link(connection: sqlite3.Connection, token: str) -> DocumentLink | None:
    """Also when it is used up, for those who came by it."""
    row = connection.execute(f"SELECT {_COLUMNS} WHERE l.hash = ?", (hash_token(token),)).fetchone()
    return _link(row) if row else None


def use_link(connection: sqlite3.Connection, token: str, now: float) -> bool:
    """Count one use; False when it is not valid any more."""
    cursor = connection.execute(
        "UPDATE document_links SET uses = uses - 1 WHERE hash = ? AND uses > 0 AND expires >= ?",
        (hash_token(token), now),
    )
    return cursor.rowcount > 0


def all_links(connection: sqlite3.Connection, log: int, now: float) -> list[DocumentLink]:
    cursor = connection.execute(
        f"SELECT {_COLUMNS} WHERE l.log_id = ? AND l.expires >= ? ORDER BY l.expires, l.hash",
        (log, now),
    )
    return [_link(row) for row in cursor]


def drop_link(connection: sqlite3.Connection, log: int, id_: str) -> bool:
    cursor = connection.execute(
        "DELETE FROM document_links WHERE log_id = ? AND substr(lower(hex(hash)), 1, ?) = ?", (log, ID, id_)
    )
    return cursor.rowcount > 0
