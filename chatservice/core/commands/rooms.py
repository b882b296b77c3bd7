"""Listing rooms and the people in them, when a person was last seen, and topics."""

from collections.abc import Sequence
from itertools import islice

import msgspec

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.commands.bots import owners_of_bots
from chatservice.core.presence import EVERYONE
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room, direct_label
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import NotInRoom, TextTooLong
from chatservice.model import commands as c
from chatservice.model import looks, names
from chatservice.model.events import Ack, People, PersonChanged, RoomInfo, RoomList, SeenIs, TopicIs
from chatservice.model.reading import NOTHING_UNREAD, Level, Unread
from chatservice.model.values import Draft, EventKind, RoomEntry, RoomKind, RoomRole, RoomRow, ServerRole

ALL = "all"  # typed instead of a part of a room's name


@command(c.Rooms, Right(), Charge(READ))
async def rooms(chat: Chat, session: Session, request: c.Rooms) -> RoomList:
    if request.ended:
        return RoomList(rooms=await _ended(chat, session), ended=True)
    about = "" if names.fold(request.about.strip()) == ALL else request.about.strip()
    rows, count = await chat.storage.rooms.public(chat.settings.history_max, about)
    public: list[Room | RoomRow] = [chat.directory.rooms.get(row.id) or row for row in rows]
    unlisted = await _unlisted(chat, session, about)
    public += unlisted
    private = [
        subscription.room for subscription in session.subscriptions.values() if subscription.room.kind.private
    ]
    own = [room for room in private if names.fold(about) in names.fold(room.label)]
    total = count + len(own) + len(unlisted)
    if request.limit is not None and not request.about:
        me = session.principal
        others = [r for r in chat.directory.rooms.all() if r.kind is RoomKind.PUBLIC and r.is_listed_for(me)]
        public, own = _busiest(public, others, request.limit), _newest(own, request.limit)
    unread = await chat.read_state.unread(session.person, (*public, *own))
    infos = [_info(chat, session, room, unread.get(room.id, NOTHING_UNREAD)) for room in (*public, *own)]
    return RoomList(rooms=infos, more=total - len(infos))


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
            topic_at=room.topic_at,
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
        topic_at=room.state.topic_at,
    )


@command(c.Who, Right(), Charge(READ))
async def who(chat: Chat, session: Session, request: c.Who) -> People:
    if request.room == EVERYONE:
        people = chat.presence.everyone()
    else:
        room = await chat.directory.find(session, request.room)
        if not (room.is_listed_for(session.principal) or session.is_operator):
            raise NotInRoom(room.label)
        members = list(islice(room.names(), chat.settings.names_shown))
        people = People(room=room.label, rid=room.rid, members=members, here=room.people_count())
    people = msgspec.structs.replace(people, states=_states(chat, people.members))
    if session.role >= ServerRole.MODERATOR:
        people = msgspec.structs.replace(people, bots=await owners_of_bots(chat, people.members))
    return people


def _states(chat: Chat, names: Sequence[str]) -> list[PersonChanged]:
    """Of those named who are online and show something."""
    now = chat.clock.now()
    people = [person for name in names if (person := chat.presence.named(name)) is not None]
    states = [(person.name, person.preferences.state(now)) for person in people]
    return [PersonChanged(name=name, **state) for name, state in states if state]


@command(c.Seen, Right(), Charge(READ))
async def seen(chat: Chat, session: Session, request: c.Seen) -> SeenIs:
    person = await chat.directory.find_principal(request.name.strip())
    return SeenIs(name=person.name, at=None if chat.presence.is_online(person.id) else person.left)


@command(
    c.Topic,
    Right(ServerRole.MODERATOR, RoomRole.MEMBER),
    Charge(LINE, itself=True, looks=True),
    also={"topic_locked": Right(ServerRole.MODERATOR, RoomRole.MODERATOR)},
)
async def topic(chat: Chat, session: Session, request: c.Topic) -> TopicIs | Ack:
    room = await chat.directory.find(session, request.room)
    if request.text is not None and not request.room:
        session.refuse_moved()
    if request.text is None:
        return TopicIs(
            room=room.label,
            rid=room.rid,
            text=room.state.topic,
            by=room.state.topic_by,
            at=room.state.topic_at,
        )
    room.refuse_direct()
    text = looks.one_line(request.text)
    limit = chat.settings.max_topic
    if len(text.encode()) > limit:
        raise TextTooLong("topic", limit)
    return await _set_topic(chat, session, room, text)


async def _set_topic(chat: Chat, session: Session, room: Room, text: str) -> Ack:
    me, now = session.person, chat.clock.now()

    def check() -> None:
        chat.rights.check(me.principal, "topic_locked" if room.state.locked else "topic", room)
        if room.id not in session.subscriptions:
            raise NotInRoom(room.label)
        chat.rights.refuse_silent(me.principal, room)

    check()
    chat.limits.line(session)
    draft = Draft(EventKind.TOPIC, me.principal.id, me.name, text, now)
    at = await append_checked(chat, room, draft, check)
    return Ack(room=room.label, rid=room.rid, seq=at.seq, id=at.id)
