"""What is unread, on all devices of a person, and who has read what."""

import json

import pytest

from tests.scenes.stage import Stage
from tests.scenes.test_http_login import bearer
from tests.scenes.web import Web

SECRET = "correct horse"


@pytest.fixture
def stage():
    return Stage(registration="open", message_rate=None, read_rate=None)


@pytest.fixture
def bob(stage):
    return stage.json("bob")


def account(stage, name="alice"):
    first = stage.json(name, room="")
    first.asks(cmd="register", password=SECRET)
    first.asks(cmd="quit")
    return device(stage, name)


def device(stage, name="alice", marks=True):
    return stage.connect().asks(cmd="login", name=name, password=SECRET, marks=marks)


def saves(stage):
    """As the server does now and then."""
    stage.chat.spawn(stage.chat.save_marks())
    stage.settle()


def say(actor, *texts, room="lobby"):
    for text in texts:
        actor.asks(cmd="say", room=room, text=text)


def unread(actor, room="lobby"):
    [answer] = actor.asks(cmd="rooms").events("rooms")
    info = next(info for info in answer["rooms"] if info["room"] == room)
    return info.get("unread", 0), info.get("mentions", 0)


def marks(actor):
    return [(e["room"], e["seq"], e.get("unread", 0), e.get("mentions", 0)) for e in actor.events("read")]


def test_what_a_client_marks_is_read_on_all_devices(stage, bob):
    phone, desk = account(stage), device(stage)
    for alice in (phone, desk):
        alice.asks(cmd="join", room="lobby").raw()
    say(bob, "one", "@alice two", "three")
    assert unread(phone) == unread(desk) == (3, 1)
    phone.raw(), desk.raw()
    phone.asks(cmd="read", room="lobby", seq=2, ref=7)
    assert marks(phone) == marks(desk) == [("lobby", 2, 1, 0)]
    phone.asks(cmd="read", room="lobby", seq=1)
    assert (marks(phone), marks(desk)) == ([("lobby", 2, 1, 0)], []), "it never goes back"
    desk.asks(cmd="read", room="lobby")
    assert marks(phone) == [("lobby", 3, 0, 0)]
    assert unread(phone) == unread(desk) == (0, 0)


def test_what_somebody_said_is_not_unread_for_them(stage, bob):
    alice = account(stage).asks(cmd="join", room="lobby")
    say(bob, "one")
    say(alice, "mine")
    assert unread(alice) == (1, 0)


def test_what_was_there_before_is_not_unread(stage, bob):
    say(bob, "one")
    alice = account(stage).asks(cmd="join", room="lobby")
    say(bob, "two")
    assert unread(alice) == (1, 0)


def test_marks_survive_a_cut_and_a_kill(stage, bob):
    alice = account(stage).asks(cmd="join", room="lobby")
    say(bob, "one", "two")
    alice.asks(cmd="read", room="lobby", seq=1)
    saves(stage)
    say(bob, "three")
    after = Stage(before=stage.storage, registration="open")  # as after a SIGKILL: nothing was closed
    assert unread(device(after)) == (2, 0)


def test_after_a_kill_a_line_may_be_unread_again_but_none_is_skipped(stage, bob):
    alice = account(stage).asks(cmd="join", room="lobby")
    saves(stage)
    say(bob, "one", "two")
    alice.asks(cmd="read", room="lobby")
    after = Stage(before=stage.storage, registration="open")
    assert unread(device(after)) == (2, 0)


def test_unread_from_a_line_on_stays_until_it_is_read(stage, bob):
    alice, desk = account(stage), device(stage)
    text = stage.connect().types(f"/login alice {SECRET}")
    say(bob, "one", "two", "three")
    alice.asks(cmd="join", room="lobby")
    alice.raw(), desk.raw()
    alice.asks(cmd="unread", room="lobby", seq=2)
    assert marks(alice) == marks(desk) == [("lobby", 1, 2, 0)]
    say(bob, "four")
    saves(stage)
    assert unread(desk) == (3, 0), "although a terminal was sent all of it"
    text.raw()
    assert [line.split("] ")[1] for line in text.types("/missed").sees()[1:]] == [
        "bob: two",
        "bob: three",
    ]
    assert unread(desk) == (0, 0)


def test_unread_is_stored_at_once(stage, bob):
    say(bob, "one", "two")
    alice = account(stage).asks(cmd="join", room="lobby")
    alice.asks(cmd="read", room="lobby")
    saves(stage)
    alice.asks(cmd="unread", room="lobby", seq=2)
    after = Stage(before=stage.storage, registration="open")
    assert unread(device(after)) == (1, 0)


def test_what_a_terminal_is_sent_is_read_and_other_devices_hear_of_it(stage, bob):
    alice = account(stage).asks(cmd="join", room="lobby")
    text = stage.connect().types(f"/login alice {SECRET}", "/join lobby")
    say(bob, "one", "two")
    alice.raw(), text.raw()
    saves(stage)
    assert marks(alice) == [("lobby", 2, 0, 0)]
    assert text.sees() == []


def test_the_list_of_rooms_says_in_words_what_is_new(stage, bob):
    alice = account(stage).asks(cmd="join", room="lobby")
    alice.hangs_up()
    say(bob, "one", "@alice two")
    text = stage.connect().types(f"/login alice {SECRET}")
    text.types("/leave lobby").raw()
    text.types("/unread 1 in:lobby")
    assert text.sees() == ["* 2 unread in lobby after #0, 1 of them with a mention."]
    text.types("/rooms")
    assert "* lobby (1 here, 2 new, 1 mention)" in text.sees()
    text.types("/read #1 in:lobby", "/read in:lobby")
    assert text.sees() == [
        "* 1 unread in lobby after #1, 1 of them with a mention.",
        "* Nothing is unread in lobby.",
    ]


def test_a_level_says_what_the_list_shows_on_all_devices(stage, bob):
    alice, desk = account(stage), device(stage)
    alice.asks(cmd="join", room="lobby")
    say(bob, "one", "@alice two")
    text = stage.connect().types(f"/login alice {SECRET}")
    text.types("/unread 1", "/level mentions").raw()
    assert [e["level"] for e in desk.events("level")] == ["mentions"]
    assert "* lobby (2 here, you are in it, 1 mention)" in text.types("/rooms").sees()
    text.types("/level none").raw()
    assert "* lobby (2 here, you are in it)" in text.types("/rooms").sees()
    assert text.types("/level loud").sees() == ["! Not understood: the level is all, mentions or none."]


def test_what_was_not_shown_stays_unread_although_later_lines_are(stage, bob):
    account(stage).hangs_up()
    bob.asks(cmd="msg", to="alice", text="one")

    def comes_back():
        alice = stage.connect()
        alice.types(f"/login alice {SECRET}")
        return alice, [line for line in alice.sees() if "Unread" in line]

    alice, unread_said = comes_back()
    assert unread_said == ["* Unread: 1 in @alice,bob. /missed shows it."]
    bob.asks(cmd="msg", to="alice", text="two")
    saves(stage)
    alice.hangs_up()  # before they looked
    alice, unread_said = comes_back()
    assert unread_said == ["* Unread: 2 in @alice,bob. /missed shows it."]
    alice.types("/missed").hangs_up()
    assert comes_back()[1] == []


# Seen by.


def conversation(stage, bob):
    alice = account(stage)
    bob.asks(cmd="msg", to="alice", text="tea?")
    alice.raw(), bob.raw()
    return alice


def test_the_other_one_sees_what_was_read(stage, bob):
    alice = conversation(stage, bob)
    alice.asks(cmd="read", room="@bob")
    assert [(e["room"], e["who"], e["seq"]) for e in bob.events("read_by")] == [("@alice,bob", "alice", 1)]
    bob.asks(cmd="seen_by", room="@alice", seq=1)
    assert [e["who"] for e in bob.events("seen_by")] == [["alice"]]


def test_in_words_it_is_asked_for(stage):
    bob = stage.text("bob")
    alice = conversation(stage, stage.json("carol"))
    bob.types("/msg alice tea?", "/seen_by in:@alice")
    assert bob.sees()[-1] == "* #1 in @alice,bob: nobody else has seen it, or shows it."
    alice.asks(cmd="read", room="@bob")
    bob.types("/seen_by #1 in:@alice")
    assert bob.sees() == ["* #1 in @alice,bob: seen by alice."]


def test_who_is_away_has_seen_what_was_stored(stage, bob):
    alice = conversation(stage, bob)
    alice.asks(cmd="read", room="@bob").hangs_up()
    bob.asks(cmd="msg", to="alice", text="more").raw()
    bob.asks(cmd="seen_by", room="@alice", seq=1).asks(cmd="seen_by", room="@alice", seq=2)
    assert [e["who"] for e in bob.events("seen_by")] == [["alice"], []]


def test_large_groups_are_not_told_of_each_line(stage, bob):
    small = Stage(notice_room=1, registration="open")
    other = small.json("bob")
    alice = conversation(small, other)
    alice.asks(cmd="read", room="@bob")
    assert other.events("read_by") == []


def test_a_public_room_shows_no_readers(stage, bob):
    assert bob.asks(cmd="seen_by", room="lobby").events("error")[0]["code"] == "not_private"


def test_a_hidden_room_is_none(stage, bob):
    carol = stage.json("carol")
    bob.asks(cmd="group", name="team", members=[])
    for cmd in ({"cmd": "read"}, {"cmd": "unread", "seq": 1}, {"cmd": "seen_by"}):
        assert carol.asks(room="team", **cmd).events("error")[0]["code"] == "no_such_room"


def test_scripts_read_over_http(stage, bob):
    alice = account(stage).asks(cmd="join", room="lobby")
    token = alice.asks(cmd="token", label="bot").events("token")[0]["token"]
    say(bob, "one", "@alice two")
    web = Web(stage)
    shown = bearer(token)

    def put(what, body):
        return web.asks("PUT", f"/api/v1/rooms/lobby/{what}", json.dumps(body).encode(), **shown)

    [lobby] = [r for r in web.get("/api/v1/rooms", **shown).json()["rooms"] if r["room"] == "lobby"]
    assert (lobby["unread"], lobby["mentions"], lobby["read"]) == (2, 1, 0)
    assert web.get("/api/v1/mentions?since=all", **shown).json()["lines"][0]["text"] == "@alice two"
    answer = put("read", {"seq": 2})
    assert (answer.status, answer.json()["seq"]) == (200, 2)
    assert marks(alice) == [("lobby", 2, 0, 0)]
    assert put("unread", {"seq": 2}).json()["unread"] == 1
    assert put("level", {"level": "none"}).json()["level"] == "none"
