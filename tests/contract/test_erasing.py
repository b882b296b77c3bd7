"""What is known of one person is taken out: the name at once, the words piece by piece."""

import sqlite3

from chatservice.model.records import Blanked
from chatservice.model.values import ERASED, LOBBY, EventKind, RoomKind
from chatservice.storage.sqlite import erasing
from tests.contract.drivers import NOW, SqliteDriver, line, words


def blank(driver, principal):
    after, count = 0, 0
    while after is not None:
        blanked = driver.wait(driver.storage.principals.blank_some(principal, after))
        after, count = blanked.after, count + blanked.events
    return count


def test_words_are_blanked_and_their_places_stay(driver):
    driver.say(line("mine", actor=1), line("yours", actor=2), line("waves", actor=1, kind=EventKind.ACTION))
    driver.say(line("a topic", actor=1, kind=EventKind.TOPIC))
    assert blank(driver, 1) == 3
    assert driver.bodies() == [ERASED, "yours", ERASED, ERASED]
    assert driver.seqs() == [1, 2, 3, 4]


def test_nobody_comes_back_as_somebody_erased(driver):
    people = driver.storage.principals
    room = driver.wait(driver.storage.rooms.create(RoomKind.GROUP, "team", [1, 2], 1, NOW))
    driver.wait(people.save_marks({(1, LOBBY): 3}))
    driver.wait(people.erase(1, "erased-1"))
    assert driver.wait(people.by_token("a")) is None
    assert driver.wait(people.principal(1)).name == "erased-1"
    assert driver.wait(people.principal(1)).guest
    assert driver.wait(people.named("alice")) == []
    assert driver.wait(people.marks(1)) == {}
    assert [m.principal.id for m in driver.wait(driver.storage.rooms.members(room.id))] == [2]


def test_nothing_of_it_is_found_or_left_in_the_file(tmp_path):
    driver = SqliteDriver(tmp_path)
    driver.open()
    driver.wait(driver.storage.principals.create_guest("xanthippe", "a", 1.0))
    driver.say(*(line(f"quagmire {n} " + "y" * 100, key=f"key{n}") for n in range(450)))
    driver.say(line("quagmire too", actor=2))
    driver.index()
    with sqlite3.connect(driver.path) as database:
        for reporter, seq in ((2, 7), (1, 451), (2, 451)):
            database.execute(
                "INSERT INTO reports VALUES (NULL, 1, 1, 'lobby', ?, 'x', ?, ?, 'y', '', '')",
                (seq, "quagmire" * (seq == 7), reporter),
            )
    database.close()
    driver.wait(driver.storage.principals.erase(1, "erased-1"))
    assert driver.rows("SELECT reporter_id, seq FROM reports") == [(2, 451)]
    assert blank(driver, 1) == 450
    trimmer = driver.committer.upkeep.trimmer
    driver.keep_up(lambda: trimmer.due() > 0)
    found = driver.wait(driver.storage.log.search([LOBBY], words("quagmire"), None, 99))
    assert [hit.record.actor for hit in found.hits] == [2]
    driver.close()  # what the log held is put into the file
    left = driver.path.read_bytes()
    assert left.count(b"quagmire") == 1
    assert b"xanthippe" not in left
    assert b"key44" not in left
    driver.open()
    driver.close()


def test_a_piece_is_small_however_much_was_said(tmp_path):
    driver = SqliteDriver(tmp_path)
    driver.open()
    driver.wait(driver.storage.principals.create_guest("alice", "a", 1.0))
    driver.say(*(line("x") for _ in range(erasing.SOME + 1)))
    first = driver.wait(driver.storage.principals.blank_some(1, 0))
    assert (first.after, first.events) == (erasing.SOME, erasing.SOME)
    assert driver.wait(driver.storage.principals.blank_some(1, first.after)) == Blanked(None, 1)
    driver.close()
