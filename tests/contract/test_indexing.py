"""When the search index follows the log, and how: rarely, in large transactions that give way."""

import sqlite3

import pytest

from chatservice.model.values import LOBBY
from chatservice.storage.batch import Kept
from chatservice.storage.sqlite import event_log, maintenance, meta, search_index, used_keys
from chatservice.storage.sqlite.maintenance import Chore, Maintenance
from tests.memory import NoDisk, Readers, database


class Clock:
    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now

    def time(self):
        return self.now


class Log:
    """A database in memory, its maintenance, and the statements that it executed."""

    def __init__(self):
        self.connection = database()
        self.statements = []
        self.maintenance = Maintenance(self.connection, 1e6, None, None, NoDisk(), Readers(self.connection))
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.set_trace_callback(self.statements.append)
        self.last = 0
        for _ in range(9):  # the other chores
            self.maintenance.some(0, lambda: False)

    @property
    def due(self):
        """In how many seconds the index is."""
        return dict(self.maintenance._wanted(self.last))[Chore.INDEX]

    def say(self, count):
        self.connection.executemany(
            "INSERT INTO events VALUES (?, ?, ?, 1.0, 'message', 1, NULL, NULL, 'some words')",
            [(self.last + n, LOBBY, self.last + n) for n in range(1, count + 1)],
        )
        self.last += count
        self.maintenance.pause(self.last, is_idle=False)
        self.statements.clear()

    def follow(self, batch_waits=lambda: False):
        self.maintenance.some(self.last, batch_waits)
        return self.maintenance.indexed

    @property
    def transactions(self):
        return [s for s in self.statements if s.startswith(("BEGIN", "COMMIT", "PRAGMA synchronous"))]


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(maintenance, "time", clock)
    monkeypatch.setattr(maintenance, "INDEX_IDLE", 1.0)
    return clock


@pytest.fixture
def log(clock):
    log = Log()
    yield log
    log.connection.close()


def test_a_few_lines_wait_until_nothing_comes_for_a_second(log, clock):
    log.say(maintenance.INDEX_MIN - 1)
    assert log.follow() == 0
    assert log.due == 1.0
    clock.now += 0.9
    log.say(0)
    clock.now += 0.9
    assert log.follow() == 0, "lines came meanwhile"
    clock.now += 0.2
    assert log.follow() == log.last


def test_many_lines_are_indexed_in_the_next_gap(log):
    log.say(maintenance.INDEX_MIN)
    assert log.due == 0.0
    assert log.follow() == log.last


def test_thousands_of_lines_are_one_transaction(log):
    most = maintenance.INDEX_SOME * maintenance.INDEX_PIECES
    log.say(most + 300)
    assert log.follow() == most
    assert log.transactions.count("COMMIT") == 1
    assert meta.mark(log.connection, "indexed_upto") == most
    assert log.follow() == log.last


def test_it_gives_way_to_a_batch_and_keeps_what_it_has_done(log):
    log.say(2_000)
    looks = []
    assert log.follow(lambda: bool(looks.append(0)) or len(looks) > 3) == 3 * maintenance.INDEX_SOME
    assert meta.mark(log.connection, "indexed_upto") == 3 * maintenance.INDEX_SOME


def test_it_goes_a_little_further_while_lines_never_stop(log):
    log.say(2_000)
    assert log.follow(lambda: True) == 0, "while it lags little, it does nothing before a batch that waits"


def test_it_is_urgent_when_it_lags_too_far(log, monkeypatch):
    monkeypatch.setattr(maintenance, "INDEX_LAG", 1_500)
    log.say(1_500)
    assert not log.maintenance.urgent(log.last)
    log.say(1)
    assert log.maintenance.urgent(log.last)
    assert log.follow(lambda: True) == maintenance.INDEX_CATCHING_UP * maintenance.INDEX_SOME


def test_long_lines_are_fewer_in_a_piece(log, monkeypatch):
    monkeypatch.setattr(search_index, "PIECE", 10 * len("some words"))
    log.say(1_000)
    looks = []
    assert log.follow(lambda: bool(looks.append(0)) or len(looks) > 3) == 30


def test_its_commit_is_not_synced_and_the_next_one_is(log):
    log.say(300)
    log.follow()
    unsynced, begin, commit, synced = log.transactions
    assert (unsynced, begin, commit) == ("PRAGMA synchronous = NORMAL", "BEGIN IMMEDIATE", "COMMIT")
    assert synced == "PRAGMA synchronous = FULL"


def test_moving_keys_to_their_table_is_a_few_statements_and_not_synced_either(log):
    used = {(1, LOBBY, f"key {n}"): Kept(n, n, 0) for n in range(used_keys.KEYS_SOME)}
    log.maintenance.keys.recent.update(used)
    log.statements.clear()
    log.follow()
    assert log.transactions[0] == "PRAGMA synchronous = NORMAL"
    assert log.transactions[-1] == "PRAGMA synchronous = FULL"
    inserts = [s for s in log.statements if s.startswith("INSERT OR REPLACE INTO keys ")]
    assert len(inserts) == -(-used_keys.KEYS_SOME // event_log.KEYS_AT_ONCE)
    assert log.maintenance.keys.find(list(used)) == {}, "they have no events here"
    assert log.connection.execute("SELECT count(DISTINCT key) FROM keys").fetchone() == (len(used),)


def test_commits_are_synced_again_after_a_failure(log, monkeypatch):
    def fails(connection, mark, count):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(search_index, "index_some", fails)
    log.say(300)
    assert log.follow() == 0
    assert Chore.INDEX.value in log.maintenance.trouble
    assert not log.connection.in_transaction
    assert log.connection.execute("PRAGMA synchronous").fetchone() == (2,), "FULL"
