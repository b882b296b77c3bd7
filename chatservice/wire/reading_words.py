"""What is unread, who has read it, and mentions, as English sentences."""

from collections.abc import Callable
from typing import Any

from chatservice.model import events
from chatservice.model.events import Event
from chatservice.wire.phrases import names
from chatservice.wire.sanitize import line


def times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def were_mentioned(count: int) -> list[str]:
    return [f"You were mentioned {times(count)}. /mentions shows where."] if count else []


def in_list(room: events.RoomInfo) -> str:
    """`, 3 new, 1 mention`, as far as the room's level asks for it."""
    new = f", {room.unread:,} new" if room.unread and room.level == "all" else ""
    plural = "" if room.mentions == 1 else "s"
    mentions = f", {room.mentions:,} mention{plural}" if room.mentions and room.level != "none" else ""
    return new + mentions


def _read_mark(event: events.ReadMark) -> list[str]:
    room = line(event.room)
    if not event.unread:
        return [f"Nothing is unread in {room}."]
    mentions = f", {event.mentions:,} of them with a mention" if event.mentions else ""
    return [f"{event.unread:,} unread in {room} after #{event.seq}{mentions}."]


def _seen_by(event: events.SeenByIs) -> list[str]:
    who = f"seen by {names(event.who)}" if event.who else "nobody else has seen it, or shows it"
    return [f"#{event.seq} in {line(event.room)}: {who}."]


def _mentioned(event: events.Mentioned) -> list[str]:
    """Not where the line itself was shown."""
    if not (event.notify and event.elsewhere):
        return []
    return [f"{line(event.sender)} mentioned you in {line(event.room)} (#{event.seq}): {line(event.text)}"]


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.ReadMark: _read_mark,
    events.SeenByIs: _seen_by,
    events.Mentioned: _mentioned,
}
