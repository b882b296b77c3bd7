"""The first process of a sandbox: when it dies, all its descendants die (pid_namespaces(7)).

It is identified by a descriptor, because its number may belong to another process by the time
it is killed (pidfd_open(2)). The descriptor becomes readable when the process is dead, and the
kernel lets it die only after all others of its namespace.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from twisted.internet.interfaces import IReadDescriptor
from twisted.python.failure import Failure
from zope.interface import implementer

NICE = 10


@implementer(IReadDescriptor)
class First:
    """`died` is called once, when none of its processes is alive."""

    def __init__(self, pid: int, parent: int, reactor: Any, died: Callable[[], None]) -> None:
        """That process, certainly a child of `parent`. Raises OSError."""
        self.pid = pid
        self.dead = False
        self._reactor = reactor
        self._died = died
        self._descriptor = os.pidfd_open(pid)
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            if f"PPid:\t{parent}" not in lines:
                raise OSError("its number is another's by now")
        except BaseException:
            self.close()
            raise
        reactor.addReader(self)

    def kill(self) -> None:
        if not self.dead:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)

    def step_back(self) -> None:
        """Lower its priority: for the processors, and when the machine runs out of memory."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, NICE)
        with suppress(OSError):
            Path(f"/proc/{self.pid}/oom_score_adj").write_text("1000")

    def close(self) -> None:
        os.close(self._descriptor)

    # As the reactor requires it.

    def fileno(self) -> int:
        return self._descriptor

    def doRead(self) -> None:  # noqa: N802
        self._reactor.removeReader(self)
        self.dead = True
        self._died()

    def connectionLost(self, reason: Failure) -> None:  # noqa: N802
        """The reactor stops, and bubblewrap dies with it."""

    def logPrefix(self) -> str:  # noqa: N802
        return "sandbox"
