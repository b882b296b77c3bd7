"""Bytes over every driver, and what only a disk can do to them."""

import errno
import hashlib
import os
import subprocess
import threading

import pytest

from chatservice.errors import NotStored
from chatservice.model.stored_files import Blob
from chatservice.storage import part_file as disk
from chatservice.storage.disk_part import CROWDED
from tests.contract.drivers import DEADLINE, SqliteDriver

DATA = os.urandom(1000) * 2500  # 2.5 MB


def keeps(driver, data, size=None):
    """`data` taken in pieces, and put in its place."""
    part = driver.storage.blobs.begin(size)
    for start in range(0, len(data), 65536):
        part.write(data[start : start + 65536])
    blob = driver.wait(part.finish())
    driver.wait(part.place())
    return blob


def read(driver, blob):
    reading = driver.wait(driver.storage.blobs.open(blob))
    try:
        pieces = [driver.wait(reading.read(at, 1 << 20)) for at in range(0, reading.size, 1 << 20)]
        return b"".join(pieces)
    finally:
        reading.close()


def incoming(sqlite):
    return list((sqlite.path.parent / "files").glob("incoming/*"))


@pytest.mark.parametrize("data", [b"", b"x", DATA], ids=["nothing", "a byte", "megabytes"])
def test_what_came_in_can_be_read(driver, data):
    blob = keeps(driver, data, len(data))
    assert blob == Blob(hashlib.sha256(data).hexdigest(), len(data))
    assert read(driver, blob) == data


def test_what_the_system_takes_in_parts_comes_whole(sqlite, monkeypatch):
    writev, write = os.writev, os.write
    monkeypatch.setattr(disk.os, "writev", lambda descriptor, pieces: writev(descriptor, [pieces[0][:1000]]))
    monkeypatch.setattr(disk.os, "write", lambda descriptor, data: write(descriptor, data[:50_000]))
    assert read(sqlite, keeps(sqlite, DATA)) == DATA


def test_the_head_and_the_size_are_known_at_once(driver):
    part = driver.storage.blobs.begin(None)
    part.write(b"\x89PNG")
    part.write(b"\r\n\x1a\n" + bytes(100))
    assert part.head.startswith(b"\x89PNG\r\n\x1a\n")
    assert part.size == 108
    part.drop()


def test_nothing_is_seen_before_it_is_placed(driver):
    part = driver.storage.blobs.begin(None)
    part.write(DATA)
    blob = driver.wait(part.finish())
    assert driver.wait(driver.storage.blobs.open(blob)) is None
    driver.wait(part.place())
    assert read(driver, blob) == DATA


def test_what_is_there_already_stays(driver):
    blob = keeps(driver, DATA)
    assert keeps(driver, DATA) == blob
    assert read(driver, blob) == DATA


def test_what_is_removed_is_gone(driver):
    blob = keeps(driver, DATA)
    driver.wait(driver.storage.blobs.remove(blob.sha256))
    assert driver.wait(driver.storage.blobs.open(blob)) is None
    driver.wait(driver.storage.blobs.remove(blob.sha256))


def test_what_is_being_read_stays_readable(driver):
    blob = keeps(driver, DATA)
    reading = driver.wait(driver.storage.blobs.open(blob))
    driver.wait(driver.storage.blobs.remove(blob.sha256))
    assert driver.wait(reading.read(1000, 10)) == DATA[1000:1010]
    reading.close()


def test_it_lies_under_its_hash_and_nothing_is_left_beside(sqlite):
    blob = keeps(sqlite, DATA)
    keeps(sqlite, DATA)
    part = sqlite.storage.blobs.begin(None)
    part.write(b"broken off")
    sqlite.wait(part.written())
    part.drop()
    sqlite.keep_up(lambda: (sqlite.reactor.until(lambda: True), not incoming(sqlite))[1])
    folder = sqlite.path.parent / "files"
    assert (folder / "incoming").stat().st_mode & 0o777 == 0o700
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files == [folder / blob.sha256[:2] / blob.sha256]
    assert files[0].stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_file_of_another_size_is_not_what_was_kept(sqlite):
    blob = keeps(sqlite, DATA)
    path = sqlite.storage.blobs.path(blob.sha256)
    path.write_bytes(DATA[:10])
    assert sqlite.wait(sqlite.storage.blobs.open(blob)) is None
    keeps(sqlite, DATA)
    assert read(sqlite, blob) == DATA


def test_what_a_broken_upload_left_goes_at_the_start(sqlite):
    part = sqlite.storage.blobs.begin(None)
    part.write(DATA)
    sqlite.wait(part.written())
    assert len(incoming(sqlite)) == 1
    sqlite.again()
    assert incoming(sqlite) == []


def test_too_little_space_is_told_before_anything_is_written(tmp_path):
    driver = SqliteDriver(tmp_path, disk_reserve=10**15)
    driver.open()
    try:
        part = driver.storage.blobs.begin(1)
        part.write(b"x")
        with pytest.raises(NotStored, match="disk is full"):
            driver.wait(part.written())
        with pytest.raises(NotStored):
            driver.wait(part.finish())
        assert incoming(driver) == []
    finally:
        driver.close()


@pytest.mark.parametrize("step", ["write", "fsync", "rename"])
def test_a_disk_that_fails_leaves_nothing(sqlite, monkeypatch, step):
    def fails(*_):
        raise OSError(errno.ENOSPC, "as the test has it")

    if step == "rename":
        monkeypatch.setattr(disk.Path, "rename", fails)
    else:
        monkeypatch.setattr(disk.os, step, fails)
        if step == "write":  # of a part of them only
            monkeypatch.setattr(disk.os, "writev", lambda descriptor, pieces: 1)
    with pytest.raises(NotStored, match="disk is full"):
        keeps(sqlite, DATA)
    monkeypatch.undo()
    sqlite.storage.blobs.close()  # its threads have done what they were given
    assert incoming(sqlite) == []
    assert not list((sqlite.path.parent / "files").glob("??/*"))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EDQUOT, "the disk is full"),
        (errno.EFBIG, "the file system takes no file of that size"),
        (errno.EROFS, "the disk cannot be written"),
        (errno.EACCES, "the folder of files cannot be written"),
        (errno.EMFILE, "too many files are open"),
        (errno.EIO, "the disk has an error"),
    ],
)
def test_what_comes_after_a_failure_is_refused_with_its_reason(sqlite, monkeypatch, number, words):
    def fails(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(disk.os, "writev", fails)
    part = sqlite.storage.blobs.begin(None)
    part.write(b"x")
    for wait in (part.written, part.room, part.finish):
        with pytest.raises(NotStored, match=f"^{words}$"):
            sqlite.wait(wait())
    part.write(b"more")
    assert (part.size, part.crowded) == (1, True)


def test_a_full_disk(sqlite, tmp_path):
    """A real one, of two megabytes."""
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small)], check=False)
    if mounted.returncode:
        pytest.skip("file systems cannot be mounted here")
    try:
        sqlite.storage.blobs.folder = small / "files"
        sqlite.storage.blobs.reserve = 0
        with pytest.raises(NotStored, match="disk is full"):
            keeps(sqlite, DATA)
        blob = keeps(sqlite, DATA[: 1 << 20])  # what fits is taken afterwards
        assert read(sqlite, blob) == DATA[: 1 << 20]
    finally:
        sqlite.storage.blobs.close()
        subprocess.run(["umount", str(small)], check=True)


def test_a_slow_disk_makes_it_crowded_and_not_larger(sqlite, monkeypatch):
    let_go = threading.Event()
    writev = os.writev

    def waits(descriptor, pieces):
        assert let_go.wait(DEADLINE)
        return writev(descriptor, pieces)

    monkeypatch.setattr(disk.os, "writev", waits)
    part = sqlite.storage.blobs.begin(None)
    taken = 0
    while not part.crowded:
        part.write(bytes(65536))
        taken += 65536
    assert taken <= CROWDED + 3 * 65536
    room = part.room()
    assert not room.called
    let_go.set()
    sqlite.wait(room)
    sqlite.wait(part.written())
    assert not part.crowded
    sqlite.wait(part.room())
    assert sqlite.wait(part.finish()).size == taken
