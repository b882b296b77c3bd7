"""Nothing can be stored for a while: what is told of it, when, and how often; and a database whose file
is taken away while it is open."""

import os
import shutil
import sqlite3

import pytest
from twisted.internet.defer import gatherResults
from twisted.logger import LogLevel, capturedLogs

from chatservice.errors import NotStored
from chatservice.model.values import LOBBY
from chatservice.storage.sqlite import on_disk, probe
from chatservice.storage.sqlite.on_disk import MOVED
from tests.contract.drivers import SqliteDriver, error, line


def full(statement):
    """A disk on which only small changes still find a place."""
    if statement.startswith(("INSERT INTO events", "INSERT OR REPLACE INTO meta")):
        raise error(sqlite3.SQLITE_FULL)


def levels(logs):
    return [event["log_level"] for event in logs]


def probed(driver):
    driver.wait(driver.storage.log.try_write())


def test_a_small_change_that_is_stored_does_not_end_it(sqlite, faults):
    faults.before = full
    assert isinstance(sqlite.say(line("one"))[0], NotStored)
    sqlite.settle()  # read marks are saved
    assert sqlite.storage.log.trouble == "the disk is full"
    faults.before = lambda statement: None
    assert sqlite.say(line("two"))[0].seq == 1
    assert sqlite.storage.log.trouble == ""


def test_its_beginning_and_its_end_are_told_once(sqlite, faults):
    with capturedLogs() as logs:
        faults.before = full
        for _ in range(3):
            sqlite.say(line("refused"))
            sqlite.settle()
        assert levels(logs) == [LogLevel.error]
        faults.before = lambda statement: None
        sqlite.say(line("stored"))
        sqlite.say(line("stored too"))
    assert levels(logs) == [LogLevel.error, LogLevel.info]
    assert logs[1]["log_format"] == "What is said is stored again."


def test_another_reason_is_told_too_but_not_each_time_that_they_take_turns(sqlite, faults):
    codes = [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR] * 3

    def fails(statement):
        if statement.startswith("INSERT INTO events"):
            raise error(codes.pop())

    faults.before = fails
    with capturedLogs() as logs:
        for _ in range(6):
            sqlite.say(line("refused"))
    assert levels(logs) == [LogLevel.error] * 2


def test_what_asks_whether_it_is_over_writes_as_much_as_a_line(sqlite, faults, monkeypatch):
    monkeypatch.setattr(probe, "EVERY", 0.0)
    faults.before = full
    sqlite.say(line("refused"))
    with pytest.raises(NotStored):
        probed(sqlite)
    assert sqlite.storage.log.trouble == "the disk is full"
    faults.before = lambda statement: None
    probed(sqlite)
    assert sqlite.storage.log.trouble == ""
    sqlite.settle()
    assert sqlite.rows("SELECT * FROM meta WHERE name = 'probe'") == []


def test_it_grows_the_log_by_more_than_the_largest_line(sqlite):
    before = sqlite.storage.log.condition.wal
    probed(sqlite)
    assert sqlite.storage.log.condition.wal - before > sqlite.settings.max_json * 1.5


def test_who_asks_often_makes_it_write_once(sqlite):
    commits = sqlite.storage.database.writer.commits
    asked = [sqlite.storage.log.try_write() for _ in range(100)]
    sqlite.wait(gatherResults(asked))
    for _ in range(100):
        probed(sqlite)
    sqlite.settle()
    assert sqlite.storage.database.writer.commits - commits <= 3


def test_a_disk_with_less_free_than_it_should_have_is_trouble_while_lines_are_stored(tmp_path):
    driver = SqliteDriver(tmp_path, disk_floor=2**62)
    driver.open()
    assert driver.say(line("one"))[0].seq == 1
    assert driver.storage.log.trouble == "the disk is almost full"
    driver.close()


# The file is taken away.


def removed(driver):
    shutil.rmtree(driver.path.parent)


def unlinked(driver):
    driver.path.unlink()


def without_its_log(driver):
    driver.path.with_name("chat.db-wal").unlink()


def replaced(driver):
    backup = driver.path.with_name("backup.db")
    with sqlite3.connect(driver.path) as source, sqlite3.connect(backup) as target:
        source.backup(target)
    source.close()
    target.close()
    driver.path.with_name("former.db").hardlink_to(driver.path)
    os.replace(backup, driver.path)


@pytest.fixture
def taken(tmp_path):
    """A driver with a line in the log beside its database."""
    folder = tmp_path / "data"
    driver = SqliteDriver(folder)
    driver.open()
    driver.say(line("before"))
    yield driver
    driver.close()


@pytest.mark.parametrize("how", [removed, unlinked, without_its_log, replaced])
def test_nothing_is_acknowledged_that_nobody_could_find_again(taken, how):
    assert taken.bodies() == ["before"]
    how(taken)
    with capturedLogs() as logs:
        for _ in range(3):
            assert taken.say(line("after"))[0].reason == MOVED
        told = [event for event in logs if event.get("reason") == MOVED]
    assert levels(told) == [LogLevel.error]
    assert taken.storage.log.trouble == MOVED
    assert taken.bodies() == ["before"], "reading goes on"


def test_a_file_that_is_away_is_seen_without_a_line(taken):
    unlinked(taken)
    assert taken.storage.log.trouble == MOVED
    with pytest.raises(NotStored):
        probed(taken)


@pytest.mark.parametrize("how", [unlinked, replaced])
def test_what_it_held_is_kept_beside_it(taken, how):
    how(taken)
    taken.say(line("after"))
    (rescued,) = taken.path.parent.glob("chat.db.rescued-*")
    assert rescued.stat().st_mode & 0o077 == 0
    with sqlite3.connect(rescued) as copy:
        assert copy.execute("SELECT body FROM events").fetchall() == [("before",)]
    copy.close()


def test_the_log_of_the_former_database_is_not_taken_for_one_of_the_new(taken):
    replaced(taken)
    taken.say(line("after"))
    taken.again()
    assert taken.bodies() == ["before"]
    assert taken.rows("PRAGMA integrity_check") == [("ok",)]
    assert taken.say(line("next"))[0].seq == 2


def test_a_file_that_was_away_and_is_back_is_written_again(taken):
    away = taken.path.with_name("away")
    taken.path.rename(away)
    assert isinstance(taken.say(line("refused"))[0], NotStored)
    away.rename(taken.path)
    assert taken.say(line("next"))[0].seq == 2
    assert taken.storage.log.trouble == ""


def test_a_writer_that_opens_again_makes_no_new_file(sqlite, faults):
    sqlite.say(line("one"))
    faults.once("before", "COMMIT", error(sqlite3.SQLITE_IOERR))
    faults.no_opening = True
    sqlite.say(line("unknown"))
    faults.no_opening = False
    sqlite.path.rename(sqlite.path.with_name("away"))
    assert sqlite.say(line("refused"))[0].reason == MOVED
    assert not sqlite.path.exists()
    assert sqlite.bodies() == ["one"]
    sqlite.path.with_name("away").rename(sqlite.path)
    assert sqlite.say(line("two"))[0].seq == 2


def test_looking_costs_next_to_nothing(sqlite):
    """Counted, not timed: two looks at the disk for a commit."""
    looks = []
    look = on_disk.OnDisk.is_there

    def counted(disk):
        looks.append(disk)
        return look(disk)

    sqlite.index()
    on_disk.OnDisk.is_there = counted
    try:
        sqlite.say(*(line("x") for _ in range(100)))
    finally:
        on_disk.OnDisk.is_there = look
    assert 1 <= len(looks) <= 3, "one for the commit; upkeep looks too"
    assert sqlite.seqs(LOBBY)[-1] == 100
