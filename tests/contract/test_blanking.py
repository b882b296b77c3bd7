"""A line that was deleted: its text is nowhere, its place is kept. On every driver."""

from chatservice.model.values import LOBBY, EventKind
from tests.contract.drivers import line, words


def deletion(seq):
    return line(str(seq), kind=EventKind.DELETED)


def records(driver):
    return driver.wait(driver.storage.log.since(LOBBY, 0, 100))


def test_the_text_goes_and_the_place_stays(driver):
    driver.say(line("secret"), line("hello"))
    driver.say(deletion(1))
    kinds = [(record.seq, record.kind, record.body) for record in records(driver)]
    assert kinds == [
        (1, EventKind.BLANK, ""),
        (2, EventKind.MESSAGE, "hello"),
        (3, EventKind.DELETED, "1"),
    ]
    assert records(driver)[0].actor_name == "alice"


def test_it_is_found_no_more(driver):
    driver.say(line("secret one"), line("secret two"))
    driver.say(deletion(1))
    found = driver.wait(driver.storage.log.search([LOBBY], words("secret"), None, 10))
    assert [hit.record.seq for hit in found.hits] == [2]


def test_what_is_no_line_stays_what_it_is(driver):
    driver.say(line("topic", kind=EventKind.TOPIC))
    driver.say(deletion(1), deletion(7))
    assert [record.body for record in records(driver)] == ["topic", "1", "7"]


def test_the_index_forgets_it_and_the_disk_has_it_no_more(sqlite):
    sqlite.say(line("xylophone one"), line("xylophone two"))
    sqlite.index()
    sqlite.say(deletion(1))
    sqlite.index()
    assert sqlite.rows("SELECT rowid FROM search WHERE search MATCH '\"xyl\"'") == [(2,)]
    assert sqlite.rows("SELECT kind, body FROM events WHERE seq = 1") == [("blank", "")]
    assert sqlite.rows("INSERT INTO search (search) VALUES ('integrity-check')") == []


def test_one_not_yet_indexed_never_comes_into_the_index(sqlite):
    sqlite.say(line("xylophone"))
    sqlite.say(deletion(1))
    sqlite.index()
    assert sqlite.rows("SELECT rowid FROM search WHERE search MATCH '\"xyl\"'") == []
