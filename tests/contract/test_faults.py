"""What becomes of a batch on disk when it goes wrong; who reads, and who comes next."""

import sqlite3

import pytest

from chatservice.errors import KeyReused, NotStored, OutcomeUnknown, ServerStopping, Stale
from chatservice.model.records import Appended
from chatservice.model.values import LOBBY, EventKind, RoomKind, StoredInvitation
from chatservice.storage.batch import BatchPlan
from chatservice.storage.sqlite import commit
from tests.contract.drivers import NOW, error, line, words

BAD = [
    pytest.param(line("\ud800"), id="text that is no text"),
    pytest.param(line("big", actor=2**63), id="a number over 64 bits"),
    pytest.param(line("when", ts=float("nan")), id="a time that is none"),
    pytest.param(line("key", key="\ud800"), id="a key that is no text"),
]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_row_fails_alone_and_leaves_no_gap(sqlite, bad):
    sqlite.say(line("before"))
    one, two, three = sqlite.queue(line("one")), sqlite.queue(bad), sqlite.queue(line("two", key="k"))
    sqlite.settle()
    assert isinstance(two[0], NotStored)
    assert [one[0].seq, three[0].seq] == [2, 3]
    assert sqlite.say(line("two", key="k")) == [Appended(three[0].id, 3, False)]
    assert sqlite.bodies() == ["before", "one", "two"]


def test_a_batch_with_a_bad_row_is_still_told_as_one(sqlite):
    sqlite.queue(line("one"))
    sqlite.queue(line("\ud800"))
    sqlite.settle()
    assert sqlite.told.count("batch") == 1


def test_a_disk_that_is_full_refuses_the_batch_and_the_next_one_tries_again(sqlite):
    sqlite.say(line("before"))
    connection = sqlite.committer._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    big = "x" * 50_000
    one, two = sqlite.queue(line("small")), sqlite.queue(line(big, key="k"), line(big))
    sqlite.settle()
    assert [type(outcome) for outcome in one + two] == [NotStored] * 3
    assert one[0].reason == "the disk is full"
    assert sqlite.bodies() == ["before"]  # readers are served on
    connection.execute(f"PRAGMA max_page_count = {pages + 1000}")
    again = sqlite.say(line(big, key="k"))
    assert (again[0].seq, again[0].fresh) == (2, True)
    assert sqlite.say(line("after"))[0].seq == 3


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (sqlite3.SQLITE_IOERR, "the disk has an error"),
        (sqlite3.SQLITE_FULL, "the disk is full"),
        (sqlite3.SQLITE_BUSY, "another program holds the database"),
    ],
)
@pytest.mark.parametrize("where", ["BEGIN", "INSERT INTO events"])
def test_a_disk_that_fails_refuses_the_batch_once_and_all_of_it(sqlite, faults, where, code, reason):
    asked = []

    def fails(statement):
        if statement.startswith(where):
            asked.append(statement)
            raise error(code)

    faults.before = fails
    outcomes = [sqlite.queue(line("one")), sqlite.queue(line("two", key="k"))]
    made = sqlite.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, 1.0)
    with pytest.raises(NotStored):
        sqlite.wait(made)
    assert [outcome[0].reason for outcome in outcomes] == [reason] * 2
    assert len(asked) == 1
    assert sqlite.bodies() == []
    faults.before = lambda statement: None
    assert sqlite.say(line("two", key="k"))[0].seq == 1
    assert sqlite.wait(sqlite.storage.rooms.by_name("ops")) is None


def test_a_commit_that_finds_the_disk_full_has_left_nothing(sqlite, faults):
    faults.once("before", "COMMIT", error(sqlite3.SQLITE_FULL))
    assert isinstance(sqlite.say(line("one"))[0], NotStored)
    assert sqlite.say(line("two"))[0].seq == 1
    assert sqlite.bodies() == ["two"]


def unknown_batch(sqlite):
    """In one batch: a line, one with a key, the key again, the key with another body, one
    that comes too late, a room and a topic."""
    lines = [
        sqlite.queue(line("one")),
        sqlite.queue(line("two", key="k"), line("two", key="k"), line("other", key="k")),
        sqlite.queue(line("late", expect=9)),
        sqlite.queue(line("old", key="old")),
        sqlite.queue(line("news", kind=EventKind.TOPIC)),
    ]
    room = []
    sqlite.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, 1.0).addBoth(room.append)
    sqlite.settle()
    return [outcome for outcomes in lines for outcome in outcomes], room[0]


def test_a_commit_of_unknown_outcome_that_is_there_is_acknowledged(sqlite, faults):
    old = sqlite.say(line("old", key="old"))[0]
    faults.once("after", "COMMIT", error(sqlite3.SQLITE_IOERR))
    outcomes, room = unknown_batch(sqlite)
    first, second, again, other, late, known, topic = outcomes
    assert [first.seq, second.seq, topic.seq] == [2, 3, 4]
    assert again == Appended(second.id, 3, False)
    assert isinstance(other, KeyReused)
    assert isinstance(late, Stale)
    assert known == Appended(old.id, 1, False)
    assert room.name == "ops"
    assert sqlite.bodies() == ["old", "one", "two", "news"]
    assert sqlite.say(line("two", key="k")) == [Appended(second.id, 3, False)]
    assert sqlite.say(line("next"))[0].seq == 5


def test_a_commit_of_unknown_outcome_that_is_not_there_is_not_acknowledged(sqlite, faults):
    old = sqlite.say(line("old", key="old"))[0]
    faults.once("before", "COMMIT", error(sqlite3.SQLITE_IOERR))
    outcomes, room = unknown_batch(sqlite)
    first, second, again, other, late, known, topic = outcomes
    for outcome in (first, second, again, other, topic):
        assert isinstance(outcome, OutcomeUnknown)
    assert isinstance(late, Stale)
    assert known == Appended(old.id, 1, False)
    room.trap(OutcomeUnknown)
    assert sqlite.bodies() == ["old"]
    # Sending again with the key is safe, and an id is not used twice.
    sent = sqlite.say(line("two", key="k"))[0]
    assert (sent.seq, sent.fresh) == (2, True)
    assert sent.id > old.id


def test_readers_read_on_while_the_writer_opens_again(sqlite, faults):
    sqlite.say(line("one"))
    assert sqlite.bodies() == ["one"]
    faults.once("after", "COMMIT", error(sqlite3.SQLITE_IOERR))
    opened = faults.opened
    sqlite.say(line("two"))
    assert faults.opened == opened + 1
    assert sqlite.bodies() == ["one", "two"]
    sqlite.index()
    assert len(sqlite.wait(sqlite.storage.log.search([LOBBY], words("two"), None, 5)).hits) == 1


def test_a_database_that_cannot_be_opened_again_is_tried_at_the_next_batch(sqlite, faults):
    faults.once("before", "COMMIT", error(sqlite3.SQLITE_IOERR))
    faults.no_opening = True
    assert isinstance(sqlite.say(line("one"))[0], OutcomeUnknown)
    assert isinstance(sqlite.say(line("two"))[0], NotStored)
    assert sqlite.bodies() == []
    faults.no_opening = False
    assert sqlite.say(line("three"))[0].seq == 1
    assert sqlite.bodies() == ["three"]


def test_what_was_answered_as_unknown_and_is_there_is_told_once_the_database_is_open_again(sqlite, faults):
    sqlite.say(line("one"))
    told = []
    sqlite.observer.reopened = lambda: told.append(sqlite.storage.log.heads([LOBBY]))
    faults.once("after", "COMMIT", error(sqlite3.SQLITE_IOERR))
    faults.no_opening = True
    assert isinstance(sqlite.say(line("two"))[0], OutcomeUnknown)
    assert told == []
    faults.no_opening = False
    assert sqlite.say(line("three"))[0].seq == 3
    sqlite.until(lambda: told)
    assert sqlite.wait(told[0]) == {LOBBY: 3}
    assert sqlite.bodies() == ["one", "two", "three"]
    sqlite.settle()
    assert len(told) == 1


def test_a_mistake_in_the_thread_is_logged_and_not_its_end(sqlite, monkeypatch):
    """The last resort: a failure while a failure is looked into."""
    monkeypatch.setattr(commit.Committer, "_roll_back", lambda self: 1 / 0)
    assert isinstance(sqlite.say(line("\ud800"))[0], OutcomeUnknown)
    monkeypatch.undo()
    assert sqlite.say(line("two"))[0].seq == 1


def test_upkeep_that_fails_is_not_the_end_of_the_thread(sqlite, faults):
    tried = []

    def fails(statement):
        if statement.startswith(("INSERT INTO search", "ROLLBACK")):
            tried.append(statement)
            raise ZeroDivisionError

    faults.before = fails
    assert sqlite.say(line("one"))[0].seq == 1
    sqlite.keep_up(lambda: len(tried) == 2)
    faults.before = lambda statement: None
    assert sqlite.say(line("two"))[0].seq == 2
    assert sqlite.bodies() == ["one", "two"]


def test_one_who_cannot_be_told_does_not_keep_the_others_waiting(sqlite):
    def breaks(outcomes):
        raise RuntimeError("as the test has it")

    sqlite.storage.log.append(LOBBY, (line("one"),), breaks)
    outcomes = sqlite.queue(line("two"))
    sqlite.settle()
    assert outcomes[0].seq == 2
    assert sqlite.say(line("three"))[0].seq == 3


def test_a_batch_that_cannot_be_passed_on_is_not_the_last(sqlite):
    def breaks():
        raise RuntimeError("as the test has it")

    sqlite.observer.batch_ended = breaks
    sqlite.say(line("one"))
    assert sqlite.say(line("two"))[0].seq == 2


def test_somebody_elses_lines_in_the_file_do_not_stop_the_log(sqlite):
    sqlite.say(line("one"))
    other = sqlite3.connect(sqlite.path)
    other.execute("INSERT INTO events VALUES (NULL, 1, 2, 1.0, 'message', 1, NULL, NULL, 'foreign')")
    other.commit()
    other.close()
    assert isinstance(sqlite.say(line("refused"))[0], NotStored)
    assert sqlite.say(line("two"))[0].seq == 3
    assert sqlite.bodies() == ["one", "foreign", "two"]


def test_heads_in_memory_have_a_cap(sqlite, monkeypatch):
    monkeypatch.setattr(commit, "HEADS", 3)
    rooms = [
        sqlite.wait(sqlite.storage.rooms.create(RoomKind.PUBLIC, f"r{n}", (), 1, 1.0)).id for n in range(8)
    ]
    for seq in (1, 2):
        for room in rooms:
            assert sqlite.say(line("x"), room=room)[0].seq == seq
    assert len(sqlite.committer._heads) <= 3


def test_heads_and_access_are_read_back_after_a_restart(sqlite):
    group = sqlite.wait(sqlite.storage.rooms.create(RoomKind.GROUP, "g", (1,), 1, 1.0)).id
    last = sqlite.say(line("", kind=EventKind.ADDED, subject=2), line("two"), room=group)[1]
    epoch = sqlite.storage.log.epoch
    sqlite.again()
    assert sqlite.storage.log.epoch == epoch
    row = sqlite.wait(sqlite.storage.rooms.by_id(group))
    assert (row.head, row.access) == (2, 1)
    stale, three = sqlite.say(line("late", expect=0), line("three", actor=2, expect=1), room=group)
    assert isinstance(stale, Stale)
    assert (three.seq, three.id) == (3, last.id + 1)


def test_an_id_is_not_used_again_when_its_event_is_gone(sqlite):
    last = sqlite.say(line("one"), line("two"))[1]
    sqlite.close()
    connection = sqlite3.connect(sqlite.path)
    connection.execute("DELETE FROM events WHERE id = ?", (last.id,))
    connection.commit()
    connection.close()
    sqlite.open()
    assert sqlite.say(line("three"))[0].id == last.id + 1


def test_close_while_a_batch_is_under_way_and_with_more_waiting(sqlite):
    first = sqlite.queue(line("one"))
    sqlite.storage.database.writer._hand_over()  # the thread has it
    second = sqlite.queue(line("two"))
    closed = [sqlite.storage.close(), sqlite.storage.close()]
    for each in closed:
        sqlite.wait(each)
    assert [first[0].seq, second[0].seq] == [1, 2]
    late = sqlite.say(line("three"))
    assert isinstance(late[0], NotStored)
    sqlite.storage = None


def test_close_with_nothing_ever_written(sqlite):
    sqlite.again()
    sqlite.again()
    sqlite.close()
    assert sorted(path.name for path in sqlite.path.parent.iterdir()) == ["chat.db", "lock"]


@pytest.mark.parametrize("beginning", ["SAVEPOINT", "UPDATE principals SET role"])
def test_a_disk_that_is_full_while_somebody_registers_says_so_and_leaves_the_guest(sqlite, faults, beginning):
    """A full disk may end the whole transaction, savepoint and all, by itself."""
    accounts, people = sqlite.storage.accounts, sqlite.storage.principals
    guest = sqlite.wait(people.principal(1))
    sqlite.wait(accounts.invite("come", StoredInvitation("", None, NOW, NOW + 60), 9))

    def fails(statement):
        if statement.startswith(beginning):
            sqlite.committer._connection.real.execute("ROLLBACK")
            raise error(sqlite3.SQLITE_FULL)

    faults.before = fails
    said = sqlite.queue(line("in the same batch"))
    with pytest.raises(NotStored) as refused:
        sqlite.wait(accounts.register(guest, "encoded", NOW, "come"))
    assert refused.value.reason == "the disk is full"
    assert isinstance(said[0], NotStored)
    faults.before = lambda statement: None
    assert sqlite.wait(people.principal(1)).guest
    assert len(sqlite.wait(accounts.invitations(NOW))) == 1
    sqlite.wait(accounts.register(guest, "encoded", NOW, "come"))
    assert sqlite.say(line("next"))[0].seq == 1


def test_what_fails_after_the_commit_stores_nothing_twice(sqlite, monkeypatch):
    accepted = BatchPlan.accept

    def no_memory(plan):
        monkeypatch.setattr(BatchPlan, "accept", accepted)
        raise MemoryError

    monkeypatch.setattr(BatchPlan, "accept", no_memory)
    one, two = sqlite.queue(line("one")), sqlite.queue(line("two", key="k"))
    sqlite.settle()
    assert [one[0].seq, two[0].seq] == [1, 2]
    assert sqlite.say(line("two", key="k")) == [Appended(two[0].id, 2, False)]
    sqlite.say(line("three"))
    assert sqlite.bodies() == ["one", "two", "three"]


def test_what_is_asked_of_a_stopped_storage_is_answered(sqlite):
    rooms, log = sqlite.storage.rooms, sqlite.storage.log
    sqlite.close()
    for asked in (rooms.by_name("lobby"), log.search([LOBBY], words("one"), None, 9)):
        with pytest.raises(ServerStopping):
            raise asked.result.value
        asked.addErrback(lambda _: None)
