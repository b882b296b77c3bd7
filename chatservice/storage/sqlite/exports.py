"""Reads a data folder, with or without a running server: one state of the database, page by page."""

import base64
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import asdict

from chatservice.model.events import DocumentInfo, DocumentIs
from chatservice.model.records import Record
from chatservice.model.rich_text import as_rich
from chatservice.model.values import EventKind, Principal, RoomRow
from chatservice.storage.sqlite import accounts, document_texts, event_log, preferences, principals, rooms
from chatservice.storage.sqlite.opening import BUSY
from chatservice.storage.sqlite.schema import APPLICATION_ID, VERSION

LAST = 2**62  # above every version
PAGE = 500  # events read at a time


@contextmanager
def reading(database: Path, alone: bool) -> Iterator[sqlite3.Connection]:
    """One state of the database, whatever is written meanwhile. `alone`: no server is running, and
    what a crash has left in the log is merged first, which writes."""
    uri = f"{database.absolute().as_uri()}?mode={'rw' if alone else 'ro'}"
    with closing(sqlite3.connect(uri, uri=True, timeout=BUSY, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield connection


class Health(NamedTuple):
    """`findings` is ``["ok"]`` if the database is intact; sizes are in bytes."""

    findings: list[str]
    version: int
    known: int
    size: int
    free: int
    newest: float | None


def health(connection: sqlite3.Connection, watch: Callable[[], None]) -> Health:
    """Check every page; `watch` is called from time to time."""

    def step() -> int:
        watch()
        return 0

    def number(statement: str) -> int:
        return int(connection.execute(statement).fetchone()[0])

    connection.set_progress_handler(step, 100_000)
    findings = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
    connection.set_progress_handler(None, 0)
    if number("PRAGMA application_id") != APPLICATION_ID:
        findings = ["it is not one of chatservice"]
    page = number("PRAGMA page_size")
    newest = None
    if findings == ["ok"]:
        (newest,) = connection.execute(
            "SELECT ts FROM events WHERE id = (SELECT max(id) FROM events) UNION ALL SELECT NULL"
        ).fetchone()
    return Health(
        findings,
        number("PRAGMA user_version"),
        VERSION,
        number("PRAGMA page_count") * page,
        number("PRAGMA freelist_count") * page,
        newest,
    )


def room_called(connection: sqlite3.Connection, number: int | None, name: str) -> RoomRow | None:
    if number is not None:
        return rooms.one_room_numbered(connection, number)
    return rooms.one_room_named(connection, name)


def people_called(connection: sqlite3.Connection, number: int | None, name: str) -> Principal | None:
    """Of that id, or the owner of that name."""
    if number is not None:
        return principals.one_principal(connection, number)
    found = accounts.one_account(connection, name)
    return found.principal if found is not None else None


def _choices(connection: sqlite3.Connection, principal: int) -> Iterator[dict[str, Any]]:
    """What they show and chose, what they have read, where they were mentioned, and their picture."""
    for name, value in connection.execute(
        "SELECT name, value FROM preferences WHERE principal_id = ? ORDER BY name", (principal,)
    ):
        yield {"is": "preference", "name": name, "value": msgspec.json.decode(value)}
    for name, level in connection.execute(
        "SELECT r.name, l.level FROM room_levels l JOIN rooms r ON r.id = l.room_id "
        "WHERE l.principal_id = ? ORDER BY r.id",
        (principal,),
    ):
        yield {"is": "level", "room": name, "level": level}
    for name, seq in connection.execute(
        "SELECT r.name, k.seq FROM read_marks k JOIN rooms r ON r.id = k.room_id "
        "WHERE k.principal_id = ? ORDER BY r.id",
        (principal,),
    ):
        yield {"is": "read_mark", "room": name, "seq": seq}
    for name, seq in connection.execute(
        "SELECT r.name, m.seq FROM mentions m JOIN rooms r ON r.id = m.room_id "
        "WHERE m.principal_id = ? ORDER BY m.event_id",
        (principal,),
    ):
        yield {"is": "mention", "room": name, "seq": seq}
    picture = preferences.one_avatar(connection, principal)
    if picture:
        yield {"is": "picture", "png": base64.b64encode(picture).decode()}


# What a person has that is a row with a few values: what it is called, the values' names, the statement.
_POSSESSIONS = (
    (
        "room",
        ("name", "kind", "part"),
        "SELECT r.name, r.kind, m.role FROM members m JOIN rooms r ON r.id = m.room_id "
        "WHERE m.principal_id = ? ORDER BY r.id",
    ),
    (
        "file",
        ("id", "name", "size", "type", "ts"),
        "SELECT id, name, size, type, ts FROM files WHERE owner_id = ? ORDER BY number",
    ),
    (
        "certificate",
        ("fingerprint", "label", "made", "used"),
        "SELECT lower(hex(fingerprint)), label, made, used FROM certificates WHERE principal_id = ? "
        "ORDER BY made",
    ),
    (
        "bookmark",
        ("room", "seq", "ts"),
        "SELECT r.name, b.seq, b.ts FROM bookmarks b JOIN rooms r ON r.id = b.room_id "
        "WHERE b.principal_id = ? ORDER BY b.number",
    ),
    (
        "vote",
        ("room", "poll", "choices"),
        "SELECT r.name, v.seq, v.choices FROM votes v JOIN rooms r ON r.id = v.room_id "
        "WHERE v.principal_id = ? ORDER BY v.room_id, v.seq",
    ),
    (
        "scheduled",
        ("kind", "due", "text", "about"),
        "SELECT kind, due, text, line FROM scheduled WHERE principal_id = ? ORDER BY id",
    ),
    (
        "run",
        ("room", "seq", "printed"),
        "SELECT r.name, u.seq, u.output FROM runs u JOIN rooms r ON r.id = u.room_id "
        "WHERE u.owner_id = ? AND u.size > 0 ORDER BY u.id",
    ),
    (
        "former_text",
        ("room", "seq", "until", "text"),
        "SELECT r.name, f.line, f.ts, f.text FROM former_texts f JOIN rooms r ON r.id = f.room_id "
        "JOIN events e ON e.room_id = f.room_id AND e.seq = f.line WHERE e.actor_id = ? "
        "ORDER BY f.room_id, f.line, f.seq",
    ),
)


def about(connection: sqlite3.Connection, principal: Principal) -> Iterator[dict[str, Any]]:
    """All that is stored about a person except secrets, a piece at a time."""
    yield _person(connection, principal)
    for token in accounts.all_tokens(connection, principal.id):
        yield {"is": "token", **asdict(token)}
    yield from _choices(connection, principal.id)
    for kind, names, statement in _POSSESSIONS:
        for row in connection.execute(statement, (principal.id,)):
            yield {"is": kind, **dict(zip(names, row, strict=True))}
    yield from _lines(connection, principal.id)
    yield from _of_documents(connection, principal.id)


def _person(connection: sqlite3.Connection, principal: Principal) -> dict[str, Any]:
    (created,) = connection.execute("SELECT created FROM principals WHERE id = ?", (principal.id,)).fetchone()
    former = connection.execute(
        "SELECT name, until FROM former_names WHERE principal_id = ? ORDER BY until", (principal.id,)
    )
    return {
        "is": "person",
        "id": principal.id,
        "name": principal.name,
        "role": principal.role.word,
        "created": created,
        "left": principal.left,
        "former_names": [{"name": name, "until": until} for name, until in former],
    }


def _lines(connection: sqlite3.Connection, principal: int) -> Iterator[dict[str, Any]]:
    for name, seq, id_, ts, kind, body in connection.execute(
        "SELECT r.name, e.seq, e.id, e.ts, e.kind, e.body FROM events e JOIN rooms r ON r.id = e.room_id "
        "WHERE e.actor_id = ? ORDER BY e.id",
        (principal,),
    ):
        line = {"is": "line", "room": name, "seq": seq, "id": id_, "ts": ts, "kind": kind}
        is_rich = kind == EventKind.RICH.value
        yield line | (asdict(as_rich(body)) if is_rich else {"text": body})


def _of_documents(connection: sqlite3.Connection, principal: int) -> Iterator[dict[str, Any]]:
    """Their roles in code documents, and the old edits of theirs that are parts of steps."""
    for doc, title, role in connection.execute(
        "SELECT d.doc, d.title, g.role FROM grants g JOIN documents d ON d.log_id = g.log_id "
        "WHERE g.principal_id = ? ORDER BY g.log_id",
        (principal,),
    ):
        yield {"is": "document_role", "document": doc, "title": title, "role": role}
    for doc, first, last, began, ended in connection.execute(
        "SELECT d.doc, s.first, s.last, s.began, s.ended "
        "FROM document_steps s JOIN documents d ON d.log_id = s.log_id "
        "WHERE EXISTS (SELECT 1 FROM json_each(s.authors) WHERE value = ?) ORDER BY s.log_id, s.last",
        (principal,),
    ):
        yield {"is": "document_step", "document": doc, "versions": [first, last], "ts": [began, ended]}


def documents(
    connection: sqlite3.Connection, room: RoomRow, since: float, until: float
) -> Iterator[DocumentIs]:
    """The room's code documents made between the times, oldest first, with their texts as they are now."""
    for log, doc, title, language, made, closed, creator in connection.execute(
        "SELECT d.log_id, d.doc, d.title, d.language, d.made, d.closed, p.name FROM documents d "
        "JOIN principals p ON p.id = d.creator_id "
        "WHERE d.parent_id = ? AND d.made >= ? AND d.made < ? ORDER BY d.log_id",
        (room.id, since, until),
    ):
        info = DocumentInfo(
            doc=doc,
            title=title,
            language=language,
            room=room.name,
            creator=creator,
            made=made,
            closed=bool(closed),
        )
        now = document_texts.one_past_text(connection, log, LAST)
        yield DocumentIs(room=room.name, epoch="", document=info, role="", version=now.version, text=now.text)


def records(connection: sqlite3.Connection, room: RoomRow, since: float, until: float) -> Iterator[Record]:
    """The room's records between the times, oldest first; only one page is in memory."""
    seq = room.first - 1
    while page := event_log.some_since(connection, room.id, seq, PAGE):
        seq = page[-1].seq
        yield from (record for record in page if since <= record.ts < until)
