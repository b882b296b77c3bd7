"""Statements on rooms, one typed function each; which rooms there are is `room_lists`.

`one_`, `some_` and `all_` say how many rows come back. The caller holds the transaction.
"""

import sqlite3
import time
from collections.abc import Sequence

import msgspec

from chatservice.errors import RoomNameTaken
from chatservice.model.bodies import OF_MODE, RoomMode
from chatservice.model.fold import ServerRoomState, stored_state
from chatservice.model.looks import looks
from chatservice.model.names import fold
from chatservice.model.records import Draft
from chatservice.model.sanctions import Expect
from chatservice.model.values import RoomKind, RoomRole, RoomRow
from chatservice.storage import caps
from chatservice.storage.caps import RoomCounts
from chatservice.storage.sqlite import documents, files, room_lists, rows
from chatservice.storage.sqlite.lookalikes import refuse_alike_room
from chatservice.storage.sqlite.members import add_member, all_members, remove_member, set_member_role
from chatservice.storage.sqlite.statements import Statements, change, read, write
from chatservice.storage.sqlite.transaction import Transaction
from chatservice.storage.tokens import hash_place


def one_room(connection: sqlite3.Connection, room: int) -> RoomRow | None:
    row = connection.execute(f"SELECT {rows.ROOM} WHERE r.id = ?", (room,)).fetchone()
    return rows.room(row) if row else None


def one_room_named(connection: sqlite3.Connection, name: str) -> RoomRow | None:
    row = connection.execute(f"SELECT {rows.ROOM} WHERE r.folded = ?", (fold(name),)).fetchone()
    return rows.room(row) if row else None


def one_direct(connection: sqlite3.Connection, principal: int, other: int) -> RoomRow | None:
    pair = (min(principal, other), max(principal, other))
    row = connection.execute(f"SELECT {rows.ROOM} WHERE r.one = ? AND r.other = ?", pair).fetchone()
    return rows.room(row) if row else None


def one_room_numbered(connection: sqlite3.Connection, number: int) -> RoomRow | None:
    row = connection.execute(f"SELECT {rows.ROOM} WHERE r.number = ?", (number,)).fetchone()
    return rows.room(row) if row else None


def keep_room(transaction: Transaction, principal: int, room: int) -> None:
    transaction.connection.execute(
        "INSERT OR IGNORE INTO kept_rooms SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM rooms WHERE id = ?2) "
        "AND (SELECT count(*) FROM kept_rooms WHERE principal_id = ?1) < ?3",
        (principal, room, transaction.settings.rooms_per_session - 1),  # and the lobby
    )


def drop_kept(connection: sqlite3.Connection, principal: int, room: int) -> None:
    connection.execute("DELETE FROM kept_rooms WHERE principal_id = ? AND room_id = ?", (principal, room))


def one_count_of_rooms(connection: sqlite3.Connection, creator: int, place: str) -> RoomCounts:
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE creator = ?1 AND folded IS NOT NULL), "
        "count(*) FILTER (WHERE place = ?2 AND ?2 != '') FROM rooms WHERE kind NOT IN ('direct', 'code')",
        (creator, place),
    ).fetchone()
    return RoomCounts(*row)


def next_numbered_name(connection: sqlite3.Connection) -> str:
    """``room_1``, then ``room_2``: names that users cannot choose, each given once."""
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


def set_topic(connection: sqlite3.Connection, room: int, draft: Draft) -> None:
    connection.execute(
        "UPDATE rooms SET topic = ?, topic_by = ?, topic_at = ? WHERE id = ?",
        (draft.body, draft.actor, draft.ts, room),
    )


def delete_room(connection: sqlite3.Connection, room: int) -> None:
    """Delete the room at once; its lines are removed in small pieces afterwards (retention.py).
    Its number is never given to another room."""
    connection.execute(
        "INSERT INTO meta SELECT 'last_number', number FROM rooms WHERE id = ? AND number IS NOT NULL "
        "ON CONFLICT DO UPDATE SET value = max(value + 0, excluded.value + 0)",
        (room,),
    )
    for table in (
        "members",
        "sanctions",
        "webhooks",
        "outgoing",
        "room_metadata",
        "asked",
        "room_levels",
        "mentions",
        "kept_rooms",
        "invitations",
    ):
        connection.execute(f"DELETE FROM {table} WHERE room_id = ?", (room,))  # noqa: S608
    connection.execute("DELETE FROM rooms WHERE id = ?", (room,))
    connection.execute("INSERT OR IGNORE INTO doomed VALUES (?)", (room,))
    for log in documents.all_logs(connection, room):
        documents.delete_document(connection, log)
        delete_room(connection, log)


_CHANGED = ", ".join(f"{name} = coalesce(?, {name})" for name in OF_MODE)


def set_mode(connection: sqlite3.Connection, room: int, mode: RoomMode, password: str) -> None:
    """Fields that are None, and an empty `password`, stay unchanged."""
    connection.execute(
        f"UPDATE rooms SET {_CHANGED}, password = coalesce(nullif(?, ''), password) WHERE id = ?",  # noqa: S608
        (*(getattr(mode, name) for name in OF_MODE), password, room),
    )


def create_room(
    transaction: Transaction,
    kind: RoomKind,
    name: str,
    members: Sequence[int],
    creator: int,
    now: float,
    address: str = "",
) -> RoomRow:
    connection, place = transaction.connection, ""
    if kind is RoomKind.DIRECT:
        existing = one_direct(connection, min(members), max(members))
        if existing is not None:
            # With the lines that were queued before this and are not inserted yet.
            return msgspec.structs.replace(existing, head=transaction.plan.head(existing.id).seq)
    else:
        if name and one_room_named(connection, name) is not None:
            raise RoomNameTaken(name)
        if name:
            refuse_alike_room(connection, name)
        place = hash_place(files.one_secret(connection), address)
        caps.refuse_room(transaction.settings, creator, one_count_of_rooms(connection, creator, place))
    own = name or ("" if kind is RoomKind.DIRECT else next_numbered_name(connection))
    room = insert_room(connection, kind, own, members, creator, now, place)
    row = one_room(connection, room)
    if row is None:
        raise AssertionError("a room that was just made is there")
    return row


def one_state(transaction: Transaction, room: int) -> ServerRoomState | None:
    row, head = one_room(transaction.connection, room), transaction.plan.head(room)
    if row is None:
        return None
    # With the lines that were queued before this and are not inserted yet.
    row = msgspec.structs.replace(row, head=head.seq, access=head.access)
    return stored_state(row, all_members(transaction.connection, room))


def end_room(transaction: Transaction, room: int, expect: Expect | None = None) -> None:
    transaction.plan.refuse_stale(expect)
    logs = documents.all_logs(transaction.connection, room)
    delete_room(transaction.connection, room)
    for each in (room, *logs):
        transaction.end(each)


def end_empty(transaction: Transaction, room: int) -> bool:
    if transaction.plan.head(room).seq:
        return False
    end_room(transaction, room)
    return True


def set_name(connection: sqlite3.Connection, room: int, name: str) -> None:
    connection.execute(
        "UPDATE rooms SET name = ?, folded = ?, look = ?, folded_look = ? WHERE id = ?",
        (name, fold(name), *looks(name), room),
    )


def set_keep(transaction: Transaction, room: int, keep: float | None) -> None:
    transaction.connection.execute("UPDATE rooms SET keep = ? WHERE id = ?", (keep, room))
    transaction.after.append(lambda following: following.look_for_old())


def one_keep(connection: sqlite3.Connection, room: int) -> float | None:
    row = connection.execute("SELECT keep FROM rooms WHERE id = ?", (room,)).fetchone()
    return row[0] if row else None


def admit(connection: sqlite3.Connection, room: int, principal: int) -> None:
    add_member(connection, room, principal, time.time())


class RoomStatements(Statements):
    """`RoomStore` of core.ports."""

    create = change(create_room)
    by_id = read(one_room)
    by_name = read(one_room_named)
    by_number = read(one_room_numbered)
    direct = read(one_direct)
    state = change(one_state)

    listed = read(room_lists.some_listed)
    public = read(room_lists.some_public)
    public_after = read(room_lists.some_public_after)
    unlisted = read(room_lists.some_unlisted)
    private = read(room_lists.all_private)
    parts = read(room_lists.all_parts)
    kept = read(room_lists.all_kept)
    keep_in = change(keep_room)
    drop_kept = write(drop_kept)
    ended = read(room_lists.all_ended)
    idle = read(room_lists.some_idle)

    delete = change(end_room)
    drop_empty = change(end_empty)
    keep = read(one_keep)
    set_keep = change(set_keep)

    members = read(all_members)
    admit = write(admit)
    dismiss = write(remove_member)
