"""Bots of core.ports, on the one SQLite file."""

from twisted.internet.defer import Deferred

from chatservice.model.values import BotRow, HookRow, Principal
from chatservice.storage.sqlite import bots
from chatservice.storage.sqlite.accounts_port import Database
from chatservice.storage.sqlite.tokens import hash_token


class SqliteBots:
    def __init__(self, database: Database, max_bots: int, max_webhooks: int) -> None:
        self._database = database
        self._max_bots = max_bots
        self._max_webhooks = max_webhooks

    def create(self, name: str, owner: int, now: float) -> Deferred[Principal]:
        most = self._max_bots
        return self._database.change(lambda t: bots.insert_bot(t.connection, name, owner, now, most))

    def bot(self, principal: int) -> Deferred[BotRow | None]:
        return self._database.read(bots.one_bot, principal)

    def of(self, owner: int) -> Deferred[list[BotRow]]:
        return self._database.read(bots.all_bots, owner)

    def owners(self) -> Deferred[dict[int, int]]:
        return self._database.read(bots.all_owners)

    def delete(self, principal: int, now: float) -> Deferred[None]:
        return self._database.change(lambda t: bots.delete_bot(t.connection, principal, now))

    def unhook_all(self, principal: int) -> Deferred[None]:
        return self._database.change(lambda t: bots.drop_hooks_of(t.connection, principal))

    def hook(self, token: str, room: int, bot: int, by: int, now: float) -> Deferred[None]:
        hashed, most = hash_token(token), self._max_webhooks
        return self._database.change(
            lambda t: bots.insert_hook(t.connection, hashed, room, bot, by, now, most)
        )

    def hooked(self, token: str) -> Deferred[HookRow | None]:
        return self._database.read(bots.one_hook, hash_token(token))

    def hooks(self, room: int) -> Deferred[list[HookRow]]:
        return self._database.read(bots.all_hooks, room)

    def used(self, token: str, now: float) -> Deferred[None]:
        return self._database.change(lambda t: bots.touch_hook(t.connection, hash_token(token), now))

    def unhook(self, room: int, id_: str) -> Deferred[int]:
        return self._database.change(lambda t: bots.drop_hook(t.connection, room, id_))
