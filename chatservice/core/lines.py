"""Finds single lines of a room."""

from collections.abc import Callable

from chatservice.core.ports import RoomLog
from chatservice.core.room import Room
from chatservice.errors import NoLineOfYours, NoSuchLine
from chatservice.model.records import Record
from chatservice.model.values import Principal


async def find_line(log: RoomLog, room: Room, seq: int, fits: Callable[[Record], bool]) -> Record:
    """The record at `seq`, if it `fits`: otherwise, and where there is none or it is not yet delivered,
    NoSuchLine."""
    if not 0 < seq <= room.tail.head:
        raise NoSuchLine(seq, room.label)
    found = [record for record in room.tail.ring if record.seq == seq]
    for record in found or await log.since(room.id, seq - 1, 1):
        if record.seq == seq and fits(room.fresh(record)):
            return room.fresh(record)
    raise NoSuchLine(seq, room.label)


def last_line_of(me: Principal, room: Room) -> int:
    """The seq of their last line there, among the newest. NoLineOfYours."""
    for record in reversed(room.tail.lines):
        if record.actor == me.id and record.is_line:
            return record.seq
    raise NoLineOfYours(room.label)
