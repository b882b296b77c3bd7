"""Web Push: subscriptions, and the way to browsers' push services."""

from collections.abc import Awaitable
from typing import Protocol

from chatservice.errors import CalloutFailed
from chatservice.model.push import PushMessage, PushRow


class PushStore(Protocol):
    """A subscription belongs to a token, and ends with it."""

    def add(self, row: PushRow, token: str, most: int) -> Awaitable[int]:
        """Store it for the device with that `token`, instead of an earlier one with the same endpoint; its id
        is ignored. Above `most` of a person the oldest go. Returns its id."""
        ...

    def of(self, principal: int) -> Awaitable[list[PushRow]]:
        """Those of devices that are still signed in, oldest first."""
        ...

    def people(self) -> Awaitable[set[int]]:
        """Who has any."""
        ...

    def drop(self, principal: int, id_: int) -> Awaitable[int]:
        """Returns how many there were."""
        ...

    def forget(self, principal: int, endpoint: str) -> Awaitable[int]:
        """Drop the person's subscription with that endpoint; returns how many there were."""
        ...


class PushSender(Protocol):
    """Sends to push services, encrypted so that they cannot read it."""

    def key(self) -> str:
        """The server's public key (RFC 8292), as browsers take it. Raises CalloutFailed."""
        ...

    def check(self, row: PushRow) -> None:
        """Raises BadUrl for an address that no known push service has, BadPushKeys."""
        ...

    async def send(self, row: PushRow, message: PushMessage) -> bool:
        """False if the subscription is over. Raises CalloutFailed."""
        ...


class NoPush:
    """A server that sends none."""

    def key(self) -> str:
        raise CalloutFailed("this server sends no notifications")

    def check(self, row: PushRow) -> None:
        raise CalloutFailed("this server sends no notifications")

    async def send(self, row: PushRow, message: PushMessage) -> bool:
        raise CalloutFailed("this server sends no notifications")
