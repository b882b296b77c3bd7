"""Outgoing webhooks."""

from collections.abc import Awaitable
from typing import Protocol

from chatservice.errors import CalloutFailed
from chatservice.model.outgoing import Callout, CalloutReply, OutgoingRow


class OutgoingStore(Protocol):
    def add(
        self, room: int, bot: int, by: int, now: float, url: str, words: str, token: str
    ) -> Awaitable[int]:
        """The id of a new outgoing webhook. Raises TooMany above the room's cap, NoSuchRoom if it is gone."""
        ...

    def of(self, room: int) -> Awaitable[list[OutgoingRow]]: ...

    def rooms(self) -> Awaitable[list[int]]:
        """The rooms that have any."""
        ...

    def drop(self, room: int, id_: int) -> Awaitable[int]:
        """Delete the room's outgoing webhook with that id; returns how many there were."""
        ...


class Callouts(Protocol):
    """Posts to other programs."""

    def check(self, url: str) -> None:
        """Raises BadUrl if `url` cannot be one of theirs."""

    async def post(self, callout: Callout) -> CalloutReply:
        """Raises CalloutFailed."""
        ...


class NoCallouts:
    """A server that posts nothing."""

    def check(self, url: str) -> None:
        raise CalloutFailed("this server posts nothing")

    async def post(self, callout: Callout) -> CalloutReply:
        raise CalloutFailed("this server posts nothing")
