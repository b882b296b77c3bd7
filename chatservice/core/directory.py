"""Finds rooms by what people call them, and decides whether a person may see one."""

from collections.abc import Callable

from chatservice.core.direct_rooms import DirectRooms
from chatservice.core.limits import Limits
from chatservice.core.loaded_rooms import LoadedRooms
from chatservice.core.ports import Clock, Future, Storage
from chatservice.core.presence import Presence
from chatservice.core.rids import Rids
from chatservice.core.rights import Rights
from chatservice.core.room import Room
from chatservice.core.session import Session
from chatservice.core.subscription import Subscription
from chatservice.errors import Fault, NeedsAccount, NeedsInvitation, NeedsPassword, NoSuchRoom, NoSuchUser
from chatservice.model import names
from chatservice.model.values import LOBBY, Principal, RoomEntry, RoomKind
from chatservice.settings.schema import Settings

# What one who is not let in lacks, by the room's entry.
NEEDS = {
    RoomEntry.INVITE: NeedsInvitation,
    RoomEntry.PASSWORD: NeedsPassword,
    RoomEntry.REGISTERED: NeedsAccount,
}


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
        self._rids = rids
        self._presence = presence
        self._rights = rights
        self.rooms = LoadedRooms(settings, storage, promise, rids, link_to)
        self.direct = DirectRooms(
            settings, storage.rooms, clock, self.rooms, presence, limits, self.find_principal, bring
        )
        self._lobby: Room | None = None

    async def start(self) -> None:
        row = await self._storage.rooms.by_id(LOBBY)
        if row is None:
            raise AssertionError("a database always has its lobby")
        self._lobby = await self.rooms.load(row)

    # Finding.

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
                return await self.direct.find(session, label[1:])
            except NoSuchUser:
                if not ended:
                    raise
                return await self.direct.ended_with(session, label[1:])
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
        raise NEEDS.get(room.state.entry, NeedsPassword)(room.label)

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
            return await self.rooms.load(row) if row is not None else None
        room = self.rooms.named(label)
        if room is not None:
            return room
        row = await self._storage.rooms.by_name(label)
        return await self.rooms.load(row) if row is not None else None

    async def any_room(self, label: str) -> Room:
        """Like `called`, for the operator, who sees public rooms and all groups. Raises NoSuchRoom."""
        room = await self.called(label)
        if room is None or room.kind not in (RoomKind.PUBLIC, RoomKind.GROUP):
            raise NoSuchRoom(label)
        return room

    async def of_id(self, id_: int | None) -> Room | None:
        """None if there is none of that id."""
        room = self.rooms.get(id_) if id_ is not None else None
        if room is not None or id_ is None:
            return room
        row = await self._storage.rooms.by_id(id_)
        try:
            return await self.rooms.load(row) if row is not None else None
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
            room = self.direct.known(session, label[1:])
        elif names.is_rid(label):
            return session.subscriptions.get(self._rids.room(label) or 0)
        elif names.is_lobby(label):
            room = self._lobby
        else:
            number = names.number(label)
            if number is not None:
                return next((s for s in session.subscriptions.values() if s.room.number == number), None)
            room = self.rooms.named(label)
        return session.subscriptions.get(room.id) if room is not None else None

    # People.

    async def find_principal(self, name: str) -> Principal:
        """The principal that is online under that name, or owns it. Raises NoSuchUser."""
        present = self._presence.principal_named(name)
        if present is not None:
            return present
        account = await self._storage.accounts.named(name)
        if account is None:
            raise NoSuchUser(name)
        return account.principal
