"""The list of rooms: the busiest, or all in pages by name; and conversations that have ended."""

from collections.abc import Sequence

import msgspec

from chatservice.core.chat import Chat
from chatservice.core.rates import READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room, direct_label
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.events import RoomInfo, RoomList
from chatservice.model.reading import NOTHING_UNREAD, Level, Unread
from chatservice.model.values import RoomEntry, RoomKind, RoomRow, ServerRole

ALL = "all"  # typed instead of a part of a room's name


@command(c.Rooms, Right(), Charge(READ))
async def rooms(chat: Chat, session: Session, request: c.Rooms) -> RoomList:
    if request.limit is not None and request.limit < 1:
        raise BadCommand("limit is at least 1")
    if request.ended:
        return RoomList(rooms=await _ended(chat, session), ended=True)
    typed_all = names.fold(request.about.strip()) == ALL
    about = "" if typed_all else request.about.strip()
    rooms = [subscription.room for subscription in session.subscriptions.values()]
    private = [room for room in rooms if room.kind.private and room.is_listed_for(session.principal)]
    own = [room for room in private if names.fold(about) in names.fold(room.label)]
    if request.after is not None or typed_all:
        limit = None if typed_all else request.limit
        return await _by_name(chat, session, about, own, request.after or "", limit)
    rows, count = await chat.storage.rooms.public(chat.settings.history_max, about)
    unlisted = await _unlisted(chat, session, about)
    public = [*_loaded(chat, rows), *unlisted]
    total = count + len(own) + len(unlisted)
    if request.limit is not None and not request.about:
        me = session.principal
        others = [r for r in chat.directory.rooms.all() if r.kind is RoomKind.PUBLIC and r.is_listed_for(me)]
        public, own = _busiest(public, others, request.limit), _newest(own, request.limit)
    infos = await _infos(chat, session, (*public, *own))
    return RoomList(rooms=infos, more=total - len(infos))


async def _by_name(
    chat: Chat, session: Session, about: str, own: Sequence[Room], after: str, limit: int | None
) -> RoomList:
    """The page of rooms whose folded names come after that of `after`; `own` are the private ones."""
    most = chat.settings.history_max if limit is None else min(limit, chat.settings.history_max)
    rows, count = await chat.storage.rooms.public_after(after, most, about)
    others = [*own, *await _unlisted(chat, session, about)]
    others = [room for room in others if _place(room) > names.fold_text(after)]
    page = sorted((*_loaded(chat, rows), *others), key=_place)[:most]
    more = count + len(others) - len(page)
    infos = await _infos(chat, session, page)
    return RoomList(rooms=infos, more=more, next=infos[-1].room if more and infos else "")


def _place(room: Room | RoomRow) -> str:
    return names.fold_text(room.label if isinstance(room, Room) else room.name)


def _loaded(chat: Chat, rows: Sequence[RoomRow]) -> list[Room | RoomRow]:
    return [chat.directory.rooms.get(row.id) or row for row in rows]


async def _infos(chat: Chat, session: Session, rooms: Sequence[Room | RoomRow]) -> list[RoomInfo]:
    unread = await chat.read_state.unread(session.person, rooms)
    return [_info(chat, session, room, unread.get(room.id, NOTHING_UNREAD)) for room in rooms]


async def _unlisted(chat: Chat, session: Session, about: str) -> list[Room | RoomRow]:
    """Rooms that lists leave out, except for those who are in them, have a part there or have not left."""
    me = chat.rights.asking(session.principal)
    whose = None if me.role >= ServerRole.MODERATOR else me.id
    stored = await chat.storage.rooms.unlisted(whose, chat.settings.history_max)
    loaded = (room for room in chat.directory.rooms.all() if room.kind is RoomKind.PUBLIC)
    unlisted = (room for room in loaded if room.state.unlisted and not room.deleted)
    seen: list[Room | RoomRow] = [room for room in unlisted if room.is_listed_for(me)]
    seen += [row for row in stored if chat.directory.rooms.get(row.id) is None]
    return [room for room in seen if names.fold(about) in names.fold(room.name)]


def _busiest(rooms: Sequence[Room | RoomRow], others: Sequence[Room], limit: int) -> list[Room | RoomRow]:
    """The `limit` rooms with the most people, of `rooms` and of `others` that are not among them."""
    ids = {room.id for room in rooms}
    candidates = [*rooms, *(room for room in others if room.id not in ids and not room.deleted)]
    return sorted(candidates, key=lambda room: -room.people_count() if isinstance(room, Room) else 0)[:limit]


def _newest(rooms: Sequence[Room], limit: int) -> list[Room]:
    return sorted(rooms, key=lambda room: -room.tail.ring[-1].id if room.tail.ring else 0)[:limit]


async def _ended(chat: Chat, session: Session) -> list[RoomInfo]:
    """Conversations with guests who are gone for good."""
    me = session.person
    rows = await chat.directory.direct.ended(me.principal)
    return [
        RoomInfo(
            room=direct_label((me.name, other)),
            rid=chat.rids.of(row.id),
            kind=row.kind.value,
            head=row.head,
            joined=row.id in session.subscriptions,
            ended=True,
        )
        for row, other in rows[: chat.settings.history_max]
    ]


def _info(chat: Chat, session: Session, room: Room | RoomRow, unread: Unread) -> RoomInfo:
    info = _shown(chat, session, room)
    person = session.person
    return msgspec.structs.replace(
        info,
        unread=unread.lines,
        mentions=unread.mentions,
        read=person.read(room.id),
        level=person.levels.get(room.id, Level.ALL).value,
    )


def _shown(chat: Chat, session: Session, room: Room | RoomRow) -> RoomInfo:
    if isinstance(room, RoomRow):  # not loaded, so nobody is in it
        return RoomInfo(
            room=room.name,
            rid=chat.rids.of(room.id),
            kind=room.kind.value,
            topic=room.topic,
            head=room.head if room.entry is RoomEntry.OPEN else 0,
            entry=room.entry.value,
            created=room.created,
            topic_at=room.topic_at or 0,  # an integer is left out as the default
        )
    joined = room.id in session.subscriptions
    return RoomInfo(
        room=room.label,
        rid=room.rid,
        kind=room.kind.value,
        topic=room.state.topic,
        here=room.people_count(),
        # By what is known of one that is not loaded, too: two processes tell the same.
        head=room.tail.head if joined or room.state.entry is RoomEntry.OPEN else 0,
        joined=joined,
        entry=room.state.entry.value,
        created=room.created,
        topic_at=room.state.topic_at or 0,
    )
