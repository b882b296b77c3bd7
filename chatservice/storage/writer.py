"""Group commit: one thread, one transaction for everything that waits, one hand-over back.

The reactor's side collects; at most one batch is under way, and what arrives meanwhile is
the next. The thread and the reactor share the interpreter's lock, so crossing over once
per batch and writing it with few statements is twice as fast as doing either for each
line (docs/performance.md).

What a batch does, and what happens when it cannot be written, is in commit.py; between
batches, when there is nothing to commit, the thread merges keys and feeds the search index.
"""

import queue
import threading
from collections.abc import Callable
from typing import Any, Protocol

from twisted.logger import Logger

from chatservice.core.ports import Condition, LogObserver
from chatservice.errors import NotStored
from chatservice.storage.batch import Unit, refused

log = Logger()


class Reactor(Protocol):
    def seconds(self) -> float: ...

    def callLater(self, delay: float, call: Callable[..., object], *args: object) -> object: ...  # noqa: N802

    def callFromThread(self, call: Callable[..., object], *args: object) -> object: ...  # noqa: N802


class Following(Protocol):
    """The maintenance work that follows behind the log."""

    first: dict[int, int]  # where rooms begin now, not reported yet

    def urgent(self, last_id: int) -> bool: ...


class BatchDriver(Protocol):
    """What a driver does with a batch, and between batches."""

    commits: int
    last_id: int
    reopened: bool  # since the flag was last read

    @property
    def upkeep(self) -> Following: ...

    @property
    def trouble(self) -> str: ...

    @property
    def condition(self) -> Condition: ...

    def write(self, batch: list[Unit]) -> list[Any]:
        """A result for each unit. Never raises."""
        ...

    def pause(self, is_idle: bool) -> float:
        """Seconds without a batch until `keep_up` is called."""
        ...

    def keep_up(self, batch_waits: Callable[[], bool]) -> None:
        """Do a piece of maintenance, which gives way when `batch_waits`. Never raises."""
        ...

    def end(self) -> None: ...


class Writer:
    """Owns `committer`, which only its thread uses."""

    def __init__(self, committer: BatchDriver, reactor: Reactor, observer: LogObserver) -> None:
        self._observer = observer
        self._began = 0.0
        self._reactor = reactor
        self._committer = committer
        self._waiting: list[Unit] = []
        self._again: list[Unit] = []  # these go first
        self._under_way = False
        self._due = False
        self._ended = False
        self._when_done: Callable[[], None] | None = None
        self._write = self._begin()

    def _begin(self) -> Callable[[list[Unit] | None], None]:
        """Start the thread. Returns the call that hands it a batch, and None at the end."""
        self._inbox: queue.SimpleQueue[list[Unit] | None] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="chat-writer", daemon=True).start()
        return self._inbox.put

    @property
    def commits(self) -> int:
        """Batches that were committed."""
        return self._committer.commits

    @property
    def trouble(self) -> str:
        return self._committer.trouble

    @property
    def condition(self) -> Condition:
        return self._committer.condition

    # On the reactor's side.

    def add(self, unit: Unit, again: bool = False) -> None:
        (self._again if again else self._waiting).append(unit)
        if not self._under_way and not self._due:
            # At the end of this turn, so that all lines read in it are one batch.
            self._due = True
            self._reactor.callLater(0, self._hand_over)

    def _hand_over(self) -> None:
        self._due = False
        if self._waits and not self._under_way:
            batch = self._again + self._waiting
            self._again, self._waiting = [], []
            if self._ended:
                self._deliver(batch, [refused(unit, NotStored("the server is stopping")) for unit in batch])
                return
            self._under_way = True
            self._began = self._reactor.seconds()
            self._write(batch)

    @property
    def _waits(self) -> bool:
        return bool(self._waiting or self._again)

    def _handed_back(self, batch: list[Unit], results: list[Any]) -> None:
        try:
            self._observer.committed(len(batch), self._reactor.seconds() - self._began)
            self._deliver(batch, results)
        finally:
            self._under_way = False
            if self._waits:
                # Not at once: clients that have just been sent the batch answer it now, and
                # their lines belong to the next batch; otherwise two half-empty batches
                # alternate. A call scheduled here runs before the reactor looks at the
                # network again, a call scheduled by that call after.
                self._due = True
                self._reactor.callLater(0, self._reactor.callLater, 0, self._hand_over)
            elif self._when_done is not None:
                self._end()

    def _deliver(self, batch: list[Unit], results: list[Any]) -> None:
        for unit, result in zip(batch, results, strict=True):
            try:
                unit.done(result)
            except Exception:
                log.failure("a committed change could not be reported")
        try:
            self._observer.batch_ended()
        except Exception:
            log.failure("a committed batch could not be passed on")

    def close(self, when_done: Callable[[], None]) -> None:
        """Commit what waits, end the thread and the connection, then call `when_done`, once."""
        self._when_done = when_done
        if not self._under_way and not self._waits:
            self._end()

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            self._write(None)

    # In the thread. What it calls returns results whatever happens: if the thread ended,
    # nothing would ever be committed again, and no error would show it.

    def _work(self) -> None:
        committer, is_idle = self._committer, False
        while True:
            try:
                batch = self._inbox.get(timeout=committer.pause(is_idle))
            except queue.Empty:
                self._keep_up()
                is_idle = True
                continue
            if batch is None:
                break
            results = committer.write(batch)
            self._reactor.callFromThread(self._handed_back, batch, results)
            if committer.reopened:
                committer.reopened = False
                self._reactor.callFromThread(self._observer.reopened)
            is_idle = False
            if committer.upkeep.urgent(committer.last_id):
                self._keep_up()
        committer.end()
        if self._when_done is not None:
            self._reactor.callFromThread(self._when_done)

    def _batch_waits(self) -> bool:
        return not self._inbox.empty()

    def _keep_up(self) -> None:
        self._committer.keep_up(self._batch_waits)
        first = self._committer.upkeep.first
        if first:
            self._committer.upkeep.first = {}
            self._reactor.callFromThread(self._observer.trimmed, first)
