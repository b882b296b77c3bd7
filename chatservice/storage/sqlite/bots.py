"""Every statement on bots and webhooks, one typed function each. The caller holds the transaction."""

import sqlite3

from chatservice.errors import NoSuchRoom, TooMany
from chatservice.model.values import BotRow, HookRow, Principal, ServerRole
from chatservice.storage.sqlite import rooms, rows
from chatservice.storage.sqlite.accounts import insert_account
from chatservice.storage.sqlite.statements import Statements, change, read, write
from chatservice.storage.sqlite.transaction import Transaction
from chatservice.storage.tokens import ID, hash_token

_BOT = f"SELECT b.owner_id, b.made, {rows.PRINCIPAL} JOIN bots b ON b.principal_id = p.id"
_HOOK = (
    f"SELECT h.hash, h.room_id, h.made, h.used, h.secret, coalesce(m.name, ''), {rows.PRINCIPAL} "
    "JOIN webhooks h ON h.principal_id = p.id LEFT JOIN principals m ON m.id = h.made_by"
)


# All bots of a person, with those that bots made before that was forbidden.
_TREE = (
    "WITH RECURSIVE tree (id) AS (SELECT principal_id FROM bots WHERE owner_id = ?1 "
    "UNION SELECT b.principal_id FROM bots b JOIN tree ON b.owner_id = tree.id) "
)


def insert_bot(transaction: Transaction, name: str, owner: int, now: float) -> Principal:
    """Raises NameTaken; TooMany above the owner's cap."""
    connection, limit = transaction.connection, transaction.settings.max_bots
    (count,) = connection.execute(f"{_TREE} SELECT count(*) FROM tree", (owner,)).fetchone()  # noqa: S608
    if count >= limit:
        raise TooMany("bots", limit)
    bot = insert_account(connection, name, "", ServerRole.USER, now)
    connection.execute("INSERT INTO bots VALUES (?, ?, ?)", (bot.id, owner, now))
    return bot


def one_bot(connection: sqlite3.Connection, principal: int) -> BotRow | None:
    row = connection.execute(f"{_BOT} WHERE p.id = ?", (principal,)).fetchone()
    return _bot(row) if row else None


def all_bots(connection: sqlite3.Connection, owner: int) -> list[BotRow]:
    return [_bot(row) for row in connection.execute(f"{_BOT} WHERE b.owner_id = ? ORDER BY p.id", (owner,))]


def all_owners(connection: sqlite3.Connection) -> dict[int, int]:
    """The owner of each bot, by the bot's id."""
    return dict(connection.execute("SELECT principal_id, owner_id FROM bots").fetchall())


def delete_bot(connection: sqlite3.Connection, principal: int, now: float) -> None:
    """Release its name and take it out of all rooms; what it said stays."""
    connection.execute(
        "UPDATE principals SET role = 'guest', password = '', left = coalesce(left, ?) WHERE id = ?",
        (now, principal),
    )
    for statement in (
        "DELETE FROM bots WHERE principal_id = ?",
        "DELETE FROM tokens WHERE principal_id = ?",
        "DELETE FROM certificates WHERE principal_id = ?",
        "DELETE FROM webhooks WHERE principal_id = ?",
        "DELETE FROM outgoing WHERE principal_id = ?",
        "DELETE FROM read_marks WHERE principal_id = ?",
        "DELETE FROM kept_rooms WHERE principal_id = ?",
        "DELETE FROM mentions WHERE principal_id = ?",
        "DELETE FROM room_levels WHERE principal_id = ?",
        "DELETE FROM preferences WHERE principal_id = ?",
        "DELETE FROM avatars WHERE principal_id = ?",
        "DELETE FROM ignores WHERE principal_id = ?",
        "DELETE FROM asked WHERE ? IN (principal_id, by_id)",
        "DELETE FROM members WHERE principal_id = ? "
        "AND room_id NOT IN (SELECT id FROM rooms WHERE kind = 'direct')",
    ):
        connection.execute(statement, (principal,))


def drop_hooks_of(connection: sqlite3.Connection, principal: int) -> None:
    """Drop the webhooks that the principal made, and those that speak as it, in both directions."""
    connection.execute("DELETE FROM webhooks WHERE ? IN (made_by, principal_id)", (principal,))
    connection.execute("DELETE FROM outgoing WHERE ? IN (made_by, principal_id)", (principal,))


def _bot(row: tuple) -> BotRow:  # type: ignore[type-arg]
    return BotRow(rows.principal(row[2:]), row[0], row[1])


def insert_hook(
    transaction: Transaction, token: str, room: int, bot: int, by: int, now: float, secret: str = ""
) -> None:
    """Raises TooMany above the room's cap; NoSuchRoom if it is gone."""
    connection, limit = transaction.connection, transaction.settings.max_webhooks
    if rooms.one_room(connection, room) is None:
        raise NoSuchRoom("")
    (count,) = connection.execute("SELECT count(*) FROM webhooks WHERE room_id = ?", (room,)).fetchone()
    if count >= limit:
        raise TooMany("webhooks in one room", limit)
    connection.execute(
        "INSERT INTO webhooks VALUES (?, ?, ?, ?, ?, NULL, ?)",
        (hash_token(token), room, bot, by, now, secret),
    )


def one_hook(connection: sqlite3.Connection, token: str) -> HookRow | None:
    row = connection.execute(f"{_HOOK} WHERE h.hash = ?", (hash_token(token),)).fetchone()
    return _hook(row) if row else None


def all_hooks(connection: sqlite3.Connection, room: int) -> list[HookRow]:
    cursor = connection.execute(f"{_HOOK} WHERE h.room_id = ? ORDER BY h.made, h.hash", (room,))
    return [_hook(row) for row in cursor]


def _hook(row: tuple) -> HookRow:  # type: ignore[type-arg]
    hashed, room, made, used, secret, by, *bot = row
    return HookRow(hashed.hex()[:ID], room, rows.principal(tuple(bot)), by, made, used, secret)


def touch_hook(connection: sqlite3.Connection, token: str, now: float) -> None:
    connection.execute("UPDATE webhooks SET used = ? WHERE hash = ?", (now, hash_token(token)))


def drop_hook(connection: sqlite3.Connection, room: int, id_: str) -> int:
    """Drop the room's webhooks with that id; returns how many."""
    cursor = connection.execute(
        "DELETE FROM webhooks WHERE room_id = ? AND substr(lower(hex(hash)), 1, ?) = ?", (room, ID, id_)
    )
    return cursor.rowcount


class BotStatements(Statements):
    """`BotStore` of core.ports."""

    create = change(insert_bot)
    bot = read(one_bot)
    of = read(all_bots)
    owners = read(all_owners)
    delete = write(delete_bot)

    hook = change(insert_hook)
    hooked = read(one_hook)
    hooks = read(all_hooks)
    used = write(touch_hook)
    unhook = write(drop_hook)
    unhook_all = write(drop_hooks_of)
