"""The bodies of transfers: read and written piece by piece, counted as progress."""

import hashlib
from collections.abc import Callable
from typing import Any, BinaryIO

from twisted.internet import defer
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from twisted.web.client import ResponseDone

from chatservice.client.model.transfers import Transfer
from chatservice.client.words import _


def bytes_of(response: Any, limit: int) -> "defer.Deferred[bytes]":
    """The first `limit` bytes of a response; the rest is dropped."""
    body = FirstBytes(limit)
    response.deliverBody(body)
    return body.done


class WrongContent(Exception):
    """The content differs from what was announced."""


class FirstBytes(Protocol):
    transport: Any

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._data = bytearray()
        self.done: defer.Deferred[bytes] = defer.Deferred(lambda _: self.transport.loseConnection())

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self._data += data[: self._limit - len(self._data)]
        if len(self._data) >= self._limit:
            self.transport.loseConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        if not self.done.called:
            self.done.callback(bytes(self._data))


class CountedFile:
    """A file that counts its reads as progress."""

    def __init__(self, file: BinaryIO, transfer: Transfer, changed: Callable[[], None]) -> None:
        self._file, self._transfer, self._changed = file, transfer, changed
        self.seek, self.tell, self.close = file.seek, file.tell, file.close

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._transfer.moved += len(data)
        self._changed()
        return data


class DownloadSink(Protocol):
    """Writes a download and verifies its size and checksum."""

    transport: Any

    def __init__(
        self,
        transfer: Transfer,
        file: BinaryIO,
        sha256: str,
        changed: Callable[[], None],
    ) -> None:
        self._transfer, self._file, self._changed = transfer, file, changed
        self.done: defer.Deferred[None] = defer.Deferred(lambda _: self.transport.loseConnection())
        self._sha256 = sha256
        self._hash = hashlib.sha256()
        self._wrong: Exception | None = None

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._wrong is not None:
            return
        self._transfer.moved += len(data)
        self._hash.update(data)
        try:
            if self._transfer.moved > self._transfer.size:
                raise WrongContent(_("The server sent more than it announced."))
            self._file.write(data)
        except (OSError, WrongContent) as wrong:
            self._wrong = wrong
            self.transport.loseConnection()
        self._changed()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        if self.done.called:  # cancelled
            return
        if self._wrong is None and reason.check(ResponseDone):
            if self._hash.hexdigest() == self._sha256:
                self.done.callback(None)
                return
            self._wrong = WrongContent(_("The content differs from the shared file: it was deleted."))
        self.done.errback(Failure(self._wrong) if self._wrong is not None else reason)
