"""The two ways to a database: queries go to the readers, changes to the writer."""

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from twisted.internet.defer import Deferred

from chatservice.errors import Fault
from chatservice.storage.batch import Change
from chatservice.storage.sqlite.readers import Readers
from chatservice.storage.sqlite.transaction import Transaction
from chatservice.storage.writer import Writer

T = TypeVar("T")


class Database:
    def __init__(self, writer: Writer, readers: Readers) -> None:
        self.writer = writer
        self.readers = readers

    def read(self, query: Callable[[sqlite3.Connection], T]) -> Deferred[T]:
        return self.readers.ask(query)

    def change(self, run: Callable[[Transaction], T]) -> Deferred[T]:
        done: Deferred[T] = Deferred()

        def answer(result: Any) -> None:
            if isinstance(result, Fault):
                done.errback(result)
            else:
                done.callback(result)

        self.writer.add(Change(run, answer))
        return done
