"""Rooms for people with an account, and a voice in a room where only some speak."""

import pytest

from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage
from tests.scenes.test_moderation import account
from tests.scenes.test_standing import codes


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def owner(stage):
    owner = account(stage, "olga", ServerRole.USER).types("/join ops")
    owner.raw()
    return owner


def test_who_has_a_voice_speaks_in_a_read_only_room_until_it_is_taken(stage, owner):
    bob, carol = stage.text("bob").types("/join ops"), stage.text("carol").types("/join ops")
    owner.types("/mode readonly on", "/role bob voice")
    assert "* olga gave bob a voice in ops." in carol.sees()
    assert carol.types("me too").sees() == [
        "! Only the moderators of ops speak there, and those with a voice."
    ]
    bob.types("hello")
    assert owner.sees()[-1] == "[ops] bob: hello"
    owner.types("/role bob member")
    bob.raw()
    assert bob.types("and now").sees()[-1].startswith("! Only the moderators of ops speak there")


def test_a_voice_does_not_wait_in_a_slow_room_and_is_no_moderator(stage, owner):
    bob = stage.text("bob").types("/join ops")
    owner.types("/mode slow 60", "/role bob voice")
    bob.types("one", "two")
    assert owner.sees()[-2:] == ["[ops] bob: one", "[ops] bob: two"]
    assert bob.types("/kick olga").sees()[-1].startswith("! Only moderators of the room")


def test_a_room_for_accounts_lets_no_guest_in_or_speak(stage, owner):
    inside = stage.text("inside").types("/join ops")
    ann = account(stage, "ann", ServerRole.USER)
    owner.types("/mode registered")
    assert "* olga decided: ops is for people with an account now." in inside.sees()
    refusal = "! ops is for people with an account: /register PASSWORD makes one."
    assert inside.types("spam").sees() == [refusal]
    assert stage.text("mal").types("/join ops").sees()[-1] == refusal
    ann.types("/join ops", "hello")
    assert owner.sees()[-1] == "[ops] ann: hello"
    owner.types("/mode open")
    inside.types("thanks")
    assert owner.sees()[-1] == "[ops] inside: thanks"


def test_a_guest_with_a_part_in_it_may_stay(stage, owner):
    guest = stage.text("guest").types("/join ops")
    owner.types("/mode registered", "/role guest voice")
    guest.types("hello")
    assert owner.sees()[-1] == "[ops] guest: hello"


def test_a_room_for_accounts_is_listed_so_and_asked_for_by_json(stage, owner):
    owner.types("/mode registered")
    client = stage.json("mal")
    assert codes(client.asks(cmd="join", room="ops")) == ["needs_account"]
    assert codes(client.asks(cmd="history", room="ops")) == ["needs_account"]
    (room,) = [
        room for room in client.asks(cmd="rooms").events("rooms")[-1]["rooms"] if room["room"] == "ops"
    ]
    assert room["entry"] == "registered"


def test_a_room_for_accounts_stays_when_all_have_left(stage):
    admin = account(stage, "admin", ServerRole.ADMIN)
    admin.types("/join ops", "hello", "/mode registered", "/join elsewhere")
    admin.types("/role admin member ops", "/leave ops")
    stage.passes(3 * 86_400)
    ann = account(stage, "ann", ServerRole.USER)
    ann.types("/join ops")
    assert any("admin: hello" in line for line in ann.sees())
