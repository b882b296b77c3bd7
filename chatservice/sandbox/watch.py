"""What a sandbox uses at this moment, read from outside: memory, files, sockets.

Limits of single processes do not limit their sum, so all are added up here, ten times a
second, from ``/proc`` for the descendants of the sandbox's first process. A cheap reading comes
first and is nearly always enough. Only a sandbox that may exceed its limit is measured
closely: pages shared by forked processes are then counted once (`Pss`, proc(5)).

Every function may be called in a thread. A process that ends while it is read counts nothing.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PAGE = os.sysconf("SC_PAGE_SIZE")
KIB = 1024
ENTRY = 512  # pages that one page of a page table covers
FOLDERS = ("tmp", "box", "dev/shm")
QUEUES = ("tcp", "tcp6", "udp", "udp6")
FEW = 4  # sockets whose content is not measured


class Use(NamedTuple):
    """`memory` is in bytes; `inodes` are created files, `sockets` are open ones."""

    memory: int
    inodes: int
    sockets: int


def use(init: int, limit: int, proc: Path = Path("/proc")) -> Use:
    """The use of the sandbox of process `init`; more than `limit` bytes only if that is certain."""
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
    """Their folders in ``/proc``, including the first one's."""
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
    """An upper bound in bytes: all its pages, shared or of files, and the page tables that its
    addresses can need."""
    try:
        size, resident, *_ = (place / "statm").read_text().split()
    except (OSError, ValueError):
        return 0
    return PAGE * (int(resident) + int(size) // ENTRY)


def _about(place: Path) -> int:
    """Its own pages, including those it may share with its children."""
    return sum(_lines(place / "status", "RssAnon", "RssShmem", "VmSwap", "VmPTE"))


def _exactly(place: Path) -> int:
    """Its part of shared pages."""
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
    """Bytes and files in the folders in memory."""
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
    """Bytes that were sent but not read yet."""
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
