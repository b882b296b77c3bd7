"""Signing in: a session becomes one of a person's, is welcomed, and is subscribed to its rooms."""

import itertools
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import NamedTuple

from chatservice.core.chat import Chat
from chatservice.core.commands.invitations import show_pending
from chatservice.core.commands.joining import enter
from chatservice.core.commands.restoring import find_or_restore
from chatservice.core.room import Room
from chatservice.core.session import Person, Session
from chatservice.core.session_state import SessionState
from chatservice.errors import (
    BadCredentials,
    BadToken,
    Fault,
    NoSuchRoom,
    Superseded,
    TooMany,
)
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.events import RoomInfo, Welcome
from chatservice.model.reading import NOTHING_UNREAD, Level, Unread
from chatservice.model.values import LOBBY, Principal, RoomKind, RoomRow

BARE_LOGIN = c.Login()


async def sign_in(
    chat: Chat,
    session: Session,
    principal: Principal,
    token: str = "",
    request: c.Login = BARE_LOGIN,
    password: str | None = None,
) -> None:
    """Make `session` a device of `principal`, who has presented a `token` or the (encoded) `password`.

    An older session with the same guest's `token` is closed. Raises Banned, BadToken, BadCredentials.
    """
    person = await find_or_restore(chat, session, principal, request.name)
    if person is None:
        return
    # Added before the older session with the same token ends, so that the person never counts as gone.
    session.person_or_none = person
    session.token = token
    person.sessions.append(session)
    try:
        # A ban, revocation or change of password from now on closes this session; earlier ones are found
        # here.
        chat.rights.refuse_banned(principal.id, person.name)
        _supersede(session, person)
        await _refuse_outdated(chat, principal, token, password)
        rooms = await _private_rooms(chat, session, person)
        if request.rooms and not principal.guest:
            rooms += await _kept_rooms(chat, session)
        news = await _news(chat, person, rooms)
    except BaseException:
        _sign_out(chat, session, person)
        raise
    if not session.closed:
        await _enter(chat, session, rooms, news, request)


async def _enter(chat: Chat, session: Session, rooms: list[Room], news: "News", request: c.Login) -> None:
    person = session.person
    # They may have been removed from some while these were read.
    rooms = [room for room in rooms if chat.rights.is_in(person.principal, room)]
    chat.subscriptions.show_new_name(person, rooms)
    session.outlet.show_as(person.preferences.view)
    welcome(chat, session, rooms, news, resumed=bool(request.token))
    chat.subscriptions.subscribe_private(session, rooms, request.since, request.epoch)
    # And those that were created while the list was being read.
    for room in session.pending_rooms:
        if not session.closed and chat.rights.is_in(person.principal, room):
            chat.subscriptions.subscribe(session, room)
    session.pending_rooms = ()
    if not session.closed and not session.confined:
        await show_pending(chat, session)
    chat.schedule.arrived(person.principal.id)
    await rejoin(chat, session, request)


# Permission.


def _supersede(session: Session, person: Person) -> None:
    """A guest's token is for one connection: close the others that have it."""
    if person.principal.guest and session.token:
        for other in list(person.sessions):
            if other is not session and other.token == session.token:
                other.close(Superseded())


async def _refuse_outdated(chat: Chat, principal: Principal, token: str, password: str | None) -> None:
    """Raise BadCredentials or BadToken if the `password` or `token` is no longer valid."""
    if password is not None and await chat.storage.accounts.password_of(principal.id) != password:
        raise BadCredentials
    if token and await chat.storage.principals.by_token(token) is None:
        raise BadToken


def _sign_out(chat: Chat, session: Session, person: Person) -> None:
    """Signing in failed: undo it; the session may try again."""
    session.pending_rooms = ()
    if session in person.sessions:
        person.sessions.remove(session)
        session.person_or_none = None
        chat.departures.release_if_alone(person)


# Rooms.


async def _private_rooms(chat: Chat, session: Session, person: Person) -> list[Room]:
    """The private rooms to subscribe to: all except conversations whose other person is gone for good,
    if everything in them was read."""
    if session.confined:
        return []
    ended = {row.id for row, _ in await chat.directory.direct.ended(person.principal)}
    rooms = []
    for row in await chat.storage.rooms.private(person.principal.id):
        if row.id in ended and row.head <= _read(person, row.id, row):
            continue
        with suppress(NoSuchRoom):  # deleted meanwhile
            if not session.closed:
                rooms.append(await chat.directory.rooms.load(row))
    return rooms


async def _kept_rooms(chat: Chat, session: Session) -> list[Room]:
    """The public rooms that the account has not left, as far as it may still enter them."""
    rooms = []
    for row in await chat.storage.rooms.kept(session.principal.id):
        with suppress(Fault):  # deleted meanwhile, or closed to them
            if not session.closed and row.id != LOBBY:
                room = await chat.directory.rooms.load(row)
                chat.directory.refuse_outsider(session, room, room.name)
                room.refuse_full(session.principal)
                rooms.append(room)
    return rooms


class News(NamedTuple):
    """What came while they were away: by room what is unread, and how many lines mentioned them."""

    unread: Mapping[int, Unread] = MappingProxyType({})
    mentions: int = 0


NO_NEWS = News()


async def _news(chat: Chat, person: Person, rooms: list[Room]) -> News:
    mentions = await chat.storage.reading.mentioned_since(person.principal.id, person.away_since)
    return News(await chat.read_state.unread(person, rooms), mentions)


def welcome(
    chat: Chat, session: Session, rooms: list[Room], news: News = NO_NEWS, resumed: bool = False
) -> None:
    """`session` is in, as the person that it has become."""
    person = session.person
    session.move(SessionState.LIVE)
    me = person.principal
    shown = [room for room in rooms if room.kind is not RoomKind.DIRECT or room.is_listed_for(me)]
    session.answer(
        Welcome(
            name=person.name,
            role=person.principal.role.word,
            epoch=chat.log.epoch,
            token=session.token,
            rooms=[_info(room, person, news.unread.get(room.id, NOTHING_UNREAD)) for room in shown],
            resumed=resumed,
            here=chat.presence.people_count,
            people=chat.presence.everyone().members if session.outlet.lists else [],
            languages=_languages(chat) if session.outlet.lists else [],
            http=chat.files.links.base,
            mentions=news.mentions,
            previews=chat.settings.link_previews,
        )
    )
    chat.notices.entered(session.outlet)


def _languages(chat: Chat) -> list[str]:
    """Those that programs run in here."""
    if not chat.sandbox.isolation.holds:
        return []
    return [language.name for language in chat.sandbox.languages if language.version]


def _info(room: Room, person: Person, unread: Unread) -> RoomInfo:
    return RoomInfo(
        room=room.label,
        rid=room.rid,
        kind=room.kind.value,
        topic=room.state.topic,
        head=room.tail.head,
        joined=True,
        unread=unread.lines,
        mentions=unread.mentions,
        read=person.read(room.id),
        level=person.levels.get(room.id, Level.ALL).value,
    )


def _read(person: Person, room: int, log: RoomRow) -> int:
    """The last seq that does not count as unread."""
    mark = person.read(room)
    return log.first - 1 if mark is None else min(mark, log.head)


async def rejoin(chat: Chat, session: Session, request: c.Login) -> None:
    """Enter the other rooms that the client lists, each after the last seq that it has."""
    most = chat.settings.rooms_per_session
    allowed = 2 * most  # as many again may be groups that the person has left
    joined = _labels(session)
    labels = itertools.islice(request.since, len(joined) + allowed + 1)  # the client may send any number
    for place, label in enumerate(label for label in labels if names.fold(label) not in joined):
        if session.closed:
            return
        if label and session.subscription_to(label) is not None:
            continue  # listed both by its id and by its name
        try:
            if place >= allowed:
                raise TooMany("rooms", most)
            join = c.Join(room=label, since=request.since[label], epoch=request.epoch)
            await enter(chat, session, join, session.outlet.send)
        except TooMany:
            raise  # for all that follow, too
        except Fault as fault:  # about this room only
            session.queue.refuse_to(request, fault, "", label)


def _labels(session: Session) -> set[str]:
    """The folded labels by which `session` may refer to the rooms that it is in."""
    rooms = [subscription.room for subscription in session.subscriptions.values()]
    direct = [room for room in rooms if room.kind is RoomKind.DIRECT]
    others = (other for room in direct for other in room.state.members.values())
    return {names.fold(room.label) for room in rooms} | {"@" + names.fold(other.name) for other in others}
