"""Being put somewhere else: the next line was meant for where one was, and is not said in public."""

import pytest

from tests.scenes.stage import Stage

NOT_SAID = "! You are in lobby now, so this was not said. Send it again to say it there."


def stage_of_three():
    """A stage, the owner of the room inner, somebody in it, and a bystander in the lobby."""
    stage = Stage()
    bystander, owner, marc = stage.text("bystander"), stage.text("owner"), stage.text("marc")
    owner.types("/join inner")
    marc.types("/join inner")
    for actor in (bystander, owner, marc):
        actor.raw()
    return stage, bystander, owner, marc


@pytest.mark.parametrize("by", ["/kick marc in:inner", "/ban marc in:inner", "/delete_chatroom inner"])
def test_the_first_line_after_a_move_that_nobody_asked_for_is_not_said(by):
    stage, bystander, owner, marc = stage_of_three()
    owner.types(by)
    marc.raw()
    marc.types("only for the group: budget is 40k")
    assert marc.sees() == [NOT_SAID]
    assert bystander.sees() == []
    stage.passes(1.5)
    marc.types("hello lobby")
    assert bystander.sees() == ["[lobby] marc: hello lobby"]


def test_nor_is_what_is_pasted_behind_it():
    stage, bystander, owner, marc = stage_of_three()
    owner.types("/kick marc in:inner")
    marc.raw()
    marc.sends(b"one\ntwo\n/me three\n")
    stage.passes(0.5)
    marc.types("four")
    assert marc.sees() == [NOT_SAID] * 4
    assert bystander.sees() == []
    stage.passes(1.5)
    marc.types("five")
    assert bystander.sees() == ["[lobby] marc: five"]


def test_who_says_where_or_enters_a_room_knows_where_they_are():
    _, bystander, owner, marc = stage_of_three()
    owner.types("/kick marc in:inner")
    marc.raw()
    marc.types("/join lobby", "hello")
    assert bystander.sees() == ["[lobby] marc: hello"]


def test_a_topic_is_not_set_there_either_and_questions_are_answered():
    _, bystander, owner, marc = stage_of_three()
    owner.types("/kick marc in:inner")
    marc.raw()
    marc.types("/topic", "/who", "/topic our plans")
    assert marc.sees()[-1] == NOT_SAID
    assert bystander.sees() == []


def test_a_program_that_names_no_room_is_told_in_its_own_words():
    stage = Stage()
    owner, robot = stage.json("owner", room="inner"), stage.json("robot", room="lobby")
    robot.asks(cmd="join", room="inner")
    owner.asks(cmd="kick", name="robot", room="inner")
    robot.raw()
    robot.asks(cmd="say", text="secret", ref=7, key="k").asks(cmd="say", text="open", room="lobby")
    [error] = robot.events("error")
    assert (error["code"], error["ref"], error["key"]) == ("moved", 7, "k")


def test_who_moves_by_themselves_is_not_asked():
    _, bystander, owner, marc = stage_of_three()
    marc.types("/leave", "left by myself")
    assert bystander.sees() == ["[lobby] marc: left by myself"]
    owner.types("/delete_chatroom inner", "deleted it myself")
    assert bystander.sees() == ["[lobby] owner: deleted it myself"]


def test_another_device_of_who_leaves_a_group_did_not_ask():
    stage = Stage()
    bystander, alice = stage.text("bystander"), stage.text("alice")
    alice.types("/register correct horse", "/group team")
    other = stage.connect().types("/login alice correct horse", "/join team")
    bystander.raw(), other.raw()
    alice.types("/leave", "me in the lobby")
    assert bystander.sees() == ["[lobby] alice: me in the lobby"]
    other.raw()
    other.types("for the team")
    assert other.sees() == [NOT_SAID]


def test_who_is_in_no_room_any_more_is_told_that():
    stage = Stage()
    owner = stage.json("owner", room="inner")
    marc = stage.text("marc").types("/leave", "/join inner")
    owner.asks(cmd="kick", name="marc", room="inner")
    marc.raw()
    marc.types("secret")
    assert marc.sees() == ["! You are in no room. /join ROOM enters one."]


def test_a_code_document_is_not_created_there_unless_the_room_is_named():
    _, bystander, owner, marc = stage_of_three()
    owner.types("/kick marc in:inner")
    marc.raw()
    marc.types("/code new python plans")
    assert marc.sees() == [NOT_SAID]
    marc.types("/code new python plans in:lobby")
    assert any("lobby/plans (python)" in line for line in marc.sees())
    assert len(bystander.sees()) == 1
