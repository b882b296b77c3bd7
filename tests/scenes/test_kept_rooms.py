"""An account in a terminal is in its rooms again at its next login."""

import pytest

from tests.scenes.stage import Stage

SECRET = "correct horse battery"


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def ines(stage):
    """An account that was in projx and tea, left tea, and went."""
    ines = stage.text("ines").types(f"/register {SECRET}", "/join projx", "mine", "/join tea", "/leave")
    ines.types("/quit")
    return ines


def back(stage):
    return stage.connect().types(f"/login ines {SECRET}")


def test_it_is_in_them_again_and_is_told_what_it_missed(stage, ines):
    bob = stage.text("bob").types("/join projx", "one", "two")
    bob.raw()
    seen = back(stage).sees()
    assert "* You are also in projx, which you have not left." in seen
    assert "* Unread: 2 in projx. /missed shows it." in seen
    assert not any("tea" in line for line in seen)
    assert bob.sees() == ["* ines came into projx.", "* ines came into lobby."]


def test_what_is_said_there_comes_and_missed_shows_the_rest(stage, ines):
    bob = stage.text("bob").types("/join projx", "one")
    again = back(stage)
    again.raw()
    bob.types("two")
    assert again.sees() == ["[projx] bob: two"]
    assert "[projx 2023-11-14 22:13] bob: one" in again.types("/missed").sees()
    again.types("hello")
    assert bob.sees()[-1] == "[lobby] ines: hello"


def test_a_room_that_it_may_not_enter_any_more_is_left_out(stage, ines):
    owner = stage.text("owner").types("/join ops")
    back(stage).types("/join ops", "/quit")
    owner.types("/mode invite")
    again = back(stage)
    seen = again.sees()
    assert not any("ops" in line for line in seen)
    assert "* You are also in projx, which you have not left." in seen


def test_a_person_who_is_kicked_is_not_in_it_again(stage, ines):
    owner = stage.text("owner").types("/join ops")
    back(stage).types("/join ops")
    owner.types("/kick ines").raw()
    assert not any("ops" in line for line in back(stage).sees())


def test_programs_are_in_them_if_they_ask(stage, ines):
    plain = stage.connect().asks(cmd="login", name="ines", password=SECRET)
    assert "rooms" not in plain.events("welcome")[0]
    asking = stage.connect().asks(cmd="login", name="ines", password=SECRET, rooms=True)
    assert [room["room"] for room in asking.events("welcome")[0]["rooms"]] == ["projx"]


def test_no_more_are_kept_than_a_session_may_be_in():
    stage = Stage(rooms_per_session=3)
    ines = stage.text("ines").types(f"/register {SECRET}", "/join a1", "1", "/join a2", "2")
    other = stage.connect().asks(cmd="login", name="ines", password=SECRET).asks(cmd="join", room="a3")
    other.asks(cmd="say", room="a3", text="3")
    ines.types("/quit"), other.hangs_up()
    seen = back(stage).sees()
    assert "* You are also in a1 and a2, which you have not left." in seen
    assert "* You are in lobby (1 here)." in seen
