"""Making a private group."""

from collections.abc import Sequence

from msgspec.structs import replace

from chatservice.core.chat import Chat
from chatservice.core.commands import invitations
from chatservice.core.limits import place
from chatservice.core.members import change_members
from chatservice.core.rates import MAKE, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Person, Session
from chatservice.core.session_state import SessionState
from chatservice.errors import NoSuchUser, RoomNameTaken, TooMany
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.values import EventKind, Principal, RoomKind


@command(c.Group, Right(), Charge(MAKE, itself=True, looks=True))
async def group(chat: Chat, session: Session, request: c.Group) -> None:
    """The answer, `Joined`, comes before the events about the others."""
    name = names.room(request.name, chat.settings.max_room_name) if request.name else ""
    if names.is_lobby(name):
        raise RoomNameTaken(name)
    me = session.person
    chat.rights.refuse_muted(me.principal)
    people, unknown = await _people(chat, me.principal, request)
    chat.limits.make(session)
    others = [person for person in people.values() if person != me.principal]
    to_ask = await invitations.who_must_agree(chat, me.principal, others)
    added = [person for person in people.values() if person.id not in to_ask]
    room = await _make(chat, session, me, name)
    if session.phase is SessionState.LIVE:
        _enter(chat, session, room, [person.name for person in added], unknown)
    # The creator of a group without a name learns from an event that they are in it.
    await _add(chat, me, room, added[1 if name else 0 :])
    if to_ask:
        invited = [people[id_] for id_ in to_ask]
        session.outlet.send(await invitations.ask(chat, session, room, invited, to_ask))


async def _people(chat: Chat, me: Principal, request: c.Group) -> tuple[dict[int, Principal], list[str]]:
    """The future members by id, `me` first, and the unknown names (an error unless `skip_unknown`)."""
    people, unknown = {me.id: me}, []
    most = chat.settings.group_members
    if len(request.members) > most:  # before each of them is looked up
        raise TooMany("members", most)
    for name in dict.fromkeys(map(str.strip, request.members)):
        try:
            person = await chat.directory.find_principal(name)
            people[person.id] = person
        except NoSuchUser:
            if not request.skip_unknown:
                raise
            unknown.append(name)
    if len(people) > most:
        raise TooMany("members", most)
    return people, unknown


async def _make(chat: Chat, session: Session, me: Person, name: str) -> Room:
    """Create the group and subscribe the creator's other devices."""
    now, own = chat.clock.now(), me.principal.id
    row = await chat.storage.rooms.create(RoomKind.GROUP, name, [own], own, now, place(session))
    room = await chat.directory.rooms.load(row)
    for device in chat.presence.sessions_of(own):  # not of `me`: they may be back as another by now
        if device is not session:
            chat.subscriptions.bring_in(device, room, me.name, own)
    return room


def _enter(chat: Chat, session: Session, room: Room, added: Sequence[str], unknown: Sequence[str]) -> None:
    shown = list(added[: chat.settings.names_shown])
    session.answer(replace(chat.subscriptions.joined(session, room), here=len(added), members=shown))
    chat.subscriptions.subscribe(session, room)
    session.talk_in(room)
    for name in unknown:
        session.outlet.refuse(NoSuchUser(name), room=room.label)


async def _add(chat: Chat, me: Person, room: Room, people: Sequence[Principal]) -> None:
    def remaining() -> list[Principal]:  # others may have added some of them meanwhile
        return [
            person for person in people if person.id not in room.state.members or person.id == me.principal.id
        ]

    def check() -> None:
        chat.rights.check(me.principal, "invite", room)

    if people:
        await change_members(chat, me.principal, room, EventKind.ADDED, remaining, check)
