"""The writer's transaction between BEGIN and COMMIT, as a change sees it."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from chatservice.errors import Fault
from chatservice.model.sanctions import EVERYWHERE, AuditEntry
from chatservice.model.values import GONE
from chatservice.settings.schema import Settings
from chatservice.storage.batch import BatchPlan
from chatservice.storage.sqlite import members, meta, search_index

# A mark in the database: text was blanked, or a person erased, and still has to be removed from freed
# pages. Set in the same transaction, so that a stop of the server does not forget it.
TO_TIDY = "to_tidy"
BLANKED, ERASED = 1, 2


class FollowUp(Protocol):
    """The work between batches (maintenance.py) that a change may request."""

    def index_is_damaged(self) -> None: ...

    def wipe(self) -> None: ...

    def erased(self) -> None: ...

    def tidy_later(self) -> None: ...

    def doom(self, room: int) -> None: ...

    def look_for_old(self) -> None: ...

    def audited(self, entry: AuditEntry) -> None: ...


class Transaction:
    """What a Change may use: the connection, and heads as of its place in the batch."""

    def __init__(
        self, connection: sqlite3.Connection, plan: BatchPlan, indexed: bool, settings: Settings
    ) -> None:
        """Not `indexed`: the search index is going to be rebuilt, and is left alone."""
        self.connection = connection
        self.plan = plan
        self.settings = settings
        self.after: list[Callable[[FollowUp], None]] = []  # called after the commit
        self._indexed = indexed
        self.counts = False  # a success proves that a line could be stored: as much is written

    def limit(self, room: int) -> None:
        """Rights in `room` (or EVERYWHERE) are reduced from here on: earlier decisions are made
        again."""
        access = self.plan.limit(room)
        if room != EVERYWHERE and access != GONE:
            members.set_access(self.connection, room, access)

    def end(self, room: int) -> None:
        """The room's row is deleted at this place in the batch; its lines are removed afterwards."""
        self.plan.end(room)
        self.after.append(lambda following: following.doom(room))

    def wipe(self) -> None:
        """Soon after, remove what is overwritten here from the log beside the database too."""
        self.after.append(lambda following: following.wipe())

    def tidy_later(self) -> None:
        """Within the hour, remove what is blanked here from the search index, which is reorganized as a
        whole for that."""
        if not meta.mark(self.connection, TO_TIDY):
            meta.set_mark(self.connection, TO_TIDY, BLANKED)
        self.after.append(lambda following: following.tidy_later())

    def tidy(self) -> None:
        """A person is erased: soon, remove what is blanked here from every page."""
        meta.set_mark(self.connection, TO_TIDY, ERASED)
        self.after.append(lambda following: following.erased())

    def forget(self, ids: Sequence[int]) -> None:
        """Remove events whose text is about to be blanked from the search index, which has to be told
        the old entry; and soon after from the log beside the database."""
        self.wipe()
        self.unindex(ids)

    def unindex(self, ids: Sequence[int]) -> None:
        """Remove events whose text is about to be replaced from the search index."""
        self._change_index(search_index.forget, ids)

    def index(self, ids: Sequence[int]) -> None:
        """Put events with another text back into the search index, if they were in it."""
        self._change_index(search_index.put_back, ids)

    def _change_index(
        self, change: Callable[[sqlite3.Connection, Sequence[int]], None], ids: Sequence[int]
    ) -> None:
        if not self._indexed:
            return
        try:
            change(self.connection, ids)
        except sqlite3.Error as error:
            if not search_index.is_damage(error):
                raise
            self._indexed = False
            self.index_is_damaged()

    def index_is_damaged(self) -> None:
        self.after.append(lambda following: following.index_is_damaged())


@contextmanager
def all_or_nothing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A fault undoes what was done inside, and nothing else of the batch; any other exception
    undoes the batch."""
    connection.execute("SAVEPOINT one")
    try:
        yield connection
    except Fault:
        connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")
        raise
    connection.execute("RELEASE one")
