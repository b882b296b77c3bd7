"""Bots of core.ports, in memory."""

from typing import TYPE_CHECKING

import msgspec
from twisted.internet.defer import Deferred, succeed

from chatservice.errors import NameTaken, NoSuchRoom, TooMany
from chatservice.model.values import BotRow, HookRow, Principal, Role
from chatservice.storage.secrets import ID, hash_token

if TYPE_CHECKING:
    from chatservice.storage.memory import MemoryStorage


class MemoryBots:
    def __init__(self, store: "MemoryStorage", max_bots: int, max_webhooks: int) -> None:
        self._store = store
        self._max_bots = max_bots
        self._max_webhooks = max_webhooks
        self._bots: dict[int, BotRow] = {}
        self._hooks: dict[bytes, HookRow] = {}
        self._parties: dict[bytes, tuple[int, int]] = {}  # of each webhook: its bot, and who made it

    def create(self, name: str, owner: int, now: float) -> Deferred[Principal]:
        def make() -> Principal:
            if len(self._tree(owner)) >= self._max_bots:
                raise TooMany("bots", self._max_bots)
            if self._store.accounts.owner(name) is not None:
                raise NameTaken(name)
            self._store.refuse_alike(name, 0)
            bot = Principal(self._store.next_person(), name, Role.USER, now)
            self._store.people[bot.id] = bot
            self._bots[bot.id] = BotRow(bot, owner, now)
            return bot

        return self._store.change(make)

    def _tree(self, owner: int) -> set[int]:
        own = {id_ for id_, bot in self._bots.items() if bot.owner == owner}
        return own.union(*map(self._tree, own))

    def owners(self) -> Deferred[dict[int, int]]:
        return succeed({id_: bot.owner for id_, bot in self._bots.items()})

    def delete(self, principal: int, now: float) -> Deferred[None]:
        def drop() -> None:
            left = self._store.people[principal].left
            self._store.put(principal, role=Role.GUEST, left=now if left is None else left)
            self._store.leave_all(principal)
            self._bots.pop(principal, None)
            self._drop_hooks_of(principal)

        return self._store.change(drop)

    def unhook_all(self, principal: int) -> Deferred[None]:
        return self._store.change(lambda: self._drop_hooks_of(principal))

    def _drop_hooks_of(self, principal: int) -> None:
        kept = {hashed for hashed in self._hooks if principal not in self._parties[hashed]}
        self._hooks = {hashed: hook for hashed, hook in self._hooks.items() if hashed in kept}

    def bot(self, principal: int) -> Deferred[BotRow | None]:
        return succeed(self._as_now(self._bots[principal]) if principal in self._bots else None)

    def of(self, owner: int) -> Deferred[list[BotRow]]:
        return succeed([self._as_now(bot) for bot in self._bots.values() if bot.owner == owner])

    def _as_now(self, bot: BotRow) -> BotRow:
        return msgspec.structs.replace(bot, principal=self._store.people[bot.principal.id])

    def hook(self, token: str, room: int, bot: int, by: int, now: float) -> Deferred[None]:
        def make() -> None:
            if not self._store.has_room(room):
                raise NoSuchRoom("")
            if sum(hook.room == room for hook in self._hooks.values()) >= self._max_webhooks:
                raise TooMany("webhooks in one room", self._max_webhooks)
            hashed, people = hash_token(token), self._store.people
            self._parties[hashed] = (bot, by)
            self._hooks[hashed] = HookRow(hashed.hex()[:ID], room, people[bot], people[by].name, now)

        return self._store.change(make)

    def has_hooks(self, room: int) -> bool:
        return any(hook.room == room for hook in self._hooks.values())

    def forget_room(self, room: int) -> None:
        self._hooks = {hashed: hook for hashed, hook in self._hooks.items() if hook.room != room}

    def hooked(self, token: str) -> Deferred[HookRow | None]:
        hook = self._hooks.get(hash_token(token))
        return succeed(self._shown(hook) if hook is not None else None)

    def _shown(self, hook: HookRow) -> HookRow:
        return msgspec.structs.replace(hook, bot=self._store.people[hook.bot.id])

    def hooks(self, room: int) -> Deferred[list[HookRow]]:
        some = [self._shown(hook) for hook in self._hooks.values() if hook.room == room]
        return succeed(sorted(some, key=lambda hook: (hook.made, hook.id)))

    def used(self, token: str, now: float) -> Deferred[None]:
        def touch() -> None:
            hashed = hash_token(token)
            if hashed in self._hooks:
                self._hooks[hashed] = msgspec.structs.replace(self._hooks[hashed], used=now)

        return self._store.change(touch)

    def unhook(self, room: int, id_: str) -> Deferred[int]:
        def drop() -> int:
            gone = [hashed for hashed, hook in self._hooks.items() if hook.room == room and hook.id == id_]
            for hashed in gone:
                del self._hooks[hashed]
            return len(gone)

        return self._store.change(drop)
