"""A server with the fault that the kill test looks for: it acknowledges, and commits later."""

from chatservice.__main__ import main
from chatservice.model.values import Appended
from chatservice.storage.sqlite.storage import SqliteStorage

LATER = 0.05  # seconds from the acknowledgement to the commit

honest = SqliteStorage.append


def hasty(self, room, drafts, done, again=False):
    outcomes = []
    for _ in drafts:
        self.hasty_head = getattr(self, "hasty_head", self.hasty_start) + 1
        outcomes.append(Appended(self.hasty_head, self.hasty_head))
    reactor = self._writer._reactor
    reactor.callLater(0, lambda: (done(outcomes), self.on_batch()))
    reactor.callLater(LATER, honest, self, room, drafts, lambda _: None)


def counting(self, *arguments):
    start(self, *arguments)
    connection = self._writer._committer._connection
    self.hasty_start = connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0]


start = SqliteStorage.__init__
SqliteStorage.__init__ = counting
SqliteStorage.append = hasty

if __name__ == "__main__":
    main()
