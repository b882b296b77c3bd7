"""Changing a name."""

from msgspec.structs import replace

from chatservice.core.chat import Chat
from chatservice.core.commands.removal import remove_at_once
from chatservice.core.presence import NameReservation
from chatservice.core.rates import LINE, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Person, Session
from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.events import NameIs
from chatservice.model.values import RoomRole, ServerRole


# The right holds in each room that they are in.
@command(c.Nick, Right(ServerRole.MODERATOR, RoomRole.MEMBER), Charge(LINE, itself=True, looks=True))
async def nick(chat: Chat, session: Session, request: c.Nick) -> NameIs | None:
    person = session.person
    if request.name.strip() == person.name:
        return NameIs(name=person.name)
    name = names.claimed(request.name, chat.settings.max_name)
    _refuse_name(chat, person, name)
    chat.rights.refuse_muted(person.principal, _rooms(person))
    chat.limits.line(session)
    hold = await _store(chat, person, name)
    if person.sessions:
        was = person.name
        chat.presence.rename(person, replace(person.principal, name=name))
        session.answer(NameIs(name=name))
        chat.subscriptions.renamed(person, was, session.outlet)
        await _remove(chat, person)
    elif hold is not None:
        chat.presence.release(hold)
    return None


def _refuse_name(chat: Chat, person: Person, name: str) -> None:
    """Raise Banned or BannedFrom if `name` is banned from the server, or from a room that they are in."""
    chat.rights.refuse_banned(person.principal.id, name)
    for room in _rooms(person):
        chat.rights.refuse_banned_from(person.principal, room, name)


async def _store(chat: Chat, person: Person, name: str) -> NameReservation | None:
    """Store the name; returns its reservation, None if it is the same name in another spelling. Raises
    NameTaken, NameOwned, NameAlike."""
    hold = None
    if names.fold(name) == names.fold(person.name):
        chat.presence.refuse_alike(name, person)
    else:
        hold = await chat.presence.reserve(name, person)
    try:
        await chat.storage.principals.renamed(person.principal.id, name, chat.clock.now())
    except BaseException:
        if hold is not None:
            chat.presence.release(hold)
        raise
    return hold


async def _remove(chat: Chat, person: Person) -> None:
    """Leave the server and the rooms from which the new name was banned while it was stored."""
    try:
        chat.rights.refuse_banned(person.principal.id, person.name)
    except Fault as fault:
        for device in list(person.sessions):
            device.close(fault)
    for room in _rooms(person):
        if not chat.rights.is_in(person.principal, room):
            await remove_at_once(chat, person.principal, person, room)


def _rooms(person: Person) -> list[Room]:
    """The rooms that they are in, on any device."""
    return list(
        {
            subscription.room.id: subscription.room
            for d in person.sessions
            for subscription in d.subscriptions.values()
        }.values()
    )
