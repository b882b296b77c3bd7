"""Which accounts are bots, and their owners: in memory, because rights ask for every line."""

from chatservice.core.ports.bots import BotStore
from chatservice.core.ports.principals import PrincipalStore


class BotOwners:
    def __init__(self, store: BotStore, principals: PrincipalStore) -> None:
        self._store = store
        self._principals = principals
        self._owners: dict[int, int] = {}  # by the id of each bot

    async def start(self) -> None:
        self._owners = await self._store.owners()

    def add(self, bot: int, owner: int) -> None:
        self._owners[bot] = owner

    def drop(self, bot: int) -> None:
        self._owners.pop(bot, None)

    def owner(self, principal: int) -> int | None:
        """The owner of a bot; None for a person."""
        return self._owners.get(principal)

    def responsible(self, principal: int) -> list[int]:
        """Who is responsible for what `principal` does: itself, and for a bot also its owner."""
        found = [principal]
        while (owner := self._owners.get(found[-1])) is not None and owner not in found:
            found.append(owner)
        return found

    def all_of(self, principal: int) -> list[int]:
        """The bots of a person, with those made by their bots."""
        own = [bot for bot, owner in self._owners.items() if owner == principal]
        return own + [other for bot in own for other in self.all_of(bot)]

    async def name_of(self, principal: int) -> str:
        """The principal's name; empty if there is no such principal."""
        found = await self._principals.principal(principal)
        return found.name if found is not None else ""
