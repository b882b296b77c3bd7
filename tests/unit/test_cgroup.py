"""Control groups: where they are made, and what is written into them."""

from pathlib import Path

import pytest

from chatservice.sandbox import cgroup
from chatservice.sandbox.cgroup import Hierarchy, find, make


class Machine:
    """Two mounts and a process, as files."""

    def __init__(self, root: Path) -> None:
        self.proc = root / "proc"
        self.proc.mkdir()
        self.mounts = []
        self.own = []
        self.root = root
        self.delegated = set()

    def mount(self, name: str, kind: str, options: str = "rw") -> Path:
        point = self.root / name
        point.mkdir(exist_ok=True)
        self.mounts.append(f"40 30 0:33 / {point} rw,relatime - {kind} {kind} {options}")
        (self.proc / "mountinfo").write_text("\n".join(self.mounts))
        return point

    def in_group(self, *lines: str) -> None:
        (self.proc / "cgroup").write_text("\n".join(lines) + "\n")

    def group(self, folder: Path, controllers: str = "", control: str = "", procs: str = "") -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cgroup.procs").write_text(procs)
        (folder / "cgroup.controllers").write_text(controllers)
        (folder / "cgroup.subtree_control").write_text(control)
        return folder


@pytest.fixture
def machine(tmp_path, monkeypatch):
    machine = Machine(tmp_path)
    monkeypatch.setattr(cgroup, "_says", lambda folder, name: folder in machine.delegated)
    return machine


def v1(machine):
    folders = []
    for name in ("memory", "pids"):
        point = machine.mount(name, "cgroup", f"rw,{name}")
        folders.append(machine.group(point / "here"))
    machine.in_group("4:memory:/here", "8:pids:/here", "0::/")
    return folders


def test_version_1_is_used_where_both_controllers_can_be_written(machine):
    folders = v1(machine)
    assert find(machine.proc) == Hierarchy(tuple(folders), 1)


def test_half_of_it_is_nothing(machine):
    folders = v1(machine)
    (folders[1] / "cgroup.procs").unlink()
    assert find(machine.proc) is None


def test_version_2_is_used_where_it_was_handed_over(machine):
    point = machine.mount("unified", "cgroup2")
    folder = machine.group(point / "system.slice/chat.service", "cpu memory pids", procs="10\n11\n")
    (folder / cgroup.LEAF).mkdir()
    machine.in_group("0::/system.slice/chat.service")
    assert find(machine.proc) is None
    machine.delegated.add(folder)
    assert find(machine.proc) == Hierarchy((folder,), 2)
    # No process may be in a group that has limits below it: all went into the leaf, one by one.
    assert (folder / cgroup.LEAF / "cgroup.procs").read_text() == "11"
    assert (folder / "cgroup.subtree_control").read_text() == "+cpu"


def test_a_server_that_is_in_the_leaf_already_uses_what_is_above(machine):
    point = machine.mount("unified", "cgroup2")
    folder = machine.group(point / "chat.service", "memory pids", "memory pids")
    machine.group(folder / cgroup.LEAF, "memory pids")
    machine.delegated.add(folder)
    machine.in_group(f"0::/chat.service/{cgroup.LEAF}")
    assert find(machine.proc) == Hierarchy((folder,), 2)


def test_version_2_without_the_controllers_is_nothing(machine):
    point = machine.mount("unified", "cgroup2")
    machine.group(point, "hugetlb")
    machine.in_group("0::/")
    assert find(machine.proc) is None


def test_a_container_of_its_own_is_ours_at_the_top(machine):
    point = machine.mount("unified", "cgroup2")
    machine.group(point, "memory pids", "memory pids")
    machine.in_group("0::/")
    assert find(machine.proc) == Hierarchy((point,), 2)


def test_no_such_files_is_no_place(tmp_path):
    assert find(tmp_path) is None


def kernel(folder: Path, *files: str):
    """The kernel puts files into a new group by itself."""
    folder.mkdir()
    for name in (*files, "cgroup.procs"):
        (folder / name).write_text("")


def test_version_2_gets_its_limits(tmp_path):
    group = tmp_path / "run"
    kernel(group, "memory.max", "memory.swap.max", "memory.oom.group", "pids.max", "cpu.weight")
    made = make(Hierarchy((tmp_path,), 2), "run", 1000)
    written = {name: (group / name).read_text() for name in ("memory.max", "memory.swap.max", "pids.max")}
    assert written == {"memory.max": "1000", "memory.swap.max": "0", "pids.max": "68"}
    made.add(123)
    assert (group / "cgroup.procs").read_text() == "123"


def test_version_1_gets_its_limits_each_where_it_belongs(tmp_path):
    memory, pids = tmp_path / "memory", tmp_path / "pids"
    for folder, file in ((memory, "memory.limit_in_bytes"), (pids, "pids.max")):
        folder.mkdir()
        kernel(folder / "run", file)
    make(Hierarchy((memory, pids), 1), "run", 1000)
    assert (memory / "run/memory.limit_in_bytes").read_text() == "1000"
    assert (pids / "run/pids.max").read_text() == "68"


def test_a_group_without_a_limit_is_none(tmp_path):
    """It would hold nothing, and nobody would know."""
    kernel(tmp_path / "run", "pids.max")
    with pytest.raises(OSError, match=r"memory\.max"):
        make(Hierarchy((tmp_path,), 2), "run", 1000)


@pytest.mark.parametrize(
    ("file", "text", "out"),
    [
        ("memory.events", "low 0\noom 3\noom_kill 0\n", False),
        ("memory.events", "low 0\noom 3\noom_kill 2\n", True),
        ("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n", True),
        ("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n", False),
    ],
)
def test_the_kernels_word_on_memory_is_read(tmp_path, file, text, out):
    (tmp_path / file).write_text(text)
    assert cgroup.ControlGroup((tmp_path,)).out_of_memory() is out


def test_what_a_killed_server_left_is_swept(tmp_path):
    proc, folder = tmp_path / "proc", tmp_path / "groups"
    for path in (
        proc / "11",
        folder / "chatservice-10-1",
        folder / "chatservice-11-1",
        folder / "others-10-1",
    ):
        path.mkdir(parents=True)
    (folder / "chatservice-10-2" / "inhabited").mkdir(parents=True)
    cgroup.sweep(Hierarchy((folder,), 2), proc)
    assert sorted(path.name for path in folder.iterdir()) == [
        "chatservice-10-2",
        "chatservice-11-1",
        "others-10-1",
    ]
