"""A room gets another name, on all doors."""

import pytest

from tests.scenes.stage import Stage


@pytest.fixture
def stage():
    return Stage(registration="open")


def test_everybody_who_is_in_it_stays_and_is_told(stage):
    alice, bob = stage.text("alice"), stage.json("bob")
    alice.types("/join ops")
    bob.asks(cmd="join", room="ops")
    alice.raw()
    bob.events()
    alice.types("/rename dev", "hello")
    assert alice.sees() == ["* alice renamed the room ops to dev."]
    renamed, said = [event for event in bob.events() if event["event"] in ("room_renamed", "message")]
    assert (renamed["room"], renamed["was"], renamed["name"]) == ("dev", "ops", "dev")
    assert (said["room"], said["rid"]) == ("dev", renamed["rid"])
    bob.asks(cmd="say", room="dev", text="here").asks(cmd="say", room=renamed["rid"], text="too")
    assert alice.sees() == ["[dev] bob: here", "[dev] bob: too"]
    assert bob.asks(cmd="say", room="ops", text="lost").events("error")[0]["code"] == "no_such_room"


def test_its_old_name_is_free_and_its_history_stays_with_it(stage):
    alice = stage.json("alice").asks(cmd="join", room="ops").asks(cmd="say", room="ops", text="old line")
    alice.asks(cmd="rename_room", room="ops", name="dev").asks(cmd="join", room="ops")
    alice.asks(cmd="say", room="ops", text="new line")
    alice.events()
    for room, text in (("dev", "old line"), ("ops", "new line")):
        (page,) = alice.asks(cmd="history", room=room).events("history")
        assert [line["text"] for line in page["lines"] if line["event"] == "message"] == [text]
        assert {line["room"] for line in page["lines"]} == {room}


def test_the_name_is_there_after_a_restart(stage):
    alice = stage.json("alice").asks(cmd="register", password="secret123")
    alice.asks(cmd="join", room="ops").asks(cmd="rename_room", room="ops", name="Dev")
    alice.asks(cmd="say", room="dev", text="line").asks(cmd="quit")
    again = Stage(before=stage.storage)
    bob = again.json("bob").asks(cmd="rooms")
    assert [room["room"] for room in bob.events("rooms")[0]["rooms"]] == ["Dev", "lobby"]
    assert bob.asks(cmd="join", room="dev").events("joined")[0]["room"] == "Dev"


def test_names_that_are_taken_or_look_like_others_or_are_none_are_refused(stage):
    alice = stage.json("alice")
    for room in ("ops", "dev"):
        alice.asks(cmd="join", room=room)
    alice.events()
    for name, code in {
        "DEV": "room_name_taken",
        "d\u0435v": "room_name_alike",
        "lobby": "room_name_taken",
        "": "bad_name",
        "12": "bad_name",
        "@x": "bad_name",
    }.items():
        answer = alice.asks(cmd="rename_room", room="ops", name=name).events("error")
        assert answer[0]["code"] == code, name
    assert not alice.asks(cmd="rename_room", room="ops", name="Ops").events("error"), "only its case"
    assert alice.asks(cmd="rename_room", room="lobby", name="x").events("error")
    bob = stage.json("bob").asks(cmd="join", room="ops")
    assert bob.asks(cmd="rename_room", room="ops", name="x").events("error")[0]["code"] == "not_allowed"


def test_documents_of_the_room_are_found_under_its_name(stage):
    alice = stage.json("alice").asks(cmd="join", room="ops")
    alice.asks(cmd="code_new", language="python", title="plan", room="ops")
    alice.asks(cmd="rename_room", room="ops", name="dev").events()
    assert not alice.asks(cmd="code_put", doc="dev/plan", text="1").events("error")
    assert alice.asks(cmd="code_put", doc="ops/plan", text="2").events("error")


def test_irc_clients_that_know_it_are_told_and_others_leave_and_join(stage):
    alice, bob = stage.irc("alice", "draft/channel-rename"), stage.irc("bob")
    for each in (alice, bob):
        each.types("JOIN #ops")
    alice.types("TOPIC #ops :all of it")
    carol = stage.text("carol").types("/join ops")
    for each in (alice, bob, carol):
        each.raw()
    alice.types("RENAME #ops #dev :it is about that", "PRIVMSG #dev :hello")
    assert alice.sees() == [":alice!~alice@people.chat RENAME #ops #dev :it is about that"]
    assert bob.sees() == [
        ":bob!~bob@people.chat PART #ops :It is called #dev now",
        ":bob!~bob@people.chat JOIN #dev",
        ":chat.server 332 bob #dev :all of it",
        ":chat.server 333 bob #dev alice 1700000000",
        ":chat.server 353 bob = #dev :@alice bob carol",
        ":chat.server 366 bob #dev :End of /NAMES list",
        ":alice!~alice@people.chat PRIVMSG #dev :hello",
    ]
    assert carol.sees() == ["* alice renamed the room ops to dev: it is about that", "[dev] alice: hello"]
    bob.types("PRIVMSG #dev :hi", "PART #dev")
    assert alice.sees() == [
        ":bob!~bob@people.chat PRIVMSG #dev :hi",
        ":bob!~bob@people.chat PART #dev",
    ]


def test_irc_refuses_with_the_reply_for_it(stage):
    alice, bob = stage.irc("alice"), stage.irc("bob")
    alice.types("JOIN #ops,#dev")
    bob.types("JOIN #ops")
    for each in (alice, bob):
        each.raw()
    alice.types("RENAME #ops #dev", "RENAME #ops #12", "RENAME #ops x", "RENAME ops #x", "RENAME #no #x")
    assert [line.removeprefix(":chat.server ").split(" :")[0] for line in alice.sees()] == [
        "FAIL RENAME CHANNEL_NAME_IN_USE #ops #dev",
        "FAIL RENAME CANNOT_RENAME #ops #12",
        "FAIL RENAME CANNOT_RENAME #ops x",
        "403 alice ops",
        "403 alice #no",
    ]
    bob.types("RENAME #ops #x")
    assert [line.split(" :")[0] for line in bob.sees()] == [":chat.server 482 bob #ops"]
