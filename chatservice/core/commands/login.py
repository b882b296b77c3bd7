"""Coming, coming back, changing one's name, and going."""

import itertools
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from chatservice.core.commands.invitations import show_waiting
from chatservice.core.commands.joining import enter
from chatservice.core.commands.removal import put_out_at_once
from chatservice.core.commands.tokens import new_token
from chatservice.core.ports import Future
from chatservice.core.presence import Person
from chatservice.core.room import Room
from chatservice.core.session import SessionState
from chatservice.errors import (
    AlreadyLoggedIn,
    BadCommand,
    BadCredentials,
    BadToken,
    Fault,
    NameClaimed,
    NameTaken,
    NoGuests,
    NoSuchRoom,
    Superseded,
    TooMany,
)
from chatservice.model import names
from chatservice.model.commands import Join, Login, Nick
from chatservice.model.events import NameIs, RoomInfo, Welcome
from chatservice.model.values import Account, Principal, RoomKind, RoomRow

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session


MARKS_AT_ONCE = 500


class LoginService:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat
        self._reviving: dict[int, list[Future]] = {}

    async def login(self, session: "Session", command: Login) -> None:
        if command.token:
            principal = await self._of_token(session, command.token)
            name = self._replace_guest(session, principal, command.name)
            await self._seat(session, principal, command.token, replace(command, name=name))
        elif command.password:
            account = await self._chat.passwords.authenticate(command.name, command.password, session.address)
            self._replace_guest(session, account.principal, "")
            await self.come_as(session, account, command)
        elif command.name:
            await self._come(session, command)
        else:
            raise BadCommand("a name or a token is needed")

    def _replace_guest(self, session: "Session", principal: Principal, wanted: str) -> str:
        """Whoever typed a name first, and shows only now who they are, is that guest no more. What
        would be in the way is an error before anything is given up. The name to come back under:
        `wanted`, or the one they have, when somebody else has taken theirs."""
        guest = session.person
        if guest is None:
            return wanted
        if guest.principal.id == principal.id:
            raise AlreadyLoggedIn(guest.name)
        self._chat.rights.refuse_banned(principal.id, wanted or principal.name)
        if principal.guest and self._chat.presence.get(principal.id) is None:
            name = self._guests_name(principal, wanted)
            if self._chat.presence.named(name) not in (None, guest):
                if wanted:
                    raise NameTaken(name)
                wanted = guest.name
        self._give_up(session, goodbye=True)
        session.begin_again()
        return wanted

    async def _come(self, session: "Session", command: Login) -> None:
        chat = self._chat
        if not chat.settings.guests:
            raise NoGuests
        take = names.person if session.name_given else names.claimed
        name = take(command.name, chat.settings.max_name)
        chat.rights.refuse_banned(0, name)
        chat.lockdown.refuse_new()
        chat.limits.guest(session.address)
        hold = chat.presence.reserve(name)
        try:
            token = chat.new_token()
            principal = await chat.storage.principals.create_guest(name, token, chat.clock.now())
        except BaseException:
            chat.presence.release(hold)
            raise
        try:
            chat.rights.refuse_banned(principal.id, name)  # while that was stored
        except Fault as fault:
            session.close(fault)
        if session.closed:
            chat.presence.release(hold)
            await chat.storage.principals.gone(principal.id, chat.clock.now(), True, False)
            return
        person = Person(principal, {})
        chat.presence.enter(person)
        self._enter(session, person, token, [], command, resumed=False)
        await self._rejoin(session, command)

    async def _of_token(self, session: "Session", token: str) -> Principal:
        self._chat.limits.look_up(session.address)
        principal = await self._chat.storage.principals.by_token(token)
        if principal is None:
            raise BadToken
        if not principal.guest:
            await self._chat.storage.accounts.used(token, self._chat.clock.now())
        return principal

    async def come_as(self, session: "Session", account: Account, command: Login) -> None:
        """One more device of `account`, which has shown its password."""
        token = await new_token(self._chat, account.principal.id, command.device, account.password)
        await self._seat(session, account.principal, token, command)

    async def _seat(
        self,
        session: "Session",
        principal: Principal,
        token: str,
        command: Login,
        password: str | None = None,
    ) -> None:
        chat = self._chat
        chat.rights.refuse_banned(principal.id, principal.name)
        while (person := chat.presence.get(principal.id)) is None:
            waiting = self._reviving.get(principal.id)
            if waiting is None:
                person = await self._revive(principal, command.name)
                break
            promise = chat.promise()  # its other device is coming back at this moment
            waiting.append(promise)
            await promise
            if session.closed:
                return
        if session.closed:
            self._left_alone(person, over=False)
            return
        try:
            chat.rights.refuse_banned(principal.id, person.name)  # meanwhile
        except Fault:
            self._left_alone(person, over=False)
            raise
        # Seated before its ghosts go, so that the person never counts as gone.
        session.person = person
        session.token = token
        person.sessions[session] = None
        if principal.guest and token:
            for other in list(person.sessions):
                if other is not session and other.token == token:
                    other.close(Superseded())
        try:
            # Whoever bans, revokes or changes from now on sees this session; who did before is seen here.
            chat.rights.refuse_banned(principal.id, person.name)
            if password is not None and await chat.storage.accounts.password_of(principal.id) != password:
                raise BadCredentials
            if token and await chat.storage.principals.by_token(token) is None:
                raise BadToken
            rooms = await self._rooms_of(session, person)
        except BaseException:
            self._unseat(session, person)
            raise
        if session.closed:
            return
        # They may have been put out while these were read.
        rooms = [room for room in rooms if chat.rights.is_in(person.principal, room)]
        chat.seats.came_back_as(person, rooms)
        self._enter(session, person, token, rooms, command, resumed=bool(command.token))
        chat.seats.seat_private(session, rooms, command.since, command.epoch)
        # And those that were begun while the list was being read.
        for room in session.brought:
            if not session.closed and chat.rights.is_in(person.principal, room):
                chat.seats.take(session, room)
        session.brought = ()
        if not session.closed and not session.confined:
            await show_waiting(chat, session)
        await self._rejoin(session, command)

    async def attend(
        self, session: "Session", principal: Principal, token: str = "", password: str | None = None
    ) -> None:
        """`session` is one more device of `principal`: from a door that knows who asks, by a
        `token` or the (encoded) `password`. It is no connection that comes back, so without a
        `token` nobody's ghost goes."""
        await self._seat(session, principal, token, Login(), password)

    async def _rooms_of(self, session: "Session", person: Person) -> list[Room]:
        """The private rooms that it is seated in: not where the other one is gone for good and
        everything has been read."""
        if session.confined:
            return []
        chat, principal = self._chat, person.principal
        ended = {row.id for row, _ in await chat.directory.ended(principal)}
        rooms = []
        for row in await chat.storage.rooms.private(principal.id):
            if row.id in ended and row.head <= _read(person, row):
                continue
            with suppress(NoSuchRoom):  # it was deleted just now
                if not session.closed:
                    rooms.append(await chat.directory.load(row))
        return rooms

    def _unseat(self, session: "Session", person: Person) -> None:
        """It came to nothing; the session may try again."""
        session.brought = ()
        if person.sessions.pop(session, self) is None:
            session.person = None
            self._left_alone(person, over=False)

    async def _revive(self, principal: Principal, wanted: str) -> Person:
        """Nobody has a session as `principal`: an account comes back under its name, a guest
        under its name or another one."""
        chat = self._chat
        chat.rights.refuse_banned(principal.id, wanted if wanted and principal.guest else principal.name)
        name = self._guests_name(principal, wanted) if principal.guest else ""
        hold = chat.presence.reserve(name, alike=name == principal.name) if name else None
        self._reviving[principal.id] = []
        try:
            marks = await chat.storage.principals.marks(principal.id)
            ignored = {} if principal.guest else await _ignored(chat, principal.id)
            # Name and role may have changed since it was looked up.
            back = await chat.storage.principals.came(principal.id, name, chat.clock.now())
            if not back.guest:
                self._claim(back.name)
            person = Person(back, marks)
            person.ignored = ignored
            chat.presence.enter(person)
        except BaseException:
            if hold is not None:
                chat.presence.release(hold)
            raise
        finally:
            for promise in self._reviving.pop(principal.id):
                promise.callback(None)
        return person

    def _guests_name(self, guest: Principal, wanted: str) -> str:
        settings = self._chat.settings
        if guest.left is not None and self._chat.clock.now() - guest.left > settings.guest_grace:
            raise BadToken
        own = not wanted or names.fold(wanted.strip()) == names.fold(guest.name)
        return guest.name if own else names.claimed(wanted, settings.max_name)

    def _claim(self, name: str) -> None:
        """The owner comes: a guest that has the name at this moment goes."""
        holder = self._chat.presence.named(name)
        if holder is not None and holder.principal.guest:
            for device in list(holder.sessions):
                device.close(NameClaimed(name))

    def _enter(
        self,
        session: "Session",
        person: Person,
        token: str,
        rooms: list[Room],
        command: Login,
        resumed: bool,
    ) -> None:
        session.move(SessionState.LIVE)
        session.person = person
        session.token = token
        person.sessions[session] = None
        chat = self._chat
        session.outlet.send(
            Welcome(
                name=person.name,
                role=person.principal.role.word,
                epoch=chat.log.epoch,
                token=token,
                rooms=[
                    RoomInfo(
                        room=room.label,
                        rid=room.rid,
                        kind=room.kind.value,
                        topic=room.topic,
                        head=room.head,
                        joined=True,
                        unread=room.head - _read(person, room),
                    )
                    for room in rooms
                ],
                resumed=resumed,
                here=len(chat.presence),
                people=chat.presence.everyone().members if session.outlet.lists else [],
                http=chat.files.links.base,
                ref=command.ref,
            )
        )
        chat.notices.entered(session.outlet)

    async def _rejoin(self, session: "Session", command: Login) -> None:
        most = self._chat.settings.rooms_per_session
        allowed = 2 * most  # as many again may be groups that were left
        here = _labels(session)
        some = itertools.islice(command.since, len(here) + allowed + 1)  # however many were sent
        for place, label in enumerate(label for label in some if names.fold(label) not in here):
            if session.closed:
                return
            if label and session.seat_of(label) is not None:
                continue  # by its id and by its name
            try:
                if place >= allowed:
                    raise TooMany("rooms", most)
                join = Join(room=label, since=command.since[label], epoch=command.epoch)
                await enter(self._chat, session, join, session.outlet.send)
            except TooMany:
                raise  # so have all that follow
            except Fault as fault:  # that room is gone: the others are not
                session.outlet.refuse(fault, command.ref, room=label)

    async def nick(self, session: "Session", command: Nick) -> None:
        chat = self._chat
        person = session.who
        if command.name.strip() == person.name:
            session.outlet.send(NameIs(name=person.name, ref=command.ref))
            return
        name = names.claimed(command.name, chat.settings.max_name)
        self._refuse_name(person, name)
        chat.rights.refuse_muted(person.principal, _rooms(person))
        same = names.fold(name) == names.fold(person.name)  # only its look changes
        chat.limits.line(session)
        if same:
            chat.presence.refuse_alike(name, person)
        hold = None if same else chat.presence.reserve(name, person)
        try:
            await chat.storage.principals.renamed(person.principal.id, name, chat.clock.now())
        finally:
            if hold is not None:
                chat.presence.release(hold)
        if not person.sessions:
            return
        was = person.principal
        chat.presence.rename(person, Principal(was.id, name, was.role))
        session.outlet.send(NameIs(name=name, ref=command.ref))
        chat.seats.renamed(session, person, was.name)
        try:
            chat.rights.refuse_banned(was.id, name)  # while that was stored
        except Fault as fault:
            for device in list(person.sessions):
                device.close(fault)
        for room in _rooms(person):
            if not chat.rights.is_in(person.principal, room):
                await put_out_at_once(chat, person.principal, person, room)

    def _refuse_name(self, person: Person, name: str) -> None:
        """Banned, BannedFrom: nobody of that name may be here, or where they are."""
        rights = self._chat.rights
        rights.refuse_banned(person.principal.id, name)
        for room in _rooms(person):
            rights.refuse_banned_from(person.principal, room, name)

    def departed(self, session: "Session", goodbye: bool) -> None:
        """`session` has ended."""
        self._chat.sessions.pop(session, None)
        if session.person is not None:
            self._give_up(session, goodbye)

    def _give_up(self, session: "Session", goodbye: bool) -> None:
        """Its seats go, and the person, when it was the last session."""
        chat, person = self._chat, session.who
        over = goodbye and person.principal.guest and len(person.sessions) == 1
        rooms = [seat.room for seat in session.seats.values()]
        chat.seats.vacate(session)
        if goodbye:
            chat.ends.emptied(rooms)
        for room in rooms if over else ():
            if room.kind is RoomKind.DIRECT:
                room.away[person.principal.id] = 0.0
        person.sessions.pop(session, None)
        self._left_alone(person, over)

    def _left_alone(self, person: Person, over: bool) -> None:
        if not person.sessions:
            self._chat.presence.leave(person)
            self._chat.code.left(person.principal.id)
            self._chat.spawn(self._gone(person, over))

    async def save_marks(self) -> None:
        """Keep how far everyone who is here has read, as far as it has moved."""
        moved: dict[tuple[int, int], int] = {}
        for person in self._chat.presence:
            for session in person.sessions:
                for seat in session.seats.values():
                    position = session.position(seat)
                    if position != seat.saved:
                        seat.saved = position
                        key = (person.principal.id, seat.room.id)
                        moved[key] = max(position, moved.get(key, 0))
        while moved:  # in slices, so that no commit waits long behind it
            some = dict(itertools.islice(moved.items(), MARKS_AT_ONCE))
            for key in some:
                del moved[key]
            await self._chat.storage.principals.save_marks(some)

    async def _gone(self, person: Person, over: bool) -> None:
        principals = self._chat.storage.principals
        marks = {(person.principal.id, room): seq for room, seq in person.marks.items()}
        # Both are queued now, so that neither comes after a coming back.
        saved = principals.save_marks(marks)
        await principals.gone(person.principal.id, self._chat.clock.now(), over, person.trace)
        await saved
        if over:
            await self._chat.ends.withdraw(person.principal, person.principal)


async def _ignored(chat: "Chat", principal: int) -> dict[int, str]:
    """Whom an account ignores: their ids, and names then."""
    return {other.id: other.name for other in await chat.storage.moderation.ignored(principal)}


def _labels(session: "Session") -> set[str]:
    """What the rooms that `session` is in may be called, folded."""
    rooms = [seat.room for seat in session.seats.values()]
    direct = [room for room in rooms if room.kind is RoomKind.DIRECT]
    others = (other for room in direct for other in room.members.values())
    return {names.fold(room.label) for room in rooms} | {"@" + names.fold(other.name) for other in others}


def _rooms(person: Person) -> list[Room]:
    """Where they are, on whichever device."""
    return list({seat.room.id: seat.room for d in person.sessions for seat in d.seats.values()}.values())


def _read(person: Person, room: Room | RoomRow) -> int:
    """The last seq that `person` need not be told of."""
    mark = person.read(room.id)
    return room.first - 1 if mark is None else min(mark, room.head)
