"""What is attached to lines. The log takes care of what is public: REACTION puts or takes a reaction, PINNED
and UNPINNED a pin. Pages of the log come with it."""

from collections.abc import Awaitable, Sequence
from typing import Protocol

from chatservice.model.annotations import ReactionCounts
from chatservice.model.marks import ReactedBy, StoredBookmark, StoredPin
from chatservice.model.records import Record


class MarkStore(Protocol):
    def reaction_counts(
        self, room: int, lines: Sequence[int]
    ) -> Awaitable[tuple[int, dict[int, ReactionCounts]]]:
        """The reactions to each of `lines`, as of the room's event with the first number."""
        ...

    def has_reacted(self, room: int, line: int, principal: int, emoji: str) -> Awaitable[bool]: ...

    def own(self, room: int, low: int, high: int, principal: int) -> Awaitable[set[tuple[int, str]]]:
        """The lines from `low` to `high` that `principal` reacted to, with the emoji."""
        ...

    def reactors(self, room: int, line: int, limit: int) -> Awaitable[tuple[list[ReactedBy], int]]:
        """The first `limit` who reacted to that line, and how many reactions it has."""
        ...

    def pins(self, room: int) -> Awaitable[list[StoredPin]]:
        """In the order in which they were pinned."""
        ...

    def lines(self, room: int, seqs: Sequence[int]) -> Awaitable[list[Record]]:
        """Those of the events at `seqs` (few) that are stored, in order."""
        ...

    def bookmark(self, principal: int, room: int, line: int, ts: float) -> Awaitable[None]:
        """TooMany. Nothing changes if it is there already."""
        ...

    def unbookmark(self, principal: int, room: int, line: int) -> Awaitable[bool]:
        """Whether there was one."""
        ...

    def bookmarks(self, principal: int, before: int | None, limit: int) -> Awaitable[list[StoredBookmark]]:
        """Those with a number below `before`, the newest first."""
        ...
