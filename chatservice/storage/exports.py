"""Reading a data folder beside a server, or without one: one state of the database, page by page."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from chatservice.model.values import Record, RoomRow
from chatservice.storage import directory, opening, queries

PAGE = 500  # events read at a time


@contextmanager
def reading(database: Path, alone: bool) -> Iterator[sqlite3.Connection]:
    """One state of the database, whatever is written meanwhile. `alone`: no server is running;
    then what a crash has left in the log is taken in first, which needs writing."""
    uri = f"{database.absolute().as_uri()}?mode={'rw' if alone else 'ro'}"
    with closing(sqlite3.connect(uri, uri=True, timeout=opening.BUSY, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield connection


def room_called(connection: sqlite3.Connection, number: int | None, name: str) -> RoomRow | None:
    if number is not None:
        return directory.one_room_numbered(connection, number)
    return directory.one_room_named(connection, name)


def records(connection: sqlite3.Connection, room: RoomRow, since: float, until: float) -> Iterator[Record]:
    """Those of that time, oldest first; only a page of them is held."""
    seq = room.first - 1
    while page := queries.some_since(connection, room.id, seq, PAGE):
        seq = page[-1].seq
        yield from (record for record in page if since <= record.ts < until)
