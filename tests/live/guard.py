"""A fence around a whole harness that runs hostile programs: what the sandbox lets through must
not hurt the machine that tests it.

Where control groups can be written, the kernel holds it: so many processes, so much memory, and
all of it dies together. Elsewhere, a thread looks at the harness and everything below it and kills that.
"""

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

PROCESSES = 800
MEMORY = 6 * 1024**3
LOOK = 0.05


class Guard:
    """`command` runs inside; `kill` leaves nothing of it."""

    def __init__(self, command: list[str], processes: int = PROCESSES, memory: int = MEMORY, **popen) -> None:
        self._processes = processes
        self._memory = memory
        self.tripped = ""
        self._groups = self._make_groups()
        self.process = subprocess.Popen(
            command,
            preexec_fn=self._enter,  # noqa: PLW1509 (writes a file and nothing else)
            start_new_session=True,
            **popen,
        )
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    @property
    def held_by_kernel(self) -> bool:
        return len(self._groups) == 2

    def _make_groups(self) -> list[Path]:
        """Version 1, as root; elsewhere the thread does it."""
        made = []
        with suppress(OSError, StopIteration):
            lines = Path("/proc/self/cgroup").read_text().splitlines()
            own = {each: line.split(":", 2)[2] for line in lines for each in line.split(":")[1].split(",")}
            for name, file, value in (
                ("pids", "pids.max", self._processes),
                ("memory", "memory.limit_in_bytes", self._memory),
            ):
                group = Path(f"/sys/fs/cgroup/{name}{own[name]}") / f"guard-{os.getpid()}-{id(self)}"
                group.mkdir()
                made.append(group)
                (group / file).write_text(str(value))
        return made

    def _enter(self) -> None:
        """In the child, before anything of it runs."""
        for group in self._groups:
            (group / "cgroup.procs").write_text("0")

    def _look(self) -> None:
        while not self._ended.wait(LOOK):
            pids = list(below(self.process.pid))
            used = sum(map(resident, pids))
            if len(pids) > self._processes or used > self._memory:
                self.tripped = f"{len(pids)} processes with {used >> 20} MiB"
                self._kill_all()
                return

    def _kill_all(self) -> None:
        """Stopped first, so that nothing is made while it dies."""
        for name in (signal.SIGSTOP, signal.SIGKILL):
            for pid in list(below(self.process.pid)):
                with suppress(OSError):
                    os.kill(pid, name)

    def kill(self) -> None:
        self._ended.set()
        self._thread.join()
        self._kill_all()
        self.process.wait()
        for group in self._groups:
            until = time.monotonic() + 5
            while time.monotonic() < until:
                with suppress(OSError):
                    group.rmdir()
                    break
                time.sleep(0.02)


def below(pid: int):
    """`pid` and what came of it."""
    waiting = [pid]
    while waiting:
        pid = waiting.pop()
        yield pid
        with suppress(OSError):
            for thread in os.listdir(f"/proc/{pid}/task"):
                waiting += map(int, Path(f"/proc/{pid}/task/{thread}/children").read_text().split())


def resident(pid: int) -> int:
    with suppress(OSError, ValueError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0
