"""At the next start the user is where he was: rooms, tabs, and what was said there meanwhile."""

import pytest
from msgspec.structs import replace

from chatservice.client.model.preferences import SERVERS_MAX, Preferences, SavedPlaces
from tests.scenes.stage import Stage
from tests.unit.test_controller import Room


@pytest.fixture
def stage():
    return Stage(message_rate=None, login_rate=None)


def tabs(room, front=""):
    """Opens what is to be opened again, as a window does."""
    opened, before = room.desk.returning.opened()
    room.desk.returning.show(opened, before)
    return [room.desk.state.conversations[key].title for key in opened], before


def leaves(room):
    room.settle()
    room.desk.disconnect()
    room.settle()


def stays(stage, room):
    bob = stage.json("bob")
    bob.asks(cmd="join", room=room)
    return bob


def test_a_guest_is_in_the_same_rooms_and_hears_what_named_him_there(stage, tmp_path):
    alice, bob = Room(stage, tmp_path), stage.json("bob")
    for room in ("ops", "design"):
        alice.opens(room)
        bob.asks(cmd="join", room=room)
    bob.asks(cmd="say", room="ops", text="before", key="1")
    alice.settle()
    keys = {each.title: each.key for each in alice.desk.state.conversations.values()}
    assert tabs(alice) == ([], "")
    alice.desk.state.look(keys["ops"], True)
    alice.desk.returning.show([keys["ops"], keys["lobby"]], keys["lobby"])
    leaves(alice)
    for number in range(25):
        bob.asks(cmd="say", room="ops", text=f"@alice {number}", key=f"k{number}")

    again = Room(stage, tmp_path)
    state = again.desk.state
    assert [each.title for each in state.conversations.values()] == ["lobby", "ops", "design"]
    ops = state.conversations[keys["ops"]]
    assert (ops.unread, ops.for_me, state.conversations[keys["design"]].unread) == (25, 25, 0)
    again.settle()
    assert again.texts(keys["ops"]) == ["before", *(f"@alice {number}" for number in range(25))]
    assert tabs(again) == (["ops", "lobby"], keys["lobby"])


def test_a_room_that_was_left_is_not_entered_again(stage, tmp_path):
    alice = Room(stage, tmp_path)
    alice.opens("ops")
    stays(stage, "ops")
    alice.desk.places.leave("lobby")
    leaves(alice)
    again = Room(stage, tmp_path)
    assert [each.title for each in again.desk.state.conversations.values()] == ["ops"]


def test_a_room_that_is_gone_meanwhile_is_not_made_again(stage, tmp_path):
    alice = Room(stage, tmp_path)
    alice.opens("ops")  # which ends when nobody is there
    key = alice.desk.state.named("ops").key
    alice.desk.returning.show([key], key)
    leaves(alice)
    again = Room(stage, tmp_path)
    assert [each.title for each in again.desk.state.conversations.values()] == ["lobby"]
    assert tabs(again) == ([], "")
    assert (again.desk.returning.pending, again.notes()) == ([], [])


def test_an_account_has_its_rooms_on_a_machine_that_was_never_there(stage, tmp_path):
    alice = Room(stage, tmp_path)
    alice.submits("/register correct-horse")
    alice.opens("ops")
    stays(stage, "ops")
    leaves(alice)
    (tmp_path / "other").mkdir()
    again = Room(stage, tmp_path / "other", password="correct-horse")
    assert {each.title for each in again.desk.state.conversations.values()} == {"lobby", "ops"}


def test_after_a_day_rooms_are_entered_as_if_for_the_first_time(stage, tmp_path):
    alice = Room(stage, tmp_path)
    alice.opens("ops")
    bob = stays(stage, "ops")
    leaves(alice)
    memory = Preferences(tmp_path / "alice.json")
    (key,) = memory.values.places
    memory.keep_places(key, replace(memory.values.places[key], ts=1e9 - 90_000))
    for number in range(30):
        bob.asks(cmd="say", room="ops", text=str(number), key=f"k{number}")
    again = Room(stage, tmp_path)
    assert len(again.texts(again.desk.state.named("ops").key)) == 20


def test_places_of_the_servers_used_last_are_kept(tmp_path):
    memory = Preferences(tmp_path / "file.json")
    for number in range(SERVERS_MAX + 2):
        memory.keep_places(f"server{number}", SavedPlaces(front=str(number)))
    assert list(Preferences(tmp_path / "file.json").values.places) == [
        f"server{n}" for n in range(2, SERVERS_MAX + 2)
    ]
