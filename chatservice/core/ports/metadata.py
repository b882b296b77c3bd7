"""Keys and values that rooms show to programs; those of people are among their preferences."""

from collections.abc import Awaitable
from typing import Protocol


class RoomMetadataStore(Protocol):
    def of(self, room: int) -> Awaitable[dict[str, str]]:
        """By key."""
        ...

    def set(self, room: int, key: str, value: str, by: int) -> Awaitable[dict[str, str]]:
        """Change one, as the principal `by`; an empty `value` removes it. All as they are then. TooMany above
        the cap, NoSuchRoom if the room is gone."""
        ...

    def clear(self, room: int) -> Awaitable[list[str]]:
        """Remove all; their keys."""
        ...
