"""Coming back: the person that a principal is, brought back under its name when no session has it."""

from chatservice.core.chat import Chat
from chatservice.core.presence import NameReservation
from chatservice.core.session import Person, Session
from chatservice.errors import BadToken, NameClaimed
from chatservice.model import names
from chatservice.model.values import Principal


async def present(chat: Chat, session: Session, principal: Principal, wanted: str) -> Person | None:
    """The person that `principal` is here, brought back if it is not; None when `session` has ended."""
    person = chat.presence.get(principal.id)
    while person is None:
        if await chat.returning.ended(principal.id):  # on another device, at this moment
            if session.closed:
                return None
            person = chat.presence.get(principal.id)
        else:
            person = await _bring_back(chat, principal, wanted)
    if session.closed:
        chat.departures.left_alone(person)
        return None
    return person


async def _bring_back(chat: Chat, principal: Principal, wanted: str) -> Person:
    """An account comes back under its name, a guest under its name or the `wanted` one."""
    chat.rights.refuse_banned(principal.id, principal.name)
    if wanted and principal.guest:
        chat.rights.refuse_banned(principal.id, wanted)
    name = guests_name(chat, principal, wanted) if principal.guest else ""
    with chat.returning.at(principal.id):
        hold = await _reserve(chat, principal, name) if name else None
        try:
            return await _recall(chat, principal, name)
        except BaseException:
            if hold is not None:
                chat.presence.release(hold)
            raise


async def _reserve(chat: Chat, principal: Principal, name: str) -> NameReservation:
    return await chat.presence.reserve(name, alike=name == principal.name, principal=principal.id)


async def _recall(chat: Chat, principal: Principal, name: str) -> Person:
    marks = await chat.storage.principals.marks(principal.id)
    ignored = {} if principal.guest else await _ignored(chat, principal.id)
    # Name and role may have changed since it was looked up.
    back = await chat.storage.principals.came(principal.id, name, chat.clock.now())
    if not back.guest:
        _claim(chat, back.name)
    person = Person(back, marks)
    person.ignored = ignored
    chat.presence.enter(person)
    return person


async def _ignored(chat: Chat, principal: int) -> dict[int, str]:
    """Whom an account ignores: their ids, and names then."""
    return {other.id: other.name for other in await chat.storage.moderation.ignored(principal)}


def guests_name(chat: Chat, guest: Principal, wanted: str) -> str:
    """The name under which `guest` comes back. BadToken when it is over."""
    settings = chat.settings
    if guest.left is not None and chat.clock.now() - guest.left > settings.guest_grace:
        raise BadToken
    own = not wanted or names.fold(wanted.strip()) == names.fold(guest.name)
    return guest.name if own else names.claimed(wanted, settings.max_name)


def _claim(chat: Chat, name: str) -> None:
    """The owner comes: a guest that has the name at this moment goes."""
    holder = chat.presence.named(name)
    if holder is not None and holder.principal.guest:
        for device in list(holder.sessions):
            device.close(NameClaimed(name))
