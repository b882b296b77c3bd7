"""People who are away are notified through their browsers' push services."""

import base64

import pytest

from chatservice.errors import CalloutFailed
from chatservice.net.push.payload import payload_of
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_accounts import SECRET, login, registered
from tests.scenes.test_invitations import codes
from tests.scenes.web import Web

DELAY = 5.0


@pytest.fixture
def stage():
    return Stage(push_delay=DELAY, **UNLIMITED)


def subscribed(stage, name="alice", browsers="1"):
    """An account with browsers that were subscribed and closed."""
    registered(stage, name).asks(cmd="quit")
    for browser in browsers:
        device = login(stage, name=name, password=SECRET, device=f"browser {browser}")
        device.asks(cmd="push", endpoint=f"https://push.example/{browser}", p256dh="p", auth="a")
        assert device.events("push")
        device.asks(cmd="quit")


def with_group(stage, *members):
    bob = stage.json("bob")
    bob.asks(cmd="group", name="team", members=list(members))
    return bob


def test_a_private_line_wakes_the_browsers_of_somebody_who_is_away(stage):
    subscribed(stage, browsers="12")
    bob = stage.json("bob").asks(cmd="msg", to="alice", text="are you there?")
    assert stage.push.shown() == []
    stage.passes(DELAY)
    (first, shown), (second, _) = stage.push.shown()
    (room,) = {event["rid"] for event in bob.events("message")}
    assert {first, second} == {"1", "2"}
    assert shown == {
        "title": "bob",
        "body": "are you there?",
        "navigate": f"/r/{room.replace('!', '%21')}",
        "tag": room,
    }


def test_lines_that_follow_at_once_join_the_first(stage):
    subscribed(stage)
    bob = with_group(stage, "alice")
    for number in range(3):
        bob.asks(cmd="say", room="team", text=f"line {number}")
    stage.passes(DELAY)
    ((_, shown),) = stage.push.shown()
    assert (shown["title"], shown["body"]) == ("bob · team", "line 2 (+2)")


def test_what_was_read_on_another_device_wakes_nobody(stage):
    subscribed(stage)
    bob = with_group(stage, "alice")
    alice = login(stage, name="alice", password=SECRET, marks=True)
    bob.asks(cmd="say", room="team", text="one")
    alice.asks(cmd="read", room="team")
    stage.passes(DELAY)
    assert stage.push.shown() == []
    bob.asks(cmd="say", room="team", text="two")  # the other device is on, but nobody looks at it
    stage.passes(DELAY)
    assert [shown["body"] for _, shown in stage.push.shown()] == ["two"]
    # What a terminal is sent counts as read, once nothing before is left.
    login(stage, name="alice", password=SECRET).asks(cmd="read", room="team")
    bob.asks(cmd="say", room="team", text="three")
    stage.passes(DELAY)
    assert stage.push.shown() == []


def test_levels_quiet_hours_and_ignored_people_are_respected(stage):
    subscribed(stage)
    bob = with_group(stage, "alice")
    alice = login(stage, name="alice", password=SECRET, marks=True)
    alice.asks(cmd="level", room="team", level="mentions").asks(cmd="quit")
    bob.asks(cmd="say", room="team", text="to all").asks(cmd="say", room="team", text="to @alice")
    stage.passes(DELAY)
    assert [shown["body"] for _, shown in stage.push.shown()] == ["to @alice (+1)"]
    alice = login(stage, name="alice", password=SECRET, marks=True)
    alice.asks(cmd="level", room="team", level="none").asks(cmd="quit")
    bob.asks(cmd="say", room="team", text="again @alice")
    stage.passes(DELAY)
    assert stage.push.shown() == []
    alice = login(stage, name="alice", password=SECRET, marks=True)
    alice.asks(cmd="level", room="team", level="all").asks(cmd="ignore", name="bob").asks(cmd="quit")
    bob.asks(cmd="say", room="team", text="once more")
    stage.passes(DELAY)
    alice = login(stage, name="alice", password=SECRET, marks=True)
    alice.asks(cmd="unignore", name="bob").asks(cmd="set", name="quiet", value="00:00-23:59").asks(cmd="quit")
    bob.asks(cmd="say", room="team", text="at night")
    stage.passes(DELAY)
    assert stage.push.shown() == []


def test_in_a_public_room_it_takes_a_mention(stage):
    subscribed(stage)
    alice = login(stage, name="alice", password=SECRET).asks(cmd="join", room="ops")
    alice.asks(cmd="quit")
    bob = stage.json("bob", "ops").asks(cmd="say", room="ops", text="to all")
    stage.passes(DELAY)
    assert stage.push.shown() == []
    bob.asks(cmd="say", room="ops", text="ping @alice")
    stage.passes(DELAY)
    ((row, message),) = stage.push.got
    assert (message.urgent, message.topic.isalnum(), row.device) == (True, True, "browser 1")


def test_who_was_removed_meanwhile_is_told_nothing(stage):
    subscribed(stage)
    bob = with_group(stage, "alice").asks(cmd="say", room="team", text="about alice")
    bob.asks(cmd="kick", name="alice", room="team")
    stage.passes(DELAY)
    assert stage.push.shown() == []


def test_a_subscription_ends_when_the_browser_unsubscribes_and_with_its_device(stage):
    subscribed(stage, browsers="12")
    bob = stage.json("bob").asks(cmd="msg", to="alice", text="one")
    stage.push.answers = [False]
    stage.passes(DELAY)
    assert len(stage.push.shown()) == 2
    bob.asks(cmd="msg", to="alice", text="two")
    stage.passes(DELAY)
    assert [browser for browser, _ in stage.push.shown()] == ["2"]
    alice = login(stage, name="alice", password=SECRET)
    (token,) = [
        row["id"]
        for row in alice.asks(cmd="tokens").events("tokens")[0]["tokens"]
        if row["label"] == "browser 2"
    ]
    alice.asks(cmd="revoke", id=token).asks(cmd="quit")
    bob.asks(cmd="msg", to="alice", text="three")
    stage.passes(DELAY)
    assert stage.push.shown() == []
    assert stage.chat.push.people == set()


def test_what_fails_is_tried_again_and_then_given_up(stage):
    subscribed(stage)
    stage.json("bob").asks(cmd="msg", to="alice", text="one")
    stage.push.answers = [CalloutFailed("busy", again=True)] * 4
    stage.passes(DELAY)
    for _ in range(3):
        stage.passes(60)
    assert len(stage.push.got) == 3
    stage.push.answers = [CalloutFailed("it answers 400")]
    stage.json("carol").asks(cmd="msg", to="alice", text="two")
    stage.passes(DELAY)
    stage.passes(60)
    assert len(stage.push.got) == 4


def test_devices_are_listed_and_removed_by_their_owner_alone(stage):
    subscribed(stage)
    subscribed(stage, "carol", "2")
    alice = login(stage, name="alice", password=SECRET)
    [listed] = alice.asks(cmd="push_list").events("push_list")
    assert listed["key"] == "the-servers-key"
    [device] = listed["devices"]
    assert device["device"] == "browser 1"
    carol = login(stage, name="carol", password=SECRET)
    assert codes(carol.asks(cmd="push_off", id=device["id"])) == ["no_such_push"]
    assert alice.asks(cmd="push_off", id=device["id"]).events("push_gone")
    assert codes(alice.asks(cmd="push_off", id=device["id"])) == ["no_such_push"]


def test_guests_bad_addresses_and_too_many_devices_are_refused():
    stage = Stage(push_by_user=2, **UNLIMITED)
    assert codes(stage.json("bob").asks(cmd="push", endpoint="x", p256dh="", auth="")) == ["not_allowed"]
    registered(stage).asks(cmd="quit")
    basic = base64.b64encode(f"alice:{SECRET}".encode()).decode()
    body = b'{"endpoint":"https://push.example/1","p256dh":"","auth":""}'
    refused = Web(stage).asks("POST", "/api/v1/commands/push", body, Authorization=f"Basic {basic}")
    assert (refused.status, refused.json()["code"]) == (400, "bad_command")  # there is no device
    alice = login(stage, name="alice", password=SECRET)
    assert codes(alice.asks(cmd="push", endpoint="http://10.0.0.1/", p256dh="", auth="")) == ["bad_url"]
    for number in range(4):
        alice.asks(cmd="push", endpoint=f"https://push.example/{number % 3}", p256dh="", auth="")
    devices = alice.asks(cmd="push_list").events("push_list")[0]["devices"]
    assert [device["id"] for device in devices] == [3, 4]


def test_what_waits_is_bounded():
    stage = Stage(push_queue=2, push_delay=DELAY, **UNLIMITED)
    for number, name in enumerate(("alice", "carol", "dave")):
        subscribed(stage, name, str(number))
    bob = stage.json("bob")
    for name in ("alice", "carol", "dave"):
        bob.asks(cmd="msg", to=name, text="hi")
    stage.passes(DELAY)
    assert [browser for browser, _ in stage.push.shown()] == ["0", "1"]


def test_what_is_to_be_tried_again_counts_as_waiting():
    stage = Stage(push_queue=1, push_delay=DELAY, **UNLIMITED)
    subscribed(stage)
    subscribed(stage, "carol", "2")
    stage.push.answers = [CalloutFailed("busy", again=True)]
    bob = stage.json("bob").asks(cmd="msg", to="alice", text="one")
    stage.passes(DELAY)
    bob.asks(cmd="msg", to="carol", text="two")
    stage.passes(1)
    stage.passes(60)
    assert [(browser, shown["body"]) for browser, shown in stage.push.shown()] == [("1", "one"), ("1", "one")]
    bob.asks(cmd="msg", to="carol", text="three")
    stage.passes(DELAY)
    assert [browser for browser, _ in stage.push.shown()] == ["2"]


def test_an_irc_client_is_pushed_what_it_missed_as_irc_has_it(stage):
    registered(stage, "alice").asks(cmd="quit")
    alice = stage.irc()
    alice.types(
        "CAP REQ :draft/webpush soju.im/webpush", f"PASS :{SECRET}", "NICK alice", "USER a 0 * :A", "CAP END"
    )
    assert "VAPID=the-servers-key" in " ".join(alice.sees())
    alice.types("WEBPUSH VAPIDPUBKEY", "WEBPUSH REGISTER https://push.example/1 p256dh=p;auth=a", "QUIT")
    assert alice.sees()[:2] == [
        ":chat.server WEBPUSH VAPIDPUBKEY the-servers-key",
        ":chat.server WEBPUSH REGISTER https://push.example/1",
    ]
    bob = stage.text("b.ob")
    bob.types("/msg alice are you there?", "/group team alice", "/talk team", "all come")
    stage.passes(DELAY)
    pushed = [payload_of(row, message).decode() for row, message in stage.push.got]
    assert [line.split(" ", 1)[1] for line in pushed] == [
        ":b.ob!~u@people.chat PRIVMSG alice :are you there?",
        ":b.ob!~u@people.chat PRIVMSG #team :all come",
    ]
    assert all(line.startswith("@time=") and ";msgid=" in line.split(" ")[0] for line in pushed)


def test_an_irc_client_ends_it_and_is_told_what_is_wrong(stage):
    registered(stage, "alice").asks(cmd="quit")
    alice = stage.irc()
    alice.types(f"PASS :{SECRET}", "NICK alice", "USER a 0 * :A")
    alice.raw()
    alice.types(
        "WEBPUSH REGISTER https://push.example/1 p256dh=p;auth=a", "WEBPUSH UNREGISTER https://push.example/1"
    )
    alice.types(
        "WEBPUSH UNREGISTER https://push.example/1", "WEBPUSH REGISTER https://inner.example/1 p256dh=p"
    )
    alice.types("WEBPUSH REGISTER https://push.example/1", "WEBPUSH DANCE", "WEBPUSH")
    assert [line.removeprefix(":chat.server ").split(" :")[0] for line in alice.sees()] == [
        "WEBPUSH REGISTER https://push.example/1",
        "WEBPUSH UNREGISTER https://push.example/1",
        "WEBPUSH UNREGISTER https://push.example/1",
        "FAIL WEBPUSH INVALID_PARAMS REGISTER https://inner.example/1",
        "FAIL WEBPUSH INVALID_PARAMS REGISTER",
        "FAIL WEBPUSH INVALID_PARAMS DANCE",
        "461 alice WEBPUSH",
    ]
    stage.text("bob").types("/msg alice are you there?")
    stage.passes(DELAY)
    assert stage.push.got == []
    guest = stage.irc("guest")
    guest.types("WEBPUSH REGISTER https://push.example/2 p256dh=p;auth=a")
    (line,) = guest.sees()
    assert "FAIL WEBPUSH FORBIDDEN REGISTER https://push.example/2" in line
