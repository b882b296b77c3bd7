"""Work that nobody waits for."""

from collections.abc import Coroutine
from typing import Any

from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from chatservice.errors import ServerStopping

log = Logger()


def spawn(work: Coroutine[Any, Any, None]) -> None:
    """`core.ports.Spawn`: run it, log what it raises; that the server stops is no trouble."""
    Deferred.fromCoroutine(work).addErrback(_report)


def _report(failure: Failure) -> None:
    if not failure.check(ServerStopping):
        log.failure("background work failed", failure)
