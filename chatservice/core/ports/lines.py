"""Lines by their topics, and what edited lines said before. The log takes care of changes: RICH gives a
message a topic, EDITED replaces a text."""

from collections.abc import Awaitable
from typing import Protocol

from chatservice.model.records import FormerText, Record
from chatservice.model.values import StoredTopic


class TopicStore(Protocol):
    """A topic exists as long as a line in its room has it; spellings of its name are folded."""

    def topics(self, room: int, limit: int) -> Awaitable[tuple[list[StoredTopic], int]]:
        """The topics with the newest lines, and how many there are."""
        ...

    def before(self, room: int, topic: str, seq: int | None, limit: int) -> Awaitable[list[Record]]:
        """The last lines with that topic before `seq` (None: the newest), oldest first."""
        ...

    def since(self, room: int, topic: str, seq: int, limit: int) -> Awaitable[list[Record]]:
        """The first lines with that topic after `seq`, in order."""
        ...


class RevisionStore(Protocol):
    def revisions(self, room: int, line: int) -> Awaitable[tuple[list[FormerText], int]]:
        """The texts of a line that were replaced and are kept, oldest first, and how often it was edited."""
        ...
