"""Imposing and lifting bans and mutes: in force at once, stored, and in the audit log.

Sanctions belong to a room or to the server. The commands of moderators and of chatctl, which acts
as OPERATOR, both use these functions.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress

import msgspec

from chatservice.core.appending import resting
from chatservice.core.chat import Chat
from chatservice.core.commands.removal import clear, remove
from chatservice.core.meters import address_key
from chatservice.core.room import Room, label_of
from chatservice.core.sanctions import Sanctions, as_network, as_reason
from chatservice.core.session import Person, Session
from chatservice.errors import BadCommand, Banned, NoSuchSanction, NoSuchUser, ReservedName
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.events import Moderated
from chatservice.model.sanctions import EVERYWHERE, Expect, Sanction, SanctionKind
from chatservice.model.values import Principal

TARGET_MAX = 40  # characters of an invalid address that an error repeats
LONGEST = 100 * 365 * 86_400.0  # seconds
LIFTED = {SanctionKind.BAN: "unbanned", SanctionKind.MUTE: "unmuted"}


# Bans.


async def ban(
    chat: Chat,
    me: Principal,
    request: c.Ban,
    room: Room | None = None,
    own_address: str = "",
    tell: Callable[[Sanction], None] = lambda sanction: None,
) -> Sanction:
    """Ban a person, a name or a network from `room`, or (None) from the server. `tell` is called when the
    ban is stored, before people are removed. A network that includes `own_address` is refused."""
    sanction = _new(chat, me, SanctionKind.BAN, room, request.seconds, request.reason)
    target = request.target.strip()
    network = as_network(target)
    if network is not None or request.address:
        chat.rights.check(me, "ban_address")
        if room is not None:
            raise BadCommand("an address is banned from the server, not from a room")
    other = None
    if network is not None:
        sanction = msgspec.structs.replace(sanction, network=str(network))
    else:
        sanction, other = await _about(chat, sanction, target, request.address)
    if sanction.network and own_address and _alone(sanction).ban_at(own_address, sanction.made) is not None:
        raise BadCommand("that is where you are yourself")

    def check() -> None:
        if sanction.network:
            chat.rights.check(me, "ban_address")
        chat.rights.check_over(me, "ban", other, room)

    imposed = await _impose(chat, me, sanction, room, check)
    if other is not None and room is None:
        chat.presence.stop_acting(other.id)
    tell(imposed)
    await _remove_banned(chat, me, imposed, room)
    chat.documents.remove_outsiders()
    return imposed


async def _about(
    chat: Chat, sanction: Sanction, target: str, with_address: bool
) -> tuple[Sanction, Principal | None]:
    """`sanction` with the person called `target`, and that person; a name that nobody has can be banned
    as well."""
    other = await _known(chat, target)
    network = ""
    if with_address:
        network = _network_of(chat.presence.get(other.id) if other is not None else None)
    if other is None:
        _refuse_unlike_a_name(target)
        return msgspec.structs.replace(sanction, name=target, network=network), None
    return msgspec.structs.replace(sanction, principal=other.id, name=other.name, network=network), other


async def _remove_banned(chat: Chat, me: Principal, sanction: Sanction, room: Room | None) -> None:
    """Remove the people whom `sanction` applies to, and their bots; from a group, also those who are
    away."""
    people = _people_meant(chat, sanction)
    if room is None:
        for session in _sessions_meant(chat, sanction, people):
            session.close(Banned(sanction.until, sanction.reason))
        return
    online = [person.principal for person in people]
    for principal in online:
        clear(chat, principal.id, room)
    for principal in {p.id: p for p in (*online, *_members_meant(chat, sanction, room))}.values():
        await remove(chat, me, principal, room)


def _people_meant(chat: Chat, sanction: Sanction) -> list[Person]:
    """The online people to whom `sanction` applies, whatever their current names, and their bots."""
    if sanction.principal is None:
        person = chat.presence.named(sanction.name) if sanction.name else None
        return [person] if person is not None else []
    ids = (sanction.principal, *chat.bots.all_of(sanction.principal))
    return [person for id_ in ids if (person := chat.presence.get(id_)) is not None]


def _members_meant(chat: Chat, sanction: Sanction, room: Room) -> list[Principal]:
    if sanction.principal is None:
        return []
    ids = (sanction.principal, *chat.bots.all_of(sanction.principal))
    return [room.state.members[id_] for id_ in ids if id_ in room.state.members]


def _sessions_meant(chat: Chat, sanction: Sanction, people: Iterable[Person]) -> list[Session]:
    sessions = [session for person in people for session in person.sessions]
    if sanction.network:
        alone = _alone(sanction)
        by_address: dict[str, bool] = {}
        for session in chat.sessions:
            address = session.address
            if address not in by_address:
                by_address[address] = alone.ban_at(address, sanction.made) is not None
            if by_address[address]:
                sessions.append(session)
    return sessions


# Mutes.


async def mute(chat: Chat, me: Principal, request: c.Mute, room: Room | None = None) -> Sanction:
    sanction = _new(chat, me, SanctionKind.MUTE, room, request.seconds, request.reason)
    other = await chat.directory.find_principal(request.name.strip())
    network = ""
    if request.address:
        if room is not None:
            raise BadCommand("an address is muted on the server, not in a room: in:*")
        network = _network_of(chat.presence.get(other.id))
    sanction = msgspec.structs.replace(sanction, principal=other.id, name=other.name, network=network)
    return await _impose(chat, me, sanction, room, lambda: chat.rights.check_over(me, "mute", other, room))


# Both.


async def lift(
    chat: Chat, me: Principal, kind: SanctionKind, target: str, room: Room | None = None
) -> tuple[Moderated, int | None]:
    """Lift the sanctions on `target`; returns the event, and the id of the person if there is one. Raises
    NoSuchSanction."""
    target = target.strip()
    person = await _known(chat, target)
    id_ = person.id if person is not None else None
    matching = chat.sanctions.matching(kind, target, id_, room.id if room is not None else EVERYWHERE)
    if not matching:
        raise NoSuchSanction(target)
    ids = [sanction.id for sanction in matching]
    entry = chat.audit.entry(me, f"un{kind.value}", target, label_of(room))

    def check() -> None:
        chat.rights.check_over(me, kind.value, None, room)
        if kind is SanctionKind.BAN and any(sanction.network for sanction in matching):
            chat.rights.check(me, "ban_address")

    async def change(expect: Expect) -> None:
        await chat.storage.moderation.lift(ids, entry, expect)

    await resting(chat, room, check, change)
    chat.sanctions.drop(ids, chat.clock.now())
    rid = room.rid if room is not None else ""
    return Moderated(action=LIFTED[kind], who=target, by=me.name, room=label_of(room), rid=rid), id_


async def _known(chat: Chat, name: str) -> Principal | None:
    try:
        return await chat.directory.find_principal(name)
    except NoSuchUser:
        if not name:
            raise
        return None


def _new(
    chat: Chat, me: Principal, kind: SanctionKind, room: Room | None, seconds: float | None, reason: str
) -> Sanction:
    now = chat.clock.now()
    if seconds is not None and not 0 < seconds <= LONGEST:
        raise BadCommand("a time is more than 0 seconds and less than 100 years")
    return Sanction(
        measure=kind,
        made=now,
        by=me.name,
        room=room.id if room is not None else EVERYWHERE,
        room_name=label_of(room),
        until=now + seconds if seconds is not None else 0,
        reason=as_reason(reason),
        by_id=me.id or None,
        own=chat.audit.is_own(me),
    )


async def _impose(
    chat: Chat, me: Principal, sanction: Sanction, room: Room | None, check: Callable[[], None]
) -> Sanction:
    """Put `sanction` in force; it replaces those with the same target."""
    target = sanction.name or sanction.network
    entry = chat.audit.entry(me, sanction.measure.value, target, sanction.room_name, _detail(sanction))

    async def change(expect: Expect) -> Sanction:
        same = _same(chat.sanctions, sanction)
        imposed = await chat.storage.moderation.impose(sanction, same, entry, expect)
        chat.rights.limited(room)
        chat.sanctions.drop([*same, *imposed.gone], sanction.made)
        chat.sanctions.put(imposed.sanction)
        return imposed.sanction

    return await resting(chat, room, check, change)


def _same(sanctions: Sanctions, sanction: Sanction) -> list[int]:
    target = sanction.name or sanction.network
    about = (sanction.principal, sanction.name, sanction.network)
    matching = sanctions.matching(sanction.measure, target, sanction.principal, sanction.room)
    return [other.id for other in matching if (other.principal, other.name, other.network) == about]


# Targets.

_OF_ADDRESS = frozenset("0123456789.")


def _refuse_unlike_a_name(target: str) -> None:
    """Raise BadCommand for an invalid address, and BadName for a name that nobody can have, so that a
    ban of it would have no effect."""
    if any(sign in target for sign in "/:") or ("." in target and set(target) <= _OF_ADDRESS):
        raise BadCommand(f"{target[:TARGET_MAX]} is neither an address nor a network")
    with suppress(ReservedName):
        names.person(target)


def _alone(sanction: Sanction) -> Sanctions:
    """An index with this sanction only, to look up the addresses that it covers."""
    alone = Sanctions()
    alone.put(sanction)
    return alone


def guests_beside(chat: Chat, principal: Principal) -> list[Principal]:
    """The other guests who are connected from where `principal` is. Raises BadCommand if that is unknown."""
    network = _network_of(chat.presence.get(principal.id))
    alone = _alone(Sanction(measure=SanctionKind.BAN, made=0, by="", network=network))
    guests = {
        session.principal.id: session.principal
        for session in chat.sessions
        if session.principal is not None and session.principal.guest and alone.ban_at(session.address, 0)
    }
    guests.pop(principal.id, None)
    return list(guests.values())


def _network_of(person: Person | None) -> str:
    """The network from which `person` is connected, as it would be banned. Raises BadCommand if no
    address is known."""
    addresses = [device.address for device in person.sessions if device.address] if person is not None else []
    network = as_network(address_key(addresses[-1])) if addresses else None
    if network is None:
        raise BadCommand("no address of theirs is known: they are not here, or on this machine's socket")
    return str(network)


def _detail(sanction: Sanction) -> str:
    """The details of a sanction for the audit log."""
    seconds = f"for {sanction.until - sanction.made:.0f} s" if sanction.until else "for good"
    network = f", {sanction.network}" if sanction.network and sanction.name else ""
    return f"{seconds}{network}{': ' * bool(sanction.reason)}{sanction.reason}"
