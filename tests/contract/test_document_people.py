"""What is stored about people in code documents: their roles, links and edits; and what goes with them."""

import msgspec
import pytest

from chatservice.model.document_access import DocumentLink, GrantedRole
from chatservice.model.values import EventKind
from chatservice.storage.sqlite import exports
from tests.contract.drivers import NOW, line
from tests.contract.test_compacting import compacted, open_driver, written
from tests.contract.test_documents import LIMITS
from tests.contract.test_trimming import DAY


@pytest.fixture
def driver(tmp_path, monkeypatch):
    driver = open_driver(tmp_path, monkeypatch)
    yield driver
    driver.close()


def granted(role, person, outside=False):
    body = msgspec.json.encode(GrantedRole(role, outside)).decode()
    return line(body, kind=EventKind.GRANTED, subject=person)


def test_what_is_stored_about_a_person_has_their_roles_and_steps(driver):
    row = written(driver)
    compacted(driver)
    driver.say(granted("viewer", 2), room=row.log)
    with exports.reading(driver.path, alone=False) as connection:
        person = exports.people_called(connection, 2, "")
        pieces = [piece for piece in exports.about(connection, person) if piece["is"].startswith("document")]
    assert pieces[0] == {"is": "document_role", "document": row.doc, "title": "hello", "role": "viewer"}
    assert pieces[1]["versions"] == [1, 4]


def test_an_export_of_the_room_has_the_texts_of_its_documents(driver):
    row = written(driver)
    compacted(driver)
    now = driver.wait(driver.storage.documents.load(row.log, LIMITS))
    with exports.reading(driver.path, alone=False) as connection:
        room = exports.room_called(connection, None, "lobby")
        (found,) = exports.documents(connection, room, 0, NOW + 1_000 * DAY)
        assert list(exports.documents(connection, room, NOW + 1_000 * DAY, NOW + 2_000 * DAY)) == []
    assert (found.document.title, found.text, found.version) == ("hello", now.text, now.version)


def test_a_person_who_is_erased_leaves_no_role_and_no_link_and_their_part_of_the_text_stays(driver):
    row = written(driver)
    text = driver.wait(driver.storage.documents.load(row.log, LIMITS)).text
    driver.say(granted("viewer", 2), room=row.log)
    link = DocumentLink("", row.log, "editor", 3, NOW + DAY, 2)
    assert driver.wait(driver.storage.documents.add_link("t" * 32, link, NOW, 1)) is not None
    assert driver.wait(driver.storage.documents.add_link("u" * 32, link, NOW, 1)) is None
    assert driver.rows("SELECT count(*) FROM document_links WHERE hash = ?", b"t" * 32) == [(0,)]
    driver.wait(driver.storage.principals.erase(2, "erased-2"))
    after = 0
    while after is not None:
        after = driver.wait(driver.storage.principals.blank_some(2, after)).after
    assert list(driver.wait(driver.storage.documents.access(row.log))) == []
    assert driver.wait(driver.storage.documents.links(row.log, NOW)) == []
    assert driver.wait(driver.storage.documents.load(row.log, LIMITS)).text == text
    names = {
        name
        for step in driver.wait(driver.storage.documents.history(row.log, 31, 99))
        for name in step.authors
    }
    assert names == {"alice", "erased-2"}


def test_who_is_removed_from_the_room_is_let_in_no_more_by_what_was_given_before(driver):
    row = written(driver)
    driver.say(granted("viewer", 2, outside=True), granted("runner", 1), room=row.log)
    assert [each.log for each in driver.wait(driver.storage.documents.let_in(2, 9))] == [row.log]
    driver.say(line("", kind=EventKind.REMOVED, subject=2), room=row.parent)
    assert driver.wait(driver.storage.documents.let_in(2, 9)) == []
    assert [grant.person for grant in driver.wait(driver.storage.documents.access(row.log))] == [1]
