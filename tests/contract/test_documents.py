"""Code documents, over every driver: the log makes and closes them, and their text is made of its edits."""

import msgspec
import pytest

from chatservice.errors import Stale
from chatservice.model.code_documents import EndedDocument, MadeDocument, StoredEdit
from chatservice.model.edits import ChangeLimits
from chatservice.model.records import Appended
from chatservice.model.values import LOBBY, EventKind, RoomKind
from tests.contract.drivers import NOW, SqliteDriver, line

LIMITS = ChangeLimits()


def json(body):
    return msgspec.json.encode(body).decode()


def creates(driver, doc="0123abcd", title="hello", text="", room=LOBBY, **more):
    """The row of the document."""
    body = json(MadeDocument(doc, title, "python"))
    driver.say(line(body, kind=EventKind.DOCUMENT, secret=text, **more), room=room)
    return driver.wait(driver.storage.documents.of_id(doc))


def edit(version, *splices, actor=1, key="", expect=None):
    return line(
        json(StoredEdit(version, list(splices))), actor, key, kind=EventKind.DOCUMENT_EDIT, expect=expect
    )


def text(driver, row):
    return driver.wait(driver.storage.documents.load(row.log, LIMITS)).text


def test_an_event_in_a_room_makes_a_document_with_its_first_text(driver):
    row = creates(driver, text="print()\n")
    assert (row.parent, row.title, row.language, row.creator_name) == (LOBBY, "hello", "python", "alice")
    assert not row.closed
    assert text(driver, row) == "print()\n"
    documents = driver.storage.documents
    assert driver.wait(documents.of_log(row.log)) == row
    assert driver.wait(documents.titled(LOBBY, "HELLO")) == row
    assert driver.wait(documents.titled(LOBBY, "other")) is None
    assert driver.wait(documents.listed(LOBBY, False, 10)) == [row]
    assert driver.wait(documents.count(LOBBY)) == 1
    assert "print" not in str(driver.wait(driver.storage.log.since(LOBBY, 0, 10)))


def test_one_that_was_refused_is_not_made(driver):
    assert creates(driver, expect=99) is None


def test_a_closed_one_is_listed_on_request_and_its_title_is_free(driver):
    row = creates(driver)
    driver.say(line(json(EndedDocument(row.doc, row.title)), kind=EventKind.DOCUMENT_CLOSED))
    documents = driver.storage.documents
    assert driver.wait(documents.listed(LOBBY, False, 10)) == []
    (closed,) = driver.wait(documents.listed(LOBBY, True, 10))
    assert closed.closed
    assert driver.wait(documents.count(LOBBY)) == 0
    assert driver.wait(documents.titled(LOBBY, "hello")).doc == row.doc
    other = creates(driver, "89abcdef")
    assert driver.wait(documents.titled(LOBBY, "hello")).doc == other.doc


def test_its_text_is_made_of_its_edits_and_any_version_can_be_read(driver):
    row = creates(driver, text="a\n")
    driver.say(edit(1, (0, 0, "x")), edit(2, (1, 2, "é\U0001f600")), room=row.log)
    driver.say(line("other", kind=EventKind.DOCUMENT_RENAMED), edit(3, (4, 4, "!")), room=row.log)
    assert text(driver, row) == "xé\U0001f600!\n"
    past = driver.storage.documents.past_text
    texts = [driver.wait(past(row.log, version)).text for version in range(4)]
    assert texts == ["a\n", "xa\n", "xé\U0001f600\n", "xé\U0001f600!\n"]
    assert driver.wait(driver.storage.documents.of_id(row.doc)).title == "other"


def test_edits_are_read_after_a_version_each_with_its_key(driver):
    row = creates(driver)
    driver.say(line("other", kind=EventKind.DOCUMENT_RENAMED), room=row.log)
    driver.say(*(edit(n, (0, 0, str(n)), key=f"k{n}") for n in range(1, 6)), room=row.log)
    read = driver.wait(driver.storage.documents.edits(row.log, 2, 2))
    assert [(record.seq, key) for record, key in read] == [(4, "k3"), (5, "k4")]
    assert driver.wait(driver.storage.documents.edits(row.log, 5, 2)) == []


def test_it_is_loaded_from_a_checkpoint_and_old_ones_become_fewer(driver):
    row = creates(driver)
    driver.say(*(edit(n, (0, 0, str(n % 10))) for n in range(1, 31)), room=row.log)
    for version in range(1, 25):
        past = driver.wait(driver.storage.documents.past_text(row.log, version)).text
        driver.wait(driver.storage.documents.keep_checkpoint(row.log, version, version, past))
    loaded = driver.wait(driver.storage.documents.load(row.log, LIMITS))
    assert loaded.checkpoint_version == 24
    assert loaded.version == loaded.committed == 30
    assert loaded.text == "".join(str(n % 10) for n in range(30, 0, -1))
    kept = driver.storage.connection if hasattr(driver.storage, "connection") else None
    if kept is not None:
        assert kept.execute("SELECT count(*) FROM checkpoints").fetchone()[0] == 3


def test_after_an_edit_that_has_no_place_none_of_its_append_has_one(driver):
    row = creates(driver)
    driver.say(edit(1, (0, 0, "a"), key="k"), room=row.log)
    first, known, *rest = driver.say(
        edit(2, (0, 0, "b")), edit(3, (0, 0, "c"), key="k"), edit(4, (0, 0, "d")), room=row.log
    )
    assert (first.seq, first.fresh) == (2, True)
    assert (known.seq, known.fresh) == (1, False)  # whatever it says now
    assert [type(outcome) for outcome in rest] == [Stale]
    assert text(driver, row) == "ba"


def test_an_edit_is_found_by_its_key(driver):
    row = creates(driver)
    driver.say(edit(1, (0, 0, "a"), key="k"), edit(2, (0, 0, "b"), key="other"), room=row.log)
    keyed = driver.storage.documents.keyed
    assert driver.wait(keyed(row.log, 1, "k", NOW - 1)) == 1
    assert driver.wait(keyed(row.log, 2, "k", NOW - 1)) is None
    assert driver.wait(keyed(row.log, 1, "k", NOW)) is None
    assert driver.wait(keyed(LOBBY, 1, "k", NOW - 1)) is None


def test_the_rights_in_its_room_hold_for_its_edits(driver):
    room = driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "ops", [], 1, NOW)).id
    row = creates(driver, room=room)
    (outcome,) = driver.say(edit(1, (0, 0, "a"), expect=0), room=row.log)
    assert isinstance(outcome, Appended)
    driver.queue(line("muted", kind=EventKind.ROLE, subject=2), room=room)
    (outcome,) = driver.say(edit(2, (0, 0, "a"), expect=0), room=row.log)
    assert isinstance(outcome, Stale)
    assert outcome.access == 1
    (outcome,) = driver.say(edit(2, (0, 0, "a"), expect=1), room=row.log)
    assert isinstance(outcome, Appended)


@pytest.mark.parametrize("kind", [RoomKind.PUBLIC, RoomKind.GROUP])
def test_it_goes_with_its_room(driver, kind):
    room = driver.wait(driver.storage.rooms.create(kind, "ops", [1], 1, NOW)).id
    row = creates(driver, room=room)
    driver.wait(driver.storage.rooms.delete(room))
    assert driver.wait(driver.storage.documents.of_id(row.doc)) is None
    (outcome,) = driver.say(edit(1, (0, 0, "a")), room=row.log)
    assert isinstance(outcome, Stale)


def test_the_room_of_a_log_is_no_room(driver):
    row = creates(driver)
    rooms = driver.storage.rooms
    assert [room.id for room in driver.wait(rooms.listed(0, 10))] == [LOBBY]
    assert [room.id for room in driver.wait(rooms.public(10))[0]] == [LOBBY]
    assert driver.wait(rooms.by_name("hello")) is None
    assert driver.wait(rooms.private(1)) == driver.wait(rooms.parts(1)) == []
    assert driver.wait(rooms.by_id(row.log)).kind is RoomKind.CODE


def test_its_edits_are_kept_however_old(tmp_path):
    driver = SqliteDriver(tmp_path, retention=86_400.0)
    driver.open()
    driver.wait(driver.storage.principals.create_guest("alice", "a", 1.0))
    row = creates(driver)
    old = msgspec.structs.replace(edit(1, (0, 0, "a")), ts=NOW - 9 * 86_400)
    driver.say(old, room=row.log)
    trimmer = driver.committer.upkeep.trimmer
    trimmer.look()
    driver.say(line("one more"))
    driver.keep_up(lambda: trimmer.due() > 0)
    driver.settle()
    assert text(driver, row) == "a"
    driver.close()


def test_they_outlive_the_server(tmp_path):
    driver = SqliteDriver(tmp_path)
    driver.open()
    driver.wait(driver.storage.principals.create_guest("alice", "a", 1.0))
    row = creates(driver, text="x")
    driver.say(edit(1, (1, 1, "y")), room=row.log)
    driver.close()
    driver.open()
    assert text(driver, driver.wait(driver.storage.documents.of_id(row.doc))) == "xy"
    (outcome,) = driver.say(edit(2, (2, 2, "z"), expect=0), room=row.log)
    assert isinstance(outcome, Appended)
    driver.close()


def follows(draft, seq):
    return msgspec.structs.replace(draft, follows=seq)


def test_an_edit_that_something_came_before_is_refused_with_all_that_rest_on_it(driver):
    row = creates(driver)
    first = [follows(edit(1, (0, 0, "a")), 0), follows(edit(2, (1, 1, "b")), 1)]
    late = [follows(edit(1, (0, 0, "x")), 0), follows(edit(2, (1, 1, "y")), 1)]
    outcomes = [driver.say(*first, room=row.log), driver.say(*late, room=row.log)]
    assert [type(outcome) for outcome in outcomes[0]] == [Appended, Appended]
    assert [type(outcome) for outcome in outcomes[1]] == [Stale, Stale]
    again = driver.say(follows(edit(3, (2, 2, "x")), 2), room=row.log)
    assert isinstance(again[0], Appended)
    assert text(driver, row) == "abx"
