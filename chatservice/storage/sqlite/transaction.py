"""What happens in the writer's thread between BEGIN and COMMIT, as those who write see it."""

import sqlite3
from collections.abc import Callable, Sequence

from chatservice.model.sanctions import EVERYWHERE
from chatservice.model.values import GONE
from chatservice.storage.batch import BatchPlan
from chatservice.storage.sqlite import directory, maintenance, search
from chatservice.storage.sqlite.maintenance import Maintenance


class Transaction:
    """What a Change may use: the connection, and heads as of its place in the batch."""

    def __init__(self, connection: sqlite3.Connection, decider: BatchPlan, indexed: bool) -> None:
        """Not `indexed`: the search index is to be made anew, and is left alone."""
        self.connection = connection
        self.decider = decider
        self.after: list[Callable[[Maintenance], None]] = []  # called once it is committed
        self._indexed = indexed
        self.counts = False  # as a line does: as much is written, so that one could be stored

    def limit(self, room: int) -> None:
        """Somebody may do less in `room` (or EVERYWHERE) from here on: what was decided before
        is decided again."""
        access = self.decider.limit(room)
        if room != EVERYWHERE and access != GONE:
            directory.set_access(self.connection, room, access)

    def wipe(self) -> None:
        """What is overwritten here is to be gone from the log beside the database too, soon after."""
        self.after.append(Maintenance.wipe)

    def tidy_later(self) -> None:
        """What is blanked here is to be gone from the search index, which goes through all of it for
        that, within the hour."""
        if not search.mark(self.connection, maintenance.TO_TIDY):
            search.set_mark(self.connection, maintenance.TO_TIDY, maintenance.BLANKED)
        self.after.append(lambda following: following.trimmer.tidy_later())

    def tidy(self) -> None:
        """A person is erased: nothing of what is blanked here is to be left in any page, soon."""
        search.set_mark(self.connection, maintenance.TO_TIDY, maintenance.ERASED)
        self.after.append(Maintenance.erased)

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
            self.after.append(Maintenance.index_is_damaged)
