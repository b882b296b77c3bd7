"""What is attached to lines, all of it at once: in a backup, on the disk, with lines that go, in what is
exported of a person; and what a page of it costs."""

import sqlite3

import msgspec
import pytest

from chatservice.model.annotations import Annotations
from chatservice.model.later import LaterEntry, LaterKind
from chatservice.model.marks import StoredReaction
from chatservice.model.polls import StoredPoll
from chatservice.model.reading import Level
from chatservice.model.rich_text import RichText, rich_body
from chatservice.model.values import LOBBY, EventKind, RoomKind
from chatservice.storage.sqlite import event_log, exports
from chatservice.storage.sqlite.backup import back_up
from tests.contract.drivers import NOW, SqliteDriver, line
from tests.contract.test_erasing import blank
from tests.contract.test_wiping import copies, wiped

DAY = 86_400.0
OLD = {"ts": NOW - 40 * DAY}
ADDED = ("annotations", "reactions", "reaction_counts", "pins", "bookmarks", "polls", "votes", "mentions")
WRITTEN = ("topics", "topic_lines", "sent_texts", "former_texts")
OF_A_PERSON = ("room_levels", "preferences", "avatars", "scheduled", "read_marks")
SECRET = "quokkaword"


@pytest.fixture
def attached(tmp_path):
    """A storage with two people, nothing said by now."""
    driver = SqliteDriver(tmp_path, retention=30 * DAY, keep_revisions=2)
    driver.open()
    for name in ("alice", "bob"):
        driver.wait(driver.storage.principals.create_guest(name, name, 1.0))
    yield driver
    driver.close()


def edit(seq, text, **more):
    return line(str(seq), kind=EventKind.EDITED, annotations=Annotations(text=text), **more)


def reaction(seq, emoji="👍", **more):
    body = msgspec.json.encode(StoredReaction(seq, emoji, on=True)).decode()
    return line(body, kind=EventKind.REACTION, **more)


def attach(driver, room=LOBBY, word="", **more):
    """Everything that a line can have, by alice: 1 is edited, answered, pinned and the like, 2 is a poll."""
    poll = msgspec.json.encode(StoredPoll(f"When? {word}", (f"Mon {word}", "Tue"), False)).decode()
    driver.say(line(f"first {word}", key="k", **more), line(poll, kind=EventKind.POLL, **more), room=room)
    driver.say(edit(1, f"last {word}", **more), edit(1, f"lasting {word}", **more), room=room)
    answer = rich_body(RichText(f"yes {word}", re=1, topic=f"plan {word}"))
    driver.say(line(answer, kind=EventKind.RICH, **more), reaction(1, **more), room=room)
    driver.say(reaction(1, actor=2, **more), line("1", kind=EventKind.PINNED, **more), room=room)
    storage = driver.storage
    driver.wait(storage.marks.bookmark(1, room, 1, NOW))
    driver.wait(storage.polls.vote(room, 2, 2, (1,)))
    driver.say(line("2", kind=EventKind.POLL_CLOSED, **more), room=room)
    [record] = driver.wait(storage.log.since(room, 0, 1))
    driver.wait(storage.reading.mention(room, record, (2,), (), False))


def choose(driver, word=""):
    storage = driver.storage
    driver.wait(storage.preferences.change(1, {"about": f"me {word}", "keywords": [f"tea {word}"]}))
    driver.wait(storage.preferences.set_avatar(1, f"png {word}".encode()))
    driver.wait(storage.reading.set_level(1, LOBBY, Level.NONE))
    driver.wait(storage.principals.save_marks({(1, LOBBY): 3}))
    driver.wait(storage.later.add(LaterEntry(0, 1, LaterKind.LINE, NOW + DAY, f"soon {word}", room=LOBBY)))


def tables(connection, names):
    return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608


def test_a_backup_has_all_of_it(attached, tmp_path):
    attach(attached)
    choose(attached)
    attached.settle()
    target = tmp_path / "backup"
    back_up(attached.path, tmp_path / "files", target, alone=False, watch=lambda *_: None)
    names = [*ADDED, *WRITTEN, *OF_A_PERSON, "folded", "events"]
    with sqlite3.connect(attached.path) as before, sqlite3.connect(target / "chat.db") as after:
        stored = tables(before, names)
        assert all(stored.values()), [name for name in names if not stored[name]]
        assert tables(after, names) == stored
    before.close(), after.close()


def test_with_a_deleted_line_its_former_texts_are_on_the_disk_no_more(attached):
    attached.say(line(f"one {SECRET}"), line("1", kind=EventKind.PINNED))
    attached.index()
    attached.say(edit(1, f"two {SECRET}"), edit(1, "three"))
    assert copies(attached, SECRET) > 0
    attached.say(line("1", kind=EventKind.DELETED))
    wiped(attached)
    assert copies(attached, SECRET) == 0
    assert attached.bodies()[0] == ""


def test_of_a_person_who_is_erased_nothing_is_left_on_the_disk(attached):
    attach(attached, word=SECRET)
    choose(attached, SECRET)
    attached.index()
    attached.wait(attached.storage.principals.erase(1, "erased-1"))
    blank(attached, 1)
    wiped(attached)
    assert copies(attached, SECRET) == 0
    for name in OF_A_PERSON:
        assert attached.rows(f"SELECT count(*) FROM {name} WHERE principal_id = 1") == [(0,)], name  # noqa: S608


def test_with_a_deleted_line_all_that_it_had_goes(attached):
    attach(attached)
    attached.say(line("1", kind=EventKind.DELETED), line("2", kind=EventKind.DELETED))
    for name in (*ADDED, "sent_texts", "former_texts"):
        if name == "bookmarks":
            continue  # they are of a person, who sees that the line is gone
        assert attached.rows(f"SELECT count(*) FROM {name}") == [(0,)], name  # noqa: S608


def test_with_lines_that_are_too_old_all_that_they_had_goes(attached):
    attach(attached, **OLD)
    trimmer = attached.committer.upkeep.trimmer
    trimmer.look()
    attached.say(line("new"))
    attached.keep_up(lambda: trimmer.due() > 0)
    attached.settle()
    assert attached.bodies() == ["new"]
    for name in (*ADDED, *WRITTEN, "folded"):
        assert attached.rows(f"SELECT count(*) FROM {name}") == [(0,)], name  # noqa: S608


def test_with_a_room_all_that_its_lines_had_goes(attached):
    room = attached.wait(attached.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, 1.0)).id
    attach(attached, room)
    attached.wait(attached.storage.rooms.delete(room))
    attached.keep_up(lambda: not attached.rows("SELECT * FROM doomed"))
    for name in (*ADDED, *WRITTEN, "folded"):
        assert attached.rows(f"SELECT count(*) FROM {name}") == [(0,)], name  # noqa: S608


def test_what_is_exported_of_a_person_names_all_that_is_theirs(attached):
    attach(attached)
    choose(attached)
    with exports.reading(attached.path, alone=False) as connection:
        pieces = list(exports.about(connection, exports.people_called(connection, 1, "")))
    kinds = {piece["is"] for piece in pieces} | {f"line {p['kind']}" for p in pieces if p["is"] == "line"}
    theirs = {
        "bookmark",
        "former_text",
        "preference",
        "picture",
        "level",
        "read_mark",
        "scheduled",
    }
    theirs |= {f"line {kind}" for kind in ("message", "rich", "poll", "edited", "reaction", "pinned")}
    assert theirs - kinds == set()


@pytest.mark.parametrize("often", [1, 40])
def test_a_page_costs_one_query_for_each_kind_of_what_is_attached(attached, often):
    """However many lines have something, and however many events are folded between them."""
    attached.say(*(line(f"{n}") for n in range(50)))
    for seq in range(1, often + 1):
        attached.say(edit(seq, "x"), reaction(seq), reaction(seq, "🎉"), reaction(seq, actor=2))
        attached.say(line(str(seq), kind=EventKind.PINNED))
    statements = []
    connection = sqlite3.connect(attached.path)
    connection.set_trace_callback(statements.append)
    page = event_log.some_lines_before(connection, LOBBY, 51, 50)
    connection.close()
    assert (len(page), page[0].annotations.pinned, len(page[0].annotations.reactions)) == (50, True, 2)
    for table in ("annotations", "reaction_counts", "pins", "polls"):
        assert sum(f"FROM {table}" in statement for statement in statements) == 1, statements
    assert len(statements) == 8, statements
