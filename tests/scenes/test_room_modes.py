"""How many may be in a room, who sets its topic, and whether lists have it."""

import gc

import pytest

from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage
from tests.scenes.test_moderation import SECRET, account


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def olga(stage):
    olga = account(stage, "olga", ServerRole.USER).types("/join ops")
    olga.raw()
    return olga


def test_a_full_room_lets_in_those_who_are_invited_or_were_there(stage, olga):
    bob, carol = stage.text("bob").types("/join ops"), stage.text("carol")
    olga.types("/mode most 2")
    assert "* olga decided: ops has room for 2." in bob.sees()
    refusal = "! ops is full. Its moderators may invite you."
    assert carol.types("/join ops").sees()[-1] == refusal
    bob.types("/join lobby", "/join ops")
    assert bob.sees()[-1] != refusal, "who is in it stays"
    olga.types("/invite carol ops")
    assert "* You are in ops (3 here)." in carol.types("/join ops").sees()
    dave = stage.text("dave")
    assert dave.types("/join ops").sees()[-1] == refusal
    olga.types("/mode most 0")
    assert "* You are in ops (4 here)." in dave.types("/join ops").sees()


def test_the_topic_of_a_locked_room_is_its_moderators(stage, olga):
    bob = stage.text("bob").types("/join ops")
    olga.types("/mode locked on", "/topic ours")
    bob.raw()
    assert bob.types("/topic mine").sees()[-1].startswith("! Only moderators of the room")
    assert bob.types("/topic").sees() == ["* Topic of ops: ours"]
    olga.types("/role bob moderator")
    bob.raw()
    bob.types("/topic mine")
    assert olga.sees()[-1] == "* bob set the topic of ops: mine"
    assert olga.types("/mode").sees()[-1].endswith("speak, its moderators set the topic.")


def test_an_unlisted_room_is_in_the_lists_of_its_own_people(stage, olga):
    bob = stage.text("bob")
    olga.types("/mode unlisted on")
    assert not [line for line in bob.types("/rooms", "/rooms ops").sees() if "ops" in line]
    assert bob.types("/who ops").sees() == ["! You are not in ops. /join ops enters it."]
    assert [line for line in olga.types("/rooms").sees() if "ops" in line]
    bob.types("/join ops").raw()
    assert [line for line in bob.types("/rooms").sees() if "ops" in line]


def test_an_unlisted_room_that_nobody_is_in_is_in_the_lists_of_its_own_people(stage, olga):
    account(stage, "mod", ServerRole.MODERATOR).types("/quit")
    account(stage, "bob").types("/join ops", "/quit")
    olga.types("/mode unlisted on", "/quit")
    gc.collect()
    assert stage.shared.chat.directory.rooms.named("ops") is None

    def listed(name):
        reader = stage.connect().asks(cmd="login", name=name, password=SECRET)
        return "ops" in [room["room"] for room in reader.asks(cmd="rooms").events("rooms")[0]["rooms"]]

    assert [listed(name) for name in ("olga", "bob", "mod")] == [True, True, True]
    stranger = stage.json("cy").asks(cmd="rooms", about="ops").events("rooms")[0]
    assert (stranger["rooms"], stranger.get("more", 0)) == ([], 0)
    again = stage.irc()
    again.types(f"PASS :olga:{SECRET}", "NICK olga", "USER o 0 * :O", "LIST")
    assert any(" 322 olga #ops " in line for line in again.sees())


def test_who_set_the_topic_and_when_is_told(stage, olga):
    olga.types("/topic ours")
    at = stage.clock.now()
    stage.passes(60)
    carol = stage.json("carol")
    (answer,) = carol.asks(cmd="topic", room="ops").events("topic_is")
    assert (answer["text"], answer["by"], answer["at"]) == ("ours", "olga", at)


@pytest.mark.parametrize("most", [-1, 1_000_001])
def test_a_limit_is_a_number_of_people(stage, olga, most):
    ann = stage.json("ann", room="fresh")
    (error,) = ann.asks(cmd="mode", room="fresh", most=most).events("error")
    assert error["code"] == "bad_command"


def test_a_group_has_no_limit_and_is_in_no_list_anyway(stage, olga):
    olga.types("/group crew", "/mode most 2 in:crew")
    assert olga.sees()[-1] == "! Not understood: that is for rooms that anybody may see."
