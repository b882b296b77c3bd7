"""One run of a program: started, fed, read, watched, and reliably ended.

    start --its first process's number--> held --descriptor, control group--> released
      --"compile"--> compiling --"run"--> running --exit, limit, Stop--> killed --all dead--> reported

The first process of the sandbox is held back until there is a descriptor for it. It is killed
through that after every run, whatever seems to have happened, and the run ends only when all
its descendants are dead. bubblewrap itself is not killed: early on, that leaves processes behind.
"""

import json
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import ProcessExitedAlready
from twisted.internet.protocol import ProcessProtocol
from twisted.python.failure import Failure

from chatservice.core.ports import Watcher
from chatservice.model.runs import Ending, Verdict, is_signal
from chatservice.sandbox.cgroup import ControlGroup
from chatservice.sandbox.first import First
from chatservice.sandbox.output import Output
from chatservice.sandbox.policy import BLOCK, PHASE, STATUS, RunLimits
from chatservice.sandbox.watchdog import InThread, Watchdog

START = 10.0  # seconds to start
LAST = 5.0  # seconds for bubblewrap to end once everything in it is dead
SAID_MAX = 4096  # bytes of messages from bubblewrap or the script

MakeGroup = Callable[[int], ControlGroup]


class Execution(ProcessProtocol):
    """`group` creates a control group and moves that process into it, in a thread. `owner` is the user
    that bubblewrap runs as, if not the server's own."""

    transport: Any

    def __init__(
        self,
        limits: RunLimits,
        watcher: Watcher,
        reactor: Any,
        in_thread: InThread,
        group: MakeGroup | None,
        owner: int | None,
    ) -> None:
        self._limits = limits
        self._watcher = watcher
        self._reactor = reactor
        self._in_thread = in_thread
        self._make_group = group
        self._owner = owner
        self._output = Output(limits.output, reactor, watcher.printed)
        self._messages = {STATUS: b"", PHASE: b""}
        self._began = reactor.seconds()
        self._timer = reactor.callLater(START, self._late)
        self._first: First | None = None
        self._group: ControlGroup | None = None
        self._grouping: Deferred[Any] = succeed(None)
        self._watchdog: Watchdog | None = None
        self._compiling = False
        self._running = False
        self._verdict: Verdict | None = None  # if it is ended from here
        self._detail = ""
        self._gone = False  # bubblewrap
        self._code: int | None = None

    # Called from outside.

    def stop(self, verdict: Verdict = Verdict.STOPPED, detail: str = "") -> None:
        """Kill it; `ended` follows when it is dead."""
        if self._verdict is None and not self._gone:
            self._verdict, self._detail = verdict, detail
        self._kill()

    def give_streams(self) -> None:
        """Give the program its own standard streams, so that it can reopen them as /dev/stdin."""
        if self._owner is not None:
            for stream in (0, 1, 2):
                os.fchown(self.transport.pipes[stream].fileno(), self._owner, self._owner)

    def send(self, data: bytes) -> None:
        """More input."""
        # Twisted would wait for an empty write, and not notice that the reader is gone.
        if data and not self._gone:
            self.transport.write(data)

    def end_input(self) -> None:
        if not self._gone:
            self.transport.closeStdin()

    # Messages from bubblewrap and the script.

    def childDataReceived(self, childFD: int, data: bytes) -> None:  # noqa: N802, N803
        if childFD in self._messages:
            *lines, rest = (self._messages[childFD] + data).split(b"\n")
            self._messages[childFD] = rest[:SAID_MAX]
            for line in lines:
                (self._started if childFD == STATUS else self._mark)(line)
        elif self._listens and not self._output.take(childFD, data):
            self.stop(Verdict.OUTPUT_LIMIT)

    @property
    def _listens(self) -> bool:
        """bubblewrap may say why it failed after that is known."""
        return self._verdict is None or (self._verdict is Verdict.FAILED and not self._has_begun)

    @property
    def _has_begun(self) -> bool:
        return self._compiling or self._running

    def _started(self, line: bytes) -> None:
        """The first line is JSON with the number of the first process, which waits."""
        if self._first is not None:
            return
        try:
            pid = int(json.loads(line)["child-pid"])
            self._first = First(pid, self.transport.pid, self._reactor, self._died)
        except (ValueError, TypeError, KeyError, OSError) as error:
            self.stop(Verdict.FAILED, f"bubblewrap started no process ({error})")
            self._kill_bwrap()
            return
        if self._verdict is not None:
            self._kill()
            return
        self._first.step_back()
        if self._make_group is None:
            self._let_go()
        else:
            self._grouping = self._in_thread(self._make_group, pid)
            self._grouping.addCallbacks(self._grouped, self._not_grouped)

    def _grouped(self, group: ControlGroup) -> None:
        self._group = group
        self._let_go()

    def _not_grouped(self, failure: Failure) -> None:
        self.stop(Verdict.FAILED, f"the control group could not be made: {failure.getErrorMessage()}")

    def _let_go(self) -> None:
        if not self._gone and self._verdict is None:
            self.transport.writeToChild(BLOCK, b"\n")
            self.transport.closeChildFD(BLOCK)

    def _mark(self, line: bytes) -> None:
        """The phase of the script, which only advances."""
        if self._running or self._verdict is not None:
            return
        if line == b"compile" and not self._compiling:
            self._compiling = True
            self._up(self._limits.compile_seconds)
        elif line == b"run":
            self._running = True
            self._up(self._limits.seconds)
            self._watcher.running()

    def _up(self, seconds: float) -> None:
        self._cancel_timer()
        self._timer = self._reactor.callLater(seconds, self._late)
        self._output.open()
        if self._watchdog is None and self._first is not None:
            watched = (self._first.pid, self._limits.memory, self._group)
            self._watchdog = Watchdog(*watched, self._reactor, self._in_thread, self.stop)

    def _late(self) -> None:
        if self._running:
            self.stop(Verdict.TIMEOUT)
        elif self._compiling:
            self.stop(Verdict.COMPILE_TIMEOUT)
        else:
            self.stop(Verdict.FAILED, "the sandbox did not start")
            if self._first is None:
                self._kill_bwrap()

    # The end.

    def _kill(self) -> None:
        if self._first is not None:
            self._first.kill()

    def _died(self) -> None:
        if not self._gone:
            self._cancel_timer()
            self._timer = self._reactor.callLater(LAST, self._kill_bwrap)
        self._end()

    def _kill_bwrap(self) -> None:
        with suppress(ProcessExitedAlready):
            self.transport.signalProcess("KILL")

    def processExited(self, reason: Failure) -> None:  # noqa: N802
        """bubblewrap has ended; its descendants may still be alive."""
        self._code = getattr(reason.value, "exitCode", None)
        self._kill()

    def processEnded(self, reason: Failure) -> None:  # noqa: N802
        self._gone = True
        self._end()

    def _end(self) -> None:
        if not self._gone or (self._first is not None and not self._first.dead):
            return
        self._cancel_timer()
        self._grouping.addBoth(lambda _: self._watchdog.end() if self._watchdog is not None else None)
        self._grouping.addCallback(lambda _: self._in_thread(_release, self._first, self._group))
        self._grouping.addBoth(self._finish)

    def _cancel_timer(self) -> None:
        if self._timer.active():
            self._timer.cancel()

    def _finish(self, out_of_memory: object) -> None:
        if not self._has_begun and self._verdict in {None, Verdict.FAILED}:
            self._detail = self._output.unsaid().strip() or self._detail
            self._verdict = Verdict.FAILED
        self._output.close()
        verdict, status = self._verdict, None
        if verdict is None:
            status = self._code
            verdict = Verdict.MEMORY if out_of_memory is True else self._by_status(status)
        seconds = self._reactor.seconds() - self._began
        self._watcher.ended(Ending(verdict, status, seconds, self._output.size, self._detail))

    def _by_status(self, status: int | None) -> Verdict:
        if status is None:
            self._detail = "bubblewrap was killed"
            return Verdict.FAILED
        if not self._running:
            return Verdict.COMPILE_ERROR
        if status == 128 + signal.SIGXCPU:
            return Verdict.TIMEOUT  # its share of processor time
        if status == 0:
            return Verdict.OK
        return Verdict.SIGNAL if is_signal(status) else Verdict.EXIT


def _release(first: First | None, group: ControlGroup | None) -> bool:
    """Clean up after a run; whether the kernel killed it for its memory. Runs in a thread."""
    if first is not None:
        first.close()
    if group is None:
        return False
    out = group.out_of_memory()
    group.remove()
    return out
