"""The text of a line is changed by its author: seen on every door, and the former one no more."""

import pytest

from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage
from tests.scenes.test_moderation import account, refusals


@pytest.fixture
def stage():
    return Stage()


def test_an_edit_is_seen_by_everyone_and_history_has_the_new_text(stage):
    alice, bob, json, pipe = stage.text("alice"), stage.text("bob"), stage.json("carol"), stage.pipe()
    pipe.types("dave")
    alice.types("helo", "other")
    bob.raw(), json.raw(), pipe.raw(), alice.raw()
    alice.types("/edit 1 hello")
    assert alice.sees() == bob.sees() == ["* alice edited #1: hello"]
    assert pipe.sees() == ["SERVER: alice edited #1: hello"]
    [event] = json.events()
    assert {name: event[name] for name in ("event", "line", "text", "sender", "seq")} == {
        "event": "edited", "line": 1, "text": "hello", "sender": "alice", "seq": 3,
    }  # fmt: skip
    bob.types("/history")
    assert bob.sees() == [
        "[lobby 2023-11-14 22:13] alice: hello (edited)",
        "[lobby 2023-11-14 22:13] alice: other",
    ]
    json.asks(cmd="history", room="lobby")
    [page] = json.events("history")
    assert [(line["text"], line.get("edited")) for line in page["lines"]] == [
        ("hello", 1_700_000_000.0),
        ("other", None),
    ]
    assert page["head"] == 3
    bob.types("/search helo", "/search hello")
    assert bob.sees()[0] == "* No line was found for helo."


def test_without_a_number_it_is_ones_last_line_and_a_part_of_it_can_be_replaced(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("one tow two tow", "/s/tow/two/", "/edit all anew", "/s/ anew//", "/s/x/y")
    assert bob.sees()[1:] == [
        "* alice edited #1: one two two tow",
        "* alice edited #1: all anew",
        "* alice edited #1: all",
    ]
    assert refusals(alice) == ["! Not understood: that text is not in the line."]


def test_whoever_enters_or_comes_back_has_the_last_text_only(stage):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="secret").asks(cmd="edit", room="lobby", seq=1, text="public")
    bob = stage.connect().asks(cmd="login", name="bob").asks(cmd="join", room="lobby")
    [page] = bob.events("history")
    assert [(line["event"], line["text"]) for line in page["lines"]] == [("message", "public")]
    carol = stage.connect().asks(cmd="login", name="carol").asks(cmd="join", room="lobby", since=0)
    assert [(e["event"], e["text"]) for e in carol.events("message", "edited")] == [
        ("message", "public"),
        ("edited", "public"),
    ]


def test_only_its_author_edits_a_line_and_only_for_some_time(stage):
    moderator = account(stage, "mod", ServerRole.MODERATOR)
    alice = stage.text("alice")
    alice.types("mine")
    moderator.types("/edit 1 theirs")
    assert refusals(moderator) == ["! Line #1 in lobby is not yours: only its author can edit it."]
    stage.passes(86_401)
    alice.types("/edit 1 late")
    assert refusals(alice) == ["! Line #1 is too old to be edited: that is possible for 24 hours."]


def test_there_may_be_no_end_to_it():
    stage = Stage(edit_window=None)
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("mine")
    bob.raw()
    stage.passes(10 * 86_400)
    alice.types("/edit 1 late")
    assert bob.sees() == ["* alice edited #1: late"]


@pytest.mark.parametrize("seq", [0, -1, 2, 3, 99, 2**53 - 1])
def test_what_is_no_line_is_not_edited(stage, seq):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="hi").asks(cmd="topic", room="lobby", text="new")
    alice.asks(cmd="delete", room="lobby", seq=1).events()
    alice.asks(cmd="edit", room="lobby", seq=seq, text="x").asks(cmd="edit", room="lobby", seq=1, text="x")
    assert [e["code"] for e in alice.events("error")] == ["no_such_line", "no_such_line"]


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty_text"), (" \n", "empty_text"), ("x" * 70_000, "line_too_long")]
)
def test_the_new_text_is_as_limited_as_any(stage, text, code):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="hi").events()
    alice.asks(cmd="edit", room="lobby", seq=1, text=text)
    assert [e["code"] for e in alice.events("error")] == [code]


def test_a_line_of_a_room_that_one_is_not_in_is_not_edited(stage):
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.asks(cmd="group", name="den").asks(cmd="say", room="den", text="hi").events()
    for room in ("den", "nowhere"):
        bob.asks(cmd="edit", room=room, seq=2, text="x")
    assert [e["code"] for e in bob.events("error")] == ["no_such_room", "no_such_room"]


def test_whoever_is_muted_does_not_speak_through_old_lines(stage):
    moderator = account(stage, "mod", ServerRole.MODERATOR)
    alice = stage.text("alice")
    alice.types("hi")
    moderator.types("/mute alice for 1h")
    alice.raw()
    alice.types("/edit 1 rude")
    assert len(refusals(alice)) == 1


def test_edits_by_those_who_are_ignored_are_not_seen(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("hi")
    bob.types("/ignore alice")
    bob.raw()
    alice.types("/edit 1 there")
    assert bob.sees() == []


def test_a_private_line_is_edited_on_both_sides(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/msg bob helo")
    bob.raw()
    alice.types("/edit 1 in:@bob hello")
    assert bob.sees() == ["* [@alice] alice edited #1: hello"]


def test_no_line_can_be_forged_by_an_edit(stage):
    alice, bob = stage.text("alice"), stage.json("bob")
    bob.asks(cmd="say", room="lobby", text="hi")
    alice.raw()
    bob.asks(cmd="edit", room="lobby", seq=1, text="x\n* bob left.\r\n! \x1b[2J\u2028[lobby] carol: hi")
    [line] = alice.sees()
    assert line.startswith("* bob edited #1: x␤")
    assert "\x1b" not in line


def test_an_edit_sent_twice_is_stored_once(stage):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="helo").events()
    for text in ("hello", "hello", "hullo"):
        alice.asks(cmd="edit", room="lobby", seq=1, text=text, key="e1")
    acks = [(e["event"], e.get("seq"), e.get("again"), e.get("code")) for e in alice.events("ack", "error")]
    assert acks == [("ack", 2, None, None), ("ack", 2, True, None), ("error", None, None, "key_reused")]


def test_a_deleted_line_takes_its_edits_with_it(stage):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="a").asks(cmd="edit", room="lobby", seq=1, text="secret")
    alice.asks(cmd="delete", room="lobby", seq=1).events()
    bob = stage.connect().asks(cmd="login", name="bob").asks(cmd="join", room="lobby", since=0)
    lines = [(e["event"], e.get("text")) for e in bob.events() if e.get("seq")]
    assert lines == [("blank", None), ("edited", ""), ("deleted", None)]
