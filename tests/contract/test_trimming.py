"""What is not kept any more is removed in small pieces, out of every index, and the file shrinks."""

import sqlite3

import pytest

from chatservice.model.values import LOBBY, RoomKind
from chatservice.storage.sqlite import retention, search_index
from chatservice.storage.sqlite.retention import look_after
from tests.contract.drivers import NOW, SqliteDriver, line, words
from tests.contract.test_files import shares

DAY = 86_400.0


@pytest.fixture
def driver(tmp_path):
    driver = SqliteDriver(tmp_path, retention=30 * DAY)
    driver.open()
    driver.wait(driver.storage.principals.create_guest("alice", "a", 1.0))
    driver.moved = {}
    driver.observer.trimmed = driver.moved.update
    yield driver
    driver.close()


class DriverConnection:
    """A second connection that may write."""

    def __init__(self, driver):
        self.connection = sqlite3.connect(driver.path, isolation_level=None)

    def __enter__(self):
        return self.connection

    def __exit__(self, *_):
        self.connection.close()


def look(driver):
    """As after an hour."""
    driver.committer.upkeep.trimmer.look()
    driver.say(line("one more"))


def trimmed(driver):
    trimmer = driver.committer.upkeep.trimmer
    driver.keep_up(lambda: trimmer.due() > 0)
    driver.settle()


def found(driver, text):
    page = driver.wait(driver.storage.log.search([LOBBY], words(text), None, 99))
    return [hit.record.seq for hit in page.hits]


def test_lines_older_than_the_setting_go_and_the_room_begins_later(driver):
    old = [line(f"old {n}", ts=NOW - 40 * DAY, key=f"k{n}") for n in range(450)]
    driver.say(*old)
    driver.say(line("new 1"), line("new 2"))
    driver.index()
    look(driver)
    trimmed(driver)
    assert driver.bodies() == ["new 1", "new 2", "one more"]
    assert driver.seqs() == [451, 452, 453]
    row = driver.wait(driver.storage.rooms.by_id(LOBBY))
    assert (row.first, row.head) == (451, 453)
    assert driver.moved == {LOBBY: 451}
    assert found(driver, "old") == []
    assert found(driver, "new") == [452, 451]
    assert driver.rows("SELECT count(*) FROM keys") == [(0,)]
    assert not driver.committer.upkeep.keys.recent


def test_the_index_is_whole_afterwards(driver):
    driver.say(*(line(f"old words {n}", ts=NOW - 40 * DAY) for n in range(300)))
    driver.say(*(line(f"new words {n}") for n in range(300)))
    driver.index()
    look(driver)
    trimmed(driver)
    with DriverConnection(driver) as connection:
        connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        (count,) = connection.execute("SELECT count(*) FROM search WHERE search MATCH 'old'").fetchone()
    assert count == 0
    assert len(found(driver, "new words")) == 99


def test_a_room_that_says_how_long_is_held_to_that(driver):
    ops = driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, NOW)).id
    dev = driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "dev", (), 1, NOW)).id
    for room in (LOBBY, ops, dev):
        driver.say(line("ten days", ts=NOW - 10 * DAY), line("a year", ts=NOW - 365 * DAY), room=room)
    driver.wait(driver.storage.rooms.set_keep(ops, 5 * DAY))
    driver.wait(driver.storage.rooms.set_keep(dev, 1000 * DAY))
    trimmed(driver)
    # Only a prefix goes: what is said later stays in its place, whatever its time.
    assert driver.bodies(ops) == []
    assert driver.bodies(dev) == ["ten days", "a year"]
    assert driver.bodies() == ["ten days", "a year"]
    assert driver.wait(driver.storage.rooms.keep(ops)) == 5 * DAY


def test_a_room_that_says_how_long_drops_its_files_too(driver):
    ops = driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, NOW)).id
    for room in (LOBBY, ops):
        shares(driver, f"old{room}", room=room, ts=NOW - 10 * DAY)
        shares(driver, f"new{room}", room=room, ts=NOW)
    driver.wait(driver.storage.rooms.set_keep(ops, 5 * DAY))
    trimmed(driver)
    files = [f"{age}{room}" for room in (LOBBY, ops) for age in ("old", "new")]
    left = [id_ for id_ in files if driver.wait(driver.storage.files.file(id_)) is not None]
    assert left == [f"old{LOBBY}", f"new{LOBBY}", f"new{ops}"]


def test_where_lines_are_kept_briefly_it_looks_more_often():
    assert [look_after(keep) for keep in (None, 30 * DAY, 3_600.0, 2.0)] == [3_600.0, 3_600.0, 360.0, 10.0]


def test_a_room_that_lost_all_its_lines_goes_on_where_it_was(driver):
    driver.say(*(line(str(n), ts=NOW - 40 * DAY) for n in range(3)))
    trimmer = driver.committer.upkeep.trimmer
    trimmer.look()
    driver.wait(driver.storage.principals.save_marks({}))
    trimmed(driver)
    assert driver.bodies() == []
    driver.again()
    assert driver.wait(driver.storage.rooms.by_id(LOBBY)).head == 3
    assert driver.say(line("next"))[0].seq == 4
    assert found(driver, "next") == [4]


def test_what_was_said_in_a_deleted_room_is_removed(driver):
    ops = driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, NOW)).id
    driver.say(*(line(f"secret {n}", key=f"k{n}") for n in range(450)), room=ops)
    driver.wait(driver.storage.principals.save_marks({(1, ops): 7}))
    driver.index()
    driver.wait(driver.storage.rooms.delete(ops))
    trimmed(driver)
    assert driver.rows("SELECT count(*) FROM events") == [(0,)]
    assert driver.rows("SELECT count(*) FROM doomed") == [(0,)]
    assert driver.rows("SELECT count(*) FROM read_marks") == [(0,)]
    assert not driver.committer.upkeep.keys.recent


def test_a_deleted_room_is_removed_after_a_restart_too(driver, monkeypatch):
    ops = driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, NOW)).id
    driver.say(line("secret"), room=ops)
    monkeypatch.setattr(retention.Trimmer, "doom", lambda self, room: None)
    driver.wait(driver.storage.rooms.delete(ops))
    assert driver.rows("SELECT count(*) FROM events") == [(1,)]
    driver.again()
    driver.wait(driver.storage.principals.save_marks({}))
    trimmed(driver)
    assert driver.rows("SELECT count(*) FROM events") == [(0,)]


def test_the_file_shrinks(driver):
    text = "the quick brown fox jumps over the lazy dog " * 20
    for _ in range(20):
        driver.say(*(line(text, ts=NOW - 40 * DAY) for _ in range(100)))
    driver.index()
    before = driver.wait(driver.storage.figures()).bytes_used
    look(driver)
    trimmed(driver)
    after = driver.wait(driver.storage.figures())
    assert before > 2_000_000
    assert after.bytes_used < before / 4
    assert after.bytes_free < 200_000
    driver.close()  # the log is put into the file
    assert driver.path.stat().st_size < before / 4
    driver.open()


def test_a_piece_that_fails_is_done_again(tmp_path, faults):
    driver = SqliteDriver(tmp_path, retention=30 * DAY)
    driver.open()
    driver.say(*(line(str(n), ts=NOW - 40 * DAY) for n in range(5)))
    faults.once("before", "DELETE FROM events", OSError("as the test has it"))
    driver.committer.upkeep.trimmer.look()
    driver.say(line("new"))
    driver.keep_up(lambda: driver.committer.upkeep._rest_until)
    driver.committer.upkeep._rest_until.clear()
    driver.say(line("newer"))
    trimmed(driver)
    assert driver.bodies() == ["new", "newer"]
    driver.close()


def test_no_piece_is_a_large_one(driver):
    """Counted in rows, so that a commit never waits long behind one."""
    driver.say(*(line("x", ts=NOW - 40 * DAY) for _ in range(1000)))
    driver.index()
    with DriverConnection(driver) as connection:
        connection.execute("BEGIN IMMEDIATE")  # the writer may be at work between commits
        _, last = retention.remove_some(connection, LOBBY, NOW, retention.SOME)
        assert last == retention.SOME
        connection.execute("ROLLBACK")
    assert search_index.MERGE <= 64
