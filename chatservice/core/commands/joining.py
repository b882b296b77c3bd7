"""Entering and leaving rooms."""

from contextlib import suppress
from operator import itemgetter

from chatservice.core.chat import Chat
from chatservice.core.commands.invitations import accept
from chatservice.core.commands.removal import drop_kept
from chatservice.core.limits import place
from chatservice.core.members import leave_group
from chatservice.core.rates import JOIN, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Send, Session
from chatservice.core.session_state import SessionState
from chatservice.errors import (
    Fault,
    NeedsPassword,
    NoSuchRoom,
    NothingNew,
    NotInRoom,
    RoomNameAlike,
    RoomNameTaken,
    TooMany,
)
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.events import Left, TalkIs
from chatservice.model.values import LOBBY, Principal, RoomEntry, RoomKind


@command(c.Join, Right(), Charge(JOIN, itself=True))
async def join(chat: Chat, session: Session, request: c.Join) -> None:
    """The answer, `Joined`, comes before the lines of the room."""
    chat.limits.join(session)
    before = session.current
    await enter(chat, session, request, session.answer)
    me, room = session.person_or_none, session.current
    if me is None or room is None or room is before or me.principal.guest or session.confined:
        return
    if room.kind is RoomKind.PUBLIC and room.id != LOBBY and not request.since:
        chat.spawn(_keep(chat, me.principal, room))


async def _keep(chat: Chat, me: Principal, room: Room) -> None:
    with suppress(Fault):  # it is kept the next time
        await chat.storage.rooms.keep_in(me.id, room.id)


async def enter(chat: Chat, session: Session, request: c.Join, send: "Send") -> None:
    """Join without counting against the rate; `send` is called with the Joined."""
    # A cursor belongs to an existing room: a returning client never creates one.
    room = await _find_or_make(chat, session, request)
    if session.phase is not SessionState.LIVE:
        return
    if room.id not in session.subscriptions:
        chat.rights.refuse_banned_from(session.principal, room)  # banned meanwhile
        if room.kind is RoomKind.PUBLIC:
            _refuse_more(chat, session)
            room.refuse_full(session.principal)
    if room.deleted:
        raise NoSuchRoom(request.room)
    known = session.subscriptions.get(room.id)
    if request.since is not None:
        chat.hub.flush_room(room)
        chat.subscriptions.catch_up(session, room, request.since, request.epoch, send)
    elif request.quiet and known is not None and not known.behind:
        chat.subscriptions.talk(session, known, send)
    else:
        chat.subscriptions.enter(session, room, send, request.lines)
    session.talk_in(room)
    chat.ends.entered(session.principal, room)


def _refuse_more(chat: Chat, session: Session) -> None:
    # Only public rooms count: anybody may add them to a group.
    public = sum(
        1 for subscription in session.subscriptions.values() if subscription.room.kind is RoomKind.PUBLIC
    )
    most = chat.settings.rooms_per_session
    if public >= most:
        raise TooMany("rooms", most)


async def _find_or_make(chat: Chat, session: Session, request: c.Join) -> Room:
    label, may_make = request.room, request.since is None
    try:
        return await chat.directory.find(session, label)
    except NeedsPassword:
        return await _with_password(chat, session, label, request.password)
    except NoSuchRoom:
        room = await chat.directory.called(label)
        if room is not None and may_make and await accept(chat, session, room):
            return room
        if names.is_rid(label):
            raise  # no room has that id, or it is hidden from them
        if room is not None and await chat.ends.decided(room):
            return await _find_or_make(chat, session, request)
        if room is not None:  # created meanwhile, or hidden from them
            chat.directory.refuse_outsider(session, room, label)
            return room
    name = names.room(label, chat.settings.max_room_name)
    if not may_make:
        raise NoSuchRoom(label)
    return await _make(chat, session, name)


async def _make(chat: Chat, session: Session, name: str) -> Room:
    _refuse_more(chat, session)
    me = session.principal
    chat.rights.refuse_muted(me)
    chat.limits.make(session)
    now, share = chat.clock.now(), place(session)
    try:
        row = await chat.storage.rooms.create(RoomKind.PUBLIC, name, (), me.id, now, share)
    except RoomNameAlike:
        raise
    except RoomNameTaken:  # created by another session meanwhile
        return await chat.directory.find(session, name)
    room = await chat.directory.rooms.load(row)
    room.fleeting = True
    return room


async def _with_password(chat: Chat, session: Session, label: str, password: str) -> Room:
    """Enter a room with its password. An account becomes a member by it, and is not asked again."""
    room = await chat.directory.called(label)
    if room is None or not password:
        raise NeedsPassword(label)
    before = room.state.password_seq
    row = await chat.storage.rooms.by_id(room.id)
    encoded = row.password if row is not None else ""
    if not await chat.passwords.opens(session.address, room.name, encoded, password):
        raise NeedsPassword(label)
    is_same = room.state.password_seq == before and room.state.entry is RoomEntry.PASSWORD
    if not is_same:  # changed meanwhile
        return await chat.directory.find(session, label)
    me = session.principal
    if not me.guest and me.id not in room.state.members:
        room.refuse_more(me.id, chat.settings.group_members)
        await chat.storage.rooms.admit(room.id, me.id)
        room.state.admit(me.id, me)
    return room


@command(c.Where, Right(), Charge(READ), waits=True)
def where(chat: Chat, session: Session, request: c.Where) -> TalkIs:
    if session.current is None:
        raise NotInRoom("")
    return TalkIs(room=session.current.label, rid=session.current.rid)


@command(c.Next, Right(), Charge(JOIN))
async def next_(chat: Chat, session: Session, request: c.Next) -> None:
    """The one whose first new line is the oldest."""
    others = [s for s in session.subscriptions.values() if s.room is not session.current]
    new = [(lines[0].id, s) for s in others if (lines := chat.subscriptions.new_lines(session, s))]
    if not new:
        raise NothingNew
    _, subscription = min(new, key=itemgetter(0))
    chat.subscriptions.talk(session, subscription, session.answer)
    session.talk_in(subscription.room)


@command(c.Leave, Right(), Charge(JOIN))
async def leave(chat: Chat, session: Session, request: c.Leave) -> Left:
    subscription = session.subscription_to(request.room)
    if subscription is None:
        room = await chat.directory.find(session, request.room)
        raise NotInRoom(room.label)
    room, moved = subscription.room, session.moved
    if room.kind is RoomKind.GROUP:
        await leave_group(chat, session.principal, room, session)
    else:
        chat.subscriptions.unsubscribe(session, subscription)
        chat.ends.emptied([room])
        if not session.principal.guest:
            chat.spawn(drop_kept(chat, session.principal.id, room))
    session.moved = moved  # the move is at their own request
    current = session.current.label if session.current is not None else ""
    back = chat.settings.group_return if room.kind is RoomKind.GROUP and room.state.members else 0
    return Left(room=room.label, rid=room.rid, current=current, back=back)
