"""Where a window is asked by a later start of the program to open something: a line in, a line out."""

import os
import socket
from collections.abc import Callable
from typing import Any

import msgspec
from twisted.internet.protocol import Factory, Protocol

from chatservice.client.model.openings import Opening
from chatservice.client.open_windows import Taken

OPENING_MAX = 4096  # bytes
STARTS_MAX = 8  # that ask at the same time
IDLE_MAX = 3.0  # seconds


class WindowDoor(Protocol):
    transport: Any

    def __init__(self, doors: "WindowDoors") -> None:
        self._doors = doors
        self._heard = b""
        self._due: Any = None

    def connectionMade(self) -> None:  # noqa: N802
        if len(self._doors.open) >= STARTS_MAX:
            self.transport.abortConnection()
            return
        self._doors.open.add(self)
        self._due = self._doors.reactor.callLater(IDLE_MAX, self.transport.abortConnection)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if len(self._heard) + len(data) > OPENING_MAX:
            self.transport.abortConnection()
            return
        self._heard += data
        if self._heard.endswith(b"\n"):
            self._answer()

    def _answer(self) -> None:
        try:
            opening = msgspec.json.decode(self._heard, type=Opening)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self.transport.abortConnection()
            return
        self.transport.write(msgspec.json.encode(Taken(self._doors.take(opening))) + b"\n")
        self.transport.loseConnection()

    def connectionLost(self, reason: Any = None) -> None:  # noqa: N802
        self._doors.open.discard(self)
        if self._due is not None and self._due.active():
            self._due.cancel()


class WindowDoors(Factory):
    noisy = False

    def __init__(self, reactor: Any, take: Callable[[Opening], bool]) -> None:
        self.reactor, self.take = reactor, take
        self.open: set[WindowDoor] = set()

    def buildProtocol(self, addr: Any) -> WindowDoor:  # noqa: N802
        return WindowDoor(self)


def open_door(reactor: Any, listening: socket.socket, take: Callable[[Opening], bool]) -> Any:
    """Answer on that socket from now on: the port. `take` opens it, or returns False."""
    with listening:
        port = reactor.adoptStreamPort(listening.fileno(), socket.AF_UNIX, WindowDoors(reactor, take))
        os.chmod(listening.getsockname(), 0o600)  # Twisted has opened it to all users
        return port
