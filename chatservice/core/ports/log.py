"""The log: the events of each room, in order."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

import msgspec

from chatservice.errors import Fault
from chatservice.model.records import Appended, Draft, Found, Record
from chatservice.model.search_query import LineQuery

Outcome = Appended | Fault


class Condition(msgspec.Struct, frozen=True):
    """The state of the maintenance behind the log. `trouble` says which of it fails and why, empty if none
    does; `unindexed` is the number of events that searches check one by one; `wal` the size in bytes of
    the log beside the database."""

    trouble: str = ""
    unindexed: int = 0
    wal: int = 0


class LogObserver(Protocol):
    """Called by the log on its events; given to the storage when that is created."""

    def committed(self, size: int, seconds: float) -> None:
        """A batch of `size` appends and changes was handed back, `seconds` after it was handed over.
        Called before any `done` of it."""
        ...

    def batch_ended(self) -> None:
        """Every `done` of a batch was called."""
        ...

    def trimmed(self, first: Mapping[int, int]) -> None:
        """{room: first}: older lines have been removed."""
        ...

    def reopened(self) -> None:
        """The database could be opened again after a failure: what was answered with OutcomeUnknown
        may be in it. Called after the batch that found it so has been handed back."""
        ...


class RoomLog(Protocol):
    """The truth: for each room, events with gapless seqs, in the order they were queued.

    All appends that wait together are committed in one transaction, and the whole batch is handed
    back in one turn: `committed` of the `LogObserver`, then every `done`, then its `batch_ended`.
    """

    epoch: str

    @property
    def trouble(self) -> str:
        """Why the last batch could not be stored; empty if it could."""
        ...

    @property
    def condition(self) -> Condition: ...

    def try_write(self) -> Awaitable[None]:
        """Write something that changes nothing, to refresh `trouble`. Raises NotStored."""
        ...

    def append(
        self,
        room: int,
        drafts: Sequence[Draft],
        done: Callable[[Sequence[Outcome]], None],
        again: bool = False,
    ) -> None:
        """Queue `drafts`, all for one transaction; `done` gets an outcome for each, in order.

        An outcome is `Appended` after the commit, or the reason why this draft alone is
        not in the log: Stale (its `expect` no longer holds, or that of something the same actor
        said there before it in the batch), KeyReused, NotStored, OutcomeUnknown. What was Stale
        is queued `again`, from its `done`: before all that waits, so that nothing overtakes it.
        A key seen before in this room by this actor with the same body gives the first one's
        place, not `fresh`. ADDED, REMOVED, ROLE, MODE and TOPIC take effect on members, mode, topic
        and access version in the same transaction, FILE and FILE_GONE on files, RUN and
        RUN_ENDED on runs; DELETED takes the text out of the line it names, which is a BLANK then.
        EDITED gives the line it names another text; if that is no line any more, the outcome is NoSuchLine.
        """
        ...

    def heads(self, rooms: Sequence[int]) -> Awaitable[dict[int, int]]:
        """By room, the last seq as of everything queued before this; only of rooms that exist."""
        ...

    def since(self, room: int, seq: int, limit: int) -> Awaitable[list[Record]]:
        """At most `limit` events after `seq`, in order. As in all that follow, each has what was added to
        it since it was written."""
        ...

    def since_id(self, room: int, id_: int, limit: int) -> Awaitable[list[Record]]:
        """At most `limit` events of `room` whose id is above `id_`, in order."""
        ...

    def before(self, room: int, seq: int | None, limit: int) -> Awaitable[list[Record]]:
        """The last `limit` events before `seq` (None: the newest), oldest first."""
        ...

    def lines_before(self, room: int, seq: int | None, limit: int) -> Awaitable[list[Record]]:
        """As `before`, without the events that only add something to another line (`values.FOLDED`)."""
        ...

    def lines_since(self, room: int, seq: int, limit: int) -> Awaitable[list[Record]]:
        """As `since`, without those events."""
        ...

    def seq_at(self, room: int, ts: float) -> Awaitable[int]:
        """The seq of the last event of `room` before the time `ts` (seconds since 1970), 0 if none is."""
        ...

    def around(self, room: int, seq: int, before: int, after: int) -> Awaitable[list[Record]]:
        """The line at `seq` with that many before and after it, oldest first."""
        ...

    def around_each(
        self, places: Sequence[tuple[int, int]], before: int, after: int
    ) -> Awaitable[list[list[Record]]]:
        """As `around`, for each of a few places (a room and a seq), in one read."""
        ...

    def search(
        self, rooms: Sequence[int], query: LineQuery, before: int | None, limit: int
    ) -> Awaitable[Found]:
        """Messages, actions, polls and files in `rooms` that fit `query`, compared as
        `search_text.searchable`, newest first unless the best are wanted.

        `before` is an event id: only older ones. Raises Busy if too many are waiting.
        """
        ...
