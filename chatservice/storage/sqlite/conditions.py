"""Decides drafts that depend on what is stored as of their place in the batch: the part of
`storage.batch.BatchPlan` that asks the database. The caller holds the transaction."""

import sqlite3
from collections.abc import Callable

import msgspec

from chatservice.core.ports import Outcome
from chatservice.errors import KeyReused, NoSuchLine, RoomNameAlike, RoomNameTaken
from chatservice.model.bodies import SharedFile, as_room_names
from chatservice.model.records import Draft
from chatservice.model.values import EventKind
from chatservice.settings.schema import Settings
from chatservice.storage.sqlite import event_log, files, pins, polls, reactions, rooms, topics
from chatservice.storage.sqlite.lookalikes import refuse_alike_room

_shared_file = msgspec.json.Decoder(SharedFile).decode


DraftCondition = Callable[[sqlite3.Connection, int, Draft, Settings], Outcome | None]


def outcome_of(connection: sqlite3.Connection, room: int, draft: Draft, settings: Settings) -> Outcome | None:
    """The outcome of `draft` if it is not stored: an error, or the place of what it repeats."""
    return CONDITIONS[draft.kind](connection, room, draft, settings)


def _file(connection: sqlite3.Connection, room: int, draft: Draft, settings: Settings) -> KeyReused | None:
    """A file's id is derived from a key, and outlives it."""
    is_there = files.one_is_there(connection, _shared_file(draft.body).id)
    return KeyReused(draft.key) if is_there else None


def _edited(connection: sqlite3.Connection, room: int, draft: Draft, settings: Settings) -> NoSuchLine | None:
    line = int(draft.body)
    return None if event_log.one_line_is_there(connection, room, line) else NoSuchLine(line, "")


def _room_renamed(
    connection: sqlite3.Connection, room: int, draft: Draft, settings: Settings
) -> RoomNameTaken | None:
    name = as_room_names(draft.body).name
    other = rooms.one_room_named(connection, name)
    if other is not None and other.id != room:
        return RoomNameTaken(name)
    try:
        refuse_alike_room(connection, name, room)
    except RoomNameAlike as alike:
        return alike
    return None


CONDITIONS: dict[EventKind, DraftCondition] = {
    EventKind.EDITED: _edited,
    EventKind.FILE: _file,
    EventKind.POLL_CLOSED: polls.outcome_of_end,
    EventKind.PINNED: pins.outcome_of,
    EventKind.UNPINNED: pins.outcome_of,
    EventKind.REACTION: reactions.outcome_of,
    EventKind.ROOM_RENAMED: _room_renamed,
    EventKind.RICH: topics.outcome_of,
}
