"""Pages of a room's history, and the messages missed while away."""

import itertools
from collections.abc import Awaitable, Iterator
from typing import NamedTuple, TypeVar

import msgspec

from chatservice.core import pages
from chatservice.core.chat import Chat
from chatservice.core.own_marks import own_marks, with_own
from chatservice.core.rates import READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.core.subscription import Subscription
from chatservice.errors import BadCommand, Fault, NoSuchLine
from chatservice.model import commands as c
from chatservice.model.events import HistoryPage, LoggedEvent, MissedPage
from chatservice.model.records import Record
from chatservice.model.rich_text import topic_name

MORE_PAGES = 20  # read for one answer beyond the first, while all their lines are of ignored people

T = TypeVar("T")


class Stretch(NamedTuple):
    """Lines of a room in order, as they were read, whether there are more in that direction, where reading
    ended (a seq), and the room's head before they were read."""

    records: list[Record]
    more: bool
    end: int
    head: int


@command(c.History, Right(), Charge(READ))
async def history(chat: Chat, session: Session, request: c.History) -> HistoryPage:
    room = await chat.directory.find(session, request.room, ended=True)
    request = await _with_seqs(chat, room, request)
    limit = min(request.limit, chat.settings.history_max)
    if limit < 1:
        raise BadCommand("limit is at least 1")
    if request.around is not None:
        return await _around(chat, session, room, request.around, limit)
    if request.after is not None:
        stretch = await _later(chat, session, room, request.after, limit, topic_name(request.topic))
    else:
        stretch = await _earlier(chat, session, room, request.before, limit, topic_name(request.topic))
    forward = request.after is not None
    lines = await _lines(chat, session, room, stretch.records)
    page = pages.page(room, lines, stretch.head, stretch.more, forward, request.numbered)
    return msgspec.structs.replace(page, topic=request.topic)


async def _with_seqs(chat: Chat, room: Room, request: c.History) -> c.History:
    """The request with a seq instead of a time. Raises BadCommand for more than one place."""
    places = (request.before, request.after, request.around, request.before_time, request.after_time)
    if sum(place is not None for place in places) > 1:
        raise BadCommand("before, after or around, only one of them")
    if request.before_time is not None:
        seq = await chat.log.seq_at(room.id, request.before_time)
        return msgspec.structs.replace(request, before=seq + 1)
    if request.after_time is not None:
        return msgspec.structs.replace(request, after=await chat.log.seq_at(room.id, request.after_time))
    return request


@command(c.Context, Right(), Charge(READ))
async def context(chat: Chat, session: Session, request: c.Context) -> HistoryPage:
    room = await chat.directory.find(session, request.room, ended=True)
    if request.limit < 1:
        raise BadCommand("limit is at least 1")
    return await _around(chat, session, room, request.seq, min(request.limit, chat.settings.history_max))


async def _around(chat: Chat, session: Session, room: Room, seq: int, limit: int) -> HistoryPage:
    """The line at `seq` in the middle of `limit` lines, or of fewer at the ends. NoSuchLine."""
    head = room.tail.head
    if not room.tail.first <= seq <= head:
        raise NoSuchLine(seq, room.label)
    before = limit // 2
    reading = chat.log.around(room.id, seq, before, limit - before - 1)
    records = pages.visible(room, await _read(chat, session, room, reading), session.ignored)
    shown, _ = pages.oldest_that_fit(records, pages.budget(chat.settings))
    lines = await _lines(chat, session, room, shown)
    earlier = bool(lines) and lines[0].seq > room.tail.first
    return pages.page(room, lines, head, earlier, numbered=True)


async def _earlier(
    chat: Chat, session: Session, room: Room, before: int | None, limit: int, topic: str
) -> Stretch:
    records: list[Record] = []
    head = room.tail.head
    end = head + 1 if before is None else before
    if before is None and not topic and room.tail.has_lines(limit):
        records = room.tail.newest(limit, session.ignored)
        end = room.tail.lines[0].seq if room.tail.lines else room.tail.first
    for size in _sizes(chat, limit) if len(records) < limit and end > room.tail.first else ():
        read = await _read(chat, session, room, _before(chat, room, topic, end, size))
        records = pages.visible(room, read, session.ignored) + records
        end = read[0].seq if read else room.tail.first
        if len(records) >= limit or end <= room.tail.first:
            break
    shown, cut = pages.newest_that_fit(records[-limit:], pages.budget(chat.settings))
    if cut or len(records) >= limit:
        end = shown[0].seq
    return Stretch(shown, end > room.tail.first, end, head)


def _before(chat: Chat, room: Room, topic: str, seq: int, limit: int) -> Awaitable[list[Record]]:
    if topic:
        return chat.storage.topics.before(room.id, topic, seq, limit)
    return chat.log.lines_before(room.id, seq, limit)


def _since(chat: Chat, room: Room, topic: str, seq: int, limit: int) -> Awaitable[list[Record]]:
    if topic:
        return chat.storage.topics.since(room.id, topic, seq, limit)
    return chat.log.lines_since(room.id, seq, limit)


async def _later(
    chat: Chat, session: Session, room: Room, after: int, limit: int, topic: str = ""
) -> Stretch:
    records: list[Record] = []
    head, end = room.tail.head, after
    for size in _sizes(chat, limit):
        read = await _read(chat, session, room, _since(chat, room, topic, end, size))
        records += pages.visible(room, read, session.ignored)
        end = min(read[-1].seq, room.tail.head) if read else room.tail.head
        if len(records) >= limit or end == room.tail.head:
            break
    shown, _ = pages.oldest_that_fit(records[:limit], pages.budget(chat.settings))
    if len(shown) < len(records):
        end = shown[-1].seq
    return Stretch(shown, end < room.tail.head, end, head)


def _sizes(chat: Chat, limit: int) -> Iterator[int]:
    """The number of events to read at a time until `limit` lines are found; more than one page only
    because of ignored people, and up to a cap."""
    yield limit
    yield from itertools.repeat(chat.settings.history_max, MORE_PAGES)


async def _lines(chat: Chat, session: Session, room: Room, records: list[Record]) -> list[LoggedEvent]:
    """What `records` show this person, made when all is read: what is gone by then is not in it."""
    own = await _read(chat, session, room, own_marks(chat.storage, room.id, session.principal.id, records))
    return with_own(pages.as_lines(room, records), own)


async def _read(chat: Chat, session: Session, room: Room, reading: Awaitable[T]) -> T:
    """The result of `reading`; raises NoSuchRoom if `session` may no longer see `room` after it."""
    found = await reading
    chat.directory.refuse_outsider(session, room, room.label)
    return found


# Missed.


@command(c.Missed, Right(), Charge(READ))
async def missed(chat: Chat, session: Session, request: c.Missed) -> MissedPage:
    found: list[tuple[Room, HistoryPage]] = []
    budget = pages.budget(chat.settings)
    for subscription in await _requested_seats(chat, session, request.room):
        try:
            page = await _missed_in(chat, session, subscription) if budget > 0 else None
        except Fault:
            if request.room is not None:
                raise
            continue  # removed from this room meanwhile; the others follow
        if page is not None:
            budget -= sum(map(pages.weight, page.lines))
            found.append((subscription.room, page))
    person = session.person
    since = max(person.away_since, person.mentions_listed)
    mentions = await chat.storage.reading.mentioned_since(person.principal.id, since)
    shown = [page for room, page in found if chat.directory.sees(session, room)]
    return MissedPage(rooms=shown, mentions=mentions)


async def _requested_seats(chat: Chat, session: Session, label: str | None) -> list[Subscription]:
    """The subscription to the room with that `label`; all subscriptions if it is None."""
    if label is None:
        return list(session.subscriptions.values())
    subscription = session.subscription_to(label)
    if subscription is None:
        room = await chat.directory.find(session, label, ended=True)
        subscription = Subscription(room, session.person.marks.get(room.id))
    return [subscription]


async def _missed_in(chat: Chat, session: Session, subscription: Subscription) -> HistoryPage | None:
    """The next page of lines between the read mark and entering the room; moves the mark."""
    if subscription.mark is None or subscription.mark >= subscription.entered:
        return None
    stretch = await _later(chat, session, subscription.room, subscription.mark, chat.settings.history_max)
    subscription.mark = min(stretch.end, subscription.entered)
    if subscription.mark == subscription.entered:
        session.person.marks.show(subscription.room.id)
        subscription.behind = False
    records = [record for record in stretch.records if record.seq <= subscription.entered]
    more = subscription.mark < subscription.entered
    lines = pages.as_lines(subscription.room, records)
    return pages.page(subscription.room, lines, stretch.head, more, forward=True) if lines else None
