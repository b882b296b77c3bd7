"""Every statement on subscriptions to Web Push, one typed function each. The caller holds the transaction."""

import sqlite3

from chatservice.model.push import PushRow
from chatservice.storage.sqlite.statements import Statements, read, write
from chatservice.storage.tokens import hash_token

_OF_SIGNED_IN = (
    "SELECT s.id, s.principal_id, s.endpoint, s.p256dh, s.auth, t.label, s.made, s.form "
    "FROM push_subscriptions s JOIN tokens t ON t.hash = s.token AND t.principal_id = s.principal_id "
    "WHERE s.principal_id = ? ORDER BY s.id"
)
_OF_SIGNED_OUT = (
    "DELETE FROM push_subscriptions WHERE principal_id = ?1 "
    "AND token NOT IN (SELECT hash FROM tokens WHERE principal_id = ?1)"
)


def add_subscription(connection: sqlite3.Connection, row: PushRow, token: str, most: int) -> int:
    """Above `most` of a person the oldest go, and those of devices that were signed out. Returns its id."""
    connection.execute("DELETE FROM push_subscriptions WHERE endpoint = ?", (row.endpoint,))
    connection.execute(_OF_SIGNED_OUT, (row.principal,))
    cursor = connection.execute(
        "INSERT INTO push_subscriptions (principal_id, token, endpoint, p256dh, auth, made, form) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (row.principal, hash_token(token), row.endpoint, row.p256dh, row.auth, row.made, row.form),
    )
    connection.execute(
        "DELETE FROM push_subscriptions WHERE id IN (SELECT id FROM push_subscriptions "
        "WHERE principal_id = ? ORDER BY id DESC LIMIT -1 OFFSET ?)",
        (row.principal, most),
    )
    return int(cursor.lastrowid or 0)


def subscriptions_of(connection: sqlite3.Connection, principal: int) -> list[PushRow]:
    """Of devices that are still signed in."""
    cursor = connection.execute(_OF_SIGNED_IN, (principal,))
    return [PushRow(*row) for row in cursor]


def subscribed_people(connection: sqlite3.Connection) -> set[int]:
    """Who has any."""
    return {id_ for (id_,) in connection.execute("SELECT DISTINCT principal_id FROM push_subscriptions")}


def drop_subscription(connection: sqlite3.Connection, principal: int, id_: int) -> int:
    statement = "DELETE FROM push_subscriptions WHERE principal_id = ? AND id = ?"
    return connection.execute(statement, (principal, id_)).rowcount


def drop_endpoint(connection: sqlite3.Connection, principal: int, endpoint: str) -> int:
    statement = "DELETE FROM push_subscriptions WHERE principal_id = ? AND endpoint = ?"
    return connection.execute(statement, (principal, endpoint)).rowcount


class PushStatements(Statements):
    """`PushStore` of core.ports."""

    add = write(add_subscription)
    of = read(subscriptions_of)
    people = read(subscribed_people)
    drop = write(drop_subscription)
    forget = write(drop_endpoint)
