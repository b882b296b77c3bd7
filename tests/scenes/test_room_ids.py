"""A room's id: never changed, told wherever the room is, taken wherever its name is, and no use to others."""

import re
from itertools import pairwise

import pytest

from chatservice.client.link.incoming import KINDS
from chatservice.core.rids import Rids
from chatservice.errors import ServerStopping
from chatservice.model.upkeep import UpkeepEvent
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.web import Web

RID = re.compile(r"![a-z2-7]{10}")


@pytest.fixture
def stage():
    return Stage(**UNLIMITED)


def rid_of(actor, room):
    actor.asks(cmd="rooms")
    (info,) = [info for info in actor.events("rooms")[-1]["rooms"] if info["room"] == room]
    return info["rid"]


def account(stage, name):
    actor = stage.json(name).asks(cmd="register", password="long enough 1")
    actor.raw()
    (token,) = [event["token"] for event in actor.asks(cmd="token").events("token")]
    return actor, token


def test_whatever_tells_of_a_room_tells_its_id(stage):
    alice, bob = stage.json("alice"), stage.json("bob")
    rid = rid_of(alice, "lobby")
    assert RID.fullmatch(rid)
    alice.asks(cmd="say", room="lobby", text="hi", ref=1).asks(cmd="topic", room="lobby", text="new")
    alice.asks(cmd="history", room="lobby").asks(cmd="who", room="lobby").asks(cmd="topic", room="lobby")
    alice.asks(cmd="mode", room="lobby").asks(cmd="join", room="lobby", since=9)
    bob.asks(cmd="leave", room="lobby").asks(cmd="join", room="lobby")
    told = alice.events() + bob.events()
    of_lobby = [event for event in told if event.get("room") == "lobby"]
    assert {event["event"] for event in of_lobby} >= {
        *("ack", "message", "topic", "history", "people", "topic_is", "went", "came", "left", "joined"),
        *("mode_is", "reload"),
    }
    assert {event.get("rid") for event in of_lobby} == {rid}
    assert {line["rid"] for event in told for line in event.get("lines", ())} == {rid}


def test_every_event_about_a_room_has_a_place_for_its_id():
    public = {name: kind for name, kind in KINDS.items() if not issubclass(kind, UpkeepEvent)}
    without = {name for name, kind in public.items() if "room" in kind.__struct_fields__}
    without -= {name for name, kind in public.items() if "rid" in kind.__struct_fields__}
    assert without == {"error"}, "whose `room` is what the client wrote"


def test_a_group_is_known_by_its_id_from_the_invitation_on(stage):
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.asks(cmd="group", name="team", members=["bob"])
    (joined,) = alice.events("joined")
    (invited,) = bob.events("invited")
    assert invited["rid"] == joined["rid"]
    alice.asks(cmd="say", room=joined["rid"], text="for the team")
    (message,) = bob.events("message")
    assert (message["room"], message["rid"]) == ("team", joined["rid"])


def test_two_conversations_that_look_alike_are_two(stage):
    alice, _ = account(stage, "alice")
    first = stage.json("bob").asks(cmd="msg", to="alice", text="the first bob").asks(cmd="quit")
    second = stage.json("bob").asks(cmd="msg", to="alice", text="the second bob")
    one, two = alice.events("message")
    assert one["room"] == two["room"] == "@alice,bob"
    assert one["rid"] != two["rid"]
    first.raw()
    second.raw()
    alice.asks(cmd="say", room=two["rid"], text="to you alone")
    assert [line["text"] for line in second.events("message")] == ["to you alone"]
    texts = []
    for rid in (one["rid"], two["rid"]):
        alice.asks(cmd="history", room=rid)
        texts.append([line["text"] for line in alice.events("history")[-1]["lines"]])
    assert texts == [["the first bob"], ["the second bob", "to you alone"]]


def test_coming_back_by_id_brings_what_was_missed_in_each(stage):
    alice, token = account(stage, "alice")
    stage.json("bob").asks(cmd="msg", to="alice", text="one").asks(cmd="quit")
    bob = stage.json("bob").asks(cmd="msg", to="alice", text="two")
    one, two = (event["rid"] for event in alice.events("message"))
    alice.hangs_up()
    bob.asks(cmd="msg", to="alice", text="while you were away")
    alice = stage.connect().asks(cmd="login", token=token, since={one: 1, two: 1})
    assert [(e["rid"], e["text"]) for e in alice.events("message")] == [(two, "while you were away")]


def test_the_last_word_tells_where_to_come_back_by_id_and_by_name(stage):
    alice, token = account(stage, "alice")
    stage.json("bob").asks(cmd="msg", to="alice", text="hello")
    alice.asks(cmd="say", room="lobby", text="hi")
    lobby, direct = rid_of(alice, "lobby"), rid_of(alice, "@alice,bob")
    alice.raw()
    for session in list(stage.chat.presence.named("alice").sessions):
        session.close(ServerStopping())
    (bye,) = alice.events("bye")
    assert bye["resume"] == {lobby: 1, "lobby": 1, direct: 1, "@alice,bob": 1}
    again = stage.connect().asks(cmd="login", token=token, since=bye["resume"])
    joined = [event["room"] for event in again.events("joined")]
    assert sorted(joined) == ["@alice,bob", "lobby"], "each once"


def test_an_id_stays_when_names_change(stage):
    alice, bob = stage.json("alice"), stage.json("bob")
    bob.asks(cmd="msg", to="alice", text="hello")
    (message,) = alice.events("message")
    alice.asks(cmd="nick", name="anna")
    bob.asks(cmd="nick", name="robert")
    renamed = [event for event in alice.events("renamed") if event["rid"] == message["rid"]][-1]
    assert renamed["room"] == "@anna,robert"
    bob.asks(cmd="say", room=message["rid"], text="still you")
    (again,) = alice.events("message")
    assert (again["room"], again["rid"]) == ("@anna,robert", message["rid"])


ASKED = [
    {"cmd": "join"},
    {"cmd": "join", "since": 0},
    {"cmd": "join", "password": "long enough"},
    {"cmd": "leave"},
    {"cmd": "say", "text": "hi"},
    {"cmd": "who"},
    {"cmd": "topic"},
    {"cmd": "topic", "text": "x"},
    {"cmd": "invite", "name": "carol"},
    {"cmd": "history"},
    {"cmd": "missed"},
    {"cmd": "search", "text": "the"},
    {"cmd": "files"},
    {"cmd": "webhook", "name": "ci"},
    {"cmd": "webhooks"},
    {"cmd": "unhook", "id": "x"},
    {"cmd": "role", "name": "bob", "role": "owner"},
    {"cmd": "mode"},
    {"cmd": "mode", "entry": "open"},
    {"cmd": "kick", "name": "bob"},
    {"cmd": "ban", "target": "bob"},
    {"cmd": "unban", "target": "bob"},
    {"cmd": "bans"},
    {"cmd": "mute", "name": "bob"},
    {"cmd": "unmute", "name": "bob"},
    {"cmd": "delete"},
    {"cmd": "report", "seq": 1},
    {"cmd": "open_chatroom"},
    {"cmd": "delete_chatroom"},
]


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_an_id_of_what_one_may_not_see_is_answered_like_one_of_nothing(stage, asked):
    alice, bob, carol = stage.json("alice"), stage.json("bob"), stage.json("carol")
    alice.asks(cmd="group", name="team", members=["bob"]).asks(cmd="msg", to="bob", text="the secret")
    group, direct = rid_of(alice, "team"), rid_of(alice, "@alice,bob")
    bob.raw()
    nothing = stage.chat.rids.of(123_456)
    answers = []
    for rid in (group, direct, nothing, "!aaaaaaaaaa", "!", "!nonsense", f"{group}x"):
        carol.raw()
        carol.asks(room=rid, ref=1, **asked)
        answers.append(carol.raw().decode().replace(rid, "RID"))
    assert '"no_such_room"' in answers[0]
    assert set(answers) == {answers[0]}


def test_login_with_an_id_of_what_one_may_not_see_is_answered_like_one_of_nothing(stage):
    stage.json("bob")
    alice = stage.json("alice").asks(cmd="group", name="team", members=["bob"])
    group, nothing = rid_of(alice, "team"), stage.chat.rids.of(123_456)
    carol = stage.connect().asks(cmd="login", name="carol", since={group: 1, nothing: 1})
    one, two = carol.events("error")
    assert (one["code"], one["room"]) == ("no_such_room", group)
    assert (two["code"], two["room"]) == ("no_such_room", nothing)
    assert one["text"].replace(group, "") == two["text"].replace(nothing, "")


def test_a_room_is_never_made_of_an_id(stage):
    alice = stage.json("alice")
    rooms = stage.chat.directory.rooms.count
    for rid in ("!aaaaaaaaaa", stage.chat.rids.of(2)):
        alice.asks(cmd="join", room=rid)
        (error,) = alice.events("error")
        assert error["code"] == "no_such_room"
    assert stage.chat.directory.rooms.count == rooms
    alice.asks(cmd="create_chatroom", name="!aaaaaaaaaa")
    assert alice.events("error")[0]["code"] == "bad_name"


def test_a_deleted_room_is_not_another_one_of_its_name(stage):
    alice = stage.json("alice").asks(cmd="join", room="ops")
    rid = rid_of(alice, "ops")
    alice.asks(cmd="delete_chatroom", room=rid).asks(cmd="join", room="ops")
    assert rid_of(alice, "ops") != rid
    alice.asks(cmd="history", room=rid)
    assert alice.events("error")[-1]["code"] == "no_such_room"


def test_over_http_an_id_stands_where_a_name_does(stage):
    web, bob = Web(stage), stage.json("bob")
    web.post("/api/v1/people/bob/messages?name=alice", {"text": "hello"})
    (message,) = bob.events("message")
    rid = message["rid"]
    page = web.get(f"/api/v1/rooms/{rid}/messages?name=alice").json()
    assert (page["room"], page["rid"], page["lines"][0]["text"]) == ("@alice,bob", rid, "hello")
    said = web.post(f"/api/v1/rooms/{rid}/messages?name=alice", {"text": "by id"})
    assert (said.status, said.json()["rid"]) == (201, rid)
    assert web.post(f"/r/{rid}?name=alice", b"in one line").status == 201
    assert web.asks("PUT", f"/r/{rid}/a.txt?name=alice", b"data").status == 201
    assert web.get(f"/r/{rid}?name=alice").text.count("by id") == 1
    assert [e["event"] for e in bob.events()] == ["message", "message", "file"]
    assert web.get(f"/api/v1/rooms/{rid}/messages?name=carol").code == "no_such_room"
    listed = web.get("/api/v1/rooms?name=alice").json()["rooms"]
    assert {room["rid"] for room in listed} >= {rid}
    listed = web.get("/api/v1/files?name=alice").json()["files"]
    assert [file["rid"] for file in listed] == [rid]


def test_older_dialects_are_told_no_ids(stage):
    text, pipe, prompt = stage.text("ann"), stage.pipe().types("bob"), stage.prompt().types("lobby", "eve")
    json = stage.json("carol")
    json.asks(cmd="say", room="lobby", text="hi").asks(cmd="msg", to="ann", text="you")
    json.asks(cmd="group", name="team", members=["ann", "bob"])
    text.types("/rooms", "/who", "/history", "/missed", "/join ops", "/leave ops", "/quit")
    for actor in (text, pipe, prompt):
        assert not RID.search(actor.raw().decode())


def test_a_client_that_knows_no_ids_goes_by_names(stage):
    alice, token = account(stage, "alice")
    bob = stage.json("bob").asks(cmd="msg", to="alice", text="one")
    alice.asks(cmd="say", room="@bob", text="two").asks(cmd="say", room="@alice,bob", text="three")
    assert [line["text"] for line in bob.events("message")] == ["one", "two", "three"]
    alice.hangs_up()
    bob.asks(cmd="msg", to="alice", text="four")
    back = stage.connect().asks(cmd="login", token=token, since={"@alice,bob": 3, "lobby": 0})
    assert [line["text"] for line in back.events("message")] == ["four"]


# What an id is made of.


def test_ids_are_one_each_and_found_again():
    rids = Rids()
    rids.know("secret")
    made = [rids.of(room) for room in range(1, 2000)]
    assert len(set(made)) == len(made)
    assert [rids.room(rid) for rid in made] == list(range(1, 2000))
    assert all(RID.fullmatch(rid) for rid in made)


def test_an_id_tells_nothing_of_its_number():
    rids, others = Rids(), Rids()
    rids.know("secret")
    others.know("another")
    near = [rids.of(room) for room in range(1, 100)]
    assert all(sum(a == b for a, b in zip(*pair, strict=True)) < 7 for pair in pairwise(near))
    assert not set(near) & {others.of(room) for room in range(1, 100)}


NONE = ["", "!", "lobby", "!short", "!AAAAAAAAAA", "!aaaaaaaaa1", "!aaaaaaaaaaa", "!äaaaaaaaaa"]


@pytest.mark.parametrize("rid", NONE)
def test_what_is_no_id_is_the_id_of_nothing(rid):
    rids = Rids()
    rids.know("secret")
    assert rids.room(rid) is None
