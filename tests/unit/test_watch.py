"""What a sandbox uses, read from what the kernel says."""

import os
from pathlib import Path

import pytest

from chatservice.sandbox.watch import PAGE, processes, use

MIB = 1024 * 1024


class Proc:
    """A /proc with some processes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.reads = []

    def add(self, pid, children=(), *, size=0, resident=0, anon=0, tables=0, pss=0):
        """Sizes in MiB."""
        place = self.root / str(pid)
        (place / "task" / str(pid)).mkdir(parents=True)
        (place / "net").mkdir()
        (place / "task" / str(pid) / "children").write_text(" ".join(map(str, children)))
        pages = [number * MIB // PAGE for number in (size, resident)]
        (place / "statm").write_text(" ".join(map(str, [*pages, 0, 0, 0, 0, 0])))
        (place / "status").write_text(f"Name:\tx\nRssAnon:\t{anon * 1024} kB\nVmPTE:\t{tables * 1024} kB\n")
        (place / "smaps_rollup").write_text(f"00-ff\nPss_Anon:\t{pss * 1024} kB\nPss_Shmem:\t0 kB\n")
        return place

    def use(self, limit=512):
        found = use(1, limit * MIB, self.root)
        return found.memory // MIB


@pytest.fixture
def proc(tmp_path):
    return Proc(tmp_path)


def test_all_that_came_of_the_first_process_is_counted(proc):
    proc.add(1, [2, 3], resident=1)
    proc.add(2, [4], resident=10)
    proc.add(3, resident=20)
    proc.add(4, resident=40)
    proc.add(5, resident=1000)  # another's
    assert sorted(int(place.name) for place in processes(1, proc.root)) == [1, 2, 3, 4]
    assert proc.use() == 71


def test_pages_of_files_count_only_while_nobody_looks_closely(proc):
    proc.add(1, resident=600, anon=100)
    assert proc.use() == 100


def test_what_processes_share_is_counted_once_in_the_end(proc):
    proc.add(1, [2], resident=400, anon=400, pss=200)
    proc.add(2, resident=400, anon=400, pss=200)
    assert proc.use() == 400


def test_what_is_over_the_limit_is_found_over_it(proc):
    proc.add(1, [2], resident=400, anon=400, pss=390)
    proc.add(2, resident=400, anon=400, pss=390)
    assert proc.use() == 780


def test_page_tables_count(proc):
    """Zeros of a terabyte take no page, and two gigabytes of tables."""
    proc.add(1, size=1024 * 1024, resident=1, tables=2048)
    assert proc.use() == 2048


def test_what_was_sent_and_not_read_counts(proc):
    place = proc.add(1, resident=1)
    (place / "net/sockstat").write_text("sockets: used 9\nTCP: inuse 2\n")
    (place / "net/tcp").write_text(
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
        f"   0: 0100007F:1F90 0100007F:1F91 01 {100 * MIB:08X}:{28 * MIB:08X} 00:0 0 0\n"
    )
    assert proc.use() == 129
    assert use(1, 512 * MIB, proc.root).sockets == 9


def test_files_in_memory_count(proc, monkeypatch):
    place = proc.add(1, resident=1)
    folder = os.statvfs_result((4096, 4096, 16384, 4096, 4096, 70000, 10000, 10000, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda path: folder if path == place / "root/tmp" else 1 / 0)
    monkeypatch.setattr("chatservice.sandbox.watch.FOLDERS", ("tmp",))
    found = use(1, 512 * MIB, proc.root)
    assert (found.memory // MIB, found.inodes) == (49, 60000)


def test_what_ends_meanwhile_counts_nothing(proc):
    proc.add(1, [2, 3], resident=5)
    (proc.add(2, resident=7) / "statm").unlink()
    assert proc.use() == 5
    assert use(99, MIB, proc.root).memory == 0
