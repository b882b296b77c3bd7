"""What is unread, who read it, and mentions: on every driver."""

import sqlite3

import pytest

from chatservice.errors import TooMany
from chatservice.model.reading import EVERYONE, Level, Unread
from chatservice.model.values import LOBBY, EventKind, RoomKind
from chatservice.storage.sqlite import exports, retention
from tests.contract.drivers import NOW, MemoryDriver, line


def records(driver, room=LOBBY):
    return driver.wait(driver.storage.log.since(room, 0, 1_000))


def rows(driver, statement):
    if isinstance(driver, MemoryDriver):
        return driver.storage.connection.execute(statement).fetchall()
    return driver.rows(statement)


def group(driver, members=(1, 2)):
    return driver.wait(driver.storage.rooms.create(RoomKind.GROUP, "team", members, 1, NOW)).id


def mention(driver, record, *people, room=LOBBY, listening=(), everyone=False):
    return changes(driver, record, people, listening, everyone, room=room).new


def changes(driver, record, people, listening=(), everyone=False, edited=False, room=LOBBY):
    return driver.wait(driver.storage.reading.mention(room, record, people, listening, everyone, edited))


def mentioned(driver, principal, since=0.0, before=None, limit=100):
    found = driver.wait(driver.storage.reading.mentions(principal, since, before, limit))
    return [(each.room, each.record.seq) for each in found]


def test_lines_of_others_after_the_mark_are_unread(driver):
    driver.say(*(line(f"{n}", actor=1 + n % 2) for n in range(6)), line("topic", kind=EventKind.TOPIC))
    reading = driver.storage.reading
    assert driver.wait(reading.unread(1, {LOBBY: (0, 9)}, [], 100)) == {LOBBY: Unread(3)}
    assert driver.wait(reading.unread(1, {LOBBY: (4, 9)}, [], 100)) == {LOBBY: Unread(1)}
    assert driver.wait(reading.unread(1, {LOBBY: (0, 4)}, [], 100)) == {LOBBY: Unread(2)}
    assert driver.wait(reading.unread(1, {LOBBY: (0, 9)}, [2], 100)) == {LOBBY: Unread(0)}
    assert driver.wait(reading.unread(1, {LOBBY: (0, 9)}, [], 2)) == {LOBBY: Unread(1)}, "two were looked at"


def test_a_mark_goes_back_only_when_it_is_set(driver):
    people, reading = driver.storage.principals, driver.storage.reading
    driver.wait(people.save_marks({(1, LOBBY): 5}))
    driver.wait(people.save_marks({(1, LOBBY): 3}))
    assert driver.wait(people.marks(1)) == {LOBBY: 5}
    driver.wait(reading.set_mark(1, LOBBY, 2))
    assert driver.wait(people.marks(1)) == {LOBBY: 2}


def test_readers_are_members_who_show_it(driver):
    room = group(driver)
    driver.wait(driver.storage.principals.save_marks({(1, room): 4, (2, room): 9, (3, room): 9}))
    assert driver.wait(driver.storage.reading.readers(room, 4)) == {1: 4, 2: 9}
    assert driver.wait(driver.storage.reading.readers(room, 5)) == {2: 9}
    driver.wait(driver.storage.preferences.change(2, {"seen": False}))
    assert driver.wait(driver.storage.reading.readers(room, 5)) == {}


def test_a_level_is_one_of_a_room_and_there_are_only_so_many(driver):
    reading, room = driver.storage.reading, group(driver)
    driver.wait(reading.set_level(1, LOBBY, Level.NONE))
    driver.wait(reading.set_level(1, LOBBY, Level.MENTIONS))
    assert driver.wait(reading.levels(1)) == {LOBBY: Level.MENTIONS}
    with pytest.raises(TooMany):
        driver.wait(reading.set_level(1, room, Level.NONE))
    driver.wait(reading.set_level(1, LOBBY, Level.ALL))
    assert driver.wait(reading.levels(1)) == {}


def test_an_edit_takes_back_the_mentions_that_it_does_not_repeat(driver):
    driver.say(line("@bob @carl @room", actor=1), line("@bob", actor=1))
    first, second = records(driver)
    mention(driver, first, 2, 3, everyone=True)
    mention(driver, second, 2)
    reading = driver.storage.reading
    assert driver.wait(reading.mentioned_in(LOBBY, 1)) == [EVERYONE, 2, 3]
    change = changes(driver, first, (3, 4), edited=True)
    assert (change.new, change.gone) == ([4], [EVERYONE, 2])
    assert driver.wait(reading.mentioned_in(LOBBY, 1)) == [3, 4]
    assert driver.wait(reading.mentioned_in(LOBBY, 2)) == [2]


def test_a_mention_is_stored_once_and_listed_newest_first(driver):
    driver.say(*(line("@bob", actor=1) for _ in range(3)))
    first, second, third = records(driver)
    assert mention(driver, first, 2) == [2]
    assert mention(driver, first, 2) == []
    mention(driver, second, 2)
    mention(driver, third, 2)
    assert mentioned(driver, 2) == [(LOBBY, 3), (LOBBY, 2), (LOBBY, 1)]
    assert mentioned(driver, 2, before=second.id) == [(LOBBY, 1)]
    assert mentioned(driver, 2, since=NOW + 1) == []
    assert driver.wait(driver.storage.reading.mentioned_since(2, 0.0)) == 3
    assert driver.wait(driver.storage.reading.unread(2, {LOBBY: (1, 9)}, [], 9)) == {LOBBY: Unread(2, 2)}


def test_everyone_in_a_room_is_one_row_for_those_who_were_there(driver):
    driver.say(line("@room", actor=1))
    mention(driver, records(driver)[0], everyone=True)
    assert rows(driver, "SELECT count(*) FROM mentions") == [(1,)]
    assert mentioned(driver, 2) == []
    driver.wait(driver.storage.principals.save_marks({(2, LOBBY): 0, (1, LOBBY): 0}))
    assert mentioned(driver, 2) == [(LOBBY, 1)]
    assert mentioned(driver, 1) == [], "who said it is not among them"


def test_of_a_rooms_lines_to_everyone_the_newest_are_remembered(driver):
    driver.wait(driver.storage.principals.save_marks({(2, LOBBY): 0}))
    driver.say(*(line("@room", actor=1) for _ in range(5)))
    for record in records(driver):
        mention(driver, record, everyone=True)
    assert mentioned(driver, 2) == [(LOBBY, 5), (LOBBY, 4), (LOBBY, 3)]


def test_a_line_to_a_person_and_to_everyone_is_one(driver):
    driver.wait(driver.storage.principals.save_marks({(2, LOBBY): 0}))
    driver.say(line("@bob @room", actor=1))
    mention(driver, records(driver)[0], 2, everyone=True)
    assert mentioned(driver, 2) == [(LOBBY, 1)]
    assert driver.wait(driver.storage.reading.mentioned_since(2, 0.0)) == 1


def test_a_keyword_counts_for_those_who_were_there(driver):
    driver.say(line("deploy", actor=1))
    [record] = records(driver)
    assert mention(driver, record, listening=[2]) == []
    driver.wait(driver.storage.principals.save_marks({(2, LOBBY): 0}))
    assert mention(driver, record, listening=[2]) == [2]


def test_whom_one_ignores_mentions_nobody(driver):
    driver.wait(driver.storage.moderation.ignore(2, [1]))
    driver.say(line("@bob", actor=1))
    assert mention(driver, records(driver)[0], 2) == []


def test_only_the_newest_mentions_are_remembered(driver):
    driver.say(*(line("@bob", actor=1) for _ in range(5)))
    for record in records(driver):
        mention(driver, record, 2)
    assert mentioned(driver, 2) == [(LOBBY, 5), (LOBBY, 4), (LOBBY, 3)]


def test_a_deleted_line_mentions_nobody(driver):
    driver.say(line("@bob", actor=1), line("@bob", actor=1))
    first, second = records(driver)
    mention(driver, first, 2)
    driver.say(line(str(first.seq), kind=EventKind.DELETED), line(str(second.seq), kind=EventKind.DELETED))
    assert mentioned(driver, 2) == []
    assert mention(driver, second, 2) == [], "it was deleted before it was examined"


def test_with_a_room_its_mentions_and_levels_go(driver):
    room = group(driver)
    driver.say(line("@bob", actor=1), room=room)
    mention(driver, next(r for r in records(driver, room) if r.body == "@bob"), 2, room=room)
    driver.wait(driver.storage.reading.set_level(1, room, Level.NONE))
    driver.wait(driver.storage.rooms.delete(room))
    assert rows(driver, "SELECT count(*) FROM mentions UNION ALL SELECT count(*) FROM room_levels") == [
        (0,),
        (0,),
    ]


def test_nothing_is_kept_of_somebody_erased(driver):
    driver.say(line("@bob", actor=1))
    mention(driver, records(driver)[0], 2)
    driver.wait(driver.storage.reading.set_level(2, LOBBY, Level.NONE))
    driver.wait(driver.storage.preferences.change(2, {"about": "me", "keywords": ["tea"]}))
    driver.wait(driver.storage.preferences.set_avatar(2, b"picture"))
    driver.wait(driver.storage.principals.erase(2, "erased-2"))
    for table in ("mentions", "room_levels", "preferences", "avatars"):
        assert rows(driver, f"SELECT count(*) FROM {table}") == [(0,)], table  # noqa: S608


def test_what_was_not_examined_before_a_stop_is_found(driver):
    driver.say(line("@bob", actor=1), line("plain", actor=1), line("@bob again", actor=1))
    unexamined = driver.storage.reading.unexamined
    assert [record.seq for _, record in driver.wait(unexamined(100))] == [1, 3]
    assert [record.seq for _, record in driver.wait(unexamined(2))] == [3]
    mention(driver, records(driver)[0], 2)
    assert [record.seq for _, record in driver.wait(unexamined(100))] == [3]


def test_preferences_are_what_was_last_chosen_and_defaults_take_no_row(driver):
    preferences = driver.storage.preferences
    driver.wait(preferences.change(1, {"about": "tea", "seen": False}))
    changed = driver.wait(preferences.change(1, {"about": "coffee", "seen": True}))
    assert (changed.about, changed.seen) == ("coffee", True)
    assert driver.wait(preferences.of(1)) == changed
    assert rows(driver, "SELECT name FROM preferences") == [("about",)]


def test_only_so_many_people_have_keywords(driver):
    preferences = driver.storage.preferences
    driver.wait(preferences.change(1, {"keywords": ["tea"]}))
    driver.wait(preferences.change(1, {"keywords": ["tea", "coffee"]}))
    with pytest.raises(TooMany):
        driver.wait(preferences.change(2, {"keywords": ["tea"]}))
    assert driver.wait(preferences.keywords()) == {1: ("tea", "coffee")}


def test_a_picture_is_what_was_last_put(driver):
    preferences = driver.storage.preferences
    assert driver.wait(preferences.avatar(1)) == b""
    for picture in (b"one", b"two", b""):
        driver.wait(preferences.set_avatar(1, picture))
        assert driver.wait(preferences.avatar(1)) == picture


def test_with_lines_that_are_too_old_their_mentions_go(driver):
    driver.say(*(line("@bob", actor=1) for _ in range(2)))
    for record in records(driver):
        mention(driver, record, 2)
    connection = sqlite3.connect(":memory:")
    source = driver.storage.connection if isinstance(driver, MemoryDriver) else sqlite3.connect(driver.path)
    source.backup(connection)
    retention.drop_events(connection, LOBBY, 1, [])
    assert connection.execute("SELECT seq FROM mentions").fetchall() == [(2,)]


def test_of_a_guest_who_is_gone_nothing_is_left(driver):
    guest = driver.wait(driver.storage.principals.create_guest("eve", "e", 1.0)).id
    driver.wait(driver.storage.preferences.change(guest, {"about": "me"}))
    driver.wait(driver.storage.reading.set_level(guest, LOBBY, Level.NONE))
    driver.wait(driver.storage.principals.gone(guest, 10.0, False, False))
    driver.wait(driver.storage.principals.sweep(20.0, 10))
    assert rows(driver, "SELECT count(*) FROM preferences UNION SELECT count(*) FROM room_levels") == [(0,)]


def test_what_is_exported_of_a_person_has_what_they_chose_read_and_were_called_by(driver):
    if isinstance(driver, MemoryDriver):
        pytest.skip("chatctl reads files")
    driver.say(line("@bob", actor=1))
    mention(driver, records(driver)[0], 2)
    driver.wait(driver.storage.principals.save_marks({(2, LOBBY): 1}))
    driver.wait(driver.storage.reading.set_level(2, LOBBY, Level.NONE))
    driver.wait(driver.storage.preferences.change(2, {"keywords": ["tea"]}))
    driver.wait(driver.storage.preferences.set_avatar(2, b"png"))
    with exports.reading(driver.path, alone=False) as connection:
        pieces = list(exports.about(connection, exports.people_called(connection, 2, "")))
    assert [piece for piece in pieces if piece["is"] not in ("person", "token")] == [
        {"is": "preference", "name": "keywords", "value": ["tea"]},
        {"is": "level", "room": "lobby", "level": "none"},
        {"is": "read_mark", "room": "lobby", "seq": 1},
        {"is": "mention", "room": "lobby", "seq": 1},
        {"is": "picture", "png": "cG5n"},
    ]
