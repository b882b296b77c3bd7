"""Doors that are sockets in the file system, our own or passed to us.

A socket's file outlives a killed process. It is removed only if it is a socket, nothing
answers at it, and no other server is opening it at the same time.
"""

import errno
import fcntl
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from twisted.internet import tcp, unix
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure

from chatservice.errors import StartError
from chatservice.net.eager import EagerUnixServer

MODE = 0o660  # for the user that runs the server, and the group


class UnixPort(unix.Port):
    """Removes its file at the end, if it is still its own."""

    transport = EagerUnixServer
    _file: tuple[int, int] | None = None

    def startListening(self) -> None:  # noqa: N802
        with _alone_in(os.path.dirname(self._bindPath) or b"."):
            _clear(self._bindPath)
            super().startListening()  # type: ignore[no-untyped-call]
            self._file = _identity(self._bindPath)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        if self._file is not None and _identity(self._bindPath) == self._file:
            os.unlink(self._bindPath)
        tcp.Port.connectionLost(self, reason)


class PassedUnixPort(unix.Port):
    """The file belongs to the process that passed the socket: its mode and removal are left alone."""

    transport = EagerUnixServer

    def startListening(self) -> None:  # noqa: N802
        port: Any = self
        port.factory.doStart()
        port.socket, self._preexistingSocket = self._preexistingSocket, None
        port.fileno = port.socket.fileno
        port.connected = True
        port.numberAccepts = 100
        port.startReading()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        tcp.Port.connectionLost(self, reason)


def unix_port(words: list[str], factory: Any, backlog: int, reactor: Any) -> UnixPort:
    """A port for the part of ``unix:PATH:mode=660`` after the first colon. Raises StartError."""
    path, *rest = words
    values = dict(word.partition("=")[::2] for word in rest)
    path = values.pop("address", path.removeprefix("address="))
    try:
        mode = int(values.pop("mode", f"{MODE:o}"), 8)
    except ValueError:
        raise StartError("the mode is in octal, such as 660") from None
    values.pop("lockfile", None)  # an option of Twisted's; nothing here needs it
    if values.pop("backlog", "1").isdigit() and not values and path and mode <= 0o777:
        port = UnixPort(os.path.abspath(path).encode(), factory, backlog, mode, reactor)
        port.startListening()
        return port
    raise StartError("write unix:PATH or unix:PATH:mode=660")


@contextmanager
def _alone_in(folder: bytes) -> Iterator[None]:
    """No other server checks or makes a socket there meanwhile."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as why:
        raise StartError(f"{os.fsdecode(folder)}: {why.strerror}") from None
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def _lock(folder: int) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StartError("another server is just opening a socket in that folder; try again") from None


def _clear(path: bytes) -> None:
    """Remove a socket that a killed server left. Raises StartError."""
    try:
        if not stat.S_ISSOCK(os.lstat(path).st_mode):
            raise StartError("there is a file of that name that is not a socket; choose another name")
    except FileNotFoundError:
        return
    with socket.socket(socket.AF_UNIX) as probe:
        probe.setblocking(False)
        answer = probe.connect_ex(path)
    if answer != errno.ECONNREFUSED:
        raise StartError("somebody listens there already; stop that one, or choose another name")
    os.unlink(path)


def _identity(path: bytes) -> tuple[int, int] | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
