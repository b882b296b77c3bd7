"""Child processes that end with us, on a core of their own, and their resource use.

Each child is a session and process group of its own, so that Ctrl-C reaches only us and
we end the group; the kernel ends it if we are killed.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
FIRST = 5  # a low real-time priority
_libc = ctypes.CDLL(None, use_errno=True)


class Cores:
    """Which core the server runs on and which one the load."""

    def __init__(self) -> None:
        usable = sorted(os.sched_getaffinity(0))
        self.server: int | None = None
        self.load: int | None = None
        if len(usable) > 1:
            self.server, self.load = usable[0], usable[-1]

    def __str__(self) -> str:
        if self.server is None:
            return "one core for everything: wall times and latencies say little, CPU times still do"
        return f"server on core {self.server}, load on core {self.load}"


class Child:
    """One process: started, measured, ended."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        core: int | None,
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        talks: bool = False,
        user: int | None = None,
        stdin: Path | None = None,
        first: bool = False,
    ) -> None:
        """`talks`: stdin and stdout are pipes; otherwise stdout goes to `log` with stderr, and
        stdin comes from the file of that name. `user`: run as that one, where we may choose. `first`:
        other programs wait for it, where we may choose that: then what it measures is not theirs."""
        parent = os.getpid()

        def before_exec() -> None:
            if user is not None:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
            # After that, because a change of user forgets it.
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)
            if core is not None:
                os.sched_setaffinity(0, {core})
            if first:
                with contextlib.suppress(PermissionError):
                    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(FIRST))

        self.log = log
        with log.open("ab") as out, (stdin or Path(os.devnull)).open("rb") as given:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE if talks else given,
                stdout=subprocess.PIPE if talks else out,
                stderr=out,
                env=dict(env) if env is not None else None,
                cwd=cwd,
                start_new_session=True,
                preexec_fn=before_exec,  # noqa: PLW1509 (this process has one thread)
            )
        self.pid = self._process.pid

    @property
    def stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None  # noqa: S101
        return self._process.stdin

    @property
    def stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None  # noqa: S101
        return self._process.stdout

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def cpu(self) -> float:
        """Seconds of CPU, user and system, of all its threads so far (to a microsecond)."""
        return time.clock_gettime((~self.pid << 3) | 2)  # the process clock of clock_getcpuclockid(3)

    def memory(self) -> dict[str, int]:
        """Bytes: ``rss``, and ``pss`` where shared pages count in part."""
        found = {}
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
                key, _, value = line.partition(":")
                if key in ("Rss", "Pss"):
                    found[key.lower()] = int(value.split()[0]) * 1024
        if "rss" not in found:
            for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    found["rss"] = int(line.split()[1]) * 1024
        found.setdefault("pss", found["rss"])
        return found

    def last_words(self) -> str:
        """The last line of its log."""
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1][:300] if lines else "it said nothing"

    def end(self, grace: float = 5.0) -> None:
        """Ask it to stop, kill it after `grace` seconds, and leave nothing of its group."""
        for sign, patience in ((signal.SIGTERM, grace), (signal.SIGKILL, 10.0)):
            if not self.alive:
                break
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)  # whatever it left behind
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
