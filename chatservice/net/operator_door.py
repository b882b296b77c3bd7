"""The operator's door: a unix socket in the data folder, at which chatctl asks.

It is for the user that runs the server and for root: its mode says so, and the kernel is asked for
the user that connects. The limits of other doors do not apply to it, nor does the end of their
connections.
"""

import os
import socket
import stat
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory, connectionDone
from twisted.python.failure import Failure

from chatservice.core.operator_session import OperatorSession
from chatservice.core.ports import Timer
from chatservice.errors import Busy, Fault, NotAllowed
from chatservice.model.commands import Swap
from chatservice.net.allowance import Allowance
from chatservice.net.connection import Connection
from chatservice.net.context import ServerContext
from chatservice.wire.operator import SOCKET, OperatorDecoder

AT_ONCE = 8  # connections; further ones are told to come back
WAITING = 32  # connections; further ones are closed at once
PATIENCE = 10.0  # seconds for the next command to arrive, and for an answer to be read
REQUEST_MAX = 64 * 1024  # bytes of one command
ANSWER_MAX = 32 * 1024 * 1024  # bytes that wait for one reader

Ask = Callable[[Any], int | None]


def user_of(transport: Any) -> int | None:
    """The user id of the other end, if the kernel provides it."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return None
    credentials = transport.getHandle().getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[1])


class OperatorConnection(Connection):
    def __init__(self, factory: "OperatorFactory") -> None:
        super().__init__(factory.shared, OperatorDecoder(REQUEST_MAX))
        self._all = factory.connections
        self._user_of = factory.user_of
        self._patience: Timer | None = None
        self._operator: OperatorSession | None = None
        self._refusal: Fault | None = None

    def connectionMade(self) -> None:  # noqa: N802
        self._open(ANSWER_MAX, Allowance(ANSWER_MAX))
        self._all[self] = None
        chat = self._shared.chat
        session = self._operator = OperatorSession(chat, self)
        self._connect(session)
        self._refusal = self._why_not()
        if self._refusal is None:
            chat.notices.greet(self)
        self._wait_on()
        if len(self._all) > WAITING:
            self.transport.abortConnection()

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._refusal is not None and self.session is not None:
            # Not before: closing a socket with unread bytes discards what was sent.
            self.session.close(self._refusal)
        else:
            self._wait_on()
            super().dataReceived(data)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        self._all.pop(self, None)
        self._stop_waiting()
        super().connectionLost(reason)

    def _why_not(self) -> Fault | None:
        # If the kernel does not say, the folder's mode has let only those two through.
        if self._user_of(self.transport) not in {None, 0, os.geteuid()}:
            return NotAllowed("chatctl", "the user that runs the server, and root,")
        return Busy() if len(self._all) > AT_ONCE else None

    def _wait_on(self) -> None:
        self._stop_waiting()
        self._patience = self._shared.clock.callLater(PATIENCE, self._expire)

    def _stop_waiting(self) -> None:
        if self._patience is not None and self._patience.active():
            self._patience.cancel()

    def _expire(self) -> None:
        if self._operator is not None and self._operator.at_work is not None:
            self._wait_on()
        else:
            self.transport.abortConnection()

    @property
    def outlasts(self) -> bool:
        """Whether its answer comes from after this server, so that it outlasts it."""
        return self._operator is not None and isinstance(self._operator.at_work, Swap)


class OperatorFactory(Factory):
    noisy = False

    def __init__(self, shared: ServerContext, user_of: Ask = user_of) -> None:
        self.shared = shared
        self.user_of = user_of
        self.connections: dict[OperatorConnection, None] = {}

    def buildProtocol(self, addr: IAddress | None) -> OperatorConnection:  # noqa: N802
        return OperatorConnection(self)


def open_socket(data: Path, shared: ServerContext, reactor: Any) -> Callable[[], Any]:
    """Answer chatctl from now on. Returns a function that ends it. The folder is locked by us, so an
    existing socket was left by a server that ended without removing it. Raises OSError."""
    path = data / SOCKET
    if path.exists() and stat.S_ISSOCK(path.lstat().st_mode):
        path.unlink()
    factory = OperatorFactory(shared)
    listening = socket.socket(socket.AF_UNIX)
    folder = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Through the descriptor, because a socket's path may have only 107 bytes.
        listening.bind(f"/proc/self/fd/{folder}/{SOCKET}" if len(str(path)) > 100 else str(path))
        path.chmod(0o600)
        listening.listen(AT_ONCE)
        listening.setblocking(False)
        port = reactor.adoptStreamPort(listening.fileno(), socket.AF_UNIX, factory)
        path.chmod(0o600)  # Twisted has opened it to all users
    finally:
        os.close(folder)
        listening.close()

    def close() -> Any:
        path.unlink(missing_ok=True)
        for connection in list(factory.connections):
            if not connection.outlasts:
                connection.transport.abortConnection()
        return port.stopListening()

    return close
