"""Rooms as people use them: entered, left, looked at, given a topic."""

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from chatservice.core.appending import append_checked
from chatservice.core.limits import place
from chatservice.core.pages import show_newest
from chatservice.core.presence import EVERYONE
from chatservice.core.room import Room, direct_label
from chatservice.core.session import SessionState
from chatservice.errors import (
    BadName,
    NeedsPassword,
    NoSuchRoom,
    NotInRoom,
    RoomNameAlike,
    RoomNameTaken,
    TextTooLong,
    TooMany,
)
from chatservice.model import names
from chatservice.model.commands import Join, Leave, Rooms, Topic, Who
from chatservice.model.events import Ack, Left, People, RoomInfo, RoomList, TopicIs
from chatservice.model.values import Draft, EventKind, RoomEntry, RoomKind, RoomRow, ServerRole

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session


ALL = "all"  # typed instead of a part of rooms' names


class RoomCommands:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat

    async def join(self, session: "Session", command: Join) -> None:
        self._chat.limits.join(session)
        await self.enter(
            session,
            command.room,
            command.since,
            command.epoch,
            command.ref,
            command.password,
            command.lines,
        )

    async def enter(
        self,
        session: "Session",
        label: str,
        since: int | None,
        epoch: str,
        ref: str | int | None,
        password: str = "",
        lines: int | None = None,
    ) -> None:
        chat = self._chat
        # A cursor is of a room that was there: whoever comes back never makes one.
        room = await self._find_or_make(session, label, password, make=since is None)
        if session.phase is not SessionState.LIVE:
            return
        if room.id not in session.seats:
            chat.rights.refuse_banned_from(session.who.principal, room)  # banned meanwhile
            if room.kind is RoomKind.PUBLIC:
                self._refuse_more(session)
        if room.deleted:
            raise NoSuchRoom(label)
        if since is not None:
            chat.hub.flush_room(room)
            chat.seats.catch_up(session, room, since, epoch, ref)
        else:
            self.enter_now(session, room, ref, lines)
        session.talk_in(room)
        chat.ends.entered(session.who.principal, room)

    def enter_now(
        self, session: "Session", room: Room, ref: str | int | None = None, lines: int | None = None
    ) -> None:
        """Show the room and its last lines; talk in it from here on."""
        chat = self._chat
        chat.hub.flush_room(room)
        session.outlet.send(chat.seats.joined(session, room, ref))
        show_newest(session.outlet, session.ignored, room, chat.settings, lines)
        chat.seats.take(session, room)
        session.current = room

    def _refuse_more(self, session: "Session") -> None:
        # Only those that one has entered oneself count: anybody may bring one into a group.
        public = sum(1 for seat in session.seats.values() if seat.room.kind is RoomKind.PUBLIC)
        most = self._chat.settings.rooms_per_session
        if public >= most:
            raise TooMany("rooms", most)

    async def _find_or_make(self, session: "Session", label: str, password: str, make: bool) -> Room:
        chat = self._chat
        try:
            return await chat.directory.find(session, label)
        except NeedsPassword:
            return await self._with_password(session, label, password)
        except NoSuchRoom:
            room = await chat.directory.called(label)
            if room is not None and make and await chat.groups.accept(session, room):
                return room
            if names.is_rid(label):
                raise  # there is none of that id, or they may not see it
            if room is not None and await chat.ends.decided(room):
                return await self._find_or_make(session, label, password, make)
            if room is not None:  # made meanwhile, or they may not see it
                chat.directory.refuse_outsider(session, room, label)
                return room
        name = names.room(label, chat.settings.max_room_name)
        if not make:
            raise NoSuchRoom(label)
        self._refuse_more(session)
        chat.rights.refuse_muted(session.who.principal)
        chat.limits.make(session)
        now = chat.clock.now()
        try:
            me, address = session.who.principal.id, place(session)
            row = await chat.storage.rooms.create(RoomKind.PUBLIC, name, (), me, now, address)
        except RoomNameAlike:
            raise
        except RoomNameTaken:  # somebody was faster
            return await self._chat.directory.find(session, label)
        room = await chat.directory.load(row)
        room.fleeting = True
        return room

    async def _with_password(self, session: "Session", label: str, password: str) -> Room:
        """Whoever knows it once need not be asked again, if they own their name."""
        chat = self._chat
        room = await chat.directory.called(label)
        if room is None or not password:
            raise NeedsPassword(label)
        wanted = room.password
        if not await chat.accounts.opens(session.address, room.name, wanted, password):
            raise NeedsPassword(label)
        if room.password != wanted or room.entry is not RoomEntry.PASSWORD:  # changed meanwhile
            return await chat.directory.find(session, label)
        principal = session.who.principal
        if not principal.guest and principal.id not in room.members:
            room.refuse_more(principal.id, chat.settings.group_members)
            await chat.storage.rooms.admit(room.id, principal.id)
            room.admit(principal)
        return room

    async def leave(self, session: "Session", command: Leave) -> None:
        seat = session.seat_of(command.room)
        if seat is None:
            room = await self._chat.directory.find(session, command.room)
            raise NotInRoom(room.label)
        room, moved = seat.room, session.moved
        if room.kind is RoomKind.GROUP:
            await self._chat.groups.leave(session.who.principal, room, session)
        else:
            self._chat.seats.give_up(session, seat)
            self._chat.ends.emptied([room])
        session.moved = moved  # they asked for it
        current = session.current.label if session.current is not None else ""
        session.outlet.send(Left(room=room.label, rid=room.rid, current=current, ref=command.ref))

    async def list(self, session: "Session", command: Rooms) -> None:
        if command.ended:
            ended = await self._ended(session)
            session.outlet.send(RoomList(rooms=[*ended], ended=True, ref=command.ref))
            return
        about = "" if names.fold(command.about.strip()) == ALL else command.about.strip()
        most = self._chat.settings.history_max
        rows, count = await self._chat.storage.rooms.public(most, about)
        loaded = self._chat.directory.loaded
        private = [seat.room for seat in session.seats.values() if seat.room.kind.private]
        own = [room for room in private if names.fold(about) in names.fold(room.label)]
        found = [loaded(row.id) or row for row in rows]
        every = count + len(own)
        if command.limit is not None and not command.about:
            others = [room for room in self._chat.directory.everywhere() if room.kind is RoomKind.PUBLIC]
            found, own = busiest(found, others, command.limit), newest(own, command.limit)
        infos = [self._info(session, room) for room in (*found, *own)]
        more = every - len(infos)
        session.outlet.send(RoomList(rooms=infos, more=more, ref=command.ref))

    async def _ended(self, session: "Session") -> Sequence[RoomInfo]:
        me = session.who
        rows = await self._chat.directory.ended(me.principal)
        return [
            RoomInfo(
                room=direct_label((me.name, other)),
                rid=self._chat.rids.of(row.id),
                kind=row.kind.value,
                head=row.head,
                joined=row.id in session.seats,
                ended=True,
            )
            for row, other in rows[: self._chat.settings.history_max]
        ]

    def _info(self, session: "Session", room: Room | RoomRow) -> RoomInfo:
        if isinstance(room, RoomRow):  # nobody is in it
            return RoomInfo(
                room=room.name,
                rid=self._chat.rids.of(room.id),
                kind=room.kind.value,
                topic=room.topic,
                head=room.head,
                entry=room.entry.value,
            )
        return RoomInfo(
            room=room.label,
            rid=room.rid,
            kind=room.kind.value,
            topic=room.topic,
            here=room.here(),
            head=room.head,
            joined=room.id in session.seats,
            entry=room.entry.value,
        )

    async def who(self, session: "Session", command: Who) -> None:
        shown = self._chat.settings.names_shown
        if command.room == EVERYONE:
            answer = self._chat.presence.everyone(command.ref)
        else:
            room = await self._chat.directory.find(session, command.room)
            members = list(islice(room.names(), shown))
            answer = People(room=room.label, rid=room.rid, members=members, here=room.here(), ref=command.ref)
        if session.who.principal.role >= ServerRole.MODERATOR:
            answer = msgspec.structs.replace(answer, bots=await self._chat.bots.whose(answer.members))
        session.outlet.send(answer)

    async def topic(self, session: "Session", command: Topic) -> None:
        room = await self._chat.directory.find(session, command.room)
        if command.text is not None and not command.room:
            session.refuse_moved()
        if command.text is None:
            session.outlet.send(TopicIs(room=room.label, rid=room.rid, text=room.topic, ref=command.ref))
            return
        if room.kind is RoomKind.DIRECT:
            raise BadName("room", "is a conversation of two, which has no topic")
        text = " ".join(command.text.split())
        limit = self._chat.settings.max_topic
        if len(text.encode()) > limit:
            raise TextTooLong("topic", limit)
        me, now, rights = session.who, self._chat.clock.now(), self._chat.rights

        def may() -> None:
            rights.check(me.principal, "topic", room)
            if room.id not in session.seats:
                raise NotInRoom(room.label)
            rights.refuse_silent(me.principal, room)

        def changed() -> None:
            room.topic = text

        may()
        self._chat.limits.line(session)
        draft = Draft(EventKind.TOPIC, me.principal.id, me.name, text, now)
        at = await append_checked(self._chat, room, draft, changed, may)
        session.outlet.send(Ack(room=room.label, rid=room.rid, seq=at.seq, id=at.id, ref=command.ref))


def busiest(rooms: Sequence[Room | RoomRow], others: Sequence[Room], limit: int) -> list[Room | RoomRow]:
    """The first `limit` by people in them, then as they stand; `others` in which people may only listen."""
    known = {room.id for room in rooms}
    every = [*rooms, *(room for room in others if room.id not in known and not room.deleted)]
    return sorted(every, key=lambda room: -room.here() if isinstance(room, Room) else 0)[:limit]


def newest(rooms: Sequence[Room], limit: int) -> list[Room]:
    return sorted(rooms, key=lambda room: -room.ring[-1].id if room.ring else 0)[:limit]
