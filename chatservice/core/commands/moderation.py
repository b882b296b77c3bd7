"""The commands of those who keep order: kick, ban, mute, and what undoes them.

Without a room it is the present one, for a ban the server; the room ``*`` is the server.
Who does something is answered, those in the room see it, and whom it is about hears of it.
"""

from typing import TYPE_CHECKING

import msgspec

from chatservice.core.room import Room
from chatservice.core.sanctioning import REASON_MAX, label, one_line
from chatservice.errors import BadCommand
from chatservice.model import commands as c
from chatservice.model.events import Moderated, SanctionInfo, SanctionList
from chatservice.model.names import fold
from chatservice.model.sanctions import SERVER, Sanction, SanctionKind
from chatservice.model.values import RoomKind, ServerRole

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session


class ModerationCommands:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat

    async def kick(self, session: "Session", command: c.Kick) -> None:
        me = session.who.principal
        room = await self._room(session, command.room, "kick")
        reason = one_line(command.reason, REASON_MAX)
        other = await self._chat.directory.somebody(command.name.strip())
        told = Moderated(action="kicked", who=other.name, by=me.name, room=label(room), reason=reason)
        await self._chat.moderation.kick(
            me, other, room, reason, lambda: self._answer(session, room, told, command.ref)
        )

    async def ban(self, session: "Session", command: c.Ban) -> None:
        me = session.who.principal
        room = await self._room(session, command.room, "ban")
        one = await self._chat.moderation.ban(me, command, room, session.address)
        self._answer(session, room, _told("banned", one), command.ref)
        await self._chat.moderation.put_out_banned(me, one, room)

    async def unban(self, session: "Session", command: c.Unban) -> None:
        room = await self._room(session, command.room, "ban")
        told, _ = await self._chat.moderation.lift(
            session.who.principal, SanctionKind.BAN, command.target, room
        )
        self._answer(session, room, told, command.ref)

    async def mute(self, session: "Session", command: c.Mute) -> None:
        room = await self._room(session, command.room, "mute")
        one = await self._chat.moderation.mute(session.who.principal, command, room)
        told = _told("muted", one)
        self._tell_person(one.principal, room, told)
        self._answer(session, room, told, command.ref)

    async def unmute(self, session: "Session", command: c.Unmute) -> None:
        room = await self._room(session, command.room, "mute")
        told, whom = await self._chat.moderation.lift(
            session.who.principal, SanctionKind.MUTE, command.name, room
        )
        self._tell_person(whom, room, told)
        self._answer(session, room, told, command.ref)

    async def bans(self, session: "Session", command: c.Bans) -> None:
        room = await self._room(session, command.room, "ban")
        sees_addresses = session.who.principal.role >= ServerRole.ADMIN
        every = [_info(one, sees_addresses) for one in self._chat.moderation.in_force(room)]
        wanted = fold(command.name.strip())
        some = [one for one in every if wanted in fold(one.name) or wanted in one.network]
        shown = some[-self._chat.settings.history_max :]
        more = len(some) - len(shown)
        session.outlet.send(
            SanctionList(room=label(room), rid=_rid(room), sanctions=shown, more=more, ref=command.ref)
        )

    async def _room(self, session: "Session", where: str, action: str) -> Room | None:
        """The room that it is about, None for the server; NotAllowed."""
        me, rights = session.who.principal, self._chat.rights
        if where == SERVER:
            rights.check(me, f"{action}_server")
            return None
        room = await self._chat.directory.find(session, where)
        if room.kind is RoomKind.DIRECT:
            raise BadCommand("a conversation of two has no moderators")
        rights.check(me, action, room)
        return room

    def _tell_person(self, principal: int | None, room: Room | None, told: Moderated) -> None:
        """Whom it is about hears of it on every device that would not hear it in the room."""
        for device in self._chat.moderation.devices(principal) if principal is not None else ():
            if room is None or room.id not in device.seats:
                device.outlet.send(msgspec.structs.replace(told, rid=_rid(room)))

    def _answer(self, session: "Session", room: Room | None, told: Moderated, ref: str | int | None) -> None:
        told = msgspec.structs.replace(told, rid=_rid(room))
        session.outlet.send(msgspec.structs.replace(told, ref=ref))
        if room is not None:
            self._chat.hub.pass_on(room, told, session.outlet)
            self._chat.hub.flush_room(room)  # before whoever it is about is out


def _rid(room: Room | None) -> str:
    """The id of the room, empty for the server."""
    return room.rid if room is not None else ""


def _told(action: str, one: Sanction) -> Moderated:
    return Moderated(
        action=action,
        who=one.name or one.network,
        by=one.by,
        room=one.room_name,
        until=one.until or 0,
        reason=one.reason,
    )


def _info(one: Sanction, sees_addresses: bool) -> SanctionInfo:
    """Addresses are for admins: others see that there is one."""
    network = one.network if sees_addresses or not one.network else "an address"
    return SanctionInfo(
        measure=one.measure.value,
        name=one.name,
        network=network,
        until=one.until or 0,
        reason=one.reason,
        by=one.by,
        made=one.made,
    )
