"""A control group around each run, where this server may create one.

The kernel then ends what uses too much memory, to the byte, and counts the kernel's memory
too; without it, the watchdog (``watch``) looks ten times a second. In version 2 the groups are
created below one that was delegated to this server (systemd: ``Delegate=``), which first moves
into a leaf because only leaves may contain processes; in version 1 below its own, as root.

Creating one, and moving a process into it, waits for the kernel's own housekeeping, some
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
BEHIND_SERVER = 25  # of 100: the server comes first


class Hierarchy(NamedTuple):
    """Where groups are created: one folder, or in version 1 one per controller."""

    folders: tuple[Path, ...]
    version: int


class ControlGroup(NamedTuple):
    folders: tuple[Path, ...]

    def add(self, pid: int) -> None:
        """Move a process into it, with everything it starts from now on. Raises OSError."""
        for folder in self.folders:
            (folder / "cgroup.procs").write_text(str(pid))

    def out_of_memory(self) -> bool:
        """Whether the kernel has killed one of its processes for its memory."""
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
    """A group for one run, limited to `memory` bytes. Raises OSError, leaving nothing behind."""
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
        # First the limit without swap, which must not be lower.
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
    """The name of the group of that run of this server."""
    return f"{NAME}-{os.getpid()}-{number}"


def sweep(place: Hierarchy, proc: Path = Path("/proc")) -> None:
    """Remove the groups of a killed server. A group with live processes cannot be removed."""
    for folder in place.folders:
        for group in folder.glob(f"{NAME}-*-*"):
            _, server, *_ = group.name.split("-")
            if not (proc / server).exists():
                with suppress(OSError):
                    group.rmdir()


def find(proc: Path = Path("/proc/self")) -> Hierarchy | None:
    """Where this server may create groups with memory and process limits, if anywhere."""
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
    """By controller (empty: version 2), the path of this process's group."""
    for line in (proc / "cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            yield controller, path


def _mounts(proc: Path, kind: str) -> Iterator[tuple[str, Path, list[str]]]:
    """Each mount of that type of file system: its root, mount point and options."""
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
    """The groups that may be delegated to us: our own, or its parent if it is our leaf."""
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
    # The root group belongs to a container; elsewhere the delegating side marks it.
    return folder == top or any(_says(folder, name) for name in ("user.delegate", "trusted.delegate"))


def _says(folder: Path, name: str) -> bool:
    try:
        return os.getxattr(folder, name) == b"1"
    except OSError:
        return False


def _can_make(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK) and os.access(folder / "cgroup.procs", os.W_OK)


def _prepare(folder: Path) -> bool:
    """Enable limits in the groups below `folder`; whether that worked."""
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
