"""Every statement on outgoing webhooks, one typed function each. The caller holds the transaction."""

import sqlite3

from chatservice.errors import NoSuchRoom, TooMany
from chatservice.model.outgoing import OutgoingRow
from chatservice.storage.sqlite import rooms, rows
from chatservice.storage.sqlite.statements import Statements, change, read, write
from chatservice.storage.sqlite.transaction import Transaction


def insert_hook(
    transaction: Transaction, room: int, bot: int, by: int, now: float, url: str, words: str, token: str
) -> int:
    """The new id. Raises TooMany above the room's cap; NoSuchRoom if it is gone."""
    connection, limit = transaction.connection, transaction.settings.max_outgoing
    if rooms.one_room(connection, room) is None:
        raise NoSuchRoom("")
    (count,) = connection.execute("SELECT count(*) FROM outgoing WHERE room_id = ?", (room,)).fetchone()
    if count >= limit:
        raise TooMany("outgoing webhooks in one room", limit)
    cursor = connection.execute(
        "INSERT INTO outgoing (room_id, principal_id, made_by, made, url, words, token) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (room, bot, by, now, url, words, token),
    )
    return int(cursor.lastrowid or 0)


def all_hooks(connection: sqlite3.Connection, room: int) -> list[OutgoingRow]:
    cursor = connection.execute(
        f"SELECT o.id, o.made, o.url, o.words, o.token, coalesce(m.name, ''), {rows.PRINCIPAL} "
        "JOIN outgoing o ON o.principal_id = p.id LEFT JOIN principals m ON m.id = o.made_by "
        "WHERE o.room_id = ? ORDER BY o.id",
        (room,),
    )
    return [_hook(room, row) for row in cursor]


def _hook(room: int, row: tuple) -> OutgoingRow:  # type: ignore[type-arg]
    id_, made, url, words, token, by, *bot = row
    return OutgoingRow(id_, room, rows.principal(tuple(bot)), by, made, url, words, token)


def all_rooms(connection: sqlite3.Connection) -> list[int]:
    return [room for (room,) in connection.execute("SELECT DISTINCT room_id FROM outgoing")]


def drop_hook(connection: sqlite3.Connection, room: int, id_: int) -> int:
    """Drop the room's outgoing webhook with that id; returns how many there were."""
    return connection.execute("DELETE FROM outgoing WHERE room_id = ? AND id = ?", (room, id_)).rowcount


class OutgoingStatements(Statements):
    """`OutgoingStore` of core.ports."""

    add = change(insert_hook)
    of = read(all_hooks)
    rooms = read(all_rooms)
    drop = write(drop_hook)
