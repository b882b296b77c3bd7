"""Private groups: made, joined by invitation, left."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from chatservice.core.appending import append, resting
from chatservice.core.limits import place
from chatservice.core.room import Room
from chatservice.core.session import SessionState
from chatservice.errors import (
    AlreadyMember,
    NoSuchRoom,
    NoSuchUser,
    NotAGroup,
    RoomNameTaken,
    TooMany,
)
from chatservice.model import names
from chatservice.model.commands import Group, Invite
from chatservice.model.events import Asked, Invited
from chatservice.model.sanctions import Expect
from chatservice.model.values import Draft, EventKind, Principal, RoomKind, ServerRole

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session


@dataclass(frozen=True)
class Removal:
    """What goes with a change of members: the session `by` which it was done is not told that it
    is out, and `first` is done as soon as it is on disk, before anybody's place goes."""

    by: "Session | None" = None
    first: Callable[[], None] = lambda: None


class GroupService:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat

    async def group(self, session: "Session", command: Group) -> None:
        chat = self._chat
        name = names.room(command.name, chat.settings.max_room_name) if command.name else ""
        if names.is_lobby(name):
            raise RoomNameTaken(name)
        me = session.who
        chat.rights.refuse_muted(me.principal)
        people, unknown = await self._people(me.principal, command)
        chat.limits.make(session)
        asked = await self._to_ask(me.principal, [one for one in people.values() if one != me.principal])
        added = [one for one in people.values() if one.id not in asked]
        now = chat.clock.now()
        own = me.principal.id
        row = await chat.storage.rooms.create(RoomKind.GROUP, name, [own], own, now, place(session))
        room = await chat.directory.load(row)
        for device in list(me.sessions):
            if device is not session:
                self.invited(device, room, me.name, own)
        if session.phase is SessionState.LIVE:
            names_of = [person.name for person in added]
            session.outlet.send(
                msgspec.structs.replace(
                    chat.seats.joined(session, room),
                    ref=command.ref,
                    here=len(added),
                    members=names_of[: chat.settings.names_shown],
                )
            )
            chat.seats.take(session, room)
            session.talk_in(room)  # as whoever is told that they are in a room does
            for name in unknown:
                session.outlet.refuse(NoSuchUser(name), room=room.label)
        # Whoever makes a group without a name learns by an event that they are in it.
        added = added[1 if name else 0 :]

        def left() -> list[Principal]:  # others may have brought one of them in
            return [one for one in added if one.id not in room.members or one.id == own]

        def may() -> None:
            chat.rights.check(me.principal, "invite", room)

        if added:
            await self.change(me.principal, room, EventKind.ADDED, left, may)
        await self._ask(session, room, [people[id_] for id_ in asked], asked, None)

    async def _people(self, me: Principal, command: Group) -> tuple[dict[int, Principal], list[str]]:
        """Who is to be in it, and whom nobody knows (an error unless `skip_unknown`)."""
        people, unknown = {me.id: me}, []
        most = self._chat.settings.group_members
        if len(command.members) > most:  # before each of them is looked up
            raise TooMany("members", most)
        for name in dict.fromkeys(map(str.strip, command.members)):
            try:
                person = await self._chat.directory.somebody(name)
                people[person.id] = person
            except NoSuchUser:
                if not command.skip_unknown:
                    raise
                unknown.append(name)
        if len(people) > most:
            raise TooMany("members", most)
        return people, unknown

    async def invite(self, session: "Session", command: Invite) -> None:
        room = await self._chat.directory.find(session, command.room)
        if room.kind is RoomKind.DIRECT:
            raise NotAGroup(room.label)
        me = session.who
        action = "invite" if room.kind is RoomKind.GROUP else "invite_public"
        rights = self._chat.rights
        rights.check(me.principal, action, room)
        principal = await self._chat.directory.somebody(command.name.strip())

        def may() -> None:
            rights.check(me.principal, action, room)
            self._chat.rights.refuse_banned_from(principal, room)
            if principal.id in room.members:
                raise AlreadyMember(room.label, principal.name)
            room.refuse_more(principal.id, self._chat.settings.group_members)

        may()
        self._chat.limits.line(session)
        if room.kind is RoomKind.GROUP:
            asked = await self._to_ask(me.principal, [principal], room)
            if asked:
                may()
                await self._ask(session, room, [principal], asked, command.ref)
                return
        await self.change(me.principal, room, EventKind.ADDED, lambda: [principal], may)

    async def put_out(
        self, me: Principal, room: Room, other: Principal, may: Callable[[], None], put: "Removal"
    ) -> None:
        await self.change(me, room, EventKind.REMOVED, partial(_still_in, room, other), may, put)

    # Who is asked.

    async def _to_ask(
        self, me: Principal, others: Sequence[Principal], room: Room | None = None
    ) -> dict[int, bool]:
        """Those of `others` whom `me` does not bring in unasked, by id; and whether they hear of it:
        whoever ignores `me` does not. `room` is the group, when it is not a new one."""
        chat, ids = self._chat, [one.id for one in others]
        if not ids:
            return {}
        deaf = await chat.storage.asking.deaf(me.id, ids)
        deaf |= {id_ for id_ in ids if self._is_deaf(id_, me.id)}
        how = chat.settings.group_invitations
        strangers: Collection[int] = ()
        if how != "open" and me.role < ServerRole.MODERATOR:
            strangers = await chat.storage.asking.strangers(me.id, ids)
        asked = {}
        for id_ in ids:
            ask = await chat.storage.asking.one(room.id, id_) if room is not None else None
            decides = ask is not None and ask.left
            if id_ in strangers and not decides and id_ not in deaf:
                decides = how == "ask" or not chat.limits.stranger(id_)
            if decides or id_ in deaf:
                asked[id_] = id_ not in deaf
        return asked

    def _is_deaf(self, principal: int, to: int) -> bool:
        person = self._chat.presence.get(principal)
        return person is not None and to in person.ignored

    async def _ask(
        self,
        session: "Session",
        room: Room,
        people: Sequence[Principal],
        hear: Mapping[int, bool],
        ref: str | int | None,
    ) -> None:
        """The question waits for each of them, and who is here sees it. Nobody is told that somebody
        does not `hear` them."""
        if not people:
            return
        me, now = session.who.principal, self._chat.clock.now()
        for one in people:
            if hear[one.id] and await self._chat.storage.asking.ask(room.id, one.id, me.id, now):
                for device in self._chat.presence.sessions_of(one.id):
                    self.show_ask(device, room.label, room.rid, me.name)
        names_of = [one.name for one in people][: self._chat.settings.names_shown]
        session.outlet.send(Asked(room=room.label, rid=room.rid, who=names_of, ref=ref))

    def show_ask(self, device: "Session", label: str, rid: str, by: str) -> None:
        if device.phase is SessionState.LIVE and not device.confined:
            device.outlet.send(Invited(room=label, rid=rid, sender=by, members=[], asked=True))

    async def show_waiting(self, session: "Session") -> None:
        """What they were asked while they were away."""
        for row in await self._chat.storage.asking.waiting(session.who.principal.id):
            found = await self._chat.storage.rooms.by_id(row.room)
            if found is not None and not session.closed:
                self.show_ask(session, found.name, self._chat.rids.of(found.id), row.by_name)

    async def accept(self, session: "Session", room: Room) -> bool:
        """Whether they were asked into the group, and are in it now."""
        me = session.who.principal
        ask = await self._chat.storage.asking.one(room.id, me.id) if room.kind is RoomKind.GROUP else None
        by = room.members.get(ask.by) if ask is not None else None
        if by is None:
            return False

        def may() -> None:
            if by.id not in room.members:
                raise NoSuchRoom(room.label)
            self._chat.rights.refuse_banned_from(me, room)
            room.refuse_more(me.id, self._chat.settings.group_members)

        await self.change(by, room, EventKind.ADDED, partial(_not_yet_in, room, me), may, Removal(session))
        return True

    async def leave(self, me: Principal, room: Room, by: "Session | None" = None) -> None:
        """`me` is no member any more; the session `by` which it was done answers for itself."""

        def may() -> None:
            if me.id not in room.members:  # put out meanwhile
                raise NoSuchRoom(room.label)

        await self.change(me, room, EventKind.REMOVED, lambda: [me], may, Removal(by))

    async def change(
        self,
        me: Principal,
        room: Room,
        kind: EventKind,
        people: Callable[[], Sequence[Principal]],
        may: Callable[[], None] = lambda: None,
        put: Removal = Removal(),
    ) -> None:
        """One event a person, all in one transaction; it takes effect when it is on disk. `people`
        tells whom it is still to be done to, `may` raises when it may not be: both are asked anew
        when rights changed."""

        async def change(expect: Expect) -> None:
            now = self._chat.clock.now()
            # Each of them makes the version of the room's rights one more.
            drafts = [
                Draft(kind, me.id, me.name, "", now, "", expect.version + before, person.id, person.name)
                for before, person in enumerate(people())
            ]
            if drafts:
                await append(self._chat, room, drafts, put.by.outlet if put.by else None, put.first)

        await resting(self._chat, room, may, change)

    def invited(self, device: "Session", room: Room, by: str, by_id: int = 0) -> None:
        if room.kind is RoomKind.PUBLIC and by_id in device.ignored:
            return
        if device.phase is SessionState.LIVE and not device.confined and room.id not in device.seats:
            members = list(room.names())[: self._chat.settings.names_shown]
            invited = Invited(room=room.label, rid=room.rid, sender=by, members=members, kind=room.kind.value)
            device.outlet.send(invited)
        if room.kind.private:
            self._chat.seats.bring(device, room)


def _still_in(room: Room, principal: Principal) -> list[Principal]:
    return [principal] if principal.id in room.members else []


def _not_yet_in(room: Room, principal: Principal) -> list[Principal]:
    return [principal] if principal.id not in room.members else []
