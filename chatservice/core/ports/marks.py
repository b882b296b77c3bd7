"""What is attached to lines. The log takes care of changes: REACTION puts or takes a reaction."""

from collections.abc import Awaitable
from typing import Protocol

from chatservice.model.marks import Reactor


class MarkStore(Protocol):
    def has_reacted(self, room: int, line: int, principal: int, emoji: str) -> Awaitable[bool]: ...

    def reactors(self, room: int, line: int, limit: int) -> Awaitable[tuple[list[Reactor], int]]:
        """The first `limit` who reacted to that line, and how many reactions it has."""
        ...
