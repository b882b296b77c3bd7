"""Who is asked into a group, and who left one: on every driver."""

import pytest

from chatservice.model.values import AskRow, EventKind, RoomKind
from tests.contract.drivers import NOW, line


@pytest.fixture
def asking(driver):
    return driver.storage.asking


def group(driver, name, *members):
    return driver.wait(driver.storage.rooms.create(RoomKind.GROUP, name, members, members[0], 1.0)).id


def guest(driver, name):
    return driver.wait(driver.storage.principals.create_guest(name, f"token of {name}", 1.0)).id


def ask(driver, room, principal, by, now=1.0):
    return driver.wait(driver.storage.asking.ask(room, principal, by, now))


def waiting(driver, principal):
    return [row.room for row in driver.wait(driver.storage.asking.waiting(principal))]


def test_a_question_waits_until_they_are_in(driver, asking):
    team = group(driver, "team", 1)
    assert driver.wait(asking.one(team, 2)) is None
    assert ask(driver, team, 2, 1) is True
    assert ask(driver, team, 2, 1) is False, "it stands already"
    assert driver.wait(asking.one(team, 2)) == AskRow(team, 1, "alice", ts=1.0)
    assert waiting(driver, 2) == [team]
    driver.say(line("", kind=EventKind.ADDED, subject=2), room=team)
    assert driver.wait(asking.one(team, 2)) is None


def test_whoever_leaves_decides_by_themselves_from_then_on_and_whoever_is_put_out_does_not(driver, asking):
    carol = guest(driver, "carol")
    team = group(driver, "team", 1, 2, carol)
    driver.say(line("", kind=EventKind.REMOVED, actor=2, subject=2), room=team)
    driver.say(line("", kind=EventKind.REMOVED, actor=1, subject=carol), room=team)
    assert driver.wait(asking.one(team, 2)) == AskRow(team, 0, "", True, NOW)
    assert driver.wait(asking.one(team, carol)) is None
    assert waiting(driver, 2) == []
    assert ask(driver, team, 2, 1) is True
    assert driver.wait(asking.one(team, 2)) == AskRow(team, 1, "alice", True, 1.0)
    driver.wait(asking.unask(2, 1))
    assert driver.wait(asking.one(team, 2)) == AskRow(team, 0, "", True, 1.0)


def test_a_question_of_somebody_who_is_gone_from_the_group_waits_no_more(driver):
    team = group(driver, "team", 1, guest(driver, "carol"))
    ask(driver, team, 2, 1)
    driver.say(line("", kind=EventKind.REMOVED, subject=1), room=team)
    assert waiting(driver, 2) == []


def test_what_somebody_asked_can_be_taken_back_all_at_once(driver, asking):
    one, two = group(driver, "one", 1), group(driver, "two", guest(driver, "carol"))
    ask(driver, one, 2, 1), ask(driver, two, 2, 3)
    driver.wait(asking.unask(2, 1))
    assert waiting(driver, 2) == [two]
    assert driver.wait(asking.one(one, 2)) is None


def test_of_one_person_another_hears_only_so_many(driver):
    rooms = [group(driver, f"r{number}", 1) for number in range(4)]
    told = [ask(driver, room, 2, 1, float(place)) for place, room in enumerate(rooms)]
    assert told == [True, True, True, False]
    assert waiting(driver, 2) == rooms, "they stand all the same"


def test_over_the_cap_the_oldest_question_goes(driver, asking):
    people = [guest(driver, f"g{number}") for number in range(5)]
    team = [group(driver, f"r{number}", people[number]) for number in range(5)]
    for place, room in enumerate(team):
        ask(driver, room, 2, people[place], float(place))
    assert waiting(driver, 2) == team[1:]


def test_strangers_are_those_who_never_said_anything_to_one(driver, asking):
    carol, dan = guest(driver, "carol"), guest(driver, "dan")
    pair = driver.wait(driver.storage.rooms.create(RoomKind.DIRECT, "", (1, 2), 1, 1.0)).id
    team = group(driver, "team", 1, carol, dan)
    driver.say(line("hi", actor=1), room=pair)
    driver.say(line("hi", actor=1), line("hi", actor=carol), room=team)
    assert driver.wait(asking.strangers(1, [2, carol, dan])) == {2, dan}
    assert driver.wait(asking.strangers(2, [1, carol])) == {carol}
    driver.say(line("hello", actor=2), room=pair)
    assert driver.wait(asking.strangers(1, [2, carol, dan])) == {dan}
    driver.say(line("", kind=EventKind.REMOVED, actor=carol, subject=carol), room=team)
    assert driver.wait(asking.strangers(1, [2, carol, dan])) == {carol, dan}


def test_who_ignores_one_is_known(driver, asking):
    driver.wait(driver.storage.moderation.ignore(2, [1]))
    assert driver.wait(asking.deaf(1, [2, 3])) == {2}
    assert driver.wait(asking.deaf(2, [1])) == set()


def test_a_question_outlives_a_restart(sqlite):
    team = group(sqlite, "team", 1)
    ask(sqlite, team, 2, 1)
    sqlite.again()
    assert waiting(sqlite, 2) == [team]


def test_nothing_waits_for_or_by_who_is_erased_nor_in_a_room_that_is_gone(driver, asking):
    one, two, three = (group(driver, name, 1) for name in ("one", "two", "three"))
    carol = guest(driver, "carol")
    ask(driver, one, 2, 1), ask(driver, two, carol, 1), ask(driver, three, carol, 1)
    driver.wait(driver.storage.rooms.delete(three))
    assert driver.wait(asking.one(three, carol)) is None
    driver.wait(driver.storage.principals.erase(2, "erased-2"))
    assert driver.wait(asking.one(one, 2)) is None
    driver.wait(driver.storage.principals.erase(1, "erased-1"))
    assert driver.wait(asking.one(two, carol)) is None
