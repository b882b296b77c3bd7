"""Where keys are kept: in memory, and in the table that follows behind."""

import time

import pytest

from chatservice.errors import KeyReused
from chatservice.model.records import Appended
from chatservice.storage.sqlite import maintenance, used_keys
from tests.contract.drivers import SqliteDriver, line
from tests.contract.test_documents import creates, edit


def test_a_key_is_known_after_a_restart(sqlite):
    first = sqlite.say(line("one", key="k"))[0]
    sqlite.again()
    again, other = sqlite.say(line("one", key="k"), line("two", key="k"))
    assert again == Appended(first.id, 1, False)
    assert isinstance(other, KeyReused)


@pytest.mark.parametrize("limit", ["KEYS_SOME", "KEYS_LAG", "KEYS_BEHIND"])
def test_a_key_is_known_after_it_has_moved_to_the_table(sqlite, monkeypatch, limit):
    """When there are some and nothing else to do; too many, under load; or far behind."""
    monkeypatch.setattr(used_keys, limit, 1)
    first = sqlite.say(line("one", key="a"), line("two", key="b"))
    sqlite.say(line("three"), line("four"))
    sqlite.keep_up(lambda: not sqlite.committer.upkeep.keys.recent)
    assert sqlite.rows("SELECT count(*) FROM keys") == [(2,)]
    for _ in range(2):
        again, other = sqlite.say(line("one", key="a"), line("else", key="b"))
        assert again == Appended(first[0].id, 1, False)
        assert isinstance(other, KeyReused)
        assert sqlite.say(line("x", actor=2, key="a"), room=1)[0].seq == 5
        sqlite.again()


def test_keys_of_edits_of_code_documents_stay_out_of_the_table(sqlite, monkeypatch):
    row = creates(sqlite)
    edits = edit(1, (0, 0, "a"), key="k"), edit(2, (0, 0, "b"), key="l")
    sqlite.say(*edits, room=row.log)
    assert [outcome.fresh for outcome in sqlite.say(*edits, room=row.log)[:1]] == [False]
    sqlite.again()
    assert [outcome.fresh for outcome in sqlite.say(*edits, room=row.log)[:1]] == [False]
    monkeypatch.setattr(used_keys, "KEYS_SOME", 1)
    sqlite.say(line("one", key="m"))
    sqlite.keep_up(lambda: not sqlite.committer.upkeep.keys.recent)
    assert sqlite.rows("SELECT key FROM keys") == [("m",)]


def test_keys_in_memory_have_a_cap_under_load(sqlite, monkeypatch):
    monkeypatch.setattr(used_keys, "KEYS_LAG", 20)
    monkeypatch.setattr(used_keys, "KEYS_SOME", 15)
    monkeypatch.setattr(maintenance, "IDLE", 1000.0)  # never idle
    monkeypatch.setattr(maintenance, "BETWEEN", 1000.0)
    most = 0
    for n in range(20):
        sqlite.say(*(line("x", key=f"{n}.{m}") for m in range(10)))
        most = max(most, len(sqlite.committer.upkeep.keys.recent))
    assert most <= 20 + 2 * 10
    assert not sqlite.say(line("x", key="0.0"))[0].fresh


def test_under_load_more_keys_move_at_once(sqlite, monkeypatch):
    monkeypatch.setattr(used_keys, "KEYS_LAG", 20)
    monkeypatch.setattr(used_keys, "KEYS_SOME", 2)
    monkeypatch.setattr(used_keys, "KEYS_LOADED", 15)
    monkeypatch.setattr(maintenance, "IDLE", 1000.0)
    sqlite.say(*(line("x", key=f"{n}") for n in range(30)))
    sqlite.settle()
    assert sqlite.rows("SELECT count(*) FROM keys") == [(15,)]


def test_keys_that_have_not_moved_yet_are_read_back(sqlite, monkeypatch):
    monkeypatch.setattr(used_keys, "KEYS_SOME", 2)
    sqlite.say(*(line("x", key=f"k{n}") for n in range(5)))
    sqlite.keep_up(lambda: len(sqlite.committer.upkeep.keys.recent) == 1)
    sqlite.again()
    assert [outcome.seq for outcome in sqlite.say(*(line("x", key=f"k{n}") for n in range(5)))] == [
        1,
        2,
        3,
        4,
        5,
    ]
    assert sqlite.rows("SELECT count(*) FROM events") == [(5,)]


def test_a_start_reads_back_only_the_keys_of_the_newest_events(sqlite, monkeypatch):
    monkeypatch.setattr(used_keys, "KEYS_BEHIND", 5)
    sqlite.say(line("one", key="k"), *(line("x") for _ in range(10)))
    sqlite.index()
    sqlite.keep_up(lambda: not sqlite.committer.upkeep.keys.recent)
    assert sqlite.rows("SELECT value FROM meta WHERE name = 'keys_upto'") == [("11",)]
    sqlite.again()
    assert sqlite.committer.upkeep.keys.recent == {}
    assert not sqlite.say(line("one", key="k"))[0].fresh


@pytest.mark.parametrize("merged", [False, True], ids=["in memory", "in the table"])
def test_a_key_is_forgotten_after_its_time(tmp_path, monkeypatch, merged):
    if merged:
        monkeypatch.setattr(used_keys, "KEYS_SOME", 1)
    monkeypatch.setattr(used_keys, "PRUNE_SOME", 3)
    driver = SqliteDriver(tmp_path, key_keep=3600.0)
    driver.open()
    now = time.time()
    driver.say(*(line("old", key=f"o{n}", ts=now - 4000) for n in range(5)), line("x", key="n", ts=now - 100))
    driver.keep_up(lambda: driver.committer.upkeep.keys.forgotten == 5)
    driver.index()
    old, new = driver.say(line("else", key="o3", ts=now), line("x", key="n", ts=now))
    assert (old.fresh, new.fresh) == (True, False)
    driver.again()
    again, new = driver.say(line("else", key="o3", ts=now), line("x", key="n", ts=now))
    assert (again.id, again.fresh, new.fresh) == (old.id, False, False)
    assert driver.say(line("else", key="o2", ts=now))[0].fresh
    driver.close()
