"""What is done about people, whoever does it: in force at once, stored, and on record.

A room has its own bans and mutes; those of the server are about no room. What is in force
is looked up in `Sanctions`; `core.order` has the commands, and whoever runs the server does
the same from outside as `OPERATOR`.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from chatservice.core.appending import resting
from chatservice.core.audit import is_own
from chatservice.core.commands.groups import Removal
from chatservice.core.meters import address_key
from chatservice.core.presence import Person
from chatservice.core.room import Room
from chatservice.core.sanctions import Sanctions, as_network
from chatservice.errors import (
    BadCommand,
    Banned,
    Fault,
    Kicked,
    NoSuchSanction,
    NoSuchUser,
    NotAllowed,
    NotThere,
    ReservedName,
    TextTooLong,
)
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.events import Moderated
from chatservice.model.sanctions import EVERYWHERE, OPERATOR, SERVER, Expect, Sanction, SanctionKind, without
from chatservice.model.values import Principal, RoomKind, RoomRole, ServerRole

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session


REASON_MAX = 200  # characters
TARGET_MAX = 40  # characters that are repeated of what was no address
LONGEST = 100 * 365 * 86_400.0  # seconds


class Sanctioning:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat
        self.sanctions = Sanctions()

    async def start(self) -> None:
        for one in await self._chat.storage.moderation.sanctions():
            self.sanctions.put(one)

    # What is in force.

    def refuse_address(self, address: str) -> Fault | None:
        one = self.sanctions.ban_at(address, self._chat.clock.now())
        return Banned(one.until or 0, one.reason) if one is not None else None

    def refuse_banned(self, principal: int, name: str) -> None:
        """Banned when that person, or anybody of that name, may not come in."""
        self._chat.rights.refuse_banned(principal, name)

    def refuse_entry(self, principal: Principal, room: Room) -> None:
        self._chat.rights.refuse_banned_from(principal, room)

    def in_force(self, room: Room | None) -> list[Sanction]:
        """The bans and mutes of a room, or (None) of the server."""
        where = room.id if room is not None else EVERYWHERE
        now = self._chat.clock.now()
        return [one for one in self.sanctions if one.room == where and not one.over(now)]

    # Banning.

    async def ban(
        self, me: Principal, command: c.Ban, room: Room | None = None, own_address: str = ""
    ) -> Sanction:
        """In force and stored; `put_out_banned` makes it felt by who is here."""
        one = self._sanction(me, SanctionKind.BAN, room, command.seconds, command.reason)
        target = command.target.strip()
        network = as_network(target)
        if network is not None or command.address:
            self._chat.rights.check(me, "ban_address")
            if room is not None:
                raise BadCommand("an address is banned from the server, not from a room")
        other = None
        if network is not None:
            one = msgspec.structs.replace(one, network=str(network))
        else:
            one, other = await self._about(me, one, target, room, command.address)
        if one.network and own_address and _there(one).ban_at(own_address, one.made) is not None:
            raise BadCommand("that is where you are yourself")

        def may() -> None:
            if one.network:
                self._chat.rights.check(me, "ban_address")
            self._may(me, "ban", other, room)

        return await self._impose(me, one, "ban", room, may)

    async def _about(
        self, me: Principal, one: Sanction, target: str, room: Room | None, with_address: bool
    ) -> tuple[Sanction, Principal | None]:
        """`one`, about whoever is called `target`; a name may be banned before anybody has it."""
        other = await self._known(target)
        where = ""
        if with_address:
            where = _network_of(self._chat.presence.get(other.id) if other is not None else None)
        if other is None:
            refuse_unlike_a_name(target)
            return msgspec.structs.replace(one, name=target, network=where), None
        return msgspec.structs.replace(one, principal=other.id, name=other.name, network=where), other

    async def put_out_banned(self, me: Principal, one: Sanction, room: Room | None = None) -> None:
        """Whoever `one` is about goes, and so do their bots: out of a group also those who are away."""
        chat = self._chat
        people = self._meant(one)
        if room is not None:
            here = [person.principal for person in people]
            for person in people:
                self._clear(person, room)
            for principal in {p.id: p for p in (*here, *self._members_meant(one, room))}.values():
                await self.put_out(me, principal, room)
            return
        gone = [session for person in people for session in person.sessions]
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

    async def put_out_at_once(self, me: Principal, person: Person, room: Room) -> None:
        """Not only when it is stored that they are no member any more."""
        self._clear(person, room)
        await self.put_out(me, person.principal, room)

    def _clear(self, person: Person, room: Room) -> None:
        for device in list(person.sessions):
            self._chat.seats.put_out(device, room)

    def _members_meant(self, one: Sanction, room: Room) -> list[Principal]:
        if one.principal is None:
            return []
        some = (one.principal, *self._chat.bots.all_of(one.principal))
        return [room.members[id_] for id_ in some if id_ in room.members]

    def _meant(self, one: Sanction) -> list[Person]:
        """Those here whom `one` is about, under whatever name by now, and their bots."""
        presence = self._chat.presence
        if one.principal is None:
            person = presence.named(one.name) if one.name else None
            return [person] if person is not None else []
        some = (one.principal, *self._chat.bots.all_of(one.principal))
        return [person for id_ in some if (person := presence.get(id_)) is not None]

    # Muting.

    async def mute(self, me: Principal, command: c.Mute, room: Room | None = None) -> Sanction:
        one = self._sanction(me, SanctionKind.MUTE, room, command.seconds, command.reason)
        other = await self._chat.directory.somebody(command.name.strip())
        one = msgspec.structs.replace(one, principal=other.id, name=other.name)
        return await self._impose(me, one, "mute", room, lambda: self._may(me, "mute", other, room))

    # Kicking.

    async def kick(
        self,
        me: Principal,
        other: Principal,
        room: Room | None,
        reason: str,
        tell: Callable[[], None] = lambda: None,
    ) -> None:
        """Those who see it are told by `tell`, when it is certain and before they are out."""

        def may() -> None:
            self._may(me, "kick", other, room)
            self.refuse_absent(other, room)

        may()
        if room is not None:
            await self.put_out(me, other, room, may, tell)
        else:
            tell()
            for device in self.devices(other.id):
                device.close(Kicked(reason))
        await self._chat.audit.note(me, "kick", other.name, label(room), reason)

    async def put_out(
        self,
        me: Principal,
        other: Principal,
        room: Room,
        may: Callable[[], None] | None = None,
        tell: Callable[[], None] = lambda: None,
    ) -> None:
        if room.kind is RoomKind.GROUP and other.id in room.members:
            put = Removal(first=tell)
            await self._chat.groups.put_out(me, room, other, may or (lambda: None), put)
            return
        tell()
        for device in self.devices(other.id):
            self._chat.seats.put_out(device, room)
        self._chat.ends.emptied([room])

    def _may(self, me: Principal, action: str, other: Principal | None, room: Room | None) -> None:
        """Whether `me` may do that to `other` at this moment."""
        if me.id == OPERATOR.id:
            return
        self._chat.rights.check(me, action if room is not None else f"{action}_server", room)
        if other is not None:
            self.refuse_rank(me, other, room, action)

    def refuse_absent(self, other: Principal, room: Room | None) -> None:
        """NotThere when there is nowhere to put them out of."""
        devices = self.devices(other.id)
        if room is None:
            is_there = bool(devices)
        else:
            is_member = room.kind is RoomKind.GROUP and other.id in room.members
            is_there = is_member or any(room.id in device.seats for device in devices)
        if not is_there:
            raise NotThere(other.name, label(room))

    def devices(self, principal: int) -> "list[Session]":
        person = self._chat.presence.get(principal)
        return list(person.sessions) if person is not None else []

    # What they have in common.

    def refuse_rank(self, me: Principal, other: Principal, room: Room | None, action: str) -> None:
        """Nobody does this to somebody who is as much as they are."""
        if me.id == OPERATOR.id:
            return
        me, other = self._chat.rights.asking(me), self._chat.rights.now(other)
        if me.id == other.id:
            raise BadCommand("that is you")
        if me.role >= ServerRole.MODERATOR and me.role > other.role:
            return
        if room is not None and other.role < ServerRole.MODERATOR:
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
            return None

    def _sanction(
        self, me: Principal, measure: SanctionKind, room: Room | None, seconds: float | None, reason: str
    ) -> Sanction:
        now = self._chat.clock.now()
        if seconds is not None and not 0 < seconds <= LONGEST:
            raise BadCommand("a time is more than 0 seconds and less than 100 years")
        return Sanction(
            measure,
            now,
            me.name,
            room=room.id if room is not None else EVERYWHERE,
            room_name=label(room),
            until=now + seconds if seconds is not None else None,
            reason=one_line(reason, REASON_MAX),
            by_id=me.id or None,
            own=is_own(me),
        )

    async def _impose(
        self, me: Principal, one: Sanction, action: str, room: Room | None, may: Callable[[], None]
    ) -> Sanction:
        """In force, instead of one that is about the very same."""
        target = one.name or one.network
        deed = self._chat.audit.deed(me, action, target, one.room_name, _detail(one))

        async def change(expect: Expect) -> Sanction:
            same = [
                other.id
                for other in self.sanctions.matching(one.measure, target, one.principal, one.room)
                if (other.principal, other.name, other.network) == (one.principal, one.name, one.network)
            ]
            imposed = await self._chat.storage.moderation.impose(one, same, deed, expect)
            self._chat.rights.limited(room)
            self.sanctions.drop([*same, *imposed.gone], one.made)
            self.sanctions.put(imposed.sanction)
            return imposed.sanction

        return await resting(self._chat, room, may, change)

    def forget_person(self, person: Principal, name: str) -> None:
        """They are erased, and shown as `name`: what is about them ends with them."""
        now = self._chat.clock.now()
        for sanction in list(self.sanctions):
            left = without(sanction, person.id, person.name, name)
            if left is not sanction:
                self.sanctions.drop([sanction.id], now)
                if left is not None:
                    self.sanctions.put(left)

    def forget_room(self, room: int) -> None:
        """It is deleted, and its bans and mutes with it."""
        gone = [one.id for one in self.sanctions if one.room == room]
        self.sanctions.drop(gone, self._chat.clock.now())

    async def lift(
        self, me: Principal, measure: SanctionKind, target: str, room: Room | None = None
    ) -> tuple[Moderated, int | None]:
        """What was done, and whom it was about, if that is known. NoSuchSanction."""
        target = target.strip()
        known = await self._known(target)
        id_ = known.id if known is not None else None
        found = self.sanctions.matching(measure, target, id_, room.id if room is not None else EVERYWHERE)
        if not found:
            raise NoSuchSanction(target)
        deed = self._chat.audit.deed(me, f"un{measure.value}", target, label(room))

        def may() -> None:
            self._may(me, measure.value, None, room)
            if any(one.network for one in found):
                self._chat.rights.check(me, "ban_address")

        async def change(expect: Expect) -> None:
            await self._chat.storage.moderation.lift([one.id for one in found], deed, expect)

        await resting(self._chat, room, may, change)
        self.sanctions.drop([one.id for one in found], self._chat.clock.now())
        action = "unbanned" if measure is SanctionKind.BAN else "unmuted"
        return Moderated(action=action, who=target, by=me.name, room=label(room)), id_


def refuse_unlike_a_name(target: str) -> None:
    """BadCommand for what was meant as an address, or a BadName: nobody can have that name, so
    a ban of it would keep out nobody."""
    if any(sign in target for sign in "/:") or ("." in target and set(target) <= _OF_ADDRESS):
        raise BadCommand(f"{target[:TARGET_MAX]} is neither an address nor a network")
    with suppress(ReservedName):
        names.person(target)


_OF_ADDRESS = frozenset("0123456789.")


def label(room: Room | None) -> str:
    return room.label if room is not None else SERVER


def _there(one: Sanction) -> Sanctions:
    """To ask which addresses it is about."""
    alone = Sanctions()
    alone.put(one)
    return alone


def _network_of(person: Person | None) -> str:
    """Where that person comes from, as it is banned. BadCommand when that is nowhere."""
    addresses = [device.address for device in person.sessions if device.address] if person is not None else []
    network = as_network(address_key(addresses[-1])) if addresses else None
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
