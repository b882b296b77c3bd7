"""Pinned lines, for everyone in a room, and bookmarks, for oneself."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.commands.marks import is_markable
from chatservice.core.lines import find_line
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, NoBookmark, NoSuchLine
from chatservice.model import commands as c
from chatservice.model.annotations import Annotations
from chatservice.model.bodies import gist_of
from chatservice.model.events import (
    Ack,
    Bookmarked,
    BookmarkedLine,
    BookmarkList,
    LoggedEvent,
    PinList,
    PinnedLine,
)
from chatservice.model.marks import StoredBookmark
from chatservice.model.records import Draft, Record
from chatservice.model.values import EventKind, RoomRole, ServerRole

PINNING = Right(ServerRole.MODERATOR, RoomRole.MODERATOR)


@command(
    c.Pin,
    PINNING,
    Charge(LINE, itself=True, looks=True),
    also={"pin_private": Right(ServerRole.MODERATOR, RoomRole.MEMBER)},
)
async def pin(chat: Chat, session: Session, request: c.Pin) -> Ack:
    room = await chat.directory.find(session, request.room)
    record = await find_line(chat.log, room, request.seq, is_markable)
    return await _append(chat, session, room, EventKind.PINNED, record.seq, gist_of(record.kind, record.body))


@command(c.Unpin, PINNING, Charge(LINE, itself=True, looks=True))
async def unpin(chat: Chat, session: Session, request: c.Unpin) -> Ack:
    room = await chat.directory.find(session, request.room)
    return await _append(chat, session, room, EventKind.UNPINNED, request.seq)


async def _append(
    chat: Chat, session: Session, room: Room, kind: EventKind, line: int, text: str = ""
) -> Ack:
    """In a private room every member may pin. Raises NotPinned, TooMany, NoSuchLine."""
    me = session.principal

    def check() -> None:
        chat.rights.check(me, "pin_private" if room.kind.private else "pin", room)
        chat.rights.refuse_muted(me, [room])

    check()
    chat.limits.line(session)
    annotations = Annotations(text=text) if text else None
    draft = Draft(kind, me.id, me.name, str(line), chat.clock.now(), annotations=annotations)
    try:
        at = await append_checked(chat, room, draft, check)
    except NoSuchLine:  # it was deleted meanwhile
        raise NoSuchLine(line, room.label) from None
    return Ack(room=room.label, rid=room.rid, seq=at.seq, id=at.id, again=not at.fresh)


@command(c.Pins, Right(), Charge(READ))
async def pins(chat: Chat, session: Session, request: c.Pins) -> PinList:
    room = await chat.directory.find(session, request.room, ended=True)
    pinned = await chat.storage.marks.pins(room.id)
    lines = _lines(room, await chat.storage.marks.lines(room.id, [each.line for each in pinned]))
    chat.directory.refuse_outsider(session, room, request.room)
    shown = [
        PinnedLine(line=lines[each.line], by=each.by, ts=each.ts) for each in pinned if each.line in lines
    ]
    return PinList(room=room.label, rid=room.rid, pins=shown)


def _lines(room: Room, records: Iterable[Record]) -> dict[int, LoggedEvent]:
    """By seq, those that are delivered."""
    return {record.seq: room.line(room.fresh(record)) for record in records if record.seq <= room.tail.head}


# Bookmarks.


@command(c.Bookmark, Right(), Charge(LINE, itself=True, looks=True))
async def bookmark(chat: Chat, session: Session, request: c.Bookmark) -> Bookmarked:
    room = await chat.directory.find(session, request.room, ended=True)
    await find_line(chat.log, room, request.seq, is_markable)
    chat.limits.line(session)
    me = session.principal.id
    await chat.storage.marks.bookmark(me, room.id, request.seq, chat.clock.now())
    return _bookmarked(session, room, request.seq, on=True)


@command(c.Unbookmark, Right(), Charge(READ))
async def unbookmark(chat: Chat, session: Session, request: c.Unbookmark) -> Bookmarked:
    room = await chat.directory.find(session, request.room, ended=True)
    if not await chat.storage.marks.unbookmark(session.principal.id, room.id, request.seq):
        raise NoBookmark(request.seq)
    return _bookmarked(session, room, request.seq, on=False)


def _bookmarked(session: Session, room: Room, line: int, on: bool) -> Bookmarked:
    answer = Bookmarked(room=room.label, rid=room.rid, line=line, on=on)
    if session.person_or_none is not None:
        session.person.tell(answer, but=session)
    return answer


@command(c.Bookmarks, Right(), Charge(READ))
async def bookmarks(chat: Chat, session: Session, request: c.Bookmarks) -> BookmarkList:
    if request.limit < 1:
        raise BadCommand("limit is at least 1")
    limit = min(request.limit, chat.settings.history_max)
    found = await chat.storage.marks.bookmarks(session.principal.id, request.before, limit + 1)
    more = found[limit - 1].number if len(found) > limit else None
    lines = await _lines_of(chat, session, found[:limit])
    shown = [
        BookmarkedLine(line=lines[each.number], ts=each.ts) for each in found[:limit] if each.number in lines
    ]
    return BookmarkList(bookmarks=shown, next=more)


async def _lines_of(chat: Chat, session: Session, marked: Sequence[StoredBookmark]) -> dict[int, LoggedEvent]:
    """By the bookmark's number, the lines that the session may see: one query for each room."""
    by_room: dict[int, list[StoredBookmark]] = defaultdict(list)
    for each in marked:
        by_room[each.room].append(each)
    found: dict[int, LoggedEvent] = {}
    for room_id, here in by_room.items():
        room = await chat.directory.of_id(room_id)
        if room is None:
            continue
        lines = _lines(room, await chat.storage.marks.lines(room_id, [each.line for each in here]))
        if chat.directory.sees(session, room):
            found |= {each.number: lines[each.line] for each in here if each.line in lines}
    return found
