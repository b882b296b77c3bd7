"""Finds rooms: one Room object for each room that a person is in or asks about.

A Room lives as long as it is referenced (by a subscription, a line or a command under way), so
there is never a second one for the same room, and none for a room that is not in use.
"""

from collections.abc import Callable
from weakref import WeakValueDictionary

from chatservice.core.limits import Limits
from chatservice.core.ongoing import Ongoing
from chatservice.core.ports import Clock, Future, Storage
from chatservice.core.presence import Presence
from chatservice.core.rids import Rids
from chatservice.core.rights import Rights
from chatservice.core.room import Room
from chatservice.core.session import Session
from chatservice.core.subscription import Subscription
from chatservice.errors import Fault, NeedsInvitation, NeedsPassword, NoSuchRoom, NoSuchUser
from chatservice.model import names
from chatservice.model.values import FOLDED, LOBBY, Principal, RoomEntry, RoomKind, RoomRow
from chatservice.settings.schema import Settings


class Directory:
    """`link_to` is how a shared file is linked to, `bring` adds a session to a room that
    its person is a member of now."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        clock: Clock,
        promise: Callable[[], Future],
        rids: Rids,
        presence: Presence,
        limits: Limits,
        rights: Rights,
        link_to: Callable[[str], str],
        bring: Callable[[Session, Room], None],
    ) -> None:
        self._settings = settings
        self._storage = storage
        self._clock = clock
        self._rids = rids
        self._presence = presence
        self._limits = limits
        self._rights = rights
        self._link_to = link_to
        self._bring = bring
        self._loaded: WeakValueDictionary[int, Room] = WeakValueDictionary()
        self._named: WeakValueDictionary[str, Room] = WeakValueDictionary()
        self._pairs: WeakValueDictionary[tuple[int, int], Room] = WeakValueDictionary()
        self._loading = Ongoing(promise)
        self._lobby: Room | None = None

    async def start(self) -> None:
        row = await self._storage.rooms.by_id(LOBBY)
        if row is None:
            raise AssertionError("a database always has its lobby")
        self._lobby = await self.load(row)

    @property
    def count(self) -> int:
        """Rooms in memory."""
        return len(self._loaded)

    # Finding.

    def is_loading(self, room: int) -> bool:
        return self._loading.is_running(room)

    async def load(self, row: RoomRow) -> Room:
        """The only Room for that row."""
        room = self._loaded.get(row.id)
        if room is not None:
            return room
        if await self._loading.wait(row.id):
            return await self.load(row)
        with self._loading.running(row.id):
            return await self._read(row.id)

    async def _read(self, room_id: int) -> Room:
        """Read again what may have changed since the row was found: nothing is appended to a room that
        is not loaded, so what is read here cannot become stale before it is used."""
        storage = self._storage
        settings = self._settings
        row = await storage.rooms.by_id(room_id)
        if row is None:
            raise NoSuchRoom("")
        members = await storage.rooms.members(room_id)
        is_code = row.kind is RoomKind.CODE  # whose edits are kept elsewhere, and may be large
        newest = [] if is_code else await storage.log.before(room_id, None, settings.history_page)
        # Another process may have appended something since the row was read: it is heard of, too.
        newest = [record for record in newest if record.seq <= row.head]
        lines = None
        if any(record.kind in FOLDED for record in newest):
            read = await storage.log.lines_before(room_id, row.head + 1, settings.history_page)
            lines = [record for record in read if record.seq <= row.head]
        ring = 0 if is_code else settings.ring
        room = Room(row, members, newest, ring, self._link_to, self._rids.of(row.id), lines)
        self._loaded[room.id] = room
        if row.kind is RoomKind.DIRECT:
            if row.pair is not None:
                self._pairs[row.pair] = room
        elif not is_code:
            self._named[names.fold(row.name)] = room
        return room

    async def find(self, session: Session, label: str, ended: bool = False) -> Room:
        """The room that `session` means by `label`. Raises NoSuchRoom, also if it may not see the room;
        NeedsInvitation or NeedsPassword if it may see that the room exists. With `ended`, also finds
        a conversation whose other person is gone for good."""
        if session.is_operator:
            return await self.any_room(label)
        subscription = session.subscription_to(label)
        if subscription is not None:
            return subscription.room
        if label.startswith("@"):
            try:
                return await self.direct(session, label[1:])
            except NoSuchUser:
                if not ended:
                    raise
                return await self._ended_with(session, label[1:])
        room = await self.called(label)
        if room is None:
            raise NoSuchRoom(label)
        self.refuse_outsider(session, room, label)
        return room

    async def find_to(self, session: Session, label: str, action: str) -> Room:
        """Like `find`, for an `action` on a room. Also raises DirectConversation, and NotAllowed if they
        may not do `action` there."""
        room = await self.find(session, label)
        room.refuse_direct()
        self._rights.check(session.principal, action, room)
        return room

    @property
    def lobby(self) -> Room:
        if self._lobby is None:
            raise AssertionError("the chat has not started")
        return self._lobby

    def refuse_outsider(self, session: Session, room: Room, label: str) -> None:
        if room.id in session.subscriptions:
            return
        principal = session.person.principal
        admitted = room.admits(principal)
        if room.deleted or (room.kind.private and not admitted):
            raise NoSuchRoom(label)
        self._rights.refuse_banned_from(principal, room)
        if admitted:
            return
        raise (
            NeedsInvitation(room.label) if room.state.entry is RoomEntry.INVITE else NeedsPassword(room.label)
        )

    def sees(self, session: Session, room: Room) -> bool:
        try:
            self.refuse_outsider(session, room, room.label)
        except Fault:
            return False
        return True

    async def called(self, label: str) -> Room | None:
        """The room of that id, or the public room or group of that name or number."""
        if names.is_rid(label):
            return await self.of_id(self._rids.room(label))
        if names.is_lobby(label):
            return self._lobby
        number = names.number(label)
        if number is not None:
            row = await self._storage.rooms.by_number(number)
            return await self.load(row) if row is not None else None
        room = self._named.get(names.fold(label))
        if room is not None:
            return room
        row = await self._storage.rooms.by_name(label)
        return await self.load(row) if row is not None else None

    async def any_room(self, label: str) -> Room:
        """Like `called`, for the operator, who sees public rooms and all groups. Raises NoSuchRoom."""
        room = await self.called(label)
        if room is None or room.kind not in (RoomKind.PUBLIC, RoomKind.GROUP):
            raise NoSuchRoom(label)
        return room

    async def of_id(self, id_: int | None) -> Room | None:
        """None if there is none of that id."""
        room = self._loaded.get(id_) if id_ is not None else None
        if room is not None or id_ is None:
            return room
        row = await self._storage.rooms.by_id(id_)
        try:
            return await self.load(row) if row is not None else None
        except NoSuchRoom:  # deleted at this moment
            return None

    async def begins(self, piece: str) -> str:
        """The longest name of a public room that `piece` starts with; empty if there is none."""
        for end in range(min(len(piece) - 1, self._settings.max_room_name), 0, -1):
            label = piece[:end]
            room = None if label.isdigit() else await self.called(label)
            if room is not None and room.kind is RoomKind.PUBLIC:
                return label
        return ""

    def subscription_called(self, session: Session, label: str) -> Subscription | None:
        """The subscription of `session` to the room that it calls `label`."""
        if len(label) > names.LONGEST:
            return None
        if label.startswith("@"):
            room = self.direct_known(session, label[1:])
        elif names.is_rid(label):
            return session.subscriptions.get(self._rids.room(label) or 0)
        elif names.is_lobby(label):
            room = self._lobby
        else:
            number = names.number(label)
            if number is not None:
                return next((s for s in session.subscriptions.values() if s.room.number == number), None)
            room = self._named.get(names.fold(label))
        return session.subscriptions.get(room.id) if room is not None else None

    def forget(self, room: Room) -> None:
        """The room is deleted: its name no longer finds it."""
        self._loaded.pop(room.id, None)
        if self._named.get(names.fold(room.name)) is room:
            del self._named[names.fold(room.name)]

    # Direct conversations.

    def direct_known(self, session: Session, name: str) -> Room | None:
        """The conversation with `name` (or ``me,name``), if it is in memory."""
        person = self._other(session, name)
        if person is None:
            return self._direct_with_absent(session, name)
        return self._pairs.get(_pair(session.person.principal.id, person.id))

    def _direct_with_absent(self, session: Session, name: str) -> Room | None:
        """By both names, or by the name of an account."""
        both = "@" + ",".join(sorted(map(names.fold, name.split(","))))
        direct = (
            subscription.room
            for subscription in session.subscriptions.values()
            if subscription.room.kind is RoomKind.DIRECT
        )
        return next((room for room in direct if both in (room.folded, *room.owned)), None)

    async def find_principal(self, name: str) -> Principal:
        """The principal that is online under that name, or owns it. Raises NoSuchUser."""
        present = self._presence.principal_named(name)
        if present is not None:
            return present
        account = await self._storage.accounts.named(name)
        if account is None:
            raise NoSuchUser(name)
        return account.principal

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

    async def direct(self, session: Session, name: str) -> Room:
        """The conversation with `name`, created if there is none. Raises NoSuchUser."""
        if len(name) > names.LONGEST:
            raise NoSuchUser(name)
        room = self.direct_known(session, name)
        if room is not None:
            return room
        other = await self.find_principal(self._wanted(session, name))
        me = session.person.principal.id
        pair = _pair(me, other.id)
        store = self._storage.rooms
        row = await store.direct(*pair)
        if row is None:
            self._limits.join(session)
            members = list(dict.fromkeys(pair))
            row = await store.create(RoomKind.DIRECT, "", members, me, self._clock.now())
        room = await self.load(row)
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
        return await self._storage.rooms.ended(principal.id, left)

    async def _ended_with(self, session: Session, name: str) -> Room:
        folded = names.fold(self._wanted(session, name))
        for row, other in await self.ended(session.person.principal):
            if names.fold(other) == folded:
                return await self.load(row)
        raise NoSuchUser(name)

    def all_loaded(self) -> list[Room]:
        """All rooms in memory."""
        return list(self._loaded.values())

    def private_of(self, principal: int) -> list[Room]:
        """The private rooms in memory that the principal is a member of."""
        return [
            room for room in self._loaded.values() if room.kind.private and principal in room.state.members
        ]

    def loaded(self, room: int) -> Room | None:
        return self._loaded.get(room)


def _pair(principal: int, other: int) -> tuple[int, int]:
    return (principal, other) if principal < other else (other, principal)
