"""Keeping order: kicking, banning, muting, and the record of it.

Without a room, and in the room ``*``, it is about the server; a room has its own bans and
mutes. What is in force is looked up in `Sanctions`; everything done here leaves a line in
the audit log.
"""

from typing import TYPE_CHECKING

import msgspec

from chatservice.core.limits import crowd
from chatservice.core.presence import Person
from chatservice.core.rights import check
from chatservice.core.room import Room
from chatservice.core.sanctions import Sanctions, as_network
from chatservice.errors import (
    BadCommand,
    Banned,
    BannedFrom,
    Fault,
    Kicked,
    NoSuchSanction,
    NoSuchUser,
    NotAllowed,
    NotThere,
    Silenced,
    TextTooLong,
)
from chatservice.model import commands as c
from chatservice.model.events import Left, Moderated, SanctionInfo, SanctionList
from chatservice.model.sanctions import EVERYWHERE, Measure, Sanction
from chatservice.model.values import EventKind, Principal, Role, RoomKind, RoomRole

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session


SERVER = "*"
REASON_MAX = 200  # characters
LONGEST = 100 * 365 * 86_400.0  # seconds


class Moderation:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat
        self.sanctions = Sanctions()

    async def start(self) -> None:
        for one in await self._chat.storage.moderation.sanctions():
            self.sanctions.put(one)

    # What is in force.

    def refuse_address(self, address: str) -> Fault | None:
        one = self.sanctions.ban_at(address, self._chat.clock.seconds())
        return Banned(one.until or 0, one.reason) if one is not None else None

    def refuse_banned(self, principal: int, name: str) -> None:
        """Banned when that person, or anybody of that name, may not come in."""
        one = self.sanctions.ban(principal, name, EVERYWHERE, self._chat.clock.seconds())
        if one is not None:
            raise Banned(one.until or 0, one.reason)

    def refuse_entry(self, principal: Principal, room: Room) -> None:
        one = self.sanctions.ban(principal.id, principal.name, room.id, self._chat.clock.seconds())
        if one is not None:
            raise BannedFrom(room.label, one.until or 0, one.reason)

    def refuse_muted(self, principal: Principal, room: Room, now: float) -> None:
        """Asked for every line: only while somebody is muted."""
        one = self.sanctions.mute(principal.id, room.id, now)
        if one is not None:
            where = room.label if one.room else SERVER
            raise Silenced(where, one.until or 0, one.reason)

    # Kick.

    async def kick(self, session: "Session", command: c.Kick) -> None:
        me, reason = session.who.principal, one_line(command.reason, REASON_MAX)
        room = await self._room(session, command.room, "kick")
        other = await self._chat.directory.somebody(command.name.strip())
        self.refuse_rank(me, other, room, "kick")
        told = Moderated(action="kicked", who=other.name, by=me.name, room=_label(room), reason=reason)
        if not self._is_there(other, room):
            raise NotThere(other.name, _label(room))
        self._answer(session, room, told, command.ref)
        if room is not None:
            await self._put_out(me, other, room)
        for device in self._devices(other.id) if room is None else ():
            device.close(Kicked(reason))
        await self._chat.audit.note(me, "kick", other.name, _label(room), reason)

    def _devices(self, principal: int) -> "list[Session]":
        person = self._chat.presence.get(principal)
        return list(person.sessions) if person is not None else []

    def _is_there(self, other: Principal, room: Room | None) -> bool:
        devices = self._devices(other.id)
        if room is None:
            return bool(devices)
        is_member = room.kind is RoomKind.GROUP and other.id in room.members
        return is_member or any(room.id in device.seats for device in devices)

    async def _put_out(self, me: Principal, other: Principal, room: Room) -> None:
        there = [device for device in self._devices(other.id) if room.id in device.seats]
        if room.kind is RoomKind.GROUP and other.id in room.members:
            await self._chat.groups.change(me, room, EventKind.REMOVED, [other])
        for device in there:
            seat = device.seats.get(room.id)
            if seat is not None:
                self._chat.seats.give_up(device, seat)
            current = device.current.label if device.current is not None else ""
            device.outlet.send(Left(room=room.label, current=current))

    # Ban.

    async def ban(self, session: "Session", command: c.Ban) -> None:
        chat, me = self._chat, session.who.principal
        room = await self._room(session, command.room, "ban")
        one = self._sanction(session, Measure.BAN, room, command.seconds, command.reason)
        network = as_network(command.target)
        person = chat.presence.named(command.target.strip()) if network is None else None
        if network is not None or command.address:
            self._refuse_network(me, room)
        if network is not None:
            one = msgspec.structs.replace(one, network=str(network))
        else:
            principal = await self._known(command.target.strip())
            if principal is not None:
                self.refuse_rank(me, principal, room, "ban")
            name = principal.name if principal is not None else command.target.strip()[: 2 * 32]
            id_ = principal.id if principal is not None else None
            where = _network_of(person) if command.address else ""
            one = msgspec.structs.replace(one, principal=id_, name=name, network=where)
        if one.network and _there(one).ban_at(session.address, one.made) is not None:
            raise BadCommand("that is where you are yourself")
        one = await self._impose(me, one, "ban")
        told = _told("banned", one)
        self._answer(session, room, told, command.ref)
        await self._enforce_ban(me, one, room)

    def _refuse_network(self, me: Principal, room: Room | None) -> None:
        check(me, "ban_address")
        if room is not None:
            raise BadCommand("an address is banned from the server, not from a room")

    async def _enforce_ban(self, me: Principal, one: Sanction, room: Room | None) -> None:
        """Whoever is meant and is here goes."""
        chat = self._chat
        person = chat.presence.named(one.name) if one.name else None
        if room is not None:
            if person is not None:
                await self._put_out(me, person.principal, room)
            return
        gone = list(person.sessions) if person is not None else []
        if one.network:
            there = _there(one)
            near: dict[str, bool] = {}
            for session in chat.sessions:
                if session.address not in near:
                    near[session.address] = there.ban_at(session.address, one.made) is not None
                if near[session.address]:
                    gone.append(session)
        for session in gone:
            session.close(Banned(one.until or 0, one.reason))

    async def unban(self, session: "Session", command: c.Unban) -> None:
        room = await self._room(session, command.room, "ban")
        await self._lift(session, Measure.BAN, command.target.strip(), room, "unban", command.ref)

    # Mute.

    async def mute(self, session: "Session", command: c.Mute) -> None:
        me = session.who.principal
        room = await self._room(session, command.room, "mute")
        one = self._sanction(session, Measure.MUTE, room, command.seconds, command.reason)
        other = await self._chat.directory.somebody(command.name.strip())
        self.refuse_rank(me, other, room, "mute")
        one = await self._impose(
            me, msgspec.structs.replace(one, principal=other.id, name=other.name), "mute"
        )
        told = _told("muted", one)
        self._tell_person(other.id, room, told)
        self._answer(session, room, told, command.ref)

    async def unmute(self, session: "Session", command: c.Unmute) -> None:
        room = await self._room(session, command.room, "mute")
        await self._lift(session, Measure.MUTE, command.name.strip(), room, "unmute", command.ref)

    # What they have in common.

    async def _room(self, session: "Session", label: str, action: str) -> Room | None:
        """The room that it is about, None for the server; NotAllowed."""
        me = session.who.principal
        if label == SERVER:
            check(me, f"{action}_server")
            return None
        room = await self._chat.directory.find(session, label)
        if room.kind is RoomKind.DIRECT:
            raise BadCommand("a conversation of two has no moderators")
        check(me, action, room)
        return room

    def refuse_rank(self, me: Principal, other: Principal, room: Room | None, action: str) -> None:
        """Nobody does this to somebody who is as much as they are."""
        if me.id == other.id:
            raise BadCommand("that is you")
        if me.role >= Role.MODERATOR and me.role > other.role:
            return
        if room is not None and other.role < Role.MODERATOR:
            mine = room.part(me.id)
            if mine >= RoomRole.MODERATOR and mine > room.part(other.id):
                return
        raise NotAllowed(action, "those above them")

    async def _known(self, name: str) -> Principal | None:
        try:
            return await self._chat.directory.somebody(name)
        except NoSuchUser:
            if not name:
                raise
            return None  # a name may be banned before anybody comes under it

    def _sanction(
        self, session: "Session", measure: Measure, room: Room | None, seconds: float | None, reason: str
    ) -> Sanction:
        now = self._chat.clock.seconds()
        if seconds is not None and not 0 < seconds <= LONGEST:
            raise BadCommand("a time is more than 0 seconds and less than 100 years")
        return Sanction(
            measure,
            now,
            session.name,
            room=room.id if room is not None else EVERYWHERE,
            room_name=_label(room),
            until=now + seconds if seconds is not None else None,
            reason=one_line(reason, REASON_MAX),
        )

    async def _impose(self, me: Principal, one: Sanction, action: str) -> Sanction:
        """In force, instead of one that is about the very same."""
        target = one.name or one.network
        same = [
            other.id
            for other in self.sanctions.matching(one.measure, target, one.principal, one.room)
            if (other.principal, other.name, other.network) == (one.principal, one.name, one.network)
        ]
        deed = self._chat.audit.deed(me, action, target, one.room_name, _detail(one))
        imposed = await self._chat.storage.moderation.impose(one, same, deed)
        self.sanctions.drop(same, one.made)
        self.sanctions.put(imposed)
        return imposed

    async def _lift(
        self,
        session: "Session",
        measure: Measure,
        target: str,
        room: Room | None,
        action: str,
        ref: str | int | None,
    ) -> None:
        me = session.who.principal
        known = await self._known(target)
        where = room.id if room is not None else EVERYWHERE
        found = self.sanctions.matching(measure, target, known.id if known is not None else None, where)
        if not found:
            raise NoSuchSanction(target)
        if any(one.network for one in found):
            check(me, "ban_address")
        deed = self._chat.audit.deed(me, action, target, _label(room))
        await self._chat.storage.moderation.lift([one.id for one in found], deed)
        self.sanctions.drop([one.id for one in found], self._chat.clock.seconds())
        done = "unbanned" if measure is Measure.BAN else "unmuted"
        told = Moderated(action=done, who=target, by=me.name, room=_label(room))
        if measure is Measure.MUTE and known is not None:
            self._tell_person(known.id, room, told)
        self._answer(session, room, told, ref)

    def _tell_person(self, principal: int, room: Room | None, told: Moderated) -> None:
        """Whom it is about hears of it on every device that would not hear it in the room."""
        person = self._chat.presence.get(principal)
        for device in person.sessions if person is not None else ():
            if room is None or room.id not in device.seats:
                device.outlet.send(told)

    def _answer(self, session: "Session", room: Room | None, told: Moderated, ref: str | int | None) -> None:
        """Whoever did it is answered; those in the room see it."""
        session.outlet.send(msgspec.structs.replace(told, ref=ref))
        if room is not None:
            self._chat.hub.pass_on(room, told, session.outlet)
            self._chat.hub.flush_room(room)  # before whoever it is about is out

    # The record.

    async def bans(self, session: "Session", command: c.Bans) -> None:
        me = session.who.principal
        room = await self._room(session, command.room, "ban")
        where = room.id if room is not None else EVERYWHERE
        now = self._chat.clock.seconds()
        some = [one for one in self.sanctions if one.room == where and not one.over(now)]
        most = self._chat.settings.history_max
        infos = [_info(one, me.role >= Role.ADMIN) for one in some[-most:]]
        session.outlet.send(SanctionList(room=_label(room), sanctions=infos, ref=command.ref))


def _label(room: Room | None) -> str:
    return room.label if room is not None else SERVER


def _there(one: Sanction) -> Sanctions:
    """To ask which addresses it is about."""
    alone = Sanctions()
    alone.put(one)
    return alone


def _network_of(person: Person | None) -> str:
    """Where that person comes from, as it is banned. BadCommand when that is nowhere."""
    addresses = [device.address for device in person.sessions if device.address] if person is not None else []
    network = as_network(crowd(addresses[-1])) if addresses else None
    if network is None:
        raise BadCommand("no address of theirs is known: they are not here, or on this machine's socket")
    return str(network)


def one_line(text: str, limit: int) -> str:
    """A reason as it is kept. TextTooLong."""
    text = " ".join(text.split())
    if len(text) > limit:
        raise TextTooLong("reason", limit)
    return text


def _detail(one: Sanction) -> str:
    """What else the audit log says of it."""
    seconds = f"for {one.until - one.made:.0f} s" if one.until is not None else "for good"
    network = f", {one.network}" if one.network and one.name else ""
    return f"{seconds}{network}{': ' * bool(one.reason)}{one.reason}"


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
