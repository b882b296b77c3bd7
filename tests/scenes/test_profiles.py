"""People: profiles, away and status, quiet hours, keywords, and who types."""

import json

import pytest

from tests.scenes.stage import Stage
from tests.scenes.test_http_login import bearer
from tests.scenes.test_reading import account, device, say
from tests.scenes.web import Web


@pytest.fixture
def stage():
    return Stage(registration="open", message_rate=None)


@pytest.fixture
def bob(stage):
    return stage.json("bob")


def test_a_profile_is_what_a_person_shows(stage, bob):
    alice = stage.text("alice")
    alice.types(
        "/set full_name Alice  Liddell",
        "/set pronouns she/her",
        "/set about \x1b[2Jtea",
        "/set zone Europe/Madrid",
    )
    alice.raw()
    bob.asks(cmd="profile", name="alice")
    [card] = bob.events("profile")
    assert (card["full_name"], card["pronouns"], card["zone"], card["here"]) == (
        "Alice Liddell",
        "she/her",
        "Europe/Madrid",
        True,
    )
    assert alice.types("/profile").sees() == [
        "* alice (Alice Liddell, she/her): here.",
        "* About: \N{SYMBOL FOR ESCAPE}[2Jtea",
        "* Time zone: Europe/Madrid",
    ]
    assert bob.asks(cmd="profile", name="nobody").events("error")[0]["code"] == "no_such_user"


def test_what_was_chosen_is_on_all_devices_and_stays(stage, bob):
    alice, desk = account(stage), device(stage)
    desk.raw()
    alice.asks(cmd="set", name="quiet", value="22:00-07:00").asks(cmd="set", name="seen", value="off")
    assert [(e.get("quiet"), e.get("seen", True)) for e in desk.events("preferences")] == [
        ("22:00-07:00", True),
        ("22:00-07:00", False),
    ]
    after = Stage(before=stage.storage, registration="open")
    again = device(after).asks(cmd="set")
    assert again.events("preferences")[0]["quiet"] == "22:00-07:00"
    again.asks(cmd="set", name="quiet", value="")
    assert "quiet" not in again.events("preferences")[0]


def test_in_words_all_of_it_is_listed(stage):
    alice = stage.text("alice").types("/set seen off")
    assert alice.sees() == ["* seen: off"]
    assert alice.types("/set").sees() == [
        "* full_name: -",
        "* pronouns: -",
        "* about: -",
        "* zone: -",
        "* keywords: -",
        "* quiet: -",
        "* seen: off",
        "* typing: on",
        "* time: off",
        "* joins: on",
        "* numbers: off",
    ]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("colour", "red", "bad_command"),
        ("zone", "../../etc/passwd", "bad_command"),
        ("quiet", "at night", "bad_command"),
        ("seen", "perhaps", "bad_command"),
        ("keywords", "two-words!", "bad_command"),
        ("keywords", "x" * 33, "bad_command"),
        ("keywords", "a b c", "too_many"),
        ("about", "x" * 600, "text_too_long"),
        ("about", None, "bad_command"),
    ],
)
def test_what_cannot_be_set_is_refused(name, value, code):
    alice = account(Stage(registration="open", max_keywords=2))
    alice.raw()
    alice.asks(cmd="set", name=name, value=value)
    assert [e["code"] for e in alice.events("error")] == [code]


def test_away_and_status_are_seen_with_their_ends(stage, bob):
    alice = stage.text("alice")
    bob.raw()
    assert alice.types("/away lunch until 23:00").sees() == [
        "* You are away until 2023-11-14 23:00 UTC: lunch"
    ]
    [event] = bob.events("person")
    assert (event["name"], event["away"], event["away_text"]) == ("alice", True, "lunch")
    assert stage.text("carol").types("/who lobby").sees() == [
        "* lobby (3 here): bob, alice (away: lunch), carol."
    ]
    stage.passes(3600)
    assert alice.types("/who lobby").sees()[-1] == "* lobby (3 here): bob, alice, carol."
    assert alice.types("/status \N{STEAMING BOWL} 2h").sees()[0].startswith("* Your status until 2023-11-15")
    assert alice.types("/away off", "/status -").sees() == ["* You are back.", "* You have no status."]
    assert [e.get("away", False) for e in bob.events("person")][-1] is False


def test_a_time_alone_is_an_end(stage):
    alice = stage.text("alice")
    assert alice.types("/away 1h").sees() == ["* You are away until 2023-11-14 23:13 UTC."]
    assert alice.types("/away until 23:30").sees() == ["* You are away until 2023-11-14 23:30 UTC."]
    for end in ("99:99", "9999w"):
        assert alice.types(f"/away soon {end}").sees()[0].startswith("! That time is past")


def test_in_large_rooms_a_change_is_not_told_to_everyone():
    stage = Stage(notice_room=1)
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.raw(), bob.raw()
    alice.asks(cmd="away", text="lunch")
    assert bob.events("person") == []


# Notifications.


def test_quiet_hours_forbid_to_notify_and_count_all_the_same(stage, bob):
    alice = account(stage).asks(cmd="join", room="lobby")
    alice.asks(cmd="set", name="quiet", value="on").raw()
    say(bob, "@alice hey")
    assert [e["notify"] for e in alice.events("mention")] == [False]
    alice.asks(cmd="set", name="quiet", value="off").raw()
    say(bob, "@alice hey")
    assert ["notify" in e for e in alice.events("mention")] == [False]


def test_keywords_notify_like_a_name_here_and_away(stage, bob):
    alice = account(stage).asks(cmd="join", room="lobby")
    alice.asks(cmd="set", name="keywords", value="Deploy, tea").raw()
    say(bob, "DEPLOY now", "deployed", "no @ at all")
    assert [e["text"] for e in alice.events("mention")] == ["DEPLOY now"]
    stage.passes(60)
    alice.hangs_up()
    say(bob, "tea?")
    assert stage.chat.presence.named("alice") is None
    assert device(stage).events("welcome")[0]["mentions"] == 1
    after = Stage(before=stage.storage, registration="open")
    assert after.chat.mentions.keywords.keys() == {"deploy", "tea"}


def test_a_keyword_taken_back_notifies_no_more(stage, bob):
    alice = account(stage).asks(cmd="join", room="lobby")
    alice.asks(cmd="set", name="keywords", value="tea").asks(cmd="set", name="keywords", value="").raw()
    say(bob, "tea")
    assert alice.events("mention") == []
    assert not stage.chat.mentions.keywords


def test_guests_have_no_keywords(stage, bob):
    bob.asks(cmd="set", name="keywords", value="tea")
    assert bob.events("error")[0]["code"] == "not_allowed"


def test_who_hides_what_they_read_sees_nobody_elses(stage, bob):
    alice = account(stage)
    bob.asks(cmd="msg", to="alice", text="tea?")
    alice.raw(), bob.raw()
    bob.asks(cmd="set", name="seen", value="off").raw()
    alice.asks(cmd="read", room="@bob")
    assert bob.events("read_by") == []
    bob.asks(cmd="seen_by", room="@alice")
    assert bob.events("seen_by")[0]["who"] == []
    alice.asks(cmd="seen_by", room="@bob")
    assert alice.events("seen_by")[0]["who"] == []


# Typing.


def types(actor, **more):
    actor.asks(cmd="typing", room="lobby", **more)


def heard(actor):
    return [(e["room"], e["who"], e.get("on", True)) for e in actor.events("typing")]


def test_who_types_is_passed_on_now_and_then(stage, bob):
    alice, carol = stage.json("alice"), stage.text("carol")
    bob.raw(), carol.raw()
    types(alice)
    types(alice)
    assert heard(bob) == [("lobby", "alice", True)]
    stage.passes(3)
    types(alice)
    types(alice, on=False)
    assert heard(bob) == [("lobby", "alice", True), ("lobby", "alice", False)]
    assert carol.sees() == []


def test_typing_is_off_by_setting_by_person_in_large_rooms_and_for_the_silent():
    for settings in ({"typing": False}, {"notice_room": 1}):
        stage = Stage(**settings)
        alice, bob = stage.json("alice"), stage.json("bob")
        types(alice)
        assert heard(bob) == []
    stage = Stage()
    owner, alice = stage.json("owner", room="ops"), stage.json("alice", room="ops")
    owner.asks(cmd="mute", name="alice", room="ops").raw()
    alice.asks(cmd="typing", room="ops")
    assert heard(owner) == []
    owner.asks(cmd="set", name="typing", value="off").asks(cmd="typing", room="ops")
    assert heard(alice) == []


def test_only_who_is_there_types_there(stage, bob):
    stage.json("alice", room="ops")
    bob.asks(cmd="typing", room="ops")
    assert bob.events("error")[0]["code"] == "not_in_room"


def test_over_http(stage, bob):
    alice = account(stage).asks(cmd="join", room="lobby")
    token = alice.asks(cmd="token", label="bot").events("token")[0]["token"]
    web, shown = Web(stage), bearer(token)

    def asks(method, path, body):
        return web.asks(method, f"/api/v1/{path}", json.dumps(body).encode() if body else b"", **shown)

    assert asks("PUT", "me/preferences/about", {"value": "tea"}).json()["about"] == "tea"
    assert asks("GET", "me/preferences", None).json()["about"] == "tea"
    assert asks("PUT", "me/away", {"text": "lunch", "end": "1h"}).json()["on"]
    assert asks("PUT", "me/status", {"text": "busy"}).json()["text"] == "busy"
    card = asks("GET", "people/alice", None).json()
    assert (card["about"], card["away_text"], card["status"]) == ("tea", "lunch", "busy")
    assert asks("DELETE", "me/away", None).json()["on"] is False
    bob.raw()
    assert asks("POST", "rooms/lobby/typing", {}).status == 204
    assert heard(bob) == [("lobby", "alice", True)]
