"""A control group around each run, where this server may make one.

The kernel itself then ends what uses too much memory, at the byte, and counts the kernel's memory
too; the watchdog (``watch``) does without, ten times a second. In version 2 the groups are made
below one that was handed to this server (systemd: ``Delegate=``), which it leaves for a leaf first
because processes may be in leaves only; in version 1 below the one that it is in, as root.

Making one, and putting a process into it, waits for the kernel's own housekeeping, some
10 ms: call these functions in a thread.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from chatservice.sandbox.policy import PROCESSES

MAX_TASKS = PROCESSES + 4
WANTED = ("memory", "pids")
LEAF = "server"
BEHIND_SERVER = 25  # of 100: what the server wants comes first


class Hierarchy(NamedTuple):
    """Where groups are made: one folder, or in version 1 one for each controller."""

    folders: tuple[Path, ...]
    version: int


class ControlGroup(NamedTuple):
    folders: tuple[Path, ...]

    def add(self, pid: int) -> None:
        """Put a process into it, with what it starts from now on. Raises OSError."""
        for folder in self.folders:
            (folder / "cgroup.procs").write_text(str(pid))

    def out_of_memory(self) -> bool:
        """Whether the kernel has ended a process of it for its memory."""
        for name in ("memory.oom_control", "memory.events"):
            for folder in self.folders:
                with suppress(OSError):
                    lines = (folder / name).read_text().splitlines()
                    return any(line.startswith("oom_kill ") and line != "oom_kill 0" for line in lines)
        return False

    def remove(self) -> None:
        for folder in self.folders:
            with suppress(OSError):
                folder.rmdir()


def make(place: Hierarchy, name: str, memory: int) -> ControlGroup:
    """A group for one run that may use `memory` bytes. Raises OSError, and there is none."""
    group = ControlGroup(tuple(folder / name for folder in place.folders))
    try:
        for folder in group.folders:
            folder.mkdir(exist_ok=True)
        for file, value in _limits(place.version, memory).items():
            _set(group.folders, file, value)
    except OSError:
        group.remove()
        raise
    return group


def _limits(version: int, memory: int) -> Mapping[str, int]:
    if version == 1:
        # First without swap, which may not be less.
        return {
            "pids.max": MAX_TASKS,
            "memory.limit_in_bytes": memory,
            "memory.memsw.limit_in_bytes": memory,
        }
    return {
        "pids.max": MAX_TASKS,
        "memory.max": memory,
        "memory.swap.max": 0,
        "memory.oom.group": 1,
        "cpu.weight": BEHIND_SERVER,
    }


_OPTIONAL = frozenset({"memory.memsw.limit_in_bytes", "memory.swap.max", "memory.oom.group", "cpu.weight"})


def _set(folders: Sequence[Path], file: str, value: int) -> None:
    for folder in folders:
        if (folder / file).exists():
            (folder / file).write_text(str(value))
            return
    if file not in _OPTIONAL:
        raise OSError(f"{file} is missing")


NAME = "chatservice"


def name_of(number: int) -> str:
    """Of the group of that run of this server."""
    return f"{NAME}-{os.getpid()}-{number}"


def sweep(place: Hierarchy, proc: Path = Path("/proc")) -> None:
    """Remove what a server left that was killed. A group in which something lives cannot be removed."""
    for folder in place.folders:
        for group in folder.glob(f"{NAME}-*-*"):
            _, server, *_ = group.name.split("-")
            if not (proc / server).exists():
                with suppress(OSError):
                    group.rmdir()


def find(proc: Path = Path("/proc/self")) -> Hierarchy | None:
    """Where this server may make groups with limits of memory and of processes, if anywhere."""
    with suppress(OSError, ValueError):
        own = dict(_memberships(proc))
        for folder in _version_2(proc, own):
            if _prepare(folder):
                return Hierarchy((folder,), 2)
        folders = tuple(_version_1(proc, own))
        if len(folders) == len(WANTED) and all(map(_can_make, folders)):
            return Hierarchy(folders, 1)
    return None


def _memberships(proc: Path) -> Iterator[tuple[str, str]]:
    """By controller (empty: version 2), the path of the group that this process is in."""
    for line in (proc / "cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            yield controller, path


def _mounts(proc: Path, kind: str) -> Iterator[tuple[str, Path, list[str]]]:
    """Of each mount of that kind of file system: what of it is mounted, where, and its options."""
    for line in (proc / "mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        type_, _, options = after.split(" ", 2)
        if type_ == kind:
            root, point = before.split()[3:5]
            yield root, Path(point), options.split(",")


def _below(point: Path, root: str, path: str) -> Path:
    relative = path.removeprefix(root) if root != "/" else path
    return point / relative.lstrip("/")


def _version_1(proc: Path, own: Mapping[str, str]) -> Iterator[Path]:
    mounts = list(_mounts(proc, "cgroup"))
    for controller in WANTED:
        for root, point, options in mounts:
            if controller in options and controller in own:
                yield _below(point, root, own[controller])
                break


def _version_2(proc: Path, own: Mapping[str, str]) -> Iterator[Path]:
    """The groups that may have been handed to us: our own, or the one that it is the leaf of."""
    for root, point, _ in _mounts(proc, "cgroup2"):
        folder = _below(point, root, own.get("", "/"))
        if _is_ours(folder, point):
            yield folder
        elif folder.name == LEAF and _is_ours(folder.parent, point):
            yield folder.parent


def _is_ours(folder: Path, top: Path) -> bool:
    if not (_can_make(folder) and os.access(folder / "cgroup.subtree_control", os.W_OK)):
        return False
    if not set(WANTED) <= set((folder / "cgroup.controllers").read_text().split()):
        return False
    # The top is a container's own; elsewhere whoever hands a group over says so.
    return folder == top or any(_says(folder, name) for name in ("user.delegate", "trusted.delegate"))


def _says(folder: Path, name: str) -> bool:
    try:
        return os.getxattr(folder, name) == b"1"
    except OSError:
        return False


def _can_make(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK) and os.access(folder / "cgroup.procs", os.W_OK)


def _prepare(folder: Path) -> bool:
    """Have limits in the groups below `folder`; whether that went."""
    control = folder / "cgroup.subtree_control"
    if set(WANTED) <= set(control.read_text().split()):
        return True
    try:
        leaf = folder / LEAF
        leaf.mkdir(exist_ok=True)
        for pid in (folder / "cgroup.procs").read_text().split():
            (leaf / "cgroup.procs").write_text(pid)
        control.write_text("+memory +pids")
    except OSError:
        return False
    with suppress(OSError):
        control.write_text("+cpu")
    return True
