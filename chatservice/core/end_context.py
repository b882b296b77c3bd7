"""The parts of the chat that `ends` uses."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol

from chatservice.core.bot_owners import BotOwners
from chatservice.core.members import give_role, remove_member
from chatservice.core.ports import Spawn
from chatservice.core.room import Room
from chatservice.core.room_deletion import DeletionContext, delete_room, forget_room
from chatservice.model.values import Principal, RoomRole
from chatservice.settings.schema import Settings


class EndingChat(DeletionContext, Protocol):
    @property
    def settings(self) -> Settings: ...

    @property
    def spawn(self) -> Spawn: ...

    @property
    def bots(self) -> BotOwners: ...


class EndContext:
    """`core.ends.Surroundings`, of a chat."""

    def __init__(self, chat: EndingChat) -> None:
        self._chat = chat
        self.settings, self.storage, self.clock = chat.settings, chat.storage, chat.clock
        self.spawn, self.promise = chat.spawn, chat.promise
        self.load, self.loaded = chat.directory.rooms.load, chat.directory.rooms.get
        self.forget = partial(forget_room, chat)

    def end(self, room: Room) -> Awaitable[None]:
        return delete_room(self._chat, room)

    def online(self, principal: int) -> Principal | None:
        return self._chat.presence.principal_of(principal)

    def is_fit(self, principal: int, room: Room) -> bool:
        chat = self._chat
        is_muted = chat.sanctions.mute(principal, room.id, chat.clock.now()) is not None
        return chat.bots.owner(principal) is None and not is_muted

    async def remove(self, room: Room, member: Principal, by: Principal) -> None:
        await remove_member(self._chat, by, room, member)

    async def make_owner(self, room: Room, heir: Principal, by: Principal, check: Callable[[], None]) -> None:
        await give_role(self._chat, by, room, heir, RoomRole.OWNER, check)
