"""No name is given that looks like another: of accounts, of rooms and groups."""

import pytest

from chatservice.errors import NameAlike, NameTaken, RoomNameAlike, RoomNameTaken
from chatservice.model.looks import VERSION
from chatservice.model.values import EventKind, Principal, RoomKind, ServerRole
from chatservice.storage.sqlite import lookalikes
from tests.contract.drivers import SqliteDriver, line

ALICE = "\u0430lice"  # the first letter is Cyrillic


@pytest.fixture
def carol(driver):
    return driver.wait(driver.storage.accounts.create("Carol", "", ServerRole.USER, 1.0))


CAROL = "\u0421arol"


def test_a_guest_takes_no_name_that_looks_like_an_accounts(driver, carol):
    guests = driver.storage.principals
    with pytest.raises(NameAlike) as caught:
        driver.wait(guests.create_guest(CAROL, "t1", 1.0))
    assert (caught.value.name, caught.value.like) == (CAROL, "Carol")
    guest = driver.wait(guests.create_guest("dora", "t2", 1.0))
    for change in (guests.renamed, guests.came):
        with pytest.raises(NameAlike):
            driver.wait(change(guest.id, "\u0441arol", 2.0))
    assert driver.wait(guests.principal(guest.id)).name == "dora"


def test_nor_does_an_account_or_a_bot(driver, carol):
    accounts, bots = driver.storage.accounts, driver.storage.bots
    with pytest.raises(NameAlike):
        driver.wait(accounts.create(CAROL, "", ServerRole.USER, 1.0))
    with pytest.raises(NameAlike):
        driver.wait(bots.create(CAROL, carol.id, 1.0))
    with pytest.raises(NameTaken) as caught:
        driver.wait(accounts.create("CAROL", "", ServerRole.USER, 1.0))
    assert type(caught.value) is NameTaken
    assert [one.name for one in driver.wait(accounts.page(0, 9))] == ["Carol"]


def test_a_guest_does_not_come_to_own_one(driver):
    guest = driver.wait(driver.storage.principals.create_guest(CAROL, "t1", 1.0))
    driver.wait(driver.storage.accounts.create("Carol", "", ServerRole.USER, 1.0))
    with pytest.raises(NameAlike):
        driver.wait(driver.storage.accounts.register(guest, "", 2.0))
    assert driver.wait(driver.storage.principals.principal(guest.id)).guest


def test_one_may_look_like_oneself_and_keep_what_one_has(driver, carol):
    principals = driver.storage.principals
    driver.wait(principals.renamed(carol.id, CAROL, 2.0))
    driver.wait(principals.renamed(carol.id, "carol", 3.0))
    guest = driver.wait(principals.create_guest("erin", "t1", 1.0))
    driver.wait(driver.storage.accounts.create("er\u0131n", "", ServerRole.USER, 1.0))
    assert driver.wait(principals.came(guest.id, "erin", 2.0)).name == "erin"


def test_a_name_that_is_free_again_and_what_looks_like_it_are_free(driver, carol):
    principals = driver.storage.principals
    driver.wait(principals.renamed(carol.id, "caroline", 2.0))
    driver.wait(principals.create_guest(CAROL, "t1", 2.0))
    driver.wait(principals.erase(carol.id, f"erased-{carol.id}"))
    driver.wait(principals.create_guest("\u0441aroline", "t2", 2.0))


def test_a_registered_guest_is_looked_like_by_nobody(driver):
    driver.wait(driver.storage.accounts.register(Principal(1, "alice"), "", 2.0))
    with pytest.raises(NameAlike):
        driver.wait(driver.storage.principals.create_guest(ALICE, "t1", 2.0))


@pytest.mark.parametrize("kind", [RoomKind.PUBLIC, RoomKind.GROUP])
def test_no_room_or_group_looks_like_another(driver, kind):
    rooms = driver.storage.rooms
    there = driver.wait(rooms.create(kind, "ops", [1], 1, 1.0))
    for other in RoomKind.PUBLIC, RoomKind.GROUP:
        for name in ("\u043eps", "0ps", "lobb\u0443"):
            with pytest.raises(RoomNameAlike):
                driver.wait(rooms.create(other, name, [1], 1, 1.0))
        with pytest.raises(RoomNameTaken) as caught:
            driver.wait(rooms.create(other, "OPS", [1], 1, 1.0))
        assert type(caught.value) is RoomNameTaken
    driver.wait(rooms.delete(there.id))
    driver.wait(rooms.create(kind, "\u043eps", [1], 1, 1.0))


def test_the_name_of_a_group_that_is_empty_is_looked_like(driver):
    rooms = driver.storage.rooms
    group = driver.wait(rooms.create(RoomKind.GROUP, "team", [1], 1, 1.0))
    driver.say(line("", kind=EventKind.REMOVED, subject=1), room=group.id)
    driver.wait(rooms.create(RoomKind.PUBLIC, "te\u0430m", (), 1, 1.0))


def test_rooms_without_a_name_of_their_own_look_like_none(driver):
    rooms = driver.storage.rooms
    for _ in range(3):
        driver.wait(rooms.create(RoomKind.GROUP, "", [1], 1, 1.0))
    driver.wait(rooms.create(RoomKind.DIRECT, "", [1, 2], 1, 1.0))
    driver.wait(rooms.create(RoomKind.DIRECT, "", [1, 1], 1, 1.0))


# On disk.


@pytest.mark.parametrize("statement", [lookalikes.ACCOUNTS, lookalikes.ROOMS])
def test_no_name_is_looked_through_for_it(sqlite, statement):
    values = range(4 if "?4" in statement else 3)
    steps = [step[3] for step in sqlite.rows(f"EXPLAIN QUERY PLAN {statement}", *values)]
    assert len([step for step in steps if step.startswith("SEARCH") and "look=?" in step]) == 2, steps
    assert not [step for step in steps if step.startswith("SCAN")], steps


def test_looks_are_made_anew_when_the_tables_are_others(tmp_path, monkeypatch):
    driver = SqliteDriver(tmp_path / "data")
    driver.wait(driver.open().accounts.create("Carol", "", ServerRole.USER, 1.0))
    driver.close()
    monkeypatch.setattr(lookalikes, "VERSION", "other")
    monkeypatch.setattr(lookalikes, "looks", lambda name: (f"1 {name}", f"2 {name}"))
    driver.open()
    assert driver.rows("SELECT look, folded_look FROM principals") == [("1 Carol", "2 Carol")]
    assert driver.rows("SELECT look, folded_look FROM rooms") == [("1 lobby", "2 lobby")]
    assert driver.rows("SELECT value FROM meta WHERE name = 'looks'") == [("other",)]
    driver.close()


def test_nothing_is_left_of_the_look_of_an_erased_name(tmp_path):
    driver = SqliteDriver(tmp_path / "data")
    storage = driver.open()
    carol = driver.wait(storage.accounts.create("Carol", "", ServerRole.USER, 1.0))
    driver.wait(storage.principals.erase(carol.id, "erased-1"))
    assert driver.rows("SELECT look, folded_look FROM principals") == [(None, None)]
    assert driver.rows("SELECT value FROM meta WHERE name = 'looks'") == [(VERSION,)]
    driver.close()


def test_a_room_looks_like_none_but_itself_when_its_name_changes_a_little(driver):
    storage = driver.storage
    room = driver.wait(storage.rooms.create(RoomKind.PUBLIC, "ops", [], 1, 1.0)).id
    driver.wait(storage.rooms.create(RoomKind.PUBLIC, "dev", [], 1, 1.0))

    def renamed(was, name):
        body = f'{{"was":"{was}","name":"{name}"}}'
        (outcome,) = driver.say(line(body, kind=EventKind.ROOM_RENAMED), room=room)
        return outcome

    assert isinstance(renamed("ops", "DEV"), RoomNameTaken)
    assert isinstance(renamed("ops", "d\u0435v"), RoomNameAlike)
    assert renamed("ops", "Ops").seq == 1
    assert driver.wait(storage.rooms.by_id(room)).name == "Ops"
    assert renamed("Ops", "hall").seq == 2
    assert driver.wait(storage.rooms.by_name("ops")) is None
    assert driver.wait(storage.rooms.by_name("HALL")).id == room
    driver.wait(storage.rooms.create(RoomKind.PUBLIC, "ops", [], 1, 1.0))
