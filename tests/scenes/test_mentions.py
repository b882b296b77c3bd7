"""Mentions: who is told, at once or when they come back, and who is not."""

import pytest

from chatservice.core import mentions as mentions_module
from tests.scenes.stage import Stage
from tests.scenes.test_reading import SECRET, account, device, say

__all__ = ["stage"]


@pytest.fixture
def stage():
    return Stage(registration="open", message_rate=None)


@pytest.fixture
def bob(stage):
    return stage.json("bob")


def mentions(actor):
    return [(e["room"], e["seq"], e["text"]) for e in actor.events("mention")]


def test_all_devices_of_who_is_mentioned_are_told(stage, bob):
    alice, desk = account(stage), device(stage)
    alice.asks(cmd="join", room="lobby").raw()
    say(bob, "hi @Alice!", "hi alice", "mail alice@example.org", "`@alice`")
    [there], [elsewhere] = alice.events("mention"), desk.events("mention")
    assert (there["text"], there["sender"], there["room"]) == ("hi @Alice!", "bob", "lobby")
    assert ("elsewhere" in there, elsewhere["elsewhere"]) == (False, True)


def test_a_terminal_is_told_of_rooms_where_it_is_not(stage, bob):
    bob.asks(cmd="join", room="ops")
    alice = stage.text("alice")
    say(bob, "@alice here")
    assert alice.sees() == ["[lobby] bob: @alice here"]
    say(bob, "@alice\x1b[2J there", room="ops")
    assert alice.sees() == ["* bob mentioned you in ops (#1): @alice\N{SYMBOL FOR ESCAPE}[2J there"]


def test_who_was_away_is_told_on_coming_back(stage, bob):
    account(stage).asks(cmd="join", room="lobby").hangs_up()
    stage.passes(60)
    say(bob, "@alice one", "plain", "@alice two")
    alice = stage.connect().types(f"/login alice {SECRET}")
    said = "* You were mentioned 2 times. /mentions shows where."
    assert said in alice.sees()
    assert alice.types("/missed").sees()[0] == said
    stage.passes(1)
    assert [line.split(" ", 3)[3] for line in alice.types("/mentions").sees()[:2]] == [
        "#1] bob: @alice one",
        "#3] bob: @alice two",
    ]
    stage.passes(1)
    assert not any("mentioned" in line for line in alice.types("/missed").sees())
    say(bob, "@alice three")
    assert alice.types("/missed").sees()[-1] == "* You were mentioned once. /mentions shows where."


def test_a_list_of_mentions_is_paged_and_goes_back_as_far_as_asked(stage, bob):
    alice = account(stage).asks(cmd="join", room="lobby")
    say(bob, "@alice one")
    stage.passes(3600)
    say(bob, "@alice two", "@alice three")
    alice.raw()
    [page] = alice.asks(cmd="mentions", limit=2).events("mentions")
    assert [line["text"] for line in page["lines"]] == ["@alice three", "@alice two"]
    [rest] = alice.asks(cmd="mentions", before=page["next"]).events("mentions")
    assert ([line["text"] for line in rest["lines"]], rest.get("next")) == (["@alice one"], None)
    [late] = alice.asks(cmd="mentions", since="10m").events("mentions")
    assert len(late["lines"]) == 2
    assert alice.asks(cmd="mentions", since="soon").events("error")[0]["code"] == "bad_command"


@pytest.mark.parametrize("name", ["o'neil", "r2.d2", "名前", "ünï", "x(y)"])
def test_names_may_be_odd(stage, bob, name):
    alice = stage.json(name)
    say(bob, f"ask @{name}, please")
    assert len(mentions(alice)) == 1


def test_everyone_is_addressed_by_right(stage, bob):
    owner = stage.json("owner", room="ops")
    for actor in (bob, stage.json("carol", room="ops")):
        actor.asks(cmd="join", room="ops").raw()
    say(bob, "@room listen", room="ops")
    assert mentions(owner) == []
    say(owner, "@room listen", room="ops")
    assert mentions(bob) == [("ops", 2, "@room listen")]
    assert mentions(owner) == [], "who says it is not told"


def test_nobody_is_told_of_a_room_that_is_hidden_from_them(stage, bob):
    alice = account(stage)
    bob.asks(cmd="group", name="team", members=[])
    say(bob, "@alice psst", room="team")
    bob.asks(cmd="join", room="den").asks(cmd="mode", room="den", entry="invite")
    say(bob, "@alice psst", room="den")
    assert mentions(alice) == []
    assert alice.asks(cmd="mentions", since="all").events("mentions")[0]["lines"] == []


def test_a_mention_is_not_listed_any_more_where_they_were_removed(stage, bob):
    alice = account(stage)
    bob.asks(cmd="group", name="team", members=["alice"])
    say(bob, "@alice psst", room="team")
    assert len(mentions(alice)) == 1
    bob.asks(cmd="kick", name="alice", room="team")
    assert alice.asks(cmd="mentions", since="all").events("mentions")[0]["lines"] == []


def test_who_is_ignored_mentions_nobody(stage, bob):
    alice = stage.json("alice")
    alice.asks(cmd="ignore", name="bob").raw()
    say(bob, "@alice hey")
    assert mentions(alice) == []


def test_a_deleted_line_is_not_listed(stage, bob):
    alice = account(stage).asks(cmd="join", room="lobby")
    say(bob, "@alice secret")
    bob.asks(cmd="delete", room="lobby", seq=1)
    assert alice.asks(cmd="mentions", since="all").events("mentions")[0]["lines"] == []


def test_a_level_forbids_to_notify(stage, bob):
    alice = stage.json("alice")
    alice.asks(cmd="level", room="lobby", level="none").raw()
    say(bob, "@alice hey")
    assert [e["notify"] for e in alice.events("mention")] == [False]
    alice.asks(cmd="level", room="lobby", level="mentions").raw()
    say(bob, "@alice hey")
    assert ["notify" in e for e in alice.events("mention")] == [False], "it is the default"


def test_what_a_kill_left_unexamined_is_found_at_the_next_start(stage, bob):
    account(stage).asks(cmd="quit")
    stage.chat.hub.on_line = lambda room, record: None  # killed before it was examined
    say(bob, "@alice hey")
    after = Stage(before=stage.storage, registration="open")
    assert device(after).events("welcome")[0]["mentions"] == 1


def test_only_so_many_lines_wait_to_be_examined(stage, bob, monkeypatch):
    monkeypatch.setattr(mentions_module, "WORKERS", 1)
    small = Stage(mentions_queue=1, message_rate=None)
    alice, bob = small.json("alice"), small.json("bob")
    small.reads.hold("accounts_named")
    say(bob, "@alice one", "@alice two", "@alice three")
    small.reads.release()
    small.settle()
    assert [text for _, _, text in mentions(alice)] == ["@alice one", "@alice two"]


def test_lines_without_an_at_are_not_examined(stage, bob):
    examined = []
    stage.chat.hub.on_line = lambda room, record: examined.append(record.body)
    say(bob, "plain", "with @")
    assert examined == ["with @"]


def test_an_edit_and_a_reply_mention_people_too(stage, bob):
    alice = stage.json("alice")
    say(bob, "hi", "ok")
    alice.raw()
    bob.asks(cmd="edit", room="lobby", seq=1, text="hi @alice")
    assert mentions(alice) == [("lobby", 1, "hi @alice")]
    bob.asks(cmd="edit", room="lobby", seq=1, text="hello @alice")
    assert mentions(alice) == [], "once a line"
    bob.asks(cmd="say", room="lobby", text="@alice look", re=2)
    assert [text for _, _, text in mentions(alice)] == ["@alice look"]
    [page] = alice.asks(cmd="mentions", since="all").events("mentions")
    assert [(line["text"], line.get("re")) for line in page["lines"]] == [
        ("@alice look", 2),
        ("hello @alice", None),
    ]


def test_whom_an_edit_no_longer_mentions_is_told_so_on_all_devices(stage, bob):
    account(stage).asks(cmd="quit")
    phone, desk = device(stage), device(stage)
    for each in (bob, phone, desk):
        each.asks(cmd="join", room="ops")
    say(bob, "@alice look", "@room and all", "@alice stays", room="ops")
    for alice in (phone, desk):
        alice.raw()
    for seq, left in ((1, 2), (2, 1)):
        bob.asks(cmd="edit", room="ops", seq=seq, text="never mind")
        stage.passes(1)
        for alice in (phone, desk):
            [mark] = alice.events("read")
            assert (mark["seq"], mark["unread"], mark["mentions"]) == (0, 3, left)
    [page] = phone.asks(cmd="mentions", since="all").events("mentions")
    assert [line["text"] for line in page["lines"]] == ["@alice stays"]
    phone.asks(cmd="read", room="ops").raw()
    bob.asks(cmd="edit", room="ops", seq=3, text="nothing")
    stage.passes(1)
    assert phone.events("read") == [], "it was read"
    assert phone.asks(cmd="mentions", since="all").events("mentions")[0]["lines"] == []


def test_an_unread_line_that_is_deleted_is_taken_off_what_is_unread(stage, bob):
    account(stage).asks(cmd="quit")
    alice = device(stage).asks(cmd="join", room="lobby")
    say(bob, "one", "two", "three @alice")
    alice.raw()
    bob.asks(cmd="delete", room="lobby", seq=3).asks(cmd="delete", room="lobby", seq=1)
    assert alice.events("read") == []
    stage.passes(1)
    [mark] = alice.events("read")
    assert (mark["seq"], mark["unread"], mark.get("mentions", 0)) == (0, 1, 0)


def test_an_edit_of_a_line_to_everyone_tells_nobody_again(stage, bob):
    bob.asks(cmd="join", room="ops")
    alice = stage.json("alice", "ops")
    say(bob, "@room come", room="ops")
    assert len(mentions(alice)) == 1
    bob.asks(cmd="edit", room="ops", seq=1, text="@room come now")
    assert mentions(alice) == []


def test_an_edit_that_a_kill_left_unexamined_is_found(stage, bob):
    account(stage).asks(cmd="quit")
    say(bob, "hey")
    stage.chat.hub.on_line = lambda room, record: None
    bob.asks(cmd="edit", room="lobby", seq=1, text="hey @alice")
    after = Stage(before=stage.storage, registration="open")
    assert device(after).events("welcome")[0]["mentions"] == 1
