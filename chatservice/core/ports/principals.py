"""Principals: guests and accounts."""

from collections.abc import Awaitable, Mapping
from typing import Protocol

from chatservice.model.records import Blanked
from chatservice.model.values import Principal


class PrincipalStore(Protocol):
    """Principals, present and past. Changes come back after their commit."""

    def create_guest(self, name: str, token: str, now: float) -> Awaitable[Principal]:
        """`token` is stored hashed. Raises NameOwned if the name belongs to an account."""
        ...

    def by_token(self, token: str) -> Awaitable[Principal | None]: ...

    def came(self, principal: int, name: str, now: float) -> Awaitable[Principal]:
        """It is online again, under this name (empty: its own). Raises NameOwned if another account owns
        the name."""
        ...

    def renamed(self, principal: int, name: str, now: float) -> Awaitable[None]:
        """Raises NameOwned if another account owns the name."""
        ...

    def gone(self, principal: int, now: float, over: bool = False, trace: bool = True) -> Awaitable[None]:
        """Its last session ended. `over`: it said goodbye, so its token is revoked. `trace`: an event by or
        about it was logged since it came online."""
        ...

    def ended_members(self, before: float, after: int, limit: int) -> Awaitable[list[Principal]]:
        """Guests who left before then and are still members of rooms or groups, by id after `after`."""
        ...

    def sweep(self, before: float, limit: int) -> Awaitable[tuple[int, list[int]]]:
        """Process the next guests who left before then: delete their tokens and marks, and those whom
        nothing refers to altogether, with direct conversations without a message. Returns how many were
        processed, and the ids of those conversations."""
        ...

    def principal(self, principal: int) -> Awaitable[Principal | None]: ...

    def named(self, name: str) -> Awaitable[list[int]]:
        """The ids of all principals with that name, compared folded: guests who have left, and people who
        took the name after them."""
        ...

    def alike(self, name: str, principal: int) -> Awaitable[str | None]:
        """The name of an account, older than that principal, that `name` looks like."""
        ...

    def erase(self, principal: int, name: str) -> Awaitable[None]:
        """Nothing is known of them any more but what they said; shown as `name` from now on. Sanctions
        are what `sanctions.without` leaves of them. What rested on rights anywhere is Stale after it."""
        ...

    def blank_some(self, principal: int, after: int) -> Awaitable[Blanked]:
        """Blank the next of their lines, topics and file names after the event `after`."""
        ...

    def marks(self, principal: int) -> Awaitable[dict[int, int]]:
        """The last seq that it has read, by room."""
        ...

    def save_marks(self, marks: Mapping[tuple[int, int], int]) -> Awaitable[None]:
        """{(principal, room): seq}; a mark never goes back."""
        ...
