"""People: who there is and was."""

from collections.abc import Awaitable, Mapping
from typing import Protocol

from chatservice.model.values import Blanked, Principal


class PrincipalStore(Protocol):
    """Who there is and was. Changes come back after their commit."""

    def create_guest(self, name: str, token: str, now: float) -> Awaitable[Principal]:
        """`token` is stored hashed. NameOwned when the name belongs to an account."""
        ...

    def by_token(self, token: str) -> Awaitable[Principal | None]: ...

    def came(self, principal: int, name: str, now: float) -> Awaitable[Principal]:
        """It is here again, under this name (empty: under its own). NameOwned when that is
        somebody else's."""
        ...

    def renamed(self, principal: int, name: str, now: float) -> Awaitable[None]:
        """NameOwned when the name is somebody else's."""
        ...

    def gone(self, principal: int, now: float, over: bool = False, trace: bool = True) -> Awaitable[None]:
        """Its last session ended; `over`: it said goodbye, and its token is worth nothing. `trace`:
        something by or about it was logged since it came."""
        ...

    def ended_members(self, before: float, after: int, limit: int) -> Awaitable[list[Principal]]:
        """Guests who left before then and still have a part in a room or group, by id after `after`."""
        ...

    def sweep(self, before: float, limit: int) -> Awaitable[tuple[int, list[int]]]:
        """Look at the next guests who left before then: their tokens and marks go, and whoever
        nothing names goes altogether, with direct conversations in which nothing was ever said.
        How many were looked at, and those conversations."""
        ...

    def principal(self, principal: int) -> Awaitable[Principal | None]: ...

    def named(self, name: str) -> Awaitable[list[int]]:
        """The ids of all who are shown under that name now, compared folded: guests who
        are gone and those who took the name after them."""
        ...

    def erase(self, principal: int, name: str) -> Awaitable[None]:
        """Nothing is known of them any more but what they said; shown as `name` from now on. Sanctions
        are what `sanctions.without` leaves of them. What rested on rights anywhere is Stale after it."""
        ...

    def blank_some(self, principal: int, after: int) -> Awaitable[Blanked]:
        """Blank some of their words after event `after`: lines, topics, names of files."""
        ...

    def marks(self, principal: int) -> Awaitable[dict[int, int]]:
        """By room, the last seq that it has seen."""
        ...

    def save_marks(self, marks: Mapping[tuple[int, int], int]) -> Awaitable[None]:
        """{(principal, room): seq}; a mark never goes back."""
        ...
