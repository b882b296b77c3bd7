"""Every statement on people's preferences, one typed function each. The caller holds the transaction."""

import sqlite3
from collections.abc import Mapping

import msgspec

from chatservice.errors import TooMany
from chatservice.model.preferences import NO_PREFERENCES, PersonPreferences, from_stored, stored
from chatservice.storage.sqlite.statements import Statements, change, read, write
from chatservice.storage.sqlite.transaction import Transaction

KEYWORDS = "keywords"


def one_preferences(connection: sqlite3.Connection, principal: int) -> PersonPreferences:
    cursor = connection.execute("SELECT name, value FROM preferences WHERE principal_id = ?", (principal,))
    return from_stored(dict(cursor.fetchall()))


def set_preferences(
    transaction: Transaction, principal: int, changes: Mapping[str, object]
) -> PersonPreferences:
    """A value that is the default takes no row."""
    connection = transaction.connection
    if changes.get(KEYWORDS):
        limit = transaction.settings.max_listening
        (others,) = connection.execute(
            "SELECT count(*) FROM preferences WHERE name = ? AND principal_id != ?", (KEYWORDS, principal)
        ).fetchone()
        if others >= limit:
            raise TooMany("people with keywords", limit)
    for name, value in changes.items():
        connection.execute("DELETE FROM preferences WHERE principal_id = ? AND name = ?", (principal, name))
        if value != getattr(NO_PREFERENCES, name):
            connection.execute("INSERT INTO preferences VALUES (?, ?, ?)", (principal, name, stored(value)))
    return one_preferences(connection, principal)


def all_keywords(connection: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    cursor = connection.execute("SELECT principal_id, value FROM preferences WHERE name = ?", (KEYWORDS,))
    return {principal: tuple(msgspec.json.decode(value)) for principal, value in cursor}


def one_avatar(connection: sqlite3.Connection, principal: int) -> bytes:
    row = connection.execute("SELECT picture FROM avatars WHERE principal_id = ?", (principal,)).fetchone()
    return bytes(row[0]) if row else b""


def set_avatar(connection: sqlite3.Connection, principal: int, picture: bytes) -> None:
    connection.execute("DELETE FROM avatars WHERE principal_id = ?", (principal,))
    if picture:
        connection.execute("INSERT INTO avatars VALUES (?, ?)", (principal, picture))


class PreferenceStatements(Statements):
    """`PreferenceStore` of core.ports."""

    of = read(one_preferences)
    change = change(set_preferences)
    avatar = read(one_avatar)
    set_avatar = write(set_avatar)
    keywords = read(all_keywords)
