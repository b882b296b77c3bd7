"""Pages of a room's log: what a reader may see, and how much fits into one answer."""

from collections.abc import Container, Iterable, Sequence
from typing import TypeVar

from chatservice.core.ports import Subscriber
from chatservice.core.room import Room
from chatservice.model.events import HistoryPage, LoggedEvent, Message
from chatservice.model.records import Record
from chatservice.model.values import FOLDED
from chatservice.settings.schema import Settings

AnyLine = TypeVar("AnyLine", LoggedEvent, Record)


def budget(settings: Settings) -> int:
    """Bytes of text in one answer, which has to fit into an outbox whatever its lines contain."""
    return settings.outbox // 4


def weight(line: LoggedEvent | Record) -> int:
    """An upper bound for the bytes of its text."""
    if isinstance(line, Record):
        return len(line.body) * 4 if line.is_line else 0
    return len(line.text) * 4 if isinstance(line, Message) else 0


def visible(room: Room, records: Iterable[Record], ignored: Container[int]) -> list[Record]:
    """The lines among `records` that a reader who has `ignored` people may see; never one that is not
    yet delivered."""
    return [
        record
        for record in records
        if record.seq <= room.tail.head and record.actor not in ignored and record.kind not in FOLDED
    ]


def as_lines(room: Room, records: Iterable[Record]) -> list[LoggedEvent]:
    return [room.line(room.fresh(record)) for record in records]


def oldest_that_fit(lines: list[AnyLine], limit: int) -> tuple[list[AnyLine], bool]:
    """As many as fit into `limit` bytes, but at least one; and whether the page was cut."""
    total = 0
    for place, line in enumerate(lines):
        total += weight(line)
        if total > limit and place:
            return lines[:place], True
    return lines, False


def newest_that_fit(lines: list[AnyLine], limit: int) -> tuple[list[AnyLine], bool]:
    """Like `oldest_that_fit`, from the end."""
    newest, cut = oldest_that_fit(lines[::-1], limit)
    return newest[::-1], cut


def page(
    room: Room,
    lines: Sequence[LoggedEvent],
    head: int,
    more: bool,
    forward: bool = False,
    numbered: bool = False,
) -> HistoryPage:
    """`head` is the room's head when the lines were read, or before."""
    return HistoryPage(
        room=room.label,
        rid=room.rid,
        lines=list(lines),
        head=head,
        more=more,
        forward=forward,
        numbered=numbered,
    )


def show_newest(
    outlet: Subscriber, ignored: Container[int], room: Room, settings: Settings, limit: int | None = None
) -> None:
    """Send the last lines of a room that is being entered, at most `limit` (None: the setting's number)."""
    count = settings.history_on_join if limit is None else min(max(limit, 0), settings.history_max)
    lines, more = newest_that_fit(as_lines(room, room.tail.newest(count, ignored)), budget(settings))
    if lines:
        earlier = more or lines[0].seq > room.tail.first
        outlet.send(page(room, lines, room.tail.head, earlier), room.id, lines[0].seq)
