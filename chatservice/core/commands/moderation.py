"""The commands of moderators: kick, ban and mute, unban and unmute.

Without a room they act in the current one; the room ``*`` is the server. The moderator gets the
answer; the room and the person concerned see it as an event.
"""

from collections.abc import Callable
from contextlib import suppress

import msgspec

from chatservice.core.chat import Chat
from chatservice.core.commands import removal, sanctioning
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room, label_of
from chatservice.core.rows import command
from chatservice.core.sanctions import as_reason
from chatservice.core.session import Session
from chatservice.errors import NotAllowed, NotThere
from chatservice.model import commands as c
from chatservice.model.events import Moderated, SanctionList
from chatservice.model.names import fold
from chatservice.model.sanctions import EVERYWHERE, SERVER, Sanction, SanctionInfo, SanctionKind, public_part
from chatservice.model.values import Principal, RoomRole, ServerRole

MODERATORS = Right(ServerRole.MODERATOR, RoomRole.MODERATOR)
OF_SERVER = Right(ServerRole.MODERATOR)


@command(c.Kick, MODERATORS, Charge(LINE), also={"kick_server": OF_SERVER})
async def kick(chat: Chat, session: Session, request: c.Kick) -> None:
    me = session.principal
    room = await _find_room(chat, session, request.room, "kick")
    reason = as_reason(request.reason)
    if request.address:  # who shares one is shown by who is kicked
        chat.rights.check(me, "kick_server")
    other = await chat.directory.find_principal(request.name.strip())
    beside = sanctioning.guests_beside(chat, other) if request.address else []

    told = Moderated(action="kicked", who="", by=me.name, room=label_of(room), rid=_rid(room), reason=reason)

    async def kick_one(principal: Principal, answer: Callable[[Moderated], None]) -> None:
        kicked = msgspec.structs.replace(told, who=principal.name)

        def tell() -> None:
            answer(kicked)
            _tell_room(chat, session, room, kicked)

        await removal.kick(chat, me, principal, room, reason, tell)

    await kick_one(other, session.answer)
    for guest in beside:
        with suppress(NotAllowed, NotThere):  # those of them who are not in the room, or have a role there
            await kick_one(guest, session.outlet.send)


@command(
    c.Ban,
    MODERATORS,
    Charge(LINE),
    also={"ban_server": OF_SERVER, "ban_address": Right(ServerRole.ADMIN)},
)
async def ban(chat: Chat, session: Session, request: c.Ban) -> None:
    room = await _find_room(chat, session, request.room, "ban")

    def tell(sanction: Sanction) -> None:
        banned = _imposed("banned", sanction, room)
        session.answer(banned)
        _tell_room(chat, session, room, banned)

    await sanctioning.ban(chat, session.principal, request, room, session.address, tell)


@command(c.Unban, MODERATORS, Charge(LINE))
async def unban(chat: Chat, session: Session, request: c.Unban) -> Moderated:
    room = await _find_room(chat, session, request.room, "ban")
    lifted, _ = await sanctioning.lift(chat, session.principal, SanctionKind.BAN, request.target, room)
    _tell_room(chat, session, room, lifted)
    return lifted


@command(c.Mute, MODERATORS, Charge(LINE), also={"mute_server": OF_SERVER})
async def mute(chat: Chat, session: Session, request: c.Mute) -> Moderated:
    room = await _find_room(chat, session, request.room, "mute")
    sanction = await sanctioning.mute(chat, session.principal, request, room)
    muted = _imposed("muted", sanction, room)
    _tell_person(chat, sanction.principal, room, muted)
    _tell_room(chat, session, room, muted)
    return muted


@command(c.Unmute, MODERATORS, Charge(LINE))
async def unmute(chat: Chat, session: Session, request: c.Unmute) -> Moderated:
    room = await _find_room(chat, session, request.room, "mute")
    lifted, whom = await sanctioning.lift(chat, session.principal, SanctionKind.MUTE, request.name, room)
    _tell_person(chat, whom, room, lifted)
    _tell_room(chat, session, room, lifted)
    return lifted


@command(c.Bans, MODERATORS, Charge(READ))
async def bans(chat: Chat, session: Session, request: c.Bans) -> SanctionList:
    room = await _find_room(chat, session, request.room, "ban")
    sees_addresses = session.role >= ServerRole.ADMIN
    sanctions = chat.sanctions.in_force(room.id if room is not None else EVERYWHERE, chat.clock.now())
    infos = [_info(sanction, sees_addresses) for sanction in sanctions]
    part = fold(request.name.strip())
    matching = [info for info in infos if part in fold(info.name) or part in info.network]
    shown = matching[-(session.list_max or len(matching)) :]
    more = len(matching) - len(shown)
    return SanctionList(room=label_of(room), rid=_rid(room), sanctions=shown, more=more)


async def _find_room(chat: Chat, session: Session, label: str, action: str) -> Room | None:
    """The room of the command, None for the server. Raises NotAllowed."""
    if label == SERVER:
        chat.rights.check(session.principal, f"{action}_server")
        return None
    return await chat.directory.find_to(session, label, action)


def _tell_person(chat: Chat, principal: int | None, room: Room | None, event: Moderated) -> None:
    """Send `event` to every device of `principal` that is not in `room`, and so does not see it there."""
    for device in chat.presence.sessions_of(principal) if principal is not None else ():
        if room is None or room.id not in device.subscriptions:
            device.outlet.send(event)


def _tell_room(chat: Chat, session: Session, room: Room | None, event: Moderated) -> None:
    """Send `event` to all in the room but `session`, which gets the answer; called before anyone is
    removed."""
    if room is not None:
        chat.hub.pass_on(room, event, session.outlet)
        chat.hub.flush_room(room)


def _rid(room: Room | None) -> str:
    """The id of the room, empty for the server."""
    return room.rid if room is not None else ""


def _imposed(action: str, sanction: Sanction, room: Room | None) -> Moderated:
    return Moderated(
        action=action,
        who=sanction.name or sanction.network,
        by=sanction.by,
        room=sanction.room_name,
        rid=_rid(room),
        until=sanction.until,
        reason=sanction.reason,
    )


def _info(sanction: Sanction, sees_addresses: bool) -> SanctionInfo:
    """A sanction as shown in a list: only admins see addresses."""
    info = public_part(SanctionInfo, sanction)
    if sanction.network and not sees_addresses:
        info = msgspec.structs.replace(info, network="an address")
    return info
