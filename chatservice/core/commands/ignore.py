"""Ignoring people: on every device, and for accounts, permanently."""

from chatservice.core.chat import Chat
from chatservice.core.commands.restoring import current
from chatservice.core.rates import LINE, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Person, Session
from chatservice.errors import BadCommand, NotIgnored, TooMany
from chatservice.model import commands as c
from chatservice.model.events import IgnoredAre
from chatservice.model.names import fold


@command(c.Ignore, Right(), Charge(LINE))
async def ignore(chat: Chat, session: Session, request: c.Ignore) -> IgnoredAre:
    name = request.name.strip()
    if name:
        await _add(chat, session.person, name)
    return _ignored_are(chat, session.person)


async def _add(chat: Chat, person: Person, name: str) -> None:
    me = person.principal
    other = await chat.directory.find_principal(name)
    if other.id == me.id:
        raise BadCommand("that is you")
    limit = chat.settings.max_ignored
    if other.id not in person.ignored and len(person.ignored) >= limit:
        raise TooMany("people that one ignores", limit)
    if not me.guest:
        await chat.storage.moderation.ignore(me.id, [other.id])
    person = await current(chat, person)
    _change(chat, person, {**person.ignored, other.id: other.name})
    await chat.storage.asking.unask(me.id, other.id)


@command(c.Unignore, Right(), Charge(LINE))
async def unignore(chat: Chat, session: Session, request: c.Unignore) -> IgnoredAre:
    person = session.person
    name = request.name.strip()
    id_ = _find(chat, person, fold(name))
    if id_ is None:
        raise NotIgnored(name)
    if not person.principal.guest:
        await chat.storage.moderation.unignore(person.principal.id, id_)
    person = await current(chat, person)
    _change(chat, person, {other: name for other, name in person.ignored.items() if other != id_})
    return _ignored_are(chat, person)


def _find(chat: Chat, person: Person, folded: str) -> int | None:
    """The id of an ignored person by their current name, or their name when they were ignored."""
    for id_, name in person.ignored.items():
        if folded in (fold(name), fold(_name_now(chat, id_, name))):
            return id_
    return None


def _name_now(chat: Chat, principal: int, name: str) -> str:
    """The current name of `principal`, or `name` if they are not online."""
    person = chat.presence.get(principal)
    return person.name if person is not None else name


def _change(chat: Chat, person: Person, ignored: dict[int, str]) -> None:
    person.ignored = ignored
    for device in person.sessions:
        chat.subscriptions.renew_variants(device)


def _ignored_are(chat: Chat, person: Person) -> IgnoredAre:
    return IgnoredAre(who=[_name_now(chat, id_, name) for id_, name in person.ignored.items()])
