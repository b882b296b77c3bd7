"""Checks a run ten times a second, in a thread, and ends it when it uses too much."""

from collections.abc import Callable
from typing import Any, Protocol

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from chatservice.model.runs import Verdict
from chatservice.sandbox.cgroup import ControlGroup
from chatservice.sandbox.policy import INODES, SOCKETS
from chatservice.sandbox.watch import Use, use

EVERY = 0.1  # seconds


class InThread(Protocol):
    def __call__(self, call: Callable[..., Any], *args: object) -> "Deferred[Any]": ...


class Stop(Protocol):
    def __call__(self, verdict: Verdict, detail: str = "") -> None: ...


class Watchdog:
    """Watches the sandbox whose first process is `init`. `memory` is its limit, in bytes."""

    def __init__(
        self, init: int, memory: int, group: ControlGroup | None, clock: Any, in_thread: InThread, stop: Stop
    ) -> None:
        self._init = init
        self._memory = memory
        self._group = group
        self._clock = clock
        self._in_thread = in_thread
        self._stop = stop
        self._ended: Deferred[None] | None = None
        self._due: Any = clock.callLater(EVERY, self._look)

    def end(self) -> "Deferred[None]":
        """Stop; fires when the last check is over."""
        ended: Deferred[None] = Deferred()
        if self._due is not None:
            self._due.cancel()
            self._due = None
            ended.callback(None)
        else:
            self._ended = ended
        return ended

    def _look(self) -> None:
        self._due = None
        self._in_thread(measure, self._init, self._memory, self._group).addBoth(self._seen)

    def _seen(self, found: "tuple[Use, bool] | Failure") -> None:
        if self._ended is not None:
            self._ended.callback(None)
            return
        self._due = self._clock.callLater(EVERY, self._look)
        if isinstance(found, Failure):
            self._stop(Verdict.FAILED, f"it could not be watched: {found.getErrorMessage()}")
            return
        used, out_of_memory = found
        if out_of_memory or used.memory > self._memory:
            self._stop(Verdict.MEMORY)
        elif used.inodes > INODES:
            self._stop(Verdict.MEMORY, "files")
        elif used.sockets > SOCKETS:
            self._stop(Verdict.MEMORY, "sockets")


def measure(init: int, memory: int, group: ControlGroup | None) -> tuple[Use, bool]:
    """Its use, and whether the kernel has already killed one of its processes. Runs in a thread."""
    return use(init, memory), group is not None and group.out_of_memory()
