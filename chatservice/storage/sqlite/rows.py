"""Turns rows into values: in one place, because the columns of a statement and the fields of
a struct must stay in the same order."""

from collections.abc import Sequence
from typing import Any

from chatservice.model.records import Record
from chatservice.model.values import (
    EventKind,
    Member,
    Principal,
    RoomEntry,
    RoomKind,
    RoomRole,
    RoomRow,
    ServerRole,
)

# Actor and subject are shown under their present names. Every event has a row, even if its
# actor is unknown: a log has no gaps.
RECORD = (
    "e.id, e.seq, e.ts, e.kind, e.actor_id, a.name, e.body, e.subject_id, s.name "
    "FROM events e LEFT JOIN principals a ON a.id = e.actor_id "
    "LEFT JOIN principals s ON s.id = e.subject_id"
)

_KINDS = {kind.value: kind for kind in EventKind}


def record(row: Sequence[Any]) -> Record:
    id_, seq, ts, kind, actor, actor_name, body, subject, subject_name = row
    known = _KINDS.get(kind, EventKind.BLANK)  # of a newer version, which needed no other tables
    return Record(id_, seq, ts, known, actor, actor_name or "", body, subject, subject_name or "")


# A room's columns are the fields of its row; some of these are asked for in their own way.
_HEAD = "coalesce((SELECT max(seq) FROM events WHERE room_id = r.id), r.first - 1)"
_SETTER = "coalesce((SELECT name FROM principals WHERE id = r.topic_by), '')"
_OWN_WAY = {"head": _HEAD, "topic_by": _SETTER, "created": "coalesce(r.created, 0)"}
_COLUMNS = tuple(name for name in RoomRow.__struct_fields__ if name != "pair")
_ASKED = ", ".join(_OWN_WAY.get(name, f"r.{name}") for name in _COLUMNS)
ROOM = f"{_ASKED}, r.one, r.other FROM rooms r"


def room(row: Sequence[Any]) -> RoomRow:
    *values, one, other = row
    fields = dict(zip(_COLUMNS, values, strict=True))
    fields["kind"] = RoomKind(fields["kind"])
    fields["entry"] = RoomEntry(fields["entry"])
    for name in ("readonly", "locked", "unlisted"):
        fields[name] = bool(fields[name])
    fields["creator"] = fields["creator"] or 0
    return RoomRow(pair=(one, other) if one is not None else None, **fields)


PRINCIPAL = "p.id, p.name, p.role, p.left FROM principals p"

_ROLES = {role.word: role for role in ServerRole}
_ROOM_ROLES = {role.word: role for role in RoomRole}


def principal(row: Sequence[Any]) -> Principal:
    id_, name, role, left = row
    return Principal(id_, name, _ROLES[role], left)


MEMBER = "m.role, p.id, p.name, p.role, p.left FROM principals p JOIN members m ON m.principal_id = p.id"


def member(row: Sequence[Any]) -> Member:
    return Member(principal(row[1:]), _ROOM_ROLES[row[0]])
