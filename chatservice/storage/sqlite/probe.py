"""Finds out whether a line could be stored, by storing as many bytes and removing them again."""

import secrets
import sqlite3
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred, fail, succeed
from twisted.python.failure import Failure

from chatservice.storage.sqlite.transaction import Transaction

SIZE = 128 * 1024  # bytes: the largest line, and what is written with it
EVERY = 1.0  # seconds between two probes, however often it is asked


class Probe:
    def __init__(
        self, change: Callable[[Callable[[Transaction], None]], Any], seconds: Callable[[], float]
    ) -> None:
        """`change` queues a write; `seconds` is a clock."""
        self._change = change
        self._seconds = seconds
        self._waiting: list[Deferred[None]] | None = None
        self._last: tuple[float, Failure | None] | None = None

    def ask(self) -> Deferred[None]:
        """Fails with NotStored if it could not; the answer may be a second old."""
        if self._last is not None and self._seconds() - self._last[0] < EVERY:
            failure = self._last[1]
            return succeed(None) if failure is None else fail(failure)
        answer: Deferred[None] = Deferred()
        if self._waiting is not None:
            self._waiting.append(answer)
            return answer
        self._waiting = [answer]
        self._change(_write).addBoth(self._done)
        return answer

    def _done(self, result: object) -> None:
        failure = result if isinstance(result, Failure) else None
        self._last = (self._seconds(), failure)
        waiting, self._waiting = self._waiting or [], None
        # Not in the transaction that wrote it: then nothing would reach the disk.
        self._change(_take_out).addErrback(lambda _: None)
        for answer in waiting:
            if failure is None:
                answer.callback(None)
            else:
                answer.errback(failure)


def _write(transaction: Transaction) -> None:
    transaction.counts = True
    # Random bytes, which a compressing file system cannot shrink.
    _put(transaction.connection, secrets.token_bytes(SIZE))


def _take_out(transaction: Transaction) -> None:
    transaction.connection.execute("DELETE FROM meta WHERE name = 'probe'")


def _put(connection: sqlite3.Connection, value: bytes) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('probe', ?)", (value,))
