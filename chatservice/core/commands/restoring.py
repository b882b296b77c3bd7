"""Restoring people: a principal without a session comes online again, under its name."""

from chatservice.core.chat import Chat
from chatservice.core.presence import NameReservation
from chatservice.core.session import Person, Session
from chatservice.errors import BadToken, NameClaimed
from chatservice.model import names
from chatservice.model.values import Principal


async def find_or_restore(chat: Chat, session: Session, principal: Principal, new_name: str) -> Person | None:
    """The person of `principal`, brought online if it is not; None if `session` ends meanwhile. `new_name` is
    a name that a guest asks for, or empty."""
    person = chat.presence.get(principal.id)
    while person is None:
        if await chat.restoring.wait(principal.id):  # another device was restoring it
            if session.closed:
                return None
            person = chat.presence.get(principal.id)
        else:
            person = await _restore(chat, principal, new_name)
    if session.closed:
        chat.departures.release_if_alone(person)
        return None
    return person


async def current(chat: Chat, person: Person) -> Person:
    """`person`, or as whom they are back: their last connection may have been cut while something that they
    asked for was under way."""
    await chat.restoring.wait(person.principal.id)
    return chat.presence.get(person.principal.id) or person


async def _restore(chat: Chat, principal: Principal, new_name: str) -> Person:
    """An account returns under its name, a guest under its name or the `new_name` one."""
    chat.rights.refuse_banned(principal.id, principal.name)
    if new_name and principal.guest:
        chat.rights.refuse_banned(principal.id, new_name)
    name = guest_name(chat, principal, new_name) if principal.guest else ""
    with chat.restoring.running(principal.id):
        hold = await _reserve(chat, principal, name) if name else None
        try:
            return await _bring_online(chat, principal, name)
        except BaseException:
            if hold is not None:
                chat.presence.release(hold)
            raise


async def _reserve(chat: Chat, principal: Principal, name: str) -> NameReservation:
    return await chat.presence.reserve(name, alike=name == principal.name, principal=principal.id)


async def _bring_online(chat: Chat, principal: Principal, name: str) -> Person:
    marks = await chat.storage.principals.marks(principal.id)
    ignored = {} if principal.guest else await _ignored(chat, principal.id)
    levels = await chat.storage.reading.levels(principal.id)
    preferences = await chat.storage.preferences.of(principal.id)
    # The name and role may have changed since they were looked up.
    current = await chat.storage.principals.came(principal.id, name, chat.clock.now())
    if not current.guest:
        _claim(chat, current.name)
    person = Person(current, marks)
    person.ignored = ignored
    person.levels = levels
    person.preferences = preferences
    person.away_since = principal.left or 0.0
    chat.presence.enter(person)
    return person


async def _ignored(chat: Chat, principal: int) -> dict[int, str]:
    """The people whom an account ignores: ids, and names."""
    return {other.id: other.name for other in await chat.storage.moderation.ignored(principal)}


def guest_name(chat: Chat, guest: Principal, new_name: str) -> str:
    """The name under which `guest` returns. Raises BadToken if too much time has passed."""
    settings = chat.settings
    if guest.left is not None and chat.clock.now() - guest.left > settings.guest_grace:
        raise BadToken
    own = not new_name or names.fold(new_name.strip()) == names.fold(guest.name)
    return guest.name if own else names.claimed(new_name, settings.max_name)


def _claim(chat: Chat, name: str) -> None:
    """The owner of `name` comes online: a guest who uses it is disconnected."""
    holder = chat.presence.named(name)
    if holder is not None and holder.principal.guest:
        for device in list(holder.sessions):
            device.close(NameClaimed(name))
