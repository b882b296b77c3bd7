"""What was deleted or erased is on no page of the disk any more, while the server runs on."""

import sqlite3
import threading

import msgspec
import pytest

from chatservice.model.bodies import GoneFile, SharedFile
from chatservice.model.sanctions import AuditEntry, Sanction, SanctionKind, StoredReport
from chatservice.model.values import ERASED, LOBBY, EventKind, StoredInvitation
from chatservice.storage.sqlite import maintenance, opening
from tests.contract.drivers import NOW, line
from tests.contract.test_erasing import blank

WORD = "quokkaword"


def copies(driver, word=WORD):
    """How often it is in the files of the open database."""
    files = driver.path.parent.glob("chat.db*")
    return sum(path.read_bytes().lower().count(word.encode()) for path in files)


def wiped(driver):
    """Nobody says anything, and all work between commits is done."""
    driver.settle()
    following = driver.committer.upkeep
    driver.keep_up(
        lambda: (
            following._wipe_since is None
            and not following._vacuum_due
            and not following.trimmer.at_work
            and following.indexed >= driver.committer.last_id
        )
    )


def deletion(seq):
    return line(str(seq), kind=EventKind.DELETED, actor=2)


def file(name, id_="f1"):
    return msgspec.json.encode(SharedFile(id_, name, 5, "text/plain", "ab" * 32)).decode()


def gone(name, id_="f1"):
    return msgspec.json.encode(GoneFile(id_, name)).decode()


def test_a_line_that_was_deleted(sqlite):
    sqlite.say(line(f"one {WORD}"), line("two"))
    sqlite.index()
    assert copies(sqlite) > 0
    sqlite.say(deletion(1))
    wiped(sqlite)
    assert copies(sqlite) == 0
    assert sqlite.bodies()[:2] == ["", "two"]


def test_a_line_that_was_deleted_before_it_was_indexed(sqlite):
    sqlite.say(line(f"one {WORD}"))
    sqlite.say(deletion(1))
    wiped(sqlite)
    assert copies(sqlite) == 0


def one(connection, statement, value):
    return connection.execute(statement, (value,)).fetchone()[0]


def test_a_person_who_was_erased(sqlite):
    storage, moderation = sqlite.storage, sqlite.storage.moderation
    person = sqlite.wait(storage.principals.create_guest(f"{WORD}-1", "t", NOW))
    sqlite.wait(storage.principals.renamed(person.id, f"{WORD}-2", NOW))
    mine = {"actor": person.id}
    sqlite.say(
        line(f"said {WORD}", key=f"{WORD}-key", **mine),
        line(f"does {WORD}", kind=EventKind.ACTION, **mine),
        line(f"about {WORD}", kind=EventKind.TOPIC, **mine),
        line(file(f"{WORD}.txt"), kind=EventKind.FILE, **mine),
        line(file(f"{WORD}2.txt", "f2"), kind=EventKind.FILE, **mine),
        line(gone(f"{WORD}2.txt", "f2"), kind=EventKind.FILE_GONE, actor=2, subject=person.id),
        line("mine"),
    )
    entry = AuditEntry(NOW, "server", "x")
    about = {"principal": person.id, "name": f"{WORD}-2", "made": NOW}
    for sanction in (
        Sanction(measure=SanctionKind.MUTE, by="server", reason=WORD, **about),
        Sanction(measure=SanctionKind.BAN, by="server", network="192.0.2.7/32", reason=WORD, **about),
        Sanction(
            measure=SanctionKind.BAN, made=NOW, by=f"{WORD}-2", principal=2, name="bob", by_id=person.id
        ),
    ):
        sqlite.wait(moderation.impose(sanction, (), entry))
    lobby = {"ts": NOW, "room_id": LOBBY, "room": "lobby"}
    of_them = StoredReport(seq=1, sender=f"{WORD}-2", text=WORD, reporter=2, by="bob", **lobby)
    by_them = StoredReport(seq=7, sender="alice", text="x", reporter=person.id, by=f"{WORD}-2", **lobby)
    sqlite.wait(moderation.report(of_them, ""))
    sqlite.wait(moderation.report(by_them, ""))
    sqlite.wait(storage.accounts.invite("come", StoredInvitation("", person.id, NOW, NOW + 60), 9))
    sqlite.index()
    assert sqlite.wait(storage.rooms.by_id(LOBBY)).topic == f"about {WORD}"
    sqlite.wait(storage.usage.count(NOW, 1000))
    counted = "SELECT count(*) FROM usage_seen WHERE name = 'people' AND id = ?"
    assert sqlite.wait(storage.database.read(lambda connection: one(connection, counted, person.id))) == 1

    sqlite.wait(storage.principals.erase(person.id, f"erased-{person.id}"))
    assert blank(sqlite, person.id) == 6
    wiped(sqlite)
    assert copies(sqlite) == 0
    assert sqlite.wait(storage.rooms.by_id(LOBBY)).topic == ""
    assert sqlite.wait(storage.accounts.invitations(NOW)) == []
    assert sqlite.wait(storage.database.read(lambda connection: one(connection, counted, person.id))) == 0
    left = [(s.measure, s.by, s.principal, s.name, s.network) for s in sqlite.wait(moderation.sanctions())]
    assert left == [
        (SanctionKind.BAN, "server", None, "", "192.0.2.7/32"),
        (SanctionKind.BAN, f"erased-{person.id}", 2, "bob", ""),
    ]
    assert sqlite.wait(moderation.reports()) == []
    names = [msgspec.json.decode(body)["name"] for body in sqlite.bodies()[3:6]]
    assert names == [ERASED] * 3
    assert sqlite.rows("INSERT INTO search (search) VALUES ('integrity-check')") == []


def test_a_topic_of_somebody_else_stays(driver):
    driver.say(line("mine", kind=EventKind.TOPIC), line("yours", kind=EventKind.TOPIC, actor=2))
    assert blank(driver, 1) == 1
    assert driver.wait(driver.storage.rooms.by_id(LOBBY)).topic == "yours"
    assert driver.bodies() == [ERASED, "yours"]


def test_a_room_whose_topic_was_theirs_is_told(driver):
    driver.say(line("mine", kind=EventKind.TOPIC))
    assert driver.wait(driver.storage.principals.blank_some(1, 0)).topics == [LOBBY]


@pytest.mark.parametrize(("most", "times"), [(maintenance.VACUUM_MOST, 1), (0, 0)])
def test_pages_are_written_anew_once_someone_is_erased_unless_they_are_many(
    sqlite, faults, monkeypatch, most, times
):
    """SQLite does not overwrite what it moves within a page, or from page to page."""
    monkeypatch.setattr(maintenance, "VACUUM_MOST", most)
    statements = []
    faults.after = statements.append
    sqlite.say(line(f"one {WORD}"))
    sqlite.wait(sqlite.storage.principals.erase(1, "erased-1"))
    blank(sqlite, 1)
    wiped(sqlite)
    assert statements.count("VACUUM") == times
    assert sqlite.rows("PRAGMA auto_vacuum") == [(2,)]
    assert sqlite.say(line("next"))[0].seq == 2


def test_what_a_stop_interrupts_goes_on_at_the_next_start(sqlite, monkeypatch):
    sqlite.say(*(line(f"{WORD} {n}") for n in range(300)))
    sqlite.index()
    monkeypatch.setattr(maintenance.Maintenance, "some", lambda self, last_id: None)
    sqlite.wait(sqlite.storage.principals.erase(1, "erased-1"))
    blank(sqlite, 1)
    sqlite.close()
    monkeypatch.undo()
    sqlite.open()
    assert sqlite.committer.upkeep._vacuum_due
    wiped(sqlite)
    assert copies(sqlite, "quo") == 0, "the index has none of its letters either"
    assert sqlite.rows("SELECT * FROM meta WHERE name = 'to_tidy'") == []


def test_somebody_who_reads_meanwhile_puts_it_off_and_holds_nobody_up(sqlite, monkeypatch):
    monkeypatch.setattr(maintenance, "BUSY_REST", 0.01)
    sqlite.say(line(f"one {WORD}"))
    reader = sqlite3.connect(sqlite.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM events").fetchone()
    sqlite.say(deletion(1))
    for n in range(5):
        assert sqlite.say(line(f"line {n}", actor=2))[0].seq == n + 3
    sqlite.index()
    assert sqlite.committer.upkeep._wipe_since is not None
    assert sqlite.storage.log.condition.trouble == ""
    reader.execute("COMMIT")
    reader.close()
    wiped(sqlite)
    assert copies(sqlite) == 0


def test_the_log_beside_the_database_is_cut_while_somebody_always_reads(sqlite, monkeypatch):
    """Reads overlap, so that there is no moment without one that sees an older state."""
    monkeypatch.setattr(opening, "WAL_MOST", 200_000)
    monkeypatch.setattr(maintenance, "BUSY_REST", 0.0)
    done, stopped, sizes = [], [], [0]

    def read(connection):
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM events").fetchone()
        numbers = "SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000"
        count = f"WITH RECURSIVE n (i) AS ({numbers}) SELECT count(*) FROM n"  # noqa: S608
        connection.execute(count).fetchone()
        connection.execute("COMMIT")

    def again(_):
        done.append(_)
        if not stopped:
            sqlite.storage.database.read(read).addCallback(again)

    for _ in range(4):
        again(None)
    while not (max(sizes) > 200_000 > sizes[-1]):
        sqlite.say(*(line("x" * 4000) for _ in range(5)))
        sizes.append(sqlite.storage.log.condition.wal)
    stopped.append(True)
    assert len(sizes) < 100, "soon"
    assert len(done) > 4


@pytest.mark.parametrize("seconds", [0.0, 5.0])
def test_reads_wait_for_no_longer_than_they_have_to(sqlite, seconds):
    readers = sqlite.storage.database.readers
    with readers.stopped(seconds) as stopped:
        assert stopped
        read = sqlite.storage.rooms.by_id(LOBBY)
        box = []
        read.addBoth(box.append)
        assert not box
    sqlite.until(lambda: box)
    assert box[0].id == LOBBY


def test_a_read_that_does_not_end_is_not_waited_for(sqlite):
    begun, end = threading.Event(), threading.Event()
    read = sqlite.storage.database.read(lambda connection: begun.set() or end.wait(30))
    begun.wait(30)
    with sqlite.storage.database.readers.stopped(0.0) as stopped:
        assert not stopped
    end.set()
    assert sqlite.wait(read) is True
