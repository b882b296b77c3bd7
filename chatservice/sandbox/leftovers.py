"""Removes what bubblewrap leaves behind when a server is killed while it starts a program.

bubblewrap dies with the server. If that is before it has released the first process of the sandbox, that
one waits for ever: nothing was run in it, and it holds the files it was given.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from chatservice.sandbox.policy import FILE_NAME

PROC = Path("/proc")
BWRAP = "bwrap"


def sweep(uid: int) -> int:
    """Kill those of the user `uid`; returns how many. Runs in a thread."""
    killed = 0
    for pid in list(_left(uid)):
        with suppress(OSError):
            descriptor = os.pidfd_open(pid)
            try:
                if _is_left(pid, uid):  # and not another process with its number
                    signal.pidfd_send_signal(descriptor, signal.SIGKILL)
                    killed += 1
            finally:
                os.close(descriptor)
    return killed


def _left(uid: int) -> Iterator[int]:
    return (int(each.name) for each in PROC.iterdir() if each.name.isdecimal() and _is_left(each.name, uid))


def _is_left(pid: int | str, uid: int) -> bool:
    """Whether it is still bubblewrap, the first process of a sandbox, without the one that releases it."""
    try:
        status = _status(pid)
        is_first = status["Name"] == BWRAP and status["NSpid"].split()[1:] == ["1"]
        is_own = is_first and status["Uid"].split()[0] == str(uid)
        return is_own and _status(status["PPid"])["Name"] != BWRAP and _has_files(pid)
    except (OSError, KeyError):  # it has ended, or is hidden
        return False


def _status(pid: int | str) -> dict[str, str]:
    lines = (PROC / str(pid) / "status").read_text(errors="replace").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _has_files(pid: int | str) -> bool:
    """Whether it was given files by a server."""
    folder = PROC / str(pid) / "fd"
    return any(os.readlink(each).startswith(f"/memfd:{FILE_NAME}") for each in folder.iterdir())
