"""How much the server is used."""

from collections.abc import Awaitable
from typing import Protocol

from chatservice.model.usage import DayUsage


class UsageStore(Protocol):
    """Counts by day; they stay when lines and people go. Days are UTC, numbered since 1970."""

    def count(self, now: float, limit: int) -> Awaitable[bool]:
        """Count the next events, at most `limit`; returns whether there are more. The size of what is
        stored is that of the day of `now`."""
        ...

    def days(self, first: int, last: int) -> Awaitable[list[DayUsage]]:
        """All days from `first` to `last`, those without anything too."""
        ...

    def hours(self, first: int) -> Awaitable[list[int]]:
        """Lines by hour of the day (UTC), 24 of them, from the day `first` on."""
        ...
