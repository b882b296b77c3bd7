"""What is attached to lines. The log takes care of changes: REACTION puts or takes a reaction."""

from collections.abc import Awaitable, Sequence
from typing import Protocol

from chatservice.model.marks import ReactedBy, ReactionCount


class MarkStore(Protocol):
    def reaction_counts(
        self, room: int, lines: Sequence[int]
    ) -> Awaitable[tuple[int, dict[int, list[ReactionCount]]]]:
        """The reactions to each of `lines`, as of the room's event with the first number."""
        ...

    def has_reacted(self, room: int, line: int, principal: int, emoji: str) -> Awaitable[bool]: ...

    def reactors(self, room: int, line: int, limit: int) -> Awaitable[tuple[list[ReactedBy], int]]:
        """The first `limit` who reacted to that line, and how many reactions it has."""
        ...
