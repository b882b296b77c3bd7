"""Every statement on files and their bytes, one typed function each.

`one_`, `some_` and `all_` say how many rows come back. The caller holds the transaction.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from chatservice.core.ports import Used
from chatservice.model.bodies import GoneFile, SharedFile
from chatservice.model.names import fold
from chatservice.model.records import Draft
from chatservice.model.stored_files import Blob, StoredFile
from chatservice.model.values import Principal, ServerRole
from chatservice.storage.sqlite.statements import Statements, read, write

# Below this size the cost is not the bytes, but the row and the directory entry.
LEAST = 4096

_FILE = (
    "f.number, f.id, f.name, f.size, f.type, f.sha256, f.room_id, f.owner_id, p.name, f.ts "
    "FROM files f LEFT JOIN principals p ON p.id = f.owner_id"
)


def _file(row: Sequence[Any]) -> StoredFile:
    number, id_, name, size, type_, sha256, room, owner, owner_name, ts = row
    shared = SharedFile(id_, name, size, type_, sha256)
    return StoredFile(number, shared, room, owner, owner_name or "", ts)


def one_secret(connection: sqlite3.Connection) -> str:
    return str(connection.execute("SELECT value FROM meta WHERE name = 'link_secret'").fetchone()[0])


def one_file(connection: sqlite3.Connection, file: str) -> StoredFile | None:
    row = connection.execute(f"SELECT {_FILE} WHERE f.id = ?", (file,)).fetchone()
    return _file(row) if row else None


def one_newest(connection: sqlite3.Connection, room: int, name: str) -> StoredFile | None:
    row = connection.execute(
        f"SELECT {_FILE} WHERE f.room_id = ? AND f.name = ? ORDER BY f.number DESC LIMIT 1",
        (room, name),
    ).fetchone()
    return _file(row) if row else None


def some_files(
    connection: sqlite3.Connection,
    principal: Principal,
    here: Sequence[int],
    room: int | None,
    owner: str,
    before: int | None,
    limit: int,
) -> list[StoredFile]:
    """Files in rooms that `principal` sees or is in, newest first."""
    is_here = f"f.room_id IN ({','.join('?' * len(here))})"
    is_seen = (
        "(SELECT r.kind = 'public' AND (r.entry = 'open' OR ?) OR EXISTS (SELECT 1 FROM members m "
        "WHERE m.room_id = r.id AND m.principal_id = ?) FROM rooms r WHERE r.id = f.room_id)"
    )
    where = [f"({is_here} OR {is_seen})"]
    values: list[object] = [*here, principal.role >= ServerRole.ADMIN, principal.id]
    named = "f.owner_id IN (SELECT id FROM principals WHERE folded = ?)"
    for column, value in (("f.room_id = ?", room), (named, fold(owner) or None), ("f.number < ?", before)):
        if value is not None:
            where.append(column)
            values.append(value)
    cursor = connection.execute(
        f"SELECT {_FILE} WHERE {' AND '.join(where)} ORDER BY f.number DESC LIMIT ?",
        (*values, limit),
    )
    return [_file(row) for row in cursor]


def one_use(connection: sqlite3.Connection, owner: int) -> Used:
    (own,) = connection.execute(
        "SELECT coalesce(sum(max(size, ?)), 0) FROM files WHERE owner_id = ?", (LEAST, owner)
    ).fetchone()
    (in_all,) = connection.execute("SELECT coalesce(sum(max(size, ?)), 0) FROM blobs", (LEAST,)).fetchone()
    if (
        owner
        and not connection.execute(
            "SELECT 1 FROM principals WHERE id = ? AND role = 'guest'", (owner,)
        ).fetchone()
    ):
        return Used(own, in_all)
    (of_guests,) = connection.execute(
        "SELECT coalesce(sum(max(size, ?)), 0) FROM files JOIN principals AS p ON p.id = owner_id"
        " WHERE p.role = 'guest'",
        (LEAST,),
    ).fetchone()
    return Used(own, in_all, of_guests)


def expect_blob(connection: sqlite3.Connection, blob: Blob) -> None:
    """Record bytes that are about to be moved to their place."""
    connection.execute("INSERT OR IGNORE INTO blobs VALUES (?, ?, 0)", (blob.sha256, blob.size))


def insert_file(connection: sqlite3.Connection, room: int, draft: Draft) -> None:
    shared = msgspec.json.decode(draft.body, type=SharedFile)
    connection.execute(
        "INSERT INTO files (id, room_id, owner_id, name, size, type, sha256, ts) VALUES (?,?,?,?,?,?,?,?)",
        (shared.id, room, draft.actor, shared.name, shared.size, shared.type, shared.sha256, draft.ts),
    )
    connection.execute("UPDATE blobs SET refs = refs + 1 WHERE sha256 = ?", (shared.sha256,))


def delete_file(connection: sqlite3.Connection, room: int, draft: Draft) -> None:
    gone = msgspec.json.decode(draft.body, type=GoneFile)
    _delete(connection, "id = ? AND room_id = ?", (gone.id, room))


def delete_old_files(connection: sqlite3.Connection, ts: float, limit: int) -> int:
    """Delete at most `limit` files shared before `ts`; returns how many."""
    # Numbers grow with time, so the oldest are the first.
    oldest = "number IN (SELECT number FROM files ORDER BY number LIMIT ?) AND ts < ?"
    return _delete(connection, oldest, (limit, ts))


def delete_all_of(connection: sqlite3.Connection, owner: int) -> int:
    return _delete(connection, "owner_id = ?", (owner,))


def delete_some_in(connection: sqlite3.Connection, room: int, limit: int) -> int:
    """Delete some of the files of a deleted room; returns how many."""
    return _delete(
        connection, "number IN (SELECT number FROM files WHERE room_id = ? LIMIT ?)", (room, limit)
    )


def delete_some_kept_shorter(connection: sqlite3.Connection, now: float, limit: int) -> int:
    """Delete at most `limit` files that are older than what their room keeps; returns how many. What is
    kept in rooms without a time of their own has a setting of its own."""
    expired = (
        "number IN (SELECT f.number FROM rooms r JOIN files f ON f.room_id = r.id"
        " WHERE r.keep IS NOT NULL AND f.ts < ? - r.keep LIMIT ?)"
    )
    return _delete(connection, expired, (now, limit))


def _delete(connection: sqlite3.Connection, which: str, values: Sequence[object]) -> int:
    gone = connection.execute(f"DELETE FROM files WHERE {which} RETURNING sha256", values).fetchall()  # noqa: S608
    connection.executemany("UPDATE blobs SET refs = refs - 1 WHERE sha256 = ?", gone)
    return len(gone)


def some_unused(connection: sqlite3.Connection, limit: int) -> list[str]:
    """Hashes of bytes that no file refers to."""
    cursor = connection.execute("SELECT sha256 FROM blobs WHERE refs = 0 LIMIT ?", (limit,))
    return [sha256 for (sha256,) in cursor]


def one_is_there(connection: sqlite3.Connection, id_: str) -> bool:
    return connection.execute("SELECT 1 FROM files WHERE id = ?", (id_,)).fetchone() is not None


def one_is_unused(connection: sqlite3.Connection, sha256: str) -> bool:
    row = connection.execute("SELECT refs FROM blobs WHERE sha256 = ?", (sha256,)).fetchone()
    return bool(row == (0,))


def forget_blob(connection: sqlite3.Connection, sha256: str) -> None:
    connection.execute("DELETE FROM blobs WHERE sha256 = ? AND refs = 0", (sha256,))


class FileStatements(Statements):
    """`FileStore` of core.ports."""

    secret = read(one_secret)
    file = read(one_file)
    seen_by = read(some_files)
    newest = read(one_newest)
    used = read(one_use)
    expect = write(expect_blob)
    drop_older = write(delete_old_files)
    unused = read(some_unused)
    is_unused = write(one_is_unused)
    forget = write(forget_blob)
