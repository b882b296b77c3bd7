"""What happens in the writer's thread between BEGIN and COMMIT, as those who write see it."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from chatservice.errors import Fault
from chatservice.model.sanctions import EVERYWHERE
from chatservice.model.values import GONE
from chatservice.settings.schema import Settings
from chatservice.storage.batch import BatchPlan
from chatservice.storage.sqlite import members, search

# A mark in the database: something was blanked, or a person erased, and is to be gone from pages that
# nothing leads to any more. Set with it in one transaction, so that a stop does not forget it.
TO_TIDY = "to_tidy"
BLANKED, ERASED = 1, 2


class FollowUp(Protocol):
    """The work between batches (maintenance.py), as far as a change may ask for some."""

    def index_is_damaged(self) -> None: ...

    def wipe(self) -> None: ...

    def erased(self) -> None: ...

    def tidy_later(self) -> None: ...

    def doom(self, room: int) -> None: ...

    def look_for_old(self) -> None: ...


class Transaction:
    """What a Change may use: the connection, and heads as of its place in the batch."""

    def __init__(
        self, connection: sqlite3.Connection, decider: BatchPlan, indexed: bool, settings: Settings
    ) -> None:
        """Not `indexed`: the search index is to be made anew, and is left alone."""
        self.connection = connection
        self.decider = decider
        self.settings = settings
        self.after: list[Callable[[FollowUp], None]] = []  # called once it is committed
        self._indexed = indexed
        self.counts = False  # as a line does: as much is written, so that one could be stored

    def limit(self, room: int) -> None:
        """Somebody may do less in `room` (or EVERYWHERE) from here on: what was decided before
        is decided again."""
        access = self.decider.limit(room)
        if room != EVERYWHERE and access != GONE:
            members.set_access(self.connection, room, access)

    def end(self, room: int) -> None:
        """Its row is gone at this place in the batch; what was said in it is removed afterwards."""
        self.decider.end(room)
        self.after.append(lambda following: following.doom(room))

    def wipe(self) -> None:
        """What is overwritten here is to be gone from the log beside the database too, soon after."""
        self.after.append(lambda following: following.wipe())

    def tidy_later(self) -> None:
        """What is blanked here is to be gone from the search index, which goes through all of it for
        that, within the hour."""
        if not search.mark(self.connection, TO_TIDY):
            search.set_mark(self.connection, TO_TIDY, BLANKED)
        self.after.append(lambda following: following.tidy_later())

    def tidy(self) -> None:
        """A person is erased: nothing of what is blanked here is to be left in any page, soon."""
        search.set_mark(self.connection, TO_TIDY, ERASED)
        self.after.append(lambda following: following.erased())

    def forget(self, ids: Sequence[int]) -> None:
        """Events whose text is about to be blanked: out of the search index first, which has to be
        told what it held; and out of the log beside the database soon after."""
        self.wipe()
        if not self._indexed:
            return
        try:
            search.forget(self.connection, ids)
        except sqlite3.Error as error:
            if not search.is_damage(error):
                raise
            self._indexed = False
            self.index_is_damaged()

    def index_is_damaged(self) -> None:
        self.after.append(lambda following: following.index_is_damaged())


@contextmanager
def all_or_nothing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A fault undoes what went before it, and nothing else of the batch; whatever else is
    raised undoes the batch."""
    connection.execute("SAVEPOINT one")
    try:
        yield connection
    except Fault:
        connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")
        raise
    connection.execute("RELEASE one")
