"""Applies what the storage turned out to contain to the rooms and sessions of this process, for
`behind` and `other_processes`."""

from collections.abc import Awaitable, Iterable, Iterator
from typing import Protocol

from chatservice.core.behind import Behind
from chatservice.core.other_processes import OnlinePerson
from chatservice.core.room import Room
from chatservice.core.room_deletion import DeletionContext, forget_room
from chatservice.core.session import Person, Session
from chatservice.errors import Banned, NameOwned, NameTaken
from chatservice.model.names import fold
from chatservice.model.records import Record
from chatservice.model.values import Principal, RoomKind, RoomRow


class MemberEffects:
    """`core.behind.Members`, of a chat."""

    def __init__(self, chat: DeletionContext) -> None:
        self._chat = chat

    def added(self, room: Room, principal: int, by: str) -> None:
        for device in self._chat.presence.sessions_of(principal):
            self._chat.subscriptions.bring_in(device, room, by)

    def removed(self, room: Room, principal: int) -> None:
        for device in self._chat.presence.sessions_of(principal):
            self._chat.subscriptions.remove(device, room)

    def deleted(self, room: Room) -> None:
        if not room.deleted:
            room.deleted = True
            forget_room(self._chat, room)

    def present(self, principal: Principal) -> Principal:
        return self._chat.presence.principal(principal.id) or principal


class EffectsContext(DeletionContext, Protocol):
    @property
    def behind(self) -> Behind: ...

    @property
    def sessions(self) -> Iterable[Session]: ...


class ProcessEffects:
    """`core.other_processes.ThisProcess`, of a chat."""

    def __init__(self, chat: EffectsContext) -> None:
        self._chat = chat

    def loaded(self, room: int) -> Room | None:
        return self._chat.directory.rooms.get(room)

    def is_loading(self, room: int) -> bool:
        return self._chat.directory.rooms.is_loading(room)

    def load(self, row: RoomRow) -> Awaitable[Room]:
        return self._chat.directory.rooms.load(row)

    def look_again(self, room: Room) -> Awaitable[None]:
        return self._chat.behind.look_again(room)

    def ingest(self, room: Room, record: Record) -> None:
        self._chat.hub.ingest(room, (room.tail.present(record),))

    def people(self) -> Iterator[Person]:
        return iter(self._chat.presence)

    def person(self, principal: int) -> Person | None:
        return self._chat.presence.get(principal)

    def become(self, person: OnlinePerson, principal: Principal) -> None:
        online = self._chat.presence.get(principal.id)
        if online is not None:
            self._chat.presence.rename(online, principal)

    async def rename(self, principal: Principal) -> None:
        presence, person = self._chat.presence, self._chat.presence.get(principal.id)
        if person is None or person.name == principal.name:
            return
        hold = None
        if fold(person.name) != fold(principal.name):
            try:
                hold = await presence.reserve(principal.name, person, alike=True)
            except (NameTaken, NameOwned):
                return
        if person.sessions:
            was = person.name
            presence.rename(person, principal)
            self._chat.subscriptions.renamed(person, was)
        elif hold is not None:
            presence.release(hold)

    def remove_banned(self) -> None:
        for session in list(self._chat.sessions):
            self._remove_banned(session)
        self._chat.documents.remove_outsiders()

    def _remove_banned(self, session: Session) -> None:
        chat = self._chat
        banned = chat.rights.banned_at(session.address) or self._ban_of(session.person_or_none)
        if banned is not None:
            session.close(banned)
            return
        for subscription in list(session.subscriptions.values()):
            if not chat.rights.is_in(session.principal, subscription.room):
                chat.subscriptions.remove(session, subscription.room)

    def _ban_of(self, person: Person | None) -> Banned | None:
        try:
            if person is not None:
                self._chat.rights.refuse_banned(person.principal.id, person.name)
        except Banned as banned:
            return banned
        return None

    def bring(self, room: Room, principal: int) -> None:
        for session in self._chat.presence.sessions_of(principal):
            if room.kind is RoomKind.GROUP:
                self._chat.subscriptions.bring_in(session, room, "")
            else:
                self._chat.subscriptions.bring(session, room)
