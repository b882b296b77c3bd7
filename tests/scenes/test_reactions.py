"""People react to lines: on every door, toggled, counted, and never in the way of what was said."""

import pytest

from chatservice.model.emoji_data import EMOJI
from chatservice.model.values import ServerRole
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_moderation import account, refusals
from tests.scenes.web import Web


@pytest.fixture
def stage():
    return Stage()


def test_a_reaction_is_put_seen_by_all_and_taken_back(stage):
    alice, bob, json = stage.text("alice"), stage.text("bob"), stage.json("carol")
    alice.types("release is out").raw()
    bob.raw(), json.raw()
    bob.types("/react 1 +1", "/react #1 :tada:", "/react 1 👍🏽")
    assert alice.sees() == bob.sees() == ["* bob +1 on #1", "* bob 🎉 on #1", "* bob took back +1 on #1"]
    events = [(e["event"], e["seq"], e["line"], e["emoji"], e["on"]) for e in json.events()]
    assert events == [
        ("reaction", 2, 1, "👍", True),
        ("reaction", 3, 1, "🎉", True),
        ("reaction", 4, 1, "👍", False),
    ]
    alice.types("/react 1 :tada:").raw()
    alice.types("/reactions 1")
    assert alice.sees() == ["* Reactions to #1: 🎉 bob, alice"]


def test_in_another_room_the_line_begins_with_the_room(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/join ops", "hello", "/join lobby"), bob.types("/join ops").raw()
    alice.raw()
    bob.types("/react 1 -1")
    assert alice.sees() == ["* [ops] bob -1 on #1"]
    alice.types("/react 1 +1 in:ops").raw()
    alice.types("/reactions 1 in:ops")
    assert alice.sees() == ["* [ops] Reactions to #1: -1 bob; +1 alice"]


def test_what_is_refused_is_refused_with_one_line(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/join secret", "hello", "/mode invite").raw()
    alice.types("/react 1 smile", "/react 1 :no_such:", "/react 7 +1", "/react 2 +1", "/react 1", "/react")
    no_line = "! There is no line #{} in secret for that. /history numbered shows the numbers."
    assert refusals(alice) == [
        "! smile is no emoji that is known here: type one, +1, -1 or a name such as :tada:",
        "! :no_such: is no emoji that is known here: type one, +1, -1 or a name such as :tada:",
        no_line.format(7),
        no_line.format(2),
        "! Not understood: type /react SEQ EMOJI [in:ROOM].",
        "! Not understood: type /react SEQ EMOJI [in:ROOM].",
    ]
    bob.types("/react 1 +1 in:secret", "/reactions 1 in:nowhere")
    assert refusals(bob) == [
        "! secret is by invitation only. Ask one of its moderators.",
        "! There is no room nowhere that you can enter. /rooms lists the rooms.",
    ]


def test_a_deleted_line_has_no_reactions_and_gets_none(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("oops"), bob.types("/react 1 +1")
    alice.types("/delete 1")
    bob.types("/react 1 +1", "/reactions 1")
    assert len(refusals(bob)) == 2
    rows = stage.storage.connection.execute(
        "SELECT seq FROM reactions UNION ALL SELECT seq FROM reaction_counts"
    )
    assert rows.fetchall() == []


def test_muted_people_do_not_react_and_those_of_a_read_only_room_do(stage):
    moderator = account(stage, "mod", ServerRole.MODERATOR)
    alice = stage.text("alice")
    moderator.types("news", "/mode readonly on").raw()
    alice.raw()
    alice.types("/react 1 +1")
    assert alice.sees() == ["* alice +1 on #1"]
    moderator.types("/mute alice")
    alice.raw()
    alice.types("/react 1 +1")
    assert len(refusals(alice)) == 1


def test_a_line_has_fifty_kinds_of_reactions_and_the_next_is_refused():
    stage = Stage(**UNLIMITED)
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="hello").raw()
    names = [row.partition("=")[0] for row in EMOJI.split()[:51]]
    for name in names:
        alice.asks(cmd="react", room="lobby", seq=1, emoji=f":{name}:", on=True)
    [error] = alice.events("error")
    assert error["code"] == "too_many"
    bob = stage.json("bob")
    bob.asks(cmd="react", room="lobby", seq=1, emoji=f":{names[0]}:", on=True)
    assert [event["event"] for event in bob.events("error", "reacted")] == ["reacted"]


def test_a_program_says_which_of_the_two_it_means_and_may_say_it_again(stage):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="hello").raw()
    ask = {"cmd": "react", "room": "lobby", "seq": 1, "emoji": "+1"}
    alice.asks(**ask, on=True).asks(**ask, on=True).asks(**ask, on=False).asks(**ask, on=False)
    answers = [(e.get("on"), e.get("again"), e.get("code")) for e in alice.events("reacted", "error")]
    assert answers == [
        (True, None, None),
        (True, True, None),
        (False, None, None),
        (None, None, "not_reacted"),
    ]


def two_devices(stage, name):
    """Of one person, both in the lobby."""
    first = stage.connect().asks(cmd="login", name=name).asks(cmd="register", password="correct horse")
    other = stage.connect().asks(cmd="login", name=name, password="correct horse")
    for device in (first, other):
        device.asks(cmd="join", room="lobby").raw()
    return first, other


def test_two_devices_at_once_put_it_once(stage):
    alice, other = two_devices(stage, "alice")
    alice.asks(cmd="say", room="lobby", text="hello").raw()
    stage.storage.hold()
    alice.asks(cmd="react", room="lobby", seq=1, emoji="+1")
    other.asks(cmd="react", room="lobby", seq=1, emoji="+1")
    stage.storage.release()
    stage.settle()
    assert [e["on"] for e in alice.events("reaction")] == [True]
    assert [e["seq"] for e in other.events("reacted")] == [2, 2]  # its own, and that it is so on the other


def test_pages_of_history_are_of_lines_and_not_of_reactions(stage):
    alice = stage.json("alice")
    for text in ("one", "two"):
        alice.asks(cmd="say", room="lobby", text=text)
    for emoji in ("+1", ":tada:", ":heart:"):
        alice.asks(cmd="react", room="lobby", seq=1, emoji=emoji)
    alice.asks(cmd="say", room="lobby", text="three").raw()
    alice.asks(cmd="history", room="lobby", limit=2).asks(cmd="history", room="lobby", after=1)
    alice.asks(cmd="history", room="lobby", before=6)
    pages = alice.events("history")
    assert [[line["seq"] for line in page["lines"]] for page in pages] == [[2, 6], [2, 6], [1, 2]]
    bob = stage.connect().types("bob")
    said = [line.split(": ")[1] for line in bob.sees() if "] alice: " in line]
    assert said == ["one", "two", "three"]


def test_after_a_restart_a_room_shows_its_lines_under_many_reactions():
    stage = Stage(history_page=3, history_on_join=3, **UNLIMITED)
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="one").asks(cmd="say", room="lobby", text="two")
    for emoji in ("+1", ":tada:", ":heart:", ":fire:"):
        alice.asks(cmd="react", room="lobby", seq=1, emoji=emoji)
    stage = Stage(before=stage.storage, history_page=3, history_on_join=3)
    bob = stage.connect().types("bob")
    assert [line.split(": ")[1] for line in bob.sees() if "] alice: " in line] == ["one", "two"]


def test_who_comes_back_gets_each_reaction(stage):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="one")
    alice.asks(cmd="react", room="lobby", seq=1, emoji="+1")
    bob = stage.connect().asks(cmd="login", name="bob").asks(cmd="join", room="lobby", since=0)
    assert [event["event"] for event in bob.events() if event.get("seq")] == ["message", "reaction"]


def test_in_a_large_room_they_are_told_together_as_counts():
    stage = Stage(notice_room=2)
    alice, bob, (json, other) = stage.text("alice"), stage.text("bob"), two_devices(stage, "carol")
    alice.types("hello")
    alice.raw(), bob.raw(), json.raw(), other.raw()
    alice.types("/react 1 +1"), bob.types("/react 1 +1", "/react 1 :tada:")
    json.asks(cmd="react", room="lobby", seq=1, emoji=":tada:")
    assert alice.sees() == bob.sees() == []
    assert [e["emoji"] for e in other.events("reacted")] == ["🎉"]
    stage.passes(1)
    assert alice.sees() == bob.sees() == ["* #1: +1 2, 🎉 2"]
    [marks] = json.events("marks")
    reactions = [{"emoji": "👍", "count": 2, "seq": 3}, {"emoji": "🎉", "count": 2, "seq": 5}]
    assert (marks["upto"], marks["seqs"]) == (5, [2, 3, 4, 5])
    assert marks["lines"] == [{"line": 1, "reactions": reactions}]
    alice.types("bye")
    assert json.events("message")[0]["seq"] == 6


def test_over_http_a_reaction_is_put_and_deleted(stage):
    alice = stage.text("alice")
    alice.types("hello").raw()
    web = Web(stage)
    token = web.post("/api/v1/login", {"name": "bob"}).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    path = "/api/v1/rooms/lobby/messages/1/reactions"
    put = web.asks("PUT", f"{path}/%F0%9F%8E%89", **headers)
    assert (put.status, put.json()["emoji"], put.json()["on"]) == (200, "🎉", True)
    assert web.get(path, **headers).json()["reactions"] == [{"emoji": "🎉", "name": "bob"}]
    assert web.asks("DELETE", f"{path}/:tada:", **headers).status == 200
    assert web.asks("DELETE", f"{path}/:tada:", **headers).status == 404
    assert web.asks("PUT", f"{path}/x", **headers).status == 400
    assert alice.sees()[-2:] == ["* bob 🎉 on #1", "* bob took back 🎉 on #1"]
