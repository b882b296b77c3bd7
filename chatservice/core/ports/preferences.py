"""What people chose, and what they show of themselves."""

from collections.abc import Awaitable, Mapping
from typing import Protocol

from chatservice.model.preferences import PersonPreferences


class PreferenceStore(Protocol):
    """The preferences of people. Changes come back after their commit."""

    def of(self, principal: int) -> Awaitable[PersonPreferences]: ...

    def change(self, principal: int, changes: Mapping[str, object]) -> Awaitable[PersonPreferences]:
        """{field: value}; all preferences as they are then. TooMany above the cap of everybody's
        keywords."""
        ...

    def avatar(self, principal: int) -> Awaitable[bytes]:
        """A small PNG; empty if they have none."""
        ...

    def set_avatar(self, principal: int, picture: bytes) -> Awaitable[None]:
        """An empty one removes it."""
        ...

    def keywords(self) -> Awaitable[dict[int, tuple[str, ...]]]:
        """Of everybody who has any."""
        ...
