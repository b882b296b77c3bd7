"""What was added to lines after they were written, joined to pages of the log: one query for each kind
and page, however many lines it has. The caller holds the transaction.
"""

import sqlite3
from collections.abc import Sequence

import msgspec

from chatservice.model.annotations import NONE, Annotations
from chatservice.model.bodies import gist_of
from chatservice.model.records import Record
from chatservice.model.values import OF_A_TEXT, EventKind
from chatservice.storage.batch import digest_of
from chatservice.storage.sqlite import pins, polls, reactions


def annotated(connection: sqlite3.Connection, room: int, records: list[Record]) -> list[Record]:
    """`records` of `room`, in any order, with what belongs to them."""
    if not records:
        return records
    seqs = [record.seq for record in records]
    found = all_between(connection, room, min(seqs), max(seqs))
    found.update(_present_texts(connection, room, records))
    if not found:
        return records
    return [
        msgspec.structs.replace(record, annotations=found[record.seq]) if record.seq in found else record
        for record in records
    ]


def edit(connection: sqlite3.Connection, room: int, seq: int, ts: float) -> None:
    """The line at `seq` has another text since `ts`."""
    connection.execute(
        "INSERT INTO annotations (room_id, seq, edited, edits) VALUES (?1, ?2, ?3, 1) "
        "ON CONFLICT DO UPDATE SET edited = ?3, edits = edits + 1",
        (room, seq, ts),
    )


def count_reply(connection: sqlite3.Connection, room: int, seq: int, count: int) -> None:
    """The line at `seq` has so many more replies."""
    connection.execute(
        "INSERT INTO annotations (room_id, seq, replies) VALUES (?1, ?2, max(?3, 0)) "
        "ON CONFLICT DO UPDATE SET replies = max(replies + ?3, 0)",
        (room, seq, count),
    )


def insert_sent(connection: sqlite3.Connection, room: int, line: int, event: int, text: str) -> None:
    """Remember what was first sent with the key of `event`, which changes `line` or is it."""
    connection.execute(
        "INSERT OR IGNORE INTO sent_texts VALUES (?, ?, ?, ?)", (room, line, event, digest_of(text))
    )


def drop_line(connection: sqlite3.Connection, room: int, seq: int) -> None:
    """The line at `seq` was deleted, and with it what was added to it."""
    connection.execute("DELETE FROM annotations WHERE room_id = ? AND seq = ?", (room, seq))
    drop_former(connection, room, seq)


def drop_former(connection: sqlite3.Connection, room: int, seq: int) -> None:
    """Nothing is left of what the line said before it was edited."""
    connection.execute("DELETE FROM sent_texts WHERE room_id = ? AND line = ?", (room, seq))
    connection.execute("DELETE FROM former_texts WHERE room_id = ? AND line = ?", (room, seq))


def drop_before(connection: sqlite3.Connection, room: int, last_seq: int) -> None:
    """The lines up to `last_seq` are no longer stored."""
    connection.execute("DELETE FROM annotations WHERE room_id = ? AND seq <= ?", (room, last_seq))
    connection.execute("DELETE FROM sent_texts WHERE room_id = ? AND line <= ?", (room, last_seq))
    connection.execute("DELETE FROM former_texts WHERE room_id = ? AND line <= ?", (room, last_seq))


def all_between(connection: sqlite3.Connection, room: int, low: int, high: int) -> dict[int, Annotations]:
    """By seq, of the lines from `low` to `high`."""
    rows = connection.execute(
        "SELECT seq, edited, replies FROM annotations WHERE room_id = ? AND seq BETWEEN ? AND ?",
        (room, low, high),
    )
    found = {seq: Annotations(edited, replies) for seq, edited, replies in rows}
    for seq, counts in reactions.all_between(connection, room, low, high).items():
        found[seq] = msgspec.structs.replace(found.get(seq, NONE), reactions=counts)
    for seq in pins.pinned_between(connection, room, low, high):
        found[seq] = msgspec.structs.replace(found.get(seq, NONE), pinned=True)
    for seq, tally in polls.tallies_between(connection, room, low, high).items():
        found[seq] = msgspec.structs.replace(found.get(seq, NONE), tally=tally)
    return found


def _present_texts(
    connection: sqlite3.Connection, room: int, records: Sequence[Record]
) -> dict[int, Annotations]:
    """By the seq of each event about a line, that line's present text, and of a poll's end its votes."""
    edits = {record.seq: int(record.body) for record in records if record.kind in OF_A_TEXT}
    if not edits:
        return {}
    lines = set(edits.values())
    places = ",".join("?" * len(lines))
    statement = f"SELECT seq, kind, body FROM events WHERE room_id = ? AND seq IN ({places})"  # noqa: S608
    texts = {
        seq: gist_of(EventKind(kind), body)
        for seq, kind, body in connection.execute(statement, (room, *lines))
    }
    found = {seq: msgspec.structs.replace(NONE, text=texts.get(line, "")) for seq, line in edits.items()}
    for record in records:
        if record.kind is EventKind.POLL_CLOSED:
            line = edits[record.seq]
            tally = polls.tallies_between(connection, room, line, line).get(line)
            found[record.seq] = msgspec.structs.replace(found[record.seq], tally=tally)
    return found
