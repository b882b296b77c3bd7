"""The port of an endpoint plug-in, which may take a while to open.

An onion service, for example, is published first. The server starts meanwhile; the log says when
the door is open, or why it cannot be opened.
"""

from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory
from twisted.logger import Logger
from twisted.python.failure import Failure

from chatservice.net.sockets import prepare

log = Logger()


class Gate(Factory):
    """A factory that refuses connections while it is shut: not every port can wait."""

    noisy = False

    def __init__(self, factory: Any) -> None:
        self._factory = factory
        self.shut = True

    def doStart(self) -> None:  # noqa: N802
        self._factory.doStart()

    def doStop(self) -> None:  # noqa: N802
        self._factory.doStop()

    def buildProtocol(self, addr: IAddress | None) -> Any:  # noqa: N802
        return None if self.shut else self._factory.buildProtocol(addr)


class LatePort:
    def __init__(self, where: str, opening: Deferred[Any], gate: Gate) -> None:
        self._where = where
        self._opening = opening
        self._gate = gate
        self._port: Any = None
        self._ended = False
        opening.addCallbacks(self._opened, self._failed)

    def _opened(self, port: Any) -> None:
        self._port = port
        prepare(port)
        log.info("{where} is open: {address}", where=self._where, address=port.getHost())

    def _failed(self, failure: Failure) -> None:
        if not self._ended:
            log.error("{where} could not be opened: {why}", where=self._where, why=failure.getErrorMessage())

    def getHost(self) -> Any:  # noqa: N802
        """None while it is unknown."""
        return self._port.getHost() if self._port is not None else None

    def startReading(self) -> None:  # noqa: N802
        self._gate.shut = False

    def stopReading(self) -> None:  # noqa: N802
        self._gate.shut = True

    def startListening(self) -> None:  # noqa: N802
        """Does nothing: the endpoint listens by itself."""

    def stopListening(self) -> Any:  # noqa: N802
        self._ended = True
        if self._port is not None:
            return self._port.stopListening()
        self._opening.cancel()
        return None
