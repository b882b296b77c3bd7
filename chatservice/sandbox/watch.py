"""What a sandbox uses at this moment, read from outside: memory, files, sockets.

RunLimits of a process do not add up to a limit for all of them, so all are added up here, ten
times a second, from what ``/proc`` says of the processes below the sandbox's first one.
A cheap reading comes first and nearly always ends it. Only a sandbox that might be over its limit is
looked at closely: what forked processes share is counted once then (`Pss`, proc(5)).

Every function may be called in a thread. A process that ends while it is read counts nothing.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PAGE = os.sysconf("SC_PAGE_SIZE")
KIB = 1024
ENTRY = 512  # pages that one page of a page table tells of
FOLDERS = ("tmp", "box", "dev/shm")
QUEUES = ("tcp", "tcp6", "udp", "udp6")
FEW = 4  # sockets of which nobody asks what is in them


class Use(NamedTuple):
    """`memory` is in bytes; `inodes` are files that were made, `sockets` those that are open."""

    memory: int
    inodes: int
    sockets: int


def use(init: int, limit: int, proc: Path = Path("/proc")) -> Use:
    """What the sandbox of process `init` uses; more than `limit` bytes only if that is certain."""
    inside = proc / str(init)
    in_files, inodes = _in_files(inside)
    sockets = _sockets(inside)
    besides = in_files + (_queued(inside) if sockets > FEW else 0)
    memory = besides + sum(_at_most(each) for each in processes(init, proc))
    if memory > limit:
        memory = besides + sum(_about(each) for each in processes(init, proc))
    if memory > limit:
        memory = besides + sum(_exactly(each) for each in processes(init, proc))
    return Use(memory, inodes, sockets)


def processes(init: int, proc: Path = Path("/proc")) -> Iterator[Path]:
    """Their places in ``/proc``, the first one's included."""
    waiting = [init]
    while waiting:
        pid = waiting.pop()
        place = proc / str(pid)
        yield place
        try:
            for thread in (place / "task").iterdir():
                waiting += map(int, (thread / "children").read_text().split())
        except OSError:
            continue


def _at_most(place: Path) -> int:
    """Bytes it certainly does not use more than: all its pages, shared or of files, and what
    page tables its addresses can have."""
    try:
        size, resident, *_ = (place / "statm").read_text().split()
    except (OSError, ValueError):
        return 0
    return PAGE * (int(resident) + int(size) // ENTRY)


def _about(place: Path) -> int:
    """Its own pages, those it may share with its children included."""
    return sum(_lines(place / "status", "RssAnon", "RssShmem", "VmSwap", "VmPTE"))


def _exactly(place: Path) -> int:
    """Its part of the pages it shares."""
    own = sum(_lines(place / "smaps_rollup", "Pss_Anon", "Pss_Shmem", "SwapPss"))
    return own + sum(_lines(place / "status", "VmPTE"))


def _lines(file: Path, *names: str) -> list[int]:
    """The values in bytes of lines like ``VmPTE:   44 kB``."""
    try:
        text = file.read_text()
    except OSError:
        return []
    found = []
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name in names:
            found.append(int(value.split()[0]) * KIB)
    return found


def _in_files(inside: Path) -> tuple[int, int]:
    """Bytes and files in the folders that are in memory."""
    size = count = 0
    for name in FOLDERS:
        try:
            folder = os.statvfs(inside / "root" / name)
        except OSError:
            continue
        size += (folder.f_blocks - folder.f_bfree) * folder.f_frsize
        count += folder.f_files - folder.f_ffree
    return size, count


def _sockets(inside: Path) -> int:
    try:
        words = (inside / "net/sockstat").read_text().split(maxsplit=3)
        return int(words[2])  # sockets: used N
    except (OSError, IndexError, ValueError):
        return 0


def _queued(inside: Path) -> int:
    """Bytes that were sent and not read yet."""
    total = 0
    for name in QUEUES:
        try:
            lines = (inside / "net" / name).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            out, _, in_ = line.split()[4].partition(":")
            total += int(out, 16) + int(in_, 16)
    return total
