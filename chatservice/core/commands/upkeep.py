"""The operator's commands about the server, its rooms and its database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

import msgspec

from chatservice import __version__
from chatservice.core.chat import Chat
from chatservice.core.rows import operator
from chatservice.core.session import Session
from chatservice.errors import BadCommand, NoSuchRoom, NotSupported, StartError
from chatservice.model import commands as c
from chatservice.model import upkeep as u
from chatservice.model.usage import DAY, DayUsage, day_of
from chatservice.model.values import RoomRow
from chatservice.settings.advice import NO_ADMIN, advice

PAGE = 200  # rows of one answer
DAYS_MAX = 3_660  # of one answer


@runtime_checkable
class Described(Protocol):
    """A subscriber that knows its address and dialect."""

    def describe(self) -> tuple[str, str]: ...


@operator(c.Status)
def status(chat: Chat, session: Session, request: c.Status) -> u.ServerStatus:
    process = chat.process
    count, waiting = process.connections()
    return u.ServerStatus(
        running=process.running,
        data=process.data,
        version=__version__,
        epoch=chat.log.epoch,
        pid=process.pid,
        since=process.since,
        doors=process.doors,
        sessions=count,
        people=len(chat.presence),
        rooms_open=chat.directory.rooms.count,
        waiting=waiting,
        memory=process.memory(),
        announcement=chat.notices.announcement,
    )


@operator(c.SettingsList)
def settings(chat: Chat, session: Session, request: c.SettingsList) -> u.SettingList:
    if not chat.process.running:
        raise NotSupported("Listing the settings in force", "no server is running")
    try:
        rows = chat.process.settings(request.all)
    except StartError as error:
        raise NotSupported("Listing the settings in force", str(error)) from None
    return u.SettingList(settings=[u.ListedSetting(**row._asdict()) for row in rows])


@operator(c.Stats)
async def stats(chat: Chat, session: Session, request: c.Stats) -> u.StoreStats:
    totals = await chat.storage.figures()
    return u.StoreStats(
        people=totals.people,
        guests=totals.guests,
        rooms=totals.rooms,
        groups=totals.groups,
        directs=totals.directs,
        lines_kept=totals.lines,
        bytes_used=totals.bytes_used,
        bytes_free=totals.bytes_free,
    )


@operator(c.Sessions)
def sessions(chat: Chat, session: Session, request: c.Sessions) -> u.SessionList:
    """In the order in which they began; sessions that began at the same time are on one page."""
    rest = [listed for listed in chat.sessions if request.after is None or listed.began > request.after]
    page = rest[:PAGE]
    if len(rest) > PAGE:
        page += [listed for listed in rest[PAGE:] if listed.began == page[-1].began]
    more = page[-1].began if len(page) < len(rest) else None
    return u.SessionList(sessions=[_session_row(chat, listed) for listed in page], next=more)


def _session_row(chat: Chat, session: Session) -> u.ListedSession:
    outlet = session.outlet
    address, dialect = outlet.describe() if isinstance(outlet, Described) else ("", "")
    return u.ListedSession(
        name=session.name,
        address=address,
        dialect=dialect,
        seconds=chat.clock.monotonic() - session.began,
        rooms=len(session.subscriptions),
        waiting=outlet.backlog,
    )


# Rooms.


@operator(c.RoomsList)
async def rooms_list(chat: Chat, session: Session, request: c.RoomsList) -> u.AllRooms:
    rows = await chat.storage.rooms.listed(request.after, PAGE)
    more = rows[-1].id if len(rows) == PAGE else None
    return u.AllRooms(rooms=[_room_row(chat, row) for row in rows], next=more)


@operator(c.RoomShow)
async def room_show(chat: Chat, session: Session, request: c.RoomShow) -> u.RoomShown:
    room = await chat.directory.any_room(request.room)
    row = await chat.storage.rooms.by_id(room.id)
    if row is None:
        raise NoSuchRoom(request.room)
    return u.RoomShown(room=_room_row(chat, row))


def _room_row(chat: Chat, row: RoomRow) -> u.ListedRoom:
    room = chat.directory.rooms.get(row.id)
    return u.ListedRoom(
        id=row.id,
        number=row.number,
        name=row.name,
        kind=row.kind.value,
        topic=row.topic,
        first=row.first,
        last=row.head,
        here=room.people_count() if room is not None else 0,
    )


@operator(c.RoomsDeleteEmpty)
async def delete_empty(chat: Chat, session: Session, request: c.RoomsDeleteEmpty) -> u.EmptyRoomsDeleted:
    return u.EmptyRoomsDeleted(count=await chat.ends.drop_empty())


@operator(c.RoomRetention)
async def retention(chat: Chat, session: Session, request: c.RoomRetention) -> u.RetentionIs:
    room = await chat.directory.any_room(request.room)
    if request.change:
        await chat.storage.rooms.set_keep(room.id, request.seconds)
    kept = await chat.storage.rooms.keep(room.id)
    return u.RetentionIs(room=room.label, seconds=kept, otherwise=chat.settings.retention)


# The process and the database.


@operator(c.Checkup)
async def checkup(chat: Chat, session: Session, request: c.Checkup) -> u.ServerHealth:
    count, _ = chat.process.connections()
    behind = chat.log.condition
    totals = await chat.storage.figures()
    await chat.sandbox.known()
    isolation = chat.sandbox.isolation
    return u.ServerHealth(
        version=__version__,
        now=chat.clock.now(),
        log_error=chat.log.trouble,
        behind_error=behind.trouble,
        unindexed=behind.unindexed,
        wal=behind.wal,
        files=chat.process.files,
        connections=count,
        max_clients=chat.settings.max_clients,
        gone=totals.gone,
        fence=isolation.fence,
        reason=isolation.reason,
        remedy=isolation.remedy,
        languages=list(chat.sandbox.languages),
        advice=[*advice(chat.settings), *([] if totals.admins else [NO_ADMIN])],
        cert=str(Path(chat.settings.cert).absolute()) if chat.settings.cert is not None else "",
        key=str(Path(chat.settings.key).absolute()) if chat.settings.key is not None else "",
    )


@operator(c.Swap)
async def swap(chat: Chat, session: Session, request: c.Swap) -> u.Swapped:
    """The answer comes from the chat that was replaced."""
    if chat.process.swap is None:
        raise NotSupported("Exchanging the database", "no server is running")
    try:
        return u.Swapped(kept=await chat.process.swap(request.incoming))
    except StartError as error:
        return u.Swapped(error=str(error))


@operator(c.BackUp)
async def back_up(chat: Chat, session: Session, request: c.BackUp) -> u.BackupMade:
    if chat.process.back_up is None:
        raise NotSupported("Backing up by itself", "no server is running")
    try:
        name = await chat.process.back_up()
    except StartError as error:
        raise NotSupported("This backup", str(error)) from None
    await chat.audit.note(session.principal, "back_up", name)
    return u.BackupMade(name=name)


@operator(c.Usage)
async def usage(chat: Chat, session: Session, request: c.Usage) -> u.UsageList:
    """The present day is one of them, as far as it has come."""
    if not 1 <= request.days <= DAYS_MAX:
        raise BadCommand(f"days are 1 to {DAYS_MAX}")
    await chat.usage.catch_up()
    today = day_of(chat.clock.now())
    first = today - request.days + 1
    days = await chat.storage.usage.days(first, today)
    return u.UsageList(days=[*map(_usage_row, days)], hours=await chat.storage.usage.hours(first))


def _usage_row(usage: DayUsage) -> u.UsageRow:
    fields = msgspec.structs.asdict(usage)
    day = datetime.fromtimestamp(fields.pop("day") * DAY, UTC).date().isoformat()
    return u.UsageRow(day=day, **fields)
