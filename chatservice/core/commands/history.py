"""What was said: the last lines, pages of it, what one missed, searching, catching up."""

import itertools
from collections.abc import Awaitable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from chatservice.core.ports import Future
from chatservice.core.room import Room
from chatservice.core.session import SessionState, Subscription
from chatservice.errors import BadCommand, EmptyText, Fault
from chatservice.model.commands import History, Missed, Search
from chatservice.model.events import (
    FoundLine,
    FoundPage,
    HistoryPage,
    LoggedEvent,
    Message,
    MissedPage,
    Reload,
)
from chatservice.model.values import Record

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session


CONTEXT = 1  # lines before and after each hit
MORE_PAGES = 20  # read for one answer beyond the first, while all that is found is ignored

T = TypeVar("T")


class Stretch(NamedTuple):
    """Lines of a room in order, how far was read for them, and whether there are more that way."""

    lines: list[LoggedEvent]
    more: bool
    end: int


class HistoryService:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat

    @property
    def _fits(self) -> int:
        """Texts in one answer, in bytes: it has to fit into an outbox whatever its lines hold."""
        return self._chat.settings.outbox // 4

    # Pages.

    def show_newest(self, session: "Session", room: Room, limit: int | None = None) -> None:
        """The last lines, at most `limit` (None: as many as is set), for somebody who enters."""
        settings = self._chat.settings
        most = settings.history_on_join if limit is None else min(max(limit, 0), settings.history_max)
        lines, more = _newest_that_fit(_shown(room, room.newest(most, session.ignored)), self._fits)
        if lines:
            earlier = more or lines[0].seq > room.first
            session.outlet.send(_page(room, lines, earlier), room.id, lines[0].seq)

    async def history(self, session: "Session", command: History) -> None:
        room = await self._chat.directory.find(session, command.room, ended=True)
        if command.before is not None and command.after is not None:
            raise BadCommand("before or after, not both")
        limit = min(command.limit, self._chat.settings.history_max)
        if limit < 1:
            raise BadCommand("limit is at least 1")
        if command.after is not None:
            stretch = await self._later(session, room, command.after, limit)
        else:
            stretch = await self._earlier(session, room, command.before, limit)
        forward = command.after is not None
        page = _page(room, stretch.lines, stretch.more, forward, command.ref, command.numbered)
        session.outlet.send(page)

    async def _earlier(self, session: "Session", room: Room, before: int | None, limit: int) -> Stretch:
        records: list[Record] = []
        end = room.head + 1 if before is None else before
        if before is None and room.holds(room.head - limit):
            records = room.newest(limit, session.ignored)
            end = room.ring[0].seq if room.ring else room.first
        for size in self._sizes(limit) if len(records) < limit and end > room.first else ():
            read = await self._read(session, room, self._chat.log.before(room.id, end, size))
            records = _heard(session, room, read) + records
            end = read[0].seq if read else room.first
            if len(records) >= limit or len(read) < size:
                break
        shown, cut = _newest_that_fit(_shown(room, records[-limit:]), self._fits)
        if cut or len(records) >= limit:
            end = shown[0].seq
        return Stretch(shown, end > room.first, end)

    async def _later(self, session: "Session", room: Room, after: int, limit: int) -> Stretch:
        records: list[Record] = []
        end = after
        for size in self._sizes(limit):
            read = await self._read(session, room, self._chat.log.since(room.id, end, size))
            records += _heard(session, room, read)
            end = min(read[-1].seq, room.head) if read else room.head
            if len(records) >= limit or len(read) < size or end == room.head:
                break
        shown, _ = _oldest_that_fit(_shown(room, records[:limit]), self._fits)
        if len(shown) < len(records):
            end = shown[-1].seq
        return Stretch(shown, end < room.head, end)

    def _sizes(self, limit: int) -> Iterator[int]:
        """How many events to read at a time until `limit` of them are shown: more than that only
        where people are ignored, and not without end."""
        yield limit
        yield from itertools.repeat(self._chat.settings.history_max, MORE_PAGES)

    async def _read(self, session: "Session", room: Room, reading: Awaitable[T]) -> T:
        """What `reading` finds in `room`, unless `session` may not see it any more by then."""
        found = await reading
        self._chat.directory.refuse_outsider(session, room, room.label)
        return found

    def _sees(self, session: "Session", room: Room) -> bool:
        try:
            self._chat.directory.refuse_outsider(session, room, room.label)
        except Fault:
            return False
        return True

    # Everywhere.

    async def news(self, session: "Session", after: int, limit: int) -> list[tuple[Room, Record]]:
        """What happened in all rooms that `session` is in, later than the event id `after`: the
        first of it, at most `limit`, in the order in which it was committed."""
        found: list[tuple[Room, Record]] = []
        upto = None  # beyond this id something of a room is not read yet
        for seat in list(session.seats.values()):
            room = seat.room
            if not room.ring or room.ring[-1].id <= after:
                continue
            if room.ring[0].id <= after or room.ring[0].seq <= room.first:
                found += [(room, record) for record in room.ring if record.id > after]
                continue
            page = await self._chat.log.since_id(room.id, after, limit)
            found += [(room, record) for record in page if record.seq <= room.head]
            if page and page[-1].seq < room.head:
                upto = page[-1].id if upto is None else min(upto, page[-1].id)
        found = [pair for pair in found if pair[0].id in session.seats]  # still, after all the reading
        found.sort(key=lambda pair: pair[1].id)
        if upto is not None:
            found = [pair for pair in found if pair[1].id <= upto]
        return [(room, room.fresh(record)) for room, record in found[:limit]]

    # Missed.

    async def missed(self, session: "Session", command: Missed) -> None:
        if command.room is None:
            seats = list(session.seats.values())
        else:
            seat = session.seat_of(command.room)
            if seat is None:
                room = await self._chat.directory.find(session, command.room, ended=True)
                seat = Subscription(room, session.who.marks.get(room.id))
            seats = [seat]
        pages: list[tuple[Room, HistoryPage]] = []
        room_for = self._fits
        for seat in seats:
            if seat.mark is None or seat.mark >= seat.entered or room_for <= 0:
                continue
            try:
                stretch = await self._later(session, seat.room, seat.mark, self._chat.settings.history_max)
            except Fault:
                if command.room is not None:
                    raise
                continue  # put out of this room meanwhile; the others are theirs still
            seat.mark = min(stretch.end, seat.entered)
            lines = [line for line in stretch.lines if line.seq <= seat.entered]
            if lines:
                room_for -= sum(map(_weight, lines))
                page = _page(seat.room, lines, seat.mark < seat.entered, forward=True)
                pages.append((seat.room, page))
        seen = [page for room, page in pages if self._sees(session, room)]
        session.outlet.send(MissedPage(rooms=seen, ref=command.ref))

    # Search.

    async def search(self, session: "Session", command: Search) -> None:
        chat = self._chat
        text = command.text.strip()
        if not text:
            raise EmptyText
        if command.limit < 1:
            raise BadCommand("limit is at least 1")
        limit = min(command.limit, chat.settings.search_max)
        if command.room:
            rooms = [await chat.directory.find(session, command.room, ended=True)]
        else:
            rooms = [seat.room for seat in session.seats.values()]
        senders = None
        if command.sender:
            senders = await chat.storage.principals.named(command.sender)
        by_id = {room.id: room for room in rooms}
        found = await chat.log.search(list(by_id), text, senders, command.before, limit)
        near: list[tuple[Room, Record, list[Record]]] = []
        room_for = self._fits
        for hit in found.hits:
            room = by_id[hit.room]
            unseen = hit.record.seq > room.head or hit.record.actor in session.ignored
            if unseen or room_for <= 0:
                continue
            around = await chat.log.around(room.id, hit.record.seq, CONTEXT, CONTEXT)
            room_for -= sum(len(record.body) * 4 for record in around if record.is_line)
            near.append((room, hit.record, around))
        if command.room:
            chat.directory.refuse_outsider(session, rooms[0], command.room)
        seen = [_found(session, *hit) for hit in near if self._sees(session, hit[0])]
        hits = [line for line in seen if type(line.line) is Message]  # not deleted meanwhile
        session.outlet.send(
            FoundPage(text=text, hits=hits, next=found.before, complete=found.complete, ref=command.ref)
        )

    # Catching up.

    def catch_up(self, session: "Session", seat: Subscription, since: int, epoch: str) -> None:
        """Send everything after `since`, as fast as it is read, then what happens.

        Pages are pulled as the connection drains: a client that is 100,000 lines behind
        costs one page of memory and is never closed for it.
        """
        room = seat.room
        own = self._chat.log.epoch
        if (epoch and epoch != own) or not room.first - 1 <= since <= room.head:
            self._reload(session, seat)
            return
        seat.cursor = since
        seat.pull += 1
        self._chat.spawn(self._pull(session, seat, seat.pull))

    def _reload(self, session: "Session", seat: Subscription) -> None:
        """There is no way from where they are to now: the last lines, then what happens."""
        room, epoch = seat.room, self._chat.log.epoch
        self._chat.hub.flush_room(room)
        session.outlet.send(
            Reload(room=room.label, rid=room.rid, head=room.head, first=room.first, epoch=epoch)
        )
        self.show_newest(session, room)
        self._chat.seats.take_live(session, seat)

    async def _pull(self, session: "Session", seat: Subscription, pull: int) -> None:
        room = seat.room
        while True:
            if room.holds(seat.cursor):
                page = room.newer(seat.cursor)
            else:
                page = await self._chat.log.since(room.id, seat.cursor, self._chat.settings.catch_up_page)
                if not _still_catching_up(session, seat, pull):
                    return
                if not page or page[0].seq > seat.cursor + 1:  # what came next is not kept any more
                    self._reload(session, seat)
                    return
            for record in page:
                if record.seq > room.head:
                    break
                while session.outlet.backlog > self._fits:
                    await session.outlet.drained()
                    await self._next_turn()
                    if not _still_catching_up(session, seat, pull):
                        return
                if record.actor not in session.ignored:
                    session.outlet.send(room.line(room.fresh(record)), room.id, record.seq)
                seat.cursor = record.seq
            if seat.cursor == room.head:
                self._chat.seats.take_live(session, seat)
                return
            await session.outlet.drained()
            if not _still_catching_up(session, seat, pull):
                return

    def _next_turn(self) -> Future:
        """Others are served first."""
        promise = self._chat.promise()
        self._chat.clock.callLater(0, lambda: promise.callback(None))
        return promise


def _still_catching_up(session: "Session", seat: Subscription, pull: int) -> bool:
    here = session.phase is SessionState.LIVE and session.seats.get(seat.room.id) is seat
    return here and seat.voice is None and seat.pull == pull


def _page(
    room: Room,
    lines: Sequence[LoggedEvent],
    more: bool,
    forward: bool = False,
    ref: str | int | None = None,
    numbered: bool = False,
) -> HistoryPage:
    return HistoryPage(
        room=room.label,
        rid=room.rid,
        lines=list(lines),
        more=more,
        forward=forward,
        ref=ref,
        numbered=numbered,
    )


def _heard(session: "Session", room: Room, records: Iterable[Record]) -> list[Record]:
    """Nobody sees a line in an answer before it is handed out as news, nor of somebody they ignore."""
    ignored = session.ignored
    return [one for one in records if one.seq <= room.head and one.actor not in ignored]


def _shown(room: Room, records: Iterable[Record]) -> list[LoggedEvent]:
    return [room.line(room.fresh(record)) for record in records]


def _found(session: "Session", room: Room, hit: Record, around: Iterable[Record]) -> FoundLine:
    lines = _shown(room, _heard(session, room, around))
    return FoundLine(
        line=room.line(room.fresh(hit)),
        before=[line for line in lines if line.seq < hit.seq],
        after=[line for line in lines if line.seq > hit.seq],
    )


def _weight(line: LoggedEvent) -> int:
    return len(line.text) * 4 if isinstance(line, Message) else 0


def _oldest_that_fit(lines: list[LoggedEvent], limit: int) -> tuple[list[LoggedEvent], bool]:
    total = 0
    for place, line in enumerate(lines):
        total += _weight(line)
        if total > limit and place:
            return lines[:place], True
    return lines, False


def _newest_that_fit(lines: list[LoggedEvent], limit: int) -> tuple[list[LoggedEvent], bool]:
    kept, cut = _oldest_that_fit(lines[::-1], limit)
    return kept[::-1], cut
