"""Finds direct conversations, by the name of the other person."""

from collections.abc import Awaitable, Callable

from chatservice.core.limits import Limits
from chatservice.core.loaded_rooms import LoadedRooms, ordered
from chatservice.core.ports import Clock, RoomStore
from chatservice.core.presence import Presence
from chatservice.core.room import Room
from chatservice.core.session import Session
from chatservice.errors import NoSuchUser
from chatservice.model import names
from chatservice.model.values import Principal, RoomKind, RoomRow
from chatservice.settings.schema import Settings


class DirectRooms:
    """`find_principal` gives the principal of a name, or raises NoSuchUser; `bring` adds a session to a
    room that its person is a member of now."""

    def __init__(
        self,
        settings: Settings,
        store: RoomStore,
        clock: Clock,
        rooms: LoadedRooms,
        presence: Presence,
        limits: Limits,
        find_principal: Callable[[str], Awaitable[Principal]],
        bring: Callable[[Session, Room], None],
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._rooms = rooms
        self._presence = presence
        self._limits = limits
        self._find_principal = find_principal
        self._bring = bring

    def known(self, session: Session, name: str) -> Room | None:
        """The conversation with `name` (or ``me,name``), if it is in memory."""
        person = self._other(session, name)
        if person is None:
            return self._direct_with_absent(session, name)
        return self._rooms.between(session.person.principal.id, person.id)

    def _direct_with_absent(self, session: Session, name: str) -> Room | None:
        """By both names, or by the name of an account."""
        both = "@" + ",".join(sorted(map(names.fold, name.split(","))))
        direct = (
            subscription.room
            for subscription in session.subscriptions.values()
            if subscription.room.kind is RoomKind.DIRECT
        )
        return next((room for room in direct if both in (room.folded, *room.owned)), None)

    def _wanted(self, session: Session, name: str) -> str:
        """The name in `label`; in ``alice,bob`` the other person's."""
        own = names.fold(session.name)
        others = [part for part in name.split(",") if names.fold(part) != own] or name.split(",")
        if len(others) != 1:
            raise NoSuchUser(name)
        return others[0].strip()

    def _other(self, session: Session, name: str) -> Principal | None:
        try:
            return self._presence.principal_named(self._wanted(session, name))
        except NoSuchUser:
            return None

    async def find(self, session: Session, name: str) -> Room:
        """The conversation with `name`, created if there is none. Raises NoSuchUser."""
        if len(name) > names.LONGEST:
            raise NoSuchUser(name)
        room = self.known(session, name)
        if room is not None:
            return room
        other = await self._find_principal(self._wanted(session, name))
        me = session.person.principal.id
        pair = ordered(me, other.id)
        row = await self._store.direct(*pair)
        if row is None:
            self._limits.join(session)
            members = list(dict.fromkeys(pair))
            row = await self._store.create(RoomKind.DIRECT, "", members, me, self._clock.now())
        room = await self._rooms.load(row)
        for member in pair:
            present = self._presence.get(member)
            if present is not None:
                for device in present.sessions:
                    self._bring(device, room)
        return room

    def refuse_gone(self, room: Room) -> None:
        """Raise NoSuchUser in a conversation whose other person is a guest who is gone for good."""
        now = self._clock.now()
        for other, since in room.presence.away.items():
            is_over = now - since > self._settings.guest_grace
            if is_over and not self._presence.is_online(other):
                raise NoSuchUser(room.state.members[other].name)

    async def ended(self, principal: Principal) -> list[tuple[RoomRow, str]]:
        """Conversations of `principal` whose other person is gone for good, with that person's name; newest
        first."""
        left = self._clock.now() - self._settings.guest_grace
        return await self._store.ended(principal.id, left)

    async def ended_with(self, session: Session, name: str) -> Room:
        folded = names.fold(self._wanted(session, name))
        for row, other in await self.ended(session.person.principal):
            if names.fold(other) == folded:
                return await self._rooms.load(row)
        raise NoSuchUser(name)
