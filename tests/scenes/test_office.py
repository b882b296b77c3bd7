"""Looking after rooms: one is deleted under the people who are in it."""

import pytest
from twisted.internet.defer import Deferred

from chatservice.admin.errors import AdminError
from chatservice.model.commands import CreateChatroom, DeleteChatroom, RoomShow
from chatservice.model.values import ServerRole
from tests.scenes.operator import Operator
from tests.scenes.stage import Stage


def do(stage, work):
    """The result of `work`, or the fault that it ended with."""
    box = []
    Deferred.fromCoroutine(work).addBoth(box.append)
    stage.settle()
    assert box, "it has not ended"
    if hasattr(box[0], "raiseException"):
        box[0].raiseException()
    return box[0]


def delete(stage, name):
    """As chatctl does it. Raises AdminError."""
    Operator(stage).answer(DeleteChatroom(room=name))


def number_of(stage, name):
    return Operator(stage).answer(RoomShow(room=name)).room.number


def test_who_talked_in_a_deleted_room_is_in_the_lobby():
    stage = Stage()
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/join ops")
    bob.raw()
    alice.raw()
    delete(stage, "ops")
    assert alice.sees() == ["* The room ops was deleted. You are in lobby."]
    assert bob.sees() == []
    alice.types("hello ops")
    stage.passes(2)
    alice.types("hello")
    assert bob.sees() == ["[lobby] alice: hello"]


def test_who_was_not_in_the_lobby_enters_it():
    stage = Stage()
    alice = stage.text("alice").types("/join ops", "/leave lobby")
    alice.raw()
    delete(stage, "ops")
    assert alice.sees()[:2] == ["* The room ops was deleted.", "* You are in lobby (1 here)."]


def test_whoever_comes_back_with_a_cursor_does_not_make_a_deleted_room_anew():
    stage = Stage()
    bob = stage.json("bob", room="spam").asks(cmd="say", room="spam", text="buy")
    token = bob.asks(cmd="token").events("token")[0]["token"]
    bob.hangs_up()
    delete(stage, "spam")
    back = stage.connect().asks(cmd="login", token=token, since={"spam": 1, "lobby": 0})
    told = [(e["event"], e["room"]) for e in back.events("joined", "error")]
    assert told == [("error", "spam"), ("joined", "lobby")]
    back.asks(cmd="join", room="spam", since=1)
    assert [e["code"] for e in back.events("error")] == ["no_such_room"]
    assert stage.storage.room_named("spam") is None
    back.asks(cmd="join", room="spam")
    assert back.events("joined")[0]["head"] == 0, "who asks for it without a cursor makes a new one"


def test_who_talks_elsewhere_stays_there():
    stage = Stage()
    bob = stage.json("bob", room="ops").asks(cmd="join", room="dev")
    bob.raw()
    delete(stage, "ops")
    (gone,) = bob.events()
    assert (gone["event"], gone["room"], gone["current"]) == ("room_deleted", "ops", "dev")
    bob.asks(cmd="say", room="ops", text="still?")
    assert [e["code"] for e in bob.events()] == ["no_such_room"]


def test_a_line_on_its_way_into_a_deleted_room_is_refused_and_said_so():
    stage = Stage()
    bob = stage.json("bob", room="ops")
    stage.storage.hold()
    door = Operator(stage).asks(cmd="delete_chatroom", room="ops")
    bob.asks(cmd="say", text="too late", key="k")
    stage.storage.release()
    stage.settle()
    assert [event["event"] for event in door.events()] == ["hello", "chatroom_deleted"]
    refusals = [(e["code"], e["key"]) for e in bob.events("error")]
    assert refusals == [("no_such_room", "k")]


def test_a_line_before_the_deletion_is_acknowledged():
    stage = Stage()
    bob = stage.json("bob", room="ops")
    stage.storage.hold()
    bob.asks(cmd="say", text="in time", key="k")
    Operator(stage).asks(cmd="delete_chatroom", room="ops")
    stage.storage.release()
    stage.settle()
    assert [e["event"] for e in bob.events()] == ["ack", "message", "room_deleted", "joined"]


def test_a_room_of_the_same_name_is_another_one():
    stage = Stage()
    alice, bob = stage.text("alice").types("/join ops", "secret plans"), stage.text("bob")
    number = number_of(stage, "ops")
    delete(stage, "ops")
    alice.types("/join ops")
    bob.types("/join ops")
    assert "secret plans" not in "\n".join(bob.sees())
    assert number_of(stage, "ops") == number + 1


def test_a_group_is_deleted_with_its_members():
    stage = Stage()
    alice, bob = stage.text("alice"), stage.json("bob")
    alice.types("/group team bob", "/join team")
    alice.raw()
    bob.raw()
    delete(stage, "team")
    assert alice.sees()[0] == "* The room team was deleted. You are in lobby."
    assert [e["event"] for e in bob.events()] == ["room_deleted"]
    alice.types("/join team")
    assert alice.sees()[0] == "* You are in team (1 here)."


def test_a_deletion_that_cannot_be_stored_changes_nothing():
    stage = Stage()
    alice = stage.json("alice", room="ops")
    stage.storage.fail_next("the disk is full")
    with pytest.raises(AdminError):
        delete(stage, "ops")
    alice.asks(cmd="say", room="ops", text="still here")
    assert alice.messages() == [("ops", "alice", "still here")]


def test_the_lobby_stays_and_what_is_not_there_is_not_deleted():
    stage = Stage()
    with pytest.raises(AdminError, match="not supported"):
        delete(stage, "lobby")
    with pytest.raises(AdminError, match="There is no room or group nix"):
        delete(stage, "nix")
    with pytest.raises(AdminError, match="already"):
        Operator(stage).answer(CreateChatroom(name="Lobby"))


def test_a_room_is_found_by_its_number():
    stage = Stage()
    number = Operator(stage).answer(CreateChatroom(name="ops")).number
    alice = stage.text("alice").types(f"/join {number}")
    assert alice.sees()[0] == "* You are in ops (1 here)."
    bob = stage.json("bob", room="").asks(cmd="join", room=str(number))
    bob.asks(cmd="say", room=str(number), text="by number")
    assert alice.sees()[-1] == "[ops] bob: by number"
    for wrong in ("999999999", "99999999999999", "٣"):
        alice.types(f"/join {wrong}")
        assert alice.sees()[-1].startswith("! ")


# The same, typed in the chat.


def owner(stage, name="alice"):
    stage.storage.accounts.create(name, "plain correct horse", ServerRole.OWNER, 1.0)
    stage.settle()
    actor = stage.connect().types(f"/login {name} correct horse")
    actor.raw()
    return actor


def test_a_room_is_made_opened_and_deleted_by_its_number():
    stage = Stage()
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.raw()
    alice.types("/create_chatroom ops")
    assert alice.sees() == ["* The room ops is made, number 1. /open_chatroom 1 enters it."]
    bob.types("/open_chatroom 1")
    assert bob.sees()[0] == "* You are in ops (1 here)."
    alice.types("/delete_chatroom 1")  # who made it owns it
    assert alice.sees() == ["* ops is deleted, with everything said in it."]
    assert bob.sees() == ["* The room ops was deleted. You are in lobby."]
    bob.types("/open_chatroom 1")
    assert bob.sees()[0].startswith("! There is no room 1 ")


def test_a_room_is_not_deleted_by_whoever_is_in_it():
    stage = Stage()
    stage.text("alice").types("/create_chatroom ops")
    bob = stage.text("bob").types("/open_chatroom ops")
    bob.raw()
    bob.types("/delete_chatroom ops", "/delete_chatroom 0", "hello")
    refused = bob.sees()
    assert [line[:2] for line in refused] == ["! ", "! "]
    stage.text("carol").types("/msg bob hi")
    bob.raw()
    bob.types("/delete_chatroom @carol")
    assert bob.sees() == ["! You cannot do that in @bob,carol: it is a conversation of two."]


def test_opening_makes_no_room():
    stage = Stage()
    alice = stage.text("alice").types("/open_chatroom nowhere")
    assert alice.sees()[0].startswith("! There is no room nowhere ")
    assert do(stage, stage.chat.directory.called("nowhere")) is None


def test_an_announcement_reaches_everyone_and_those_who_come_later():
    stage = Stage()
    alice, bob, carl = owner(stage), stage.text("bob"), stage.json("carl", room="")
    alice.raw()
    alice.types("/announce back at noon")
    assert alice.sees() == ["* Announcement: back at noon", "* Announced to 3 people."]
    assert bob.sees() == ["* Announcement: back at noon"]
    assert carl.events() == [{"event": "announcement", "text": "back at noon"}]
    dora = stage.connect().types("dora")
    assert "* Announcement: back at noon" in dora.sees()
    alice.types("/announce")
    emil = stage.connect().types("emil")
    assert not any("Announcement" in line for line in emil.sees())


def test_an_announcement_is_harmless_and_not_endless():
    stage = Stage(max_line=100, max_json=1000)
    alice, bob = owner(stage), stage.text("bob")
    alice.asks(cmd="announce", text="x")  # typed: it is only text
    stage.settle()
    carl = stage.connect().asks(cmd="login", name="alice", password="correct horse")
    carl.asks(cmd="announce", text="a\x1b[31mb\n* forged")
    seen = [line for line in bob.sees() if "Announcement" in line]
    assert seen == ["* Announcement: a\u241b[31mb", "* Announcement: * forged"]
    carl.asks(cmd="announce", text="y" * 101)
    assert carl.events("error")[0]["code"] == "text_too_long"


def test_what_was_deleted_and_announced_is_in_the_audit_log():
    stage = Stage()
    alice = owner(stage).types("/create_chatroom ops", "/delete_chatroom ops", "/announce hello")
    alice.raw()
    alice.types("/audit")
    said = "\n".join(alice.sees())
    assert "delete_chatroom" in said
    assert "announce" in said
