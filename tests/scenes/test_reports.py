"""A line that should not be there is deleted, or shown to those who keep order."""

import pytest

from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage
from tests.scenes.test_moderation import account, login, refusals


@pytest.fixture
def stage():
    return Stage()


def test_ones_own_line_is_taken_back_and_its_number_stays(stage):
    alice, bob, json = stage.text("alice"), stage.text("bob"), stage.json("carol")
    alice.types("oops, my secret", "better")
    bob.raw(), json.raw()
    alice.types("/delete 1")
    assert bob.sees() == ["* #1 deleted"]
    [event] = json.events()
    assert (event["event"], event["line"], event["sender"], event["seq"]) == ("deleted", 1, "alice", 3)
    bob.types("/history numbered")
    assert bob.sees() == [
        "* [lobby 2023-11-14 22:13 #1] #1 deleted",
        "[lobby 2023-11-14 22:13 #2] alice: better",
        "* [lobby 2023-11-14 22:13 #3] #1 deleted",
    ]
    json.asks(cmd="history", room="lobby")
    [page] = json.events("history")
    assert page["lines"][0] == {
        "event": "blank",
        "room": "lobby",
        "rid": stage.chat.directory.lobby.rid,
        "seq": 1,
        "id": 1,
        "ts": 1_700_000_000.0,
        "sender": "alice",
    }
    bob.types("/search secret")
    assert "No line" in bob.sees()[-1]


def test_without_a_number_it_is_the_last_one_that_one_said(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("one", "two")
    bob.types("three").raw()
    alice.types("/delete", "/delete")
    assert bob.sees() == ["* #2 deleted", "* #1 deleted"]
    alice.raw()
    alice.types("/delete")
    assert refusals(alice) == [
        "! None of the last lines in lobby is yours. /history numbered shows the numbers."
    ]


def test_whoever_comes_back_gets_no_deleted_text(stage):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="secret").asks(cmd="delete", room="lobby", seq=1)
    bob = stage.connect().asks(cmd="login", name="bob").asks(cmd="join", room="lobby", since=0)
    lines = [event for event in bob.events() if event.get("seq")]
    assert [(event["event"], event["seq"]) for event in lines] == [("blank", 1), ("deleted", 2)]


def test_anothers_line_is_deleted_by_those_who_keep_order_and_that_is_on_record(stage):
    admin = account(stage, "admin", ServerRole.ADMIN)
    moderator = account(stage, "mod", ServerRole.MODERATOR)
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("rude"), admin.types("official")
    bob.types("/delete 1")
    assert refusals(bob) == [
        "! Only moderators of the room and moderators of the server may do that: delete."
    ]
    moderator.types("/delete #1", "/delete 2")
    assert refusals(moderator) == ["! Only those above them may do that: delete."]
    assert "* #1 deleted" in alice.sees()
    admin.raw()
    admin.types("/audit")
    assert admin.sees() == ["* 2023-11-14 22:13 mod: delete alice in lobby (#1)"]


@pytest.mark.parametrize("seq", [0, -1, 2, 3, 99, 2**53 - 1])
def test_what_is_no_line_cannot_be_deleted(stage, seq):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="hi").asks(cmd="topic", room="lobby", text="new")
    alice.asks(cmd="delete", room="lobby", seq=1).events()
    alice.asks(cmd="delete", room="lobby", seq=seq, ref=1).asks(cmd="delete", room="lobby", seq=1, ref=2)
    assert [(e["code"], e["ref"]) for e in alice.events("error")] == [
        ("no_such_line", 1),
        ("no_such_line", 2),
    ]


def test_a_private_line_is_taken_back_on_both_sides(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/msg bob oops")
    bob.raw()
    alice.types("/delete 1 in:@bob")
    assert bob.sees() == ["* [@alice] #1 deleted"]
    bob.types("/history in:@alice")
    assert bob.sees()[0].endswith("#1 deleted")


def test_a_report_is_shown_to_moderators_and_dealt_with(stage):
    moderator = account(stage, "mod", ServerRole.MODERATOR)
    alice, bob = stage.text("alice"), stage.text("bob")
    moderator.types("/leave")
    alice.types("rude words")
    moderator.raw(), bob.raw()
    bob.types("/report 1 that is rude", "/report 1 again")
    assert bob.sees() == ["* The moderators will see it. Thank you."] * 2
    assert moderator.sees()[:2] == [
        "* Report 1 by bob: that is rude; #1 of alice in lobby: rude words",
        "* /delete 1 in:lobby deletes the line, /ban alice bans its author, /resolve 1 closes the report.",
    ]
    alice.types("/delete 1")
    moderator.types("/reports")
    assert moderator.sees() == [
        "* Reports:",
        "* 1 by bob: that is rude; #1 of alice in lobby: rude words",
        "* /delete LINE in:ROOM deletes the line, /ban NAME bans its author, /resolve ID closes the report.",
    ]
    moderator.types("/resolve 1", "/resolve 1", "/reports")
    assert moderator.sees() == [
        "* Report 1 is resolved.",
        "! There is no open report 1.",
        "* There are no open reports.",
    ]


def test_nobody_reports_what_they_cannot_see(stage):
    alice, _, eve = stage.text("alice"), stage.text("bob"), stage.text("eve")
    alice.types("/group team bob", "/join team", "hidden")
    eve.raw()
    eve.types("/report 2 in:team", "/delete 2 in:team", "/report 99")
    assert refusals(eve)[:2] == ["! There is no room team that you can enter. /rooms lists the rooms."] * 2


def test_there_is_a_cap_on_open_reports():
    stage = Stage(max_reports=1)
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("one", "two")
    bob.raw()
    bob.types("/report 1", "/report 2", "/report x", "/resolve 1")
    assert refusals(bob)[:2] == [
        "! No more than 1 open reports.",
        "! Not understood: type /report SEQ [in:ROOM] [REASON].",
    ]


# Ignoring.


def test_whoever_is_ignored_is_not_heard_anywhere_and_the_cursor_moves_on(stage):
    alice, bob, carol = stage.text("alice"), stage.text("bob"), stage.json("carol")
    token = carol.asks(cmd="token").events("token")[0]["token"]
    carol.asks(cmd="ignore", name="bob", ref=1)
    assert carol.events() == [{"event": "ignored", "who": ["bob"], "ref": 1}]
    alice.types("one")
    bob.types("two", "/msg carol psst")
    alice.types("three")
    assert carol.messages() == [("lobby", "alice", "one"), ("lobby", "alice", "three")]
    assert "[lobby] bob: two" in alice.sees()
    carol.asks(cmd="history", room="lobby").asks(cmd="search", text="two")
    assert [line["text"] for line in carol.events("history")[0]["lines"]] == ["one", "three"]
    session = carol.connection.session
    assert session.resume_points()["lobby"] == 3
    carol.hangs_up()
    bob.types("four")
    again = stage.connect().asks(cmd="login", token=token, since={"lobby": 0})
    assert [text for _, _, text in again.messages()] == ["one", "two", "three", "four"], (
        "a guest's is not kept"
    )


def test_ignoring_is_of_the_person_not_of_the_name(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/ignore bob").raw()
    bob.types("/nick robert", "still me")
    assert "[lobby] robert: still me" not in alice.sees()
    alice.types("/ignore", "/unignore robert", "/unignore robert")
    assert alice.sees() == [
        "* You ignore robert.",
        "* You ignore no one.",
        "! You do not ignore robert.",
    ]
    bob.types("hello")
    assert alice.sees() == ["[lobby] robert: hello"]


def test_an_account_ignores_on_all_devices_and_after_coming_back(stage):
    account(stage, "alice")
    bob = stage.text("bob")
    one, two = login(stage, "alice"), login(stage, "alice")
    one.types("/ignore bob")
    two.raw()
    bob.types("hello")
    assert two.sees() == []
    one.types("quit"), two.types("quit")
    again = login(stage, "alice")
    bob.types("hello?")
    assert again.sees() == []
    again.types("/history")
    assert again.sees() == ["* Nothing more was said in lobby."]
    again.types("/unignore bob").raw()
    bob.types("hello!")
    assert again.sees() == ["[lobby] bob: hello!"]


def test_a_guest_who_registers_keeps_whom_they_ignore(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/ignore bob", "/register some password", "quit")
    again = stage.connect().types("/login alice some password")
    again.raw()
    bob.types("hello")
    assert again.sees() == []


def test_nobody_ignores_themselves_nor_too_many():
    stage = Stage(max_ignored=1)
    alice, _, _ = stage.text("alice"), stage.text("bob"), stage.text("carol")
    alice.raw()
    alice.types("/ignore alice", "/ignore nobody", "/ignore bob", "/ignore carol", "/ignore bob")
    assert refusals(alice) == [
        "! Not understood: that is you.",
        "! User 'nobody' not found",
        "! No more than 1 people that one ignores.",
    ]


def test_a_room_in_which_somebody_is_ignored_still_encodes_each_line_once(monkeypatch):
    stage = Stage()
    people = [stage.text(f"p{number}") for number in range(10)]
    bob = stage.text("bob")
    for actor in people[:5]:
        actor.types("/ignore bob")
    for actor in people:
        actor.raw()
    codec = type(people[0].connection._codec)
    encode, encoded = codec.encode, []

    def counted(self, event, viewer):
        encoded.append(type(event).__name__)
        return encode(self, event, viewer)

    monkeypatch.setattr(codec, "encode", counted)
    people[9].types("hello")
    assert encoded.count("Message") == 1
    bob.types("hello")
    assert encoded.count("Message") == 2, "those who do not hear it cost nothing"
    assert [len(actor.sees()) for actor in people] == [1] * 5 + [2] * 4 + [1]
