"""What is to happen at a time."""

from collections.abc import Awaitable
from typing import Protocol

from chatservice.model.later import LaterEntry, LaterKind


class LaterStore(Protocol):
    """Entries are pending, or a line that was refused, or a reminder that waits for its person."""

    def add(self, entry: LaterEntry) -> Awaitable[LaterEntry]:
        """The entry with its id; the one that has its `key` if there is one. TooMany."""
        ...

    def of(self, principal: int, kind: LaterKind) -> Awaitable[list[LaterEntry]]:
        """The next first."""
        ...

    def cancel(self, principal: int, kind: LaterKind, id_: int) -> Awaitable[LaterEntry | None]:
        """What was canceled; None if they have no such entry."""
        ...

    def due(self, now: float, limit: int) -> Awaitable[list[LaterEntry]]:
        """Pending ones, the first due first."""
        ...

    def next_due(self) -> Awaitable[float | None]:
        """When the next pending one is due; None if there is none."""
        ...

    def done(self, id_: int) -> Awaitable[None]: ...

    def postpone(self, id_: int, due: float) -> Awaitable[None]: ...

    def refused(self, id_: int, why: str) -> Awaitable[None]: ...

    def wait(self, id_: int) -> Awaitable[None]:
        """The reminder waits for its person."""
        ...

    def waiting(self) -> Awaitable[set[int]]:
        """Those for whom a reminder waits."""
        ...

    def waiting_for(self, principal: int) -> Awaitable[list[LaterEntry]]:
        """The reminders that wait for them."""
        ...
