"""The connections that read, and the threads that use them.

They are opened once: even if the file is replaced, reads see what was written. While the writer
empties the log beside the database no read begins, since each read protects the part of the log
that it has seen from being overwritten.

A search may look through thousands of lines, so searches have a thread of their own and a bounded
queue: on the other threads, sixty searches would delay everyone who signs in, enters a room or
scrolls back by seconds.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from twisted.internet.defer import Deferred, fail
from twisted.internet.threads import deferToThreadPool
from twisted.python.threadpool import ThreadPool

from chatservice.errors import Busy, ServerStopping
from chatservice.settings.schema import Settings
from chatservice.storage.sqlite.opening import connect

READERS = 2  # threads
SEARCHERS = 1
CONNECTIONS = READERS + SEARCHERS

T = TypeVar("T")


class Readers:
    def __init__(self, path: Path, reactor: Any, settings: Settings, is_there: Callable[[], bool]) -> None:
        """`is_there`: whether `path` still leads to the database that was opened."""
        self._path = path
        self._reactor = reactor
        self._settings = settings
        self._is_there = is_there
        self._idle = [connect(path, read_only=True) for _ in range(CONNECTIONS)]
        self._is_stopped = False
        self._changed = threading.Condition()  # of these two
        self._pool = ThreadPool(1, READERS, "chat-reader")
        self._pool.start()
        self._searchers = ThreadPool(0, SEARCHERS, "chat-search")
        self._searchers.start()
        self._searches = 0  # under way or waiting

    def ask(self, query: Callable[..., T], *arguments: object) -> Deferred[T]:
        """Raises ServerStopping after `stop`."""
        if self._pool.joined:  # it would never answer
            return fail(ServerStopping())
        return deferToThreadPool(self._reactor, self._pool, self._ask, query, *arguments)

    def search(self, query: Callable[..., T]) -> Deferred[T]:
        """Raises Busy if too many are waiting, ServerStopping after `stop`."""
        if self._searchers.joined:
            return fail(ServerStopping())
        if self._searches >= self._settings.search_queue:
            raise Busy
        self._searches += 1
        done = deferToThreadPool(self._reactor, self._searchers, self._ask, query)
        return done.addBoth(self._searched)

    def _searched(self, result: Any) -> Any:
        self._searches -= 1
        return result

    def stop(self) -> None:
        self._pool.stop()
        self._searchers.stop()
        for connection in self._idle:
            connection.close()

    @contextmanager
    def stopped(self, within: float) -> Iterator[bool]:
        """Nothing is read meanwhile; False if a read does not finish `within` seconds."""
        with self._changed:
            self._is_stopped = True
            are_idle = self._changed.wait_for(lambda: len(self._idle) == CONNECTIONS, within)
        try:
            yield are_idle
        finally:
            with self._changed:
                self._is_stopped = False
                self._changed.notify_all()

    # In a thread. There are as many threads as connections.

    def _ask(self, query: Callable[..., T], *arguments: object) -> T:
        with self._changed:
            self._changed.wait_for(lambda: not self._is_stopped)
            connection = self._idle.pop()
        try:
            return query(connection, *arguments)
        except sqlite3.Error:
            connection = self._anew(connection)
            raise
        finally:
            with self._changed:
                self._idle.append(connection)
                self._changed.notify_all()

    def _anew(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        """Replace a connection after an error, if a new one can be opened."""
        if not self._is_there():
            return connection
        try:
            another = connect(self._path, read_only=True)
        except sqlite3.Error:
            return connection
        connection.close()
        return another
