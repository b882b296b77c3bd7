"""Keys and values of rooms: on every driver."""

import pytest

from chatservice.errors import NoSuchRoom, TooMany
from chatservice.model.values import LOBBY, RoomKind
from chatservice.settings.schema import Settings
from tests.contract.drivers import NOW


def test_a_room_has_what_was_set_last_up_to_the_cap(driver):
    store = driver.storage.room_metadata
    for n in range(Settings().max_metadata):
        driver.wait(store.set(LOBBY, f"k{n}", "v", 1))
    with pytest.raises(TooMany):
        driver.wait(store.set(LOBBY, "more", "v", 1))
    assert driver.wait(store.set(LOBBY, "k0", "w", 1))["k0"] == "w"
    assert "k1" not in driver.wait(store.set(LOBBY, "k1", "", 1))
    driver.wait(store.set(LOBBY, "more", "v", 1))
    assert driver.wait(store.of(LOBBY))["more"] == "v"
    assert len(driver.wait(store.clear(LOBBY))) == Settings().max_metadata
    assert driver.wait(store.of(LOBBY)) == {}


def test_they_are_gone_with_their_room(driver):
    rooms, store = driver.storage.rooms, driver.storage.room_metadata
    room = driver.wait(rooms.create(RoomKind.PUBLIC, "ops", (), 1, NOW)).id
    driver.wait(store.set(room, "color", "red", 1))
    driver.wait(rooms.delete(room))
    assert driver.wait(store.of(room)) == {}
    with pytest.raises(NoSuchRoom):
        driver.wait(store.set(room, "color", "red", 1))


def test_who_is_erased_takes_what_they_set_along(driver):
    store = driver.storage.room_metadata
    driver.wait(store.set(LOBBY, "mine", "v", 2))
    driver.wait(store.set(LOBBY, "theirs", "v", 1))
    driver.wait(driver.storage.principals.erase(2, "erased-1"))
    assert driver.wait(store.of(LOBBY)) == {"theirs": "v"}
