"""Rooms by number, in a list, and gone."""

from chatservice.errors import Stale
from chatservice.model.values import LOBBY, RoomKind
from tests.contract.drivers import NOW, SqliteDriver, line


def make(driver, name, kind=RoomKind.PUBLIC, members=()):
    return driver.wait(driver.storage.rooms.create(kind, name, members, 1, NOW))


def test_a_public_room_has_a_number_that_is_never_given_again(driver):
    rooms = driver.storage.rooms
    assert driver.wait(rooms.by_number(0)).id == LOBBY
    first = make(driver, "ops")
    assert driver.wait(rooms.by_number(first.number)).name == "ops"
    driver.wait(rooms.delete(first.id))
    assert driver.wait(rooms.by_number(first.number)) is None
    assert make(driver, "dev").number == first.number + 1


def test_rooms_and_groups_are_listed_page_by_page(driver):
    names = ["a", "b", "c"]
    for name in names:
        make(driver, name)
    make(driver, "team", RoomKind.GROUP, [1])
    make(driver, "", RoomKind.DIRECT, [1, 2])
    rooms = driver.storage.rooms
    first = driver.wait(rooms.listed(0, 2))
    rest = driver.wait(rooms.listed(first[-1].id, 10))
    assert [room.name for room in first + rest] == ["lobby", *names, "team"]


def test_a_deleted_room_is_nowhere(driver):
    rooms = driver.storage.rooms
    team = make(driver, "team", RoomKind.GROUP, [1, 2])
    driver.say(line("secret"), room=team.id)
    driver.wait(driver.storage.principals.save_marks({(1, team.id): 1}))
    driver.wait(rooms.delete(team.id))
    assert driver.wait(rooms.by_id(team.id)) is None
    assert driver.wait(rooms.by_name("team")) is None
    assert driver.wait(rooms.private(1)) == []
    driver.wait(driver.storage.principals.save_marks({(1, team.id): 1}))
    assert make(driver, "team").id > team.id


def test_nothing_is_said_in_a_room_that_is_gone(driver):
    room = make(driver, "ops")
    before, deleted = driver.queue(line("before"), room=room.id), driver.storage.rooms.delete(room.id)
    after = driver.queue(line("after"), line("with expect", expect=0), room=room.id)
    driver.wait(deleted)
    assert before[0].seq == 1
    assert [type(outcome) for outcome in after] == [Stale, Stale]
    assert [type(outcome) for outcome in driver.say(line("later"), room=room.id)] == [Stale]


def test_figures_count_what_is_kept(driver):
    make(driver, "ops")
    make(driver, "team", RoomKind.GROUP, [1])
    make(driver, "", RoomKind.DIRECT, [1, 2])
    driver.say(line("one"), line("two"))
    figures = driver.wait(driver.storage.figures())
    assert (figures.rooms, figures.groups, figures.directs) == (2, 1, 1)
    assert (figures.people, figures.guests, figures.lines) == (2, 2, 2)


def test_after_a_restart_nothing_is_said_there_either(tmp_path):
    driver = SqliteDriver(tmp_path)
    driver.open()
    room = make(driver, "ops")
    driver.wait(driver.storage.rooms.delete(room.id))
    driver.again()
    assert [type(outcome) for outcome in driver.say(line("later"), room=room.id)] == [Stale]
    driver.close()
