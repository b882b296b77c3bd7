"""Every statement on the metadata of rooms, one typed function each. The caller holds the transaction."""

import sqlite3

from chatservice.errors import NoSuchRoom, TooMany
from chatservice.storage.sqlite import rooms
from chatservice.storage.sqlite.statements import Statements, change, read, write
from chatservice.storage.sqlite.transaction import Transaction


def all_metadata(connection: sqlite3.Connection, room: int) -> dict[str, str]:
    return dict(connection.execute("SELECT key, value FROM room_metadata WHERE room_id = ?", (room,)))


def set_metadata(transaction: Transaction, room: int, key: str, value: str, by: int) -> dict[str, str]:
    """An empty `value` removes the key. Returns all. Raises TooMany above the cap; NoSuchRoom if it is
    gone."""
    connection, limit = transaction.connection, transaction.settings.max_metadata
    if rooms.one_room(connection, room) is None:
        raise NoSuchRoom("")
    present = all_metadata(connection, room)
    if value and key not in present and len(present) >= limit:
        raise TooMany("keys", limit)
    if value:
        connection.execute(
            "INSERT INTO room_metadata VALUES (?, ?, ?, ?) ON CONFLICT (room_id, key) "
            "DO UPDATE SET value = excluded.value, principal_id = excluded.principal_id",
            (room, key, value, by),
        )
    else:
        connection.execute("DELETE FROM room_metadata WHERE room_id = ? AND key = ?", (room, key))
    return all_metadata(connection, room)


def clear_metadata(connection: sqlite3.Connection, room: int) -> list[str]:
    keys = list(all_metadata(connection, room))
    connection.execute("DELETE FROM room_metadata WHERE room_id = ?", (room,))
    return keys


class RoomMetadataStatements(Statements):
    """`RoomMetadataStore` of core.ports."""

    of = read(all_metadata)
    set = change(set_metadata)
    clear = write(clear_metadata)
