"""Old edits of code documents become the steps of a slider, in small pieces, and no text is lost."""

from itertools import pairwise

import msgspec
import pytest

from chatservice.model.values import EventKind
from chatservice.storage.sqlite import compacting
from tests.contract.drivers import NOW, SqliteDriver, line
from tests.contract.test_documents import LIMITS, creates, edit
from tests.contract.test_trimming import DAY, look, trimmed

OLD = NOW - 40 * DAY


def open_driver(tmp_path, monkeypatch):
    """It composes soon, and in small pieces."""
    monkeypatch.setattr(compacting, "UNTOUCHED", 5)
    monkeypatch.setattr(compacting, "SOME", 4)
    monkeypatch.setattr("chatservice.model.compaction.NEWEST", 4)
    driver = SqliteDriver(tmp_path, code_keep_keystrokes=30 * DAY)
    driver.open()
    for name, id_ in (("alice", "a"), ("bob", "b")):
        driver.wait(driver.storage.principals.create_guest(name, id_, 1.0))
    driver.moved = {}
    driver.observer.trimmed = driver.moved.update
    return driver


@pytest.fixture
def driver(tmp_path, monkeypatch):
    driver = open_driver(tmp_path, monkeypatch)
    yield driver
    driver.close()


def written(driver, ts=OLD, checkpoints=(10, 20, 25)):
    """A document of 30 edits, by alice and bob in turn, that began with a text."""
    row = creates(driver, text="abc\U0001f600\n")
    for n in range(1, 31):
        draft = edit(n, (0, n % 3, str(n % 10)), actor=1 + n % 2, key=f"k{n}")
        driver.say(msgspec.structs.replace(draft, ts=ts), room=row.log)
    for version in checkpoints:
        past = driver.wait(driver.storage.documents.past_text(row.log, version))
        driver.wait(driver.storage.documents.keep_checkpoint(row.log, version, version, past.text))
    return row


def texts(driver, row):
    past = driver.storage.documents.past_text
    return {version: driver.wait(past(row.log, version)) for version in range(31)}


def compacted(driver):
    look(driver)
    trimmed(driver)


def test_edits_up_to_an_old_checkpoint_become_steps_and_every_text_stays(driver):
    row = written(driver)
    before = texts(driver, row)
    compacted(driver)
    assert driver.rows("SELECT min(seq), count(*) FROM events WHERE room_id = ?", row.log) == [(21, 10)]
    assert driver.rows("SELECT first, last FROM document_steps ORDER BY last")[0] == (1, 4)
    assert driver.moved == {row.log: 21}
    assert driver.wait(driver.storage.rooms.by_id(row.log)).first == 21
    after = texts(driver, row)
    ends = {last for (last,) in driver.rows("SELECT last FROM document_steps")}
    assert {10, 20} <= ends
    for version in range(31):
        known = version if version > 20 else max([end for end in ends if end <= version], default=0)
        assert (after[version].version, after[version].text) == (known, before[known].text)
    assert driver.wait(driver.storage.documents.load(row.log, LIMITS)).text == before[30].text
    assert driver.rows("SELECT count(*) FROM keys WHERE room_id = ?", row.log)[0][0] <= 10


def test_the_history_has_the_steps_and_then_the_edits(driver):
    row = written(driver)
    compacted(driver)
    history = driver.wait(driver.storage.documents.history(row.log, 31, 1000))
    assert [step.first for step in history][:3] == [1, 5, 9]
    assert all(later.first == step.last + 1 for step, later in pairwise(history))
    assert (history[-1].first, history[-1].last) == (21, 30)
    assert history[0].authors == ["alice", "bob"]
    assert abs(history[0].began - OLD) < 1
    (last,) = driver.wait(driver.storage.documents.history(row.log, 5, 1000))
    assert (last.first, last.last) == (1, 4)
    driver.wait(driver.storage.principals.erase(2, "erased-2"))
    assert driver.wait(driver.storage.documents.history(row.log, 5, 1000))[0].authors == ["alice", "erased-2"]


def test_it_goes_on_from_there_after_a_restart(driver):
    row = written(driver)
    before = texts(driver, row)
    compacted(driver)
    driver.again()
    driver.say(edit(31, (0, 0, "!")), room=row.log)
    loaded = driver.wait(driver.storage.documents.load(row.log, LIMITS))
    assert (loaded.version, loaded.text) == (31, "!" + before[30].text)
    assert driver.wait(driver.storage.log.heads([row.log])) == {row.log: 31}


def test_edits_that_are_young_stay(driver):
    row = written(driver, NOW)
    compacted(driver)
    assert driver.rows("SELECT count(*) FROM events WHERE room_id = ?", row.log) == [(30,)]


def test_edits_that_no_checkpoint_is_far_enough_behind_stay(driver):
    row = written(driver, checkpoints=(26, 28))
    compacted(driver)
    assert driver.rows("SELECT count(*) FROM events WHERE room_id = ?", row.log) == [(30,)]


def test_a_document_that_is_deleted_takes_its_steps_along(driver):
    row = written(driver)
    compacted(driver)
    driver.wait(driver.storage.rooms.delete(row.parent))
    assert driver.rows("SELECT count(*) FROM document_steps") == [(0,)]


def test_with_the_setting_none_all_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(compacting, "UNTOUCHED", 5)
    driver = SqliteDriver(tmp_path, code_keep_keystrokes=None)
    driver.open()
    try:
        driver.wait(driver.storage.principals.create_guest("alice", "a", 1.0))
        driver.wait(driver.storage.principals.create_guest("bob", "b", 1.0))
        row = written(driver)
        compacted(driver)
        assert driver.rows("SELECT count(*) FROM events WHERE room_id = ?", row.log) == [(30,)]
    finally:
        driver.close()


def test_many_documents_are_looked_at_in_pieces(driver, monkeypatch):
    monkeypatch.setattr(compacting, "LOGS", 1)
    first = written(driver)
    driver.say(line("y", kind=EventKind.TOPIC))
    other = creates(driver, "89abcdef", title="other")
    compacted(driver)
    assert set(driver.moved) == {first.log}
    assert driver.wait(driver.storage.rooms.by_id(other.log)).first == 1
