"""What people have read, and where they were mentioned."""

from collections.abc import Awaitable, Collection, Mapping, Sequence
from typing import Protocol

from chatservice.model.reading import Level, Mention, MentionChange, Unread
from chatservice.model.records import Record
from chatservice.model.values import Principal


class ReadingStore(Protocol):
    """What is unread, who read what, mentions, and how much of a room a person is notified of. Changes
    come back after their commit."""

    def unread(
        self, principal: int, marks: Mapping[int, tuple[int, int]], ignored: Collection[int], limit: int
    ) -> Awaitable[dict[int, Unread]]:
        """For rooms ({room: (read mark, head)}): what others than `ignored` people and the person said
        after the mark, up to the head. At most about `limit` lines of each room are counted."""
        ...

    def set_mark(self, principal: int, room: int, seq: int) -> Awaitable[None]:
        """Unlike `save_marks` of the PrincipalStore, also back."""
        ...

    def readers(self, room: int, seq: int) -> Awaitable[dict[int, int]]:
        """{member: mark}: the members of a private room whose stored mark is at least `seq`."""
        ...

    def levels(self, principal: int) -> Awaitable[dict[int, Level]]:
        """By room; the others are at Level.ALL."""
        ...

    def set_level(self, principal: int, room: int, level: Level) -> Awaitable[None]:
        """TooMany above the cap of rooms with a level of their own."""
        ...

    def accounts_named(self, names: Sequence[str]) -> Awaitable[list[Principal]]:
        """The accounts with these names, compared folded."""
        ...

    def mention(
        self,
        room: int,
        record: Record,
        people: Collection[int],
        listening: Collection[int],
        everyone: bool,
        edited: bool = False,
    ) -> Awaitable[MentionChange]:
        """The line (or, by its seq, the one that an edit changed) mentions `people`, contains a word of
        those `listening`, who count only if they have been in the room, and addresses `everyone` there.
        Those who ignore its author are not mentioned, and none is twice; with `edited`, others are no
        longer. A line that was deleted, or edited since, mentions nobody. The oldest go above the cap of
        each person."""
        ...

    def mentioned_in(self, room: int, seq: int) -> Awaitable[list[int]]:
        """Whom that line mentions; EVERYONE among them if it addresses everyone."""
        ...

    def mentions(
        self, principal: int, since: float, before: int | None, limit: int
    ) -> Awaitable[list[Mention]]:
        """Mentions of the person by others in lines since that time, newest first; `before` is the id of
        an event: only older ones."""
        ...

    def mentioned_since(self, principal: int, since: float) -> Awaitable[int]:
        """How many `mentions` there are."""
        ...

    def unexamined(self, limit: int) -> Awaitable[list[tuple[int, Record]]]:
        """Lines with an @, and edits, among the last `limit` events, since the last that mentioned a
        person, with their rooms: a stop of the server may have come before their mentions were stored."""
        ...
