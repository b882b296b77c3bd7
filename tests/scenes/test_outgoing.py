"""Outgoing webhooks post a room's lines, and commands are answered by programs."""

import pytest

from chatservice.errors import CalloutFailed
from chatservice.model.outgoing import CalloutReply
from tests.scenes.stage import Stage
from tests.scenes.test_accounts import login, registered
from tests.scenes.web import Web

URL = "https://ci.example/hook"


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def alice(stage):
    """She has an account, and a room of her own."""
    alice = registered(stage, "alice")
    alice.asks(cmd="join", room="ops").raw()
    return alice


def outgoing(alice, **more):
    alice.asks(cmd="outgoing", **{"name": "ci", "url": URL, "room": "ops", **more})
    [made] = alice.events("outgoing", "error")
    return made


def test_a_line_that_begins_with_a_word_is_posted_and_the_answer_is_said(stage, alice):
    made = outgoing(alice, words="build,Deploy")
    stage.callouts.answers = [CalloutReply("on its way")]
    alice.asks(cmd="say", room="ops", text="deploy prod").asks(cmd="say", room="ops", text="no deploy")
    [callout] = stage.callouts.got
    assert (callout.url, callout.token, callout.fields["token"]) == (URL, made["token"], made["token"])
    assert {
        name: callout.fields[name]
        for name in ("channel_name", "user_name", "text", "trigger_word", "post_id")
    } == {
        "channel_name": "ops",
        "user_name": "alice",
        "text": "deploy prod",
        "trigger_word": "Deploy",
        "post_id": f"{made['rid']}:1",
    }
    assert ("ops", "ci", "on its way") in alice.messages()


def test_without_words_each_line_is_posted_and_those_of_bots_are_not(stage, alice):
    outgoing(alice)
    stage.callouts.answers = [CalloutReply("echo")]
    alice.asks(cmd="webhook", name="hook", room="ops")
    [hook] = alice.events("webhook")
    Web(stage).post(hook["path"], b"from a program")
    alice.asks(cmd="bot", name="robo")
    [made] = alice.events("bot")
    login(stage, token=made["token"]).asks(cmd="join", room="ops").asks(cmd="say", room="ops", text="beep")
    assert stage.callouts.texts() == []
    alice.asks(cmd="say", room="ops", text="one").asks(cmd="say", room="lobby", text="elsewhere")
    alice.asks(cmd="say", room="ops", text="two", topic="news")
    assert stage.callouts.texts() == ["one", "two"]


def test_what_fails_is_posted_again_after_longer_and_longer_pauses(stage, alice):
    outgoing(alice)
    stage.callouts.answers = [
        CalloutFailed("refused", again=True),
        CalloutFailed("500", again=True),
        CalloutReply("ok"),
    ]
    alice.asks(cmd="say", room="ops", text="one").raw()
    assert len(stage.callouts.got) == 1
    stage.passes(1)
    assert len(stage.callouts.got) == 2
    stage.passes(9)
    assert len(stage.callouts.got) == 2
    stage.passes(1)
    assert len({callout.delivery for callout in stage.callouts.got}) == 1
    assert alice.messages() == [("ops", "ci", "ok")]
    alice.asks(cmd="outgoing_list", room="ops")
    [hook] = alice.events("outgoing_list")[0]["hooks"]
    assert (hook["sent"], hook["failed"], hook["why"]) == (1, 2, "500")


def test_what_fails_for_good_is_given_up(stage, alice):
    outgoing(alice)
    stage.callouts.answers = [CalloutFailed("it answers 404")]
    alice.asks(cmd="say", room="ops", text="one")
    stage.passes(100)
    assert len(stage.callouts.got) == 1
    stage.callouts.answers = [CalloutFailed("refused", again=True)]
    alice.asks(cmd="say", room="ops", text="two")
    for _ in range(5):
        stage.passes(100)
    assert len(stage.callouts.got) == 1 + 4
    assert len(stage.chat.outgoing) == 0


def test_only_so_many_posts_wait(alice):
    stage = Stage(outgoing_queue=3)
    alice = registered(stage, "alice")
    alice.asks(cmd="join", room="ops")
    outgoing(alice)
    stage.callouts.answers = [CalloutFailed("refused", again=True)]
    for number in range(6):
        alice.asks(cmd="say", room="ops", text=f"line {number}")
    assert stage.callouts.texts() == ["line 0", "line 1", "line 2"]
    assert len(stage.chat.outgoing) == 3


def test_a_room_has_only_so_many(alice):
    stage = Stage(max_outgoing=2)
    alice = registered(stage, "alice")
    alice.asks(cmd="join", room="ops").raw()
    codes = [outgoing(alice).get("code") for _ in range(3)]
    assert codes == [None, None, "too_many"]


def test_it_outlives_a_restart_and_ends_when_it_is_deleted(stage, alice):
    made = outgoing(alice)
    stage = Stage(before=stage.storage)
    bob = stage.json("bob", room="ops")
    bob.asks(cmd="say", room="ops", text="one")
    assert stage.callouts.texts() == ["one"]
    alice = login(stage, name="alice", password="correct horse")
    alice.asks(cmd="outgoing_off", room="ops", id=made["id"]).asks(
        cmd="outgoing_off", room="ops", id=made["id"]
    )
    assert [e.get("code", e["event"]) for e in alice.events("outgoing_off", "error")] == [
        "outgoing_off",
        "no_such_outgoing",
    ]
    bob.asks(cmd="say", room="ops", text="two")
    assert stage.callouts.texts() == []


def test_deleting_its_bot_ends_it_and_a_muted_bot_says_no_answer(stage, alice):
    outgoing(alice)
    stage.callouts.answers = [CalloutReply("answer")]
    alice.asks(cmd="mute", name="ci", room="ops").asks(cmd="say", room="ops", text="one").raw()
    assert stage.callouts.texts() == ["one"]
    assert alice.messages() == []
    alice.asks(cmd="bot", name="ci", delete=True).asks(cmd="say", room="ops", text="two")
    assert stage.callouts.texts() == []


@pytest.mark.parametrize("url", ["ftp://x.example", "x", ""])
def test_an_address_that_is_none_is_refused(alice, url):
    assert outgoing(alice, url=url)["code"] == "bad_url"


def test_in_text_it_is_made_listed_and_removed(stage):
    alice = stage.text("alice").types("/register correct horse", "/join ops")
    alice.raw()
    alice.types(f"/outgoing ci {URL} on build,/deploy", "/outgoing list", "/outgoing off 1", "/outgoing list")
    first, second, third, fourth, *rest = alice.sees()
    assert first == f"* Lines with build /deploy in ops are posted to {URL}; ci says the answers."
    assert second.endswith(" is shown once. /outgoing off 1 ops ends it.")
    assert third == "* Outgoing webhooks of ops, /outgoing off NUMBER removes one:"
    assert fourth.startswith(f"* 1 ci on build /deploy to {URL}, created ")
    assert rest == [
        "* The outgoing webhook 1 of ops is gone.",
        "* ops has no outgoing webhooks. /outgoing NAME URL creates one.",
    ]


# Commands.


def test_a_command_is_answered_to_the_person_who_typed_it(stage, alice):
    outgoing(alice, words="/deploy")
    stage.callouts.answers = [CalloutReply("deploying\nprod")]
    bob = stage.text("bob").types("/join ops")
    bob.raw()
    bob.types("/deploy  prod now")
    assert bob.sees() == ["* ci: deploying", "* ci: prod"]
    assert alice.messages() == []
    [callout] = stage.callouts.got
    assert (callout.fields["command"], callout.fields["text"]) == ("/deploy", "prod now")
    assert callout.fields["user_name"] == "bob"


def test_or_to_the_whole_room(stage, alice):
    outgoing(alice, words="/deploy")
    stage.callouts.answers = [CalloutReply("bob deploys", is_public=True)]
    bob = stage.text("bob").types("/join ops")
    bob.raw()
    bob.types("/DEPLOY")
    assert bob.sees() == ["[ops] ci: bob deploys"]
    assert alice.messages() == [("ops", "ci", "bob deploys")]


def test_a_command_that_fails_is_told_and_not_tried_again(stage, alice):
    outgoing(alice, words="/deploy")
    stage.callouts.answers = [CalloutFailed("it takes too long", again=True)]
    bob = stage.text("bob").types("/join ops")
    bob.raw()
    bob.types("/deploy")
    assert bob.sees() == ["! The program that answers this cannot: it takes too long."]
    stage.passes(100)
    assert len(stage.callouts.got) == 1


def test_elsewhere_there_is_no_such_command(stage, alice):
    outgoing(alice, words="/deploy")
    bob = stage.text("bob").types("/deploy prod", "/join ops", "/deplo", "/msg alice hi", "/deploy")
    refused = [line for line in bob.sees() if line.startswith("!")]
    assert [line.split(". ")[0] for line in refused] == [
        "! There is no command /deploy",
        "! There is no command /deplo",
    ]


def test_who_may_not_speak_there_gives_no_commands(stage, alice):
    outgoing(alice, words="/deploy")
    bob = stage.json("bob", room="ops")
    alice.asks(cmd="mute", name="bob", room="ops")
    bob.raw()
    bob.asks(cmd="slash", name="deploy", room="ops")
    assert [event["code"] for event in bob.events("error")] == ["silenced"]
    assert stage.callouts.got == []
