"""Bots and webhooks."""

from collections.abc import Awaitable
from typing import Protocol

from chatservice.model.values import BotRow, HookRow, Principal


class BotStore(Protocol):
    """Accounts of programs, and addresses where programs post. Tokens are stored hashed.
    Changes come back after their commit."""

    def create(self, name: str, owner: int, now: float) -> Awaitable[Principal]:
        """An account without a password. NameTaken; TooMany over the cap of one owner, for whom the
        bots of bots count too."""
        ...

    def owners(self) -> Awaitable[dict[int, int]]:
        """By the id of each bot, whose it is."""
        ...

    def delete(self, principal: int, now: float) -> Awaitable[None]:
        """That bot is an account no more: its name is free, its tokens and webhooks end, and it is
        in no room but direct ones. What it said stays."""
        ...

    def unhook_all(self, principal: int) -> Awaitable[None]:
        """The webhooks that the principal made, and those that speak as it, end."""
        ...

    def bot(self, principal: int) -> Awaitable[BotRow | None]: ...

    def of(self, owner: int) -> Awaitable[list[BotRow]]: ...

    def hook(self, token: str, room: int, bot: int, by: int, now: float) -> Awaitable[None]:
        """Who knows `token` may say something in `room` as `bot`. TooMany over the cap of
        one room."""
        ...

    def hooked(self, token: str) -> Awaitable[HookRow | None]: ...

    def hooks(self, room: int) -> Awaitable[list[HookRow]]: ...

    def used(self, token: str, now: float) -> Awaitable[None]: ...

    def unhook(self, room: int, id_: str) -> Awaitable[int]:
        """How many went: those of the room whose id that is."""
        ...
