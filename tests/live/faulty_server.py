"""A server with the fault that the kill test looks for: it acknowledges, and commits later."""

from chatservice.__main__ import main
from chatservice.model.records import Appended
from chatservice.storage.sqlite.log import EventLog

LATER = 0.05  # seconds from the acknowledgement to the commit

honest = EventLog.append


def hasty(self, room, drafts, done, again=False):
    outcomes = []
    for _ in drafts:
        self.hasty_head = getattr(self, "hasty_head", self.hasty_start) + 1
        outcomes.append(Appended(self.hasty_head, self.hasty_head))
    writer = self.database.writer
    reactor, observer = writer._reactor, writer._observer
    reactor.callLater(0, lambda: (done(outcomes), observer.batch_ended()))
    reactor.callLater(LATER, honest, self, room, drafts, lambda _: None)


def counting(self, database, *arguments):
    start(self, database, *arguments)
    connection = database.writer._committer._connection
    self.hasty_start = connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0]


start = EventLog.__init__
EventLog.__init__ = counting
EventLog.append = hasty

if __name__ == "__main__":
    main()
