"""The search index is a copy: whatever becomes of it, the log goes on, and it is made again."""

import sqlite3

import pytest
from twisted.logger import LogLevel, capturedLogs

from chatservice.errors import NotStored
from chatservice.model.values import LOBBY, EventKind, RoomKind
from chatservice.storage.sqlite import maintenance, search_index, search_terms
from tests.contract.drivers import NOW, error, line, words
from tests.contract.test_erasing import blank


def found(driver, text, room=LOBBY):
    hits = driver.wait(driver.storage.log.search([room], words(text), None, 99)).hits
    return [hit.record.seq for hit in hits]


def deletion(seq):
    return line(str(seq), kind=EventKind.DELETED, actor=2)


def damage(driver):
    """Break every page of the index that holds entries."""
    with sqlite3.connect(driver.path, isolation_level=None) as other:
        other.execute("UPDATE search_data SET block = x'00' WHERE id > 10")
    other.close()


def is_whole(driver):
    driver.rows("INSERT INTO search (search) VALUES ('integrity-check')")
    return True


def test_an_index_that_folds_letters_as_we_do_is_not_made_anew_at_the_start(sqlite):
    assert not sqlite.committer.upkeep.damaged
    sqlite.say(line("quagmire"))
    sqlite.close()
    sqlite.open()
    assert not sqlite.committer.upkeep.damaged
    sqlite.keep_up(lambda: sqlite.committer.upkeep.indexed > 0)
    assert len(found(sqlite, "quagmire")) == 1


def test_what_was_erased_is_removed_later_without_harm(sqlite):
    """Its entries were taken out when it was erased, and are not taken out once more."""
    ops = sqlite.wait(sqlite.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, NOW)).id
    sqlite.say(*(line(f"quagmire number {n}") for n in range(20)), room=ops)
    sqlite.say(*(line(f"hello there {n}", actor=2) for n in range(5)))
    sqlite.index()
    sqlite.wait(sqlite.storage.principals.erase(1, "erased-1"))
    assert blank(sqlite, 1) == 20
    sqlite.wait(sqlite.storage.rooms.delete(ops))
    sqlite.keep_up(lambda: not sqlite.rows("SELECT * FROM doomed"))
    assert sqlite.rows("SELECT count(*) FROM events WHERE room_id = ?", ops) == [(0,)]
    assert sqlite.say(deletion(1))[0].seq == 6
    assert found(sqlite, "hello") == [5, 4, 3, 2]
    assert sqlite.storage.log.condition.trouble == ""
    assert is_whole(sqlite)


def test_nobody_finds_what_was_erased(driver):
    driver.say(line("quagmire one"), line("quagmire two", actor=2))
    blank(driver, 1)
    assert found(driver, "quagmire") == [2]
    assert found(driver, "erased") == []


def test_an_index_that_is_damaged_takes_no_line_with_it_and_is_made_anew(sqlite, monkeypatch):
    sqlite.say(*(line(f"hello there {n}", actor=2) for n in range(300)))
    sqlite.index()
    sqlite.rows("SELECT 1")
    with sqlite3.connect(sqlite.path, isolation_level=None) as other:
        other.execute("UPDATE search_data SET block = x'0000' WHERE id = 1")  # how many entries it has
    other.close()
    with capturedLogs() as logs:
        deleted, said = sqlite.queue(deletion(1)), sqlite.queue(line("innocent"))
        sqlite.settle()
        assert [deleted[0].seq, said[0].seq] == [301, 302]
        sqlite.keep_up(lambda: not sqlite.committer.upkeep.damaged)
        sqlite.index()
    assert [event["log_level"] for event in logs] == [LogLevel.warn]
    assert found(sqlite, "innocent") == [302]
    assert len(found(sqlite, "there 1")) == 99
    assert is_whole(sqlite)
    assert sqlite.rows("SELECT kind FROM events WHERE seq = 1") == [("blank",)]
    assert sqlite.storage.log.trouble == ""


def test_an_index_that_fails_at_the_commit_takes_no_line_with_it(sqlite, faults):
    sqlite.say(line("hello", actor=2))
    sqlite.index()
    faults.once("before", "COMMIT", error(search_index.CORRUPT_VTAB))
    deleted, said = sqlite.queue(deletion(1)), sqlite.queue(line("innocent"))
    sqlite.settle()
    assert [deleted[0].seq, said[0].seq] == [2, 3]
    sqlite.index()
    assert found(sqlite, "innocent") == [3]


def test_a_search_in_an_index_that_is_damaged_looks_at_the_lines_themselves(sqlite):
    sqlite.say(*(line(f"hello there {n}", actor=2) for n in range(200)))
    sqlite.index()
    damage(sqlite)
    assert found(sqlite, "there 0") == [1]
    assert found(sqlite, "there 19") == [200, 199, 198, 197, 196, 195, 194, 193, 192, 191, 20]
    sqlite.settle()  # the writer knows of it
    sqlite.keep_up(lambda: not sqlite.committer.upkeep.damaged)
    sqlite.index()
    assert is_whole(sqlite)
    assert found(sqlite, "there 19") == [200, 199, 198, 197, 196, 195, 194, 193, 192, 191, 20]


def test_lines_of_a_room_are_removed_while_its_index_is_damaged(sqlite):
    ops = sqlite.wait(sqlite.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, NOW)).id
    sqlite.say(*(line(f"hello there {n}") for n in range(300)), room=ops)
    sqlite.index()
    with sqlite3.connect(sqlite.path, isolation_level=None) as other:
        other.execute("UPDATE search_data SET block = x'0000' WHERE id = 1")
    other.close()
    sqlite.wait(sqlite.storage.rooms.delete(ops))
    sqlite.keep_up(lambda: not sqlite.rows("SELECT * FROM doomed"))
    assert sqlite.rows("SELECT count(*) FROM events") == [(0,)]
    sqlite.keep_up(lambda: not sqlite.committer.upkeep.damaged)
    assert sqlite.say(line("next"), room=LOBBY)[0].seq == 1
    sqlite.index()
    assert is_whole(sqlite)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meta SET value = '1.1' WHERE name = 'index_unicode'",
        "DELETE FROM meta WHERE name = 'index_unicode'",  # as before there were versions
    ],
)
def test_an_index_that_folded_differently_is_made_anew(sqlite, monkeypatch, statement):
    with monkeypatch.context() as before:
        before.setattr(search_terms, "searchable", str.casefold)
        sqlite.say(line("Café"))
        sqlite.index()
    assert found(sqlite, "café") == []
    sqlite.close()
    with sqlite3.connect(sqlite.path, isolation_level=None) as other:
        assert other.execute(statement).rowcount == 1
    other.close()
    sqlite.open()
    sqlite.keep_up(lambda: not sqlite.committer.upkeep.damaged)
    sqlite.index()
    assert found(sqlite, "café") == [1]
    assert is_whole(sqlite)


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL])
def test_work_that_cannot_be_done_is_told_once_and_holds_up_nothing_else(sqlite, faults, monkeypatch, code):
    monkeypatch.setattr(maintenance, "REST", 0.02)
    tried = []

    def fails(statement):
        if statement.startswith("INSERT INTO search"):
            tried.append(statement)
            raise error(code)

    faults.before = fails
    with capturedLogs() as logs:
        assert sqlite.say(line("one", key="k", ts=1.0))[0].seq == 1
        sqlite.keep_up(lambda: len(tried) > 3)
        condition = sqlite.storage.log.condition
        assert condition.trouble.startswith("the search index: ")
        assert condition.unindexed == 1
        faults.before = lambda statement: None
        sqlite.index()
    assert sqlite.storage.log.condition.trouble == ""
    assert [event["log_level"] for event in logs] == [LogLevel.error, LogLevel.info]
    assert not isinstance(sqlite.say(line("two"))[0], NotStored)
