"""Bots and webhooks."""

from collections.abc import Awaitable
from typing import Protocol

from chatservice.model.values import BotRow, HookRow, Principal


class BotStore(Protocol):
    """Accounts of programs, and webhooks. Tokens are stored hashed. Changes come back after their
    commit."""

    def create(self, name: str, owner: int, now: float) -> Awaitable[Principal]:
        """Create an account without a password. Raises NameTaken, and TooMany above the owner's cap, which
        includes the bots of their bots."""
        ...

    def owners(self) -> Awaitable[dict[int, int]]:
        """The id of the owner, by the id of each bot."""
        ...

    def delete(self, principal: int, now: float) -> Awaitable[None]:
        """Delete a bot's account: its name is free, its tokens and webhooks end, and it is in no room but
        direct ones. Its messages remain."""
        ...

    def unhook_all(self, principal: int) -> Awaitable[None]:
        """End the webhooks that the principal created, and those that post as it."""
        ...

    def bot(self, principal: int) -> Awaitable[BotRow | None]: ...

    def of(self, owner: int) -> Awaitable[list[BotRow]]: ...

    def hook(self, token: str, room: int, bot: int, by: int, now: float, secret: str = "") -> Awaitable[None]:
        """Create a webhook: with `token`, programs post in `room` as `bot`; `secret` may be empty. Raises
        TooMany above the room's cap."""
        ...

    def hooked(self, token: str) -> Awaitable[HookRow | None]: ...

    def hooks(self, room: int) -> Awaitable[list[HookRow]]: ...

    def used(self, token: str, now: float) -> Awaitable[None]: ...

    def unhook(self, room: int, id_: str) -> Awaitable[int]:
        """Delete the room's webhook with that id; returns how many there were."""
        ...
