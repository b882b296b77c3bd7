"""The server's end of the socket on which chatctl speaks to it.

A unix socket in the data folder, for the user that runs the server and for root: its mode
says so, and who connects is asked of the kernel. One request a connection.
"""

import os
import socket
import stat
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IPushProducer
from twisted.internet.protocol import Factory, connectionDone
from twisted.logger import Logger
from twisted.protocols.basic import LineOnlyReceiver
from twisted.python.failure import Failure
from zope.interface import implementer

from chatservice.admin import frames
from chatservice.admin.desk import AdminService
from chatservice.admin.frames import (
    NAME,
    AdminError,
    ControlEnd,
    ControlFailure,
    ControlFrame,
    ControlProgress,
    ControlRows,
)

AT_ONCE = 8  # connections; more are told to come back
WAITING = 32  # connections; more are closed at once
PATIENCE = 10.0  # seconds for a request to arrive, and for what was said to be read

log = Logger()


@implementer(IPushProducer)
class AdminConnection(LineOnlyReceiver):
    delimiter = b"\n"
    MAX_LENGTH = frames.REQUEST_MAX

    factory: "AdminFactory"
    transport: Any

    def __init__(self) -> None:
        self._asked = False
        self.outlasts = False  # this server
        self._refusal: ControlFailure | None = None
        self._gone = False
        self._waiting: list[Deferred[None]] = []
        self._full = False
        self._deadline: Any = None

    # Twisted calls these.

    def connectionMade(self) -> None:  # noqa: N802
        self.factory.connections[self] = None
        self.transport.registerProducer(self, True)
        self._deadline = self.factory.reactor.callLater(PATIENCE, self.transport.abortConnection)
        if not self.factory.admits(_user_of(self.transport)):
            text = "Only the user that runs the server, and root, may."
            self._refusal = ControlFailure(code="not_allowed", text=text)
        elif len(self.factory.connections) > AT_ONCE:
            self._refusal = ControlFailure(code="busy", text="Too many are asking at once. Try again later.")
        if len(self.factory.connections) > WAITING:
            self.transport.abortConnection()

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        if self._asked:
            return
        self._asked = True
        if self._refusal is not None:
            self._end(self._refusal)
        else:
            self._stop_waiting()
            Deferred.fromCoroutine(self._answer(line)).addErrback(self._broke)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802
        self._end(
            ControlFailure(code="too_long", text=f"The request is longer than {self.MAX_LENGTH} bytes.")
        )

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        self._gone = True
        self._stop_waiting()
        self.factory.connections.pop(self, None)
        self._release()

    def pauseProducing(self) -> None:  # noqa: N802
        self._full = True

    def resumeProducing(self) -> None:  # noqa: N802
        self._full = False
        self._release()

    def stopProducing(self) -> None:  # noqa: N802
        self._release()

    def _release(self) -> None:
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            each.callback(None)

    def _stop_waiting(self) -> None:
        if self._deadline is not None and self._deadline.active():
            self._deadline.cancel()

    # The answer.

    async def _answer(self, line: bytes) -> None:
        try:
            await self.factory.desk.do(frames.request(line).do, self)
        except AdminError as error:
            self._end(ControlFailure(code=error.code, text=str(error)))
        else:
            self._end(ControlEnd())

    def _broke(self, failure: Failure) -> None:
        log.failure("a request of chatctl failed", failure)
        self._end(
            ControlFailure(code="internal", text="Something went wrong in the server. It is in its log.")
        )

    def rows(self, rows: list[Any]) -> None:
        self._send(ControlRows(rows=rows))

    def progress(self, done: int, total: int, what: str) -> None:
        self._send(ControlProgress(done=done, total=total, what=what))

    async def drained(self) -> None:
        while self._full and not self._gone:
            waiting: Deferred[None] = Deferred()
            self._waiting.append(waiting)
            await waiting
        if self._gone:
            raise AdminError("gone", "Whoever asked has gone.")

    def stays(self) -> None:
        self.outlasts = True

    def _send(self, frame: ControlFrame) -> None:
        if not self._gone:
            self.transport.write(frames.encode(frame))

    def _end(self, frame: ControlFrame) -> None:
        self._asked = True
        self._send(frame)
        if not self._gone:
            self._stop_waiting()
            self._deadline = self.factory.reactor.callLater(PATIENCE, self.transport.abortConnection)
            self.transport.unregisterProducer()
            self.transport.loseConnection()


class AdminFactory(Factory):
    noisy = False

    def __init__(self, desk: AdminService, reactor: Any) -> None:
        self.desk = desk
        self.reactor = reactor
        self.connections: dict[AdminConnection, None] = {}

    def buildProtocol(self, addr: object) -> Any:  # noqa: N802
        connection = AdminConnection()
        connection.factory = self
        return connection

    def admits(self, user: int | None) -> bool:
        # Where the kernel does not tell, the folder's mode has let only those two through.
        return user is None or user in {0, os.geteuid()}


def open_socket(data: Path, desk: AdminService, reactor: Any) -> Callable[[], Any]:
    """Answer chatctl from now on; what is returned ends it. The folder is ours: a socket
    that is there was left by a server that ended without taking it away. Raises OSError."""
    path = data / NAME
    if path.exists() and stat.S_ISSOCK(path.lstat().st_mode):
        path.unlink()
    listening = socket.socket(socket.AF_UNIX)
    folder = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Through the descriptor, because a socket's path may have 107 bytes only.
        listening.bind(f"/proc/self/fd/{folder}/{NAME}" if len(str(path)) > 100 else str(path))
        path.chmod(0o600)
        listening.listen(AT_ONCE)
        listening.setblocking(False)
        port = reactor.adoptStreamPort(listening.fileno(), socket.AF_UNIX, AdminFactory(desk, reactor))
        path.chmod(0o600)  # Twisted has opened it to everybody
    finally:
        os.close(folder)
        listening.close()

    def close() -> Any:
        path.unlink(missing_ok=True)
        for connection in list(port.factory.connections):
            if not connection.outlasts:
                connection.transport.abortConnection()
        return port.stopListening()

    return close


def _user_of(transport: Any) -> int | None:
    """The user id of the other end, where the kernel tells."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return None
    kept = transport.getHandle().getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", kept)
    return int(user)
