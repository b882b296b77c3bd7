"""Rooms and Principals over every driver."""

import pytest

from chatservice.errors import RoomNameTaken, TooMany
from chatservice.model.values import LOBBY, EventKind, RoomKind
from tests.contract.drivers import NOW, SqliteDriver, line


def test_the_lobby_is_there_from_the_start(driver):
    lobby = driver.wait(driver.storage.rooms.by_id(LOBBY))
    assert (lobby.name, lobby.kind, lobby.head, lobby.first) == ("lobby", RoomKind.PUBLIC, 0, 1)
    assert driver.wait(driver.storage.rooms.by_name("Lobby")) == lobby
    assert driver.wait(driver.storage.rooms.by_id(99)) is None


def test_a_name_is_taken_however_it_is_written(driver):
    rooms = driver.storage.rooms
    room = driver.wait(rooms.create(RoomKind.PUBLIC, "Straße", (), 1, 1.0))
    assert driver.wait(rooms.by_name("STRASSE")) == room
    with pytest.raises(RoomNameTaken):
        driver.wait(rooms.create(RoomKind.GROUP, "strasse", (1,), 1, 1.0))


def test_a_group_without_a_name_gets_the_next_number(driver):
    rooms = driver.storage.rooms
    made = [rooms.create(RoomKind.GROUP, "", (1,), 1, 1.0) for _ in range(2)]
    assert [driver.wait(room).name for room in made] == ["room_1", "room_2"]
    assert driver.wait(rooms.by_name("ROOM_2")) == driver.wait(made[1])
    driver.queue(line("", kind=EventKind.REMOVED, subject=1), room=driver.wait(made[1]).id)
    assert driver.wait(rooms.create(RoomKind.GROUP, "", (1,), 1, 1.0)).name == "room_3"


def test_two_who_want_one_name_in_one_batch(driver):
    first = driver.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, 1.0)
    second = driver.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 2, 1.0)
    assert driver.wait(first).name == "ops"
    with pytest.raises(RoomNameTaken):
        driver.wait(second)


def test_rooms_have_a_cap_and_direct_ones_do_not_count(driver):
    rooms = driver.storage.rooms
    driver.wait(rooms.create(RoomKind.DIRECT, "", (1, 2), 1, 1.0))
    for n in range(5):
        driver.wait(rooms.create(RoomKind.PUBLIC, f"r{n}", (), 1, 1.0))
    with pytest.raises(TooMany):
        driver.wait(rooms.create(RoomKind.PUBLIC, "more", (), 1, 1.0))
    driver.wait(rooms.create(RoomKind.DIRECT, "", (1, 1), 1, 1.0))


def test_a_pair_has_one_direct_room(driver):
    rooms = driver.storage.rooms
    assert driver.wait(rooms.direct(1, 2)) is None
    room = driver.wait(rooms.create(RoomKind.DIRECT, "", (2, 1), 1, 1.0))
    assert room.pair == (1, 2)
    assert driver.wait(rooms.create(RoomKind.DIRECT, "", (1, 2), 2, 1.0)).id == room.id
    assert driver.wait(rooms.direct(2, 1)).id == room.id


def test_a_room_that_is_there_already_counts_the_lines_queued_before(driver):
    rooms = driver.storage.rooms
    room = driver.wait(rooms.create(RoomKind.DIRECT, "", (1, 2), 1, 1.0))
    driver.queue(line("one"), line("two"), room=room.id)
    assert driver.wait(rooms.create(RoomKind.DIRECT, "", (1, 2), 1, 1.0)).head == 2


def test_the_public_rooms_are_listed_newest_line_first(driver):
    rooms = driver.storage.rooms
    a = driver.wait(rooms.create(RoomKind.PUBLIC, "a", (), 1, 1.0)).id
    b = driver.wait(rooms.create(RoomKind.PUBLIC, "b", (), 1, 1.0)).id
    driver.wait(rooms.create(RoomKind.GROUP, "g", (1,), 1, 1.0))
    driver.say(line("1"), room=b)
    driver.say(line("1"), room=a)

    def public(*asked):
        some, count = driver.wait(rooms.public(*asked))
        return [room.id for room in some], count

    assert public(9) == ([a, b, LOBBY], 3)
    assert public(1) == ([a], 3)
    assert public(9, "B") == ([b, LOBBY], 2)
    assert public(9, "%") == ([], 0)


def test_the_public_rooms_are_listed_by_name_in_pages(driver):
    rooms = driver.storage.rooms
    for name in ("Äb", "b", "aa"):
        driver.wait(rooms.create(RoomKind.PUBLIC, name, (), 1, 1.0))
    driver.wait(rooms.create(RoomKind.GROUP, "ab", (1,), 1, 1.0))

    def public(*asked):
        some, count = driver.wait(rooms.public_after(*asked))
        return [room.name for room in some], count

    assert public("", 2) == (["aa", "b"], 4)
    assert public("B", 9) == (["lobby", "Äb"], 2)
    assert public("", 9, "B") == (["b", "lobby", "Äb"], 3)
    assert public("x" * 1000, 9) == (["Äb"], 1)


def test_a_group_that_nobody_is_in_gives_its_name_free(driver):
    rooms = driver.storage.rooms
    group = driver.wait(rooms.create(RoomKind.GROUP, "g", (1,), 1, 1.0))
    driver.say(line("", kind=EventKind.REMOVED, subject=1), room=group.id)
    assert driver.wait(rooms.by_name("g")) is None
    assert driver.wait(rooms.create(RoomKind.GROUP, "g", (2,), 2, 1.0)).id != group.id


def test_somebody_comes_back_with_a_token_and_not_after_a_goodbye(driver):
    people = driver.storage.principals
    carol = driver.wait(people.create_guest("Carol", "secret", 1.0))
    assert driver.wait(people.by_token("secret")) == carol
    assert driver.wait(people.by_token("other")) is None
    driver.wait(people.gone(carol.id, 5.0))
    assert driver.wait(people.by_token("secret")).left == 5.0
    driver.wait(people.came(carol.id, "Caroline", NOW))
    back = driver.wait(people.principal(carol.id))
    assert (back.name, back.left) == ("Caroline", None)
    driver.wait(people.gone(carol.id, 6.0, over=True))
    assert driver.wait(people.by_token("secret")) is None


def test_a_name_finds_all_who_are_shown_under_it(driver):
    people = driver.storage.principals
    other = driver.wait(people.create_guest("ALICE", "x", 1.0)).id
    assert sorted(driver.wait(people.named("Alice"))) == [1, other]
    driver.wait(people.renamed(1, "al", 2.0))
    assert driver.wait(people.named("alice")) == [other]


def test_a_mark_never_goes_back(driver):
    people = driver.storage.principals
    driver.wait(people.save_marks({(1, LOBBY): 5, (2, LOBBY): 1}))
    ops = driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, 1.0)).id
    driver.wait(people.save_marks({(1, LOBBY): 3, (1, ops): 2, (1, 77): 1}))
    assert driver.wait(people.marks(1)) == {LOBBY: 5, ops: 2}  # there is no room 77
    assert driver.wait(people.marks(3)) == {}


def test_conversations_with_guests_who_are_gone_for_good_have_ended(driver):
    people, rooms = driver.storage.principals, driver.storage.rooms
    me, cut, over, here = (
        driver.wait(people.create_guest(name, f"token of {name}", NOW))
        for name in ("me", "cut", "over", "here")
    )
    made = {
        other.name: driver.wait(rooms.create(RoomKind.DIRECT, "", (me.id, other.id), me.id, NOW)).id
        for other in (cut, over, here, me)
    }
    driver.wait(people.gone(cut.id, NOW + 10))
    driver.wait(people.gone(over.id, NOW + 10, over=True))
    driver.wait(people.gone(me.id, NOW))

    def ended(left):
        return [(row.id, name) for row, name in driver.wait(rooms.ended(me.id, left))]

    assert ended(NOW + 5) == [(made["over"], "over")]
    assert ended(NOW + 11) == [(made["over"], "over"), (made["cut"], "cut")]
    assert driver.wait(rooms.ended(here.id, NOW + 11))[0][0].id == made["here"]
    driver.wait(people.came(cut.id, "", NOW))
    assert ended(NOW + 11) == [(made["over"], "over")]


def test_the_newest_former_names_of_a_person_are_kept(tmp_path):
    driver = SqliteDriver(tmp_path, former_names=3)
    driver.open()
    anna = driver.wait(driver.storage.principals.create_guest("anna", "a", 1.0)).id
    bert = driver.wait(driver.storage.principals.create_guest("bert", "b", 1.0)).id
    for number in range(6):
        driver.wait(driver.storage.principals.renamed(anna, f"anna{number}", 2.0 + number))
    driver.wait(driver.storage.principals.came(anna, "anna", 9.0))
    driver.wait(driver.storage.principals.renamed(bert, "berta", 2.0))
    driver.close()
    names = driver.rows("SELECT name FROM former_names WHERE principal_id = ? ORDER BY until", anna)
    assert names == [("anna3",), ("anna4",), ("anna5",)]
    assert driver.rows("SELECT name FROM former_names WHERE principal_id = ?", bert) == [("bert",)]
