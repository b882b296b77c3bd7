"""Messages that answer another one, or have a topic of their own."""

import json

import pytest

from chatservice.admin import verbs as v
from chatservice.model.values import ServerRole
from tests.scenes.operator import operator
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_accounts import registered
from tests.scenes.test_files import Play
from tests.scenes.test_http_api import Api
from tests.scenes.test_moderation import account, refusals
from tests.scenes.web import Web


@pytest.fixture
def stage():
    return Stage(**UNLIMITED)


def codes(actor):
    return [event["code"] for event in actor.events("error")]


# Replies.


def test_a_reply_says_on_every_door_which_line_it_answers(stage):
    alice, bob, json, pipe = stage.text("alice"), stage.text("bob"), stage.json("carol"), stage.pipe()
    pipe.types("dave")
    alice.types("lunch?")
    bob.raw(), json.raw(), pipe.raw(), alice.raw()
    bob.types("/re #1 yes")
    assert alice.sees() == ["[lobby] bob (re #1): yes"]
    assert pipe.sees() == ["bob: (re #1) yes"]
    [event] = json.events()
    assert (event["event"], event["text"], event["re"]) == ("message", "yes", 1)
    assert "replies" not in event
    alice.types("/history numbered")
    assert alice.sees()[1] == "[lobby 2023-11-14 22:13 #2] bob (re #1): yes"
    json.asks(cmd="history", room="lobby")
    [page] = json.events("history")
    assert [(line.get("re"), line.get("replies")) for line in page["lines"]] == [(None, 1), (1, None)]


def test_a_reply_in_a_conversation_of_two(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/msg bob lunch?")
    bob.raw(), alice.raw()
    bob.types("/re 1 in:@alice yes")
    assert alice.sees() == ["[from bob] (re #1) yes"]


@pytest.mark.parametrize("seq", [-1, 2, 3, 4, 99, 2**53 - 1])
def test_what_is_no_line_is_not_answered(stage, seq):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="hi").asks(cmd="topic", room="lobby", text="new")
    alice.asks(cmd="delete", room="lobby", seq=1).events()
    alice.asks(cmd="say", room="lobby", text="yes", re=seq).asks(cmd="say", room="lobby", text="yes", re=1)
    errors = alice.events("error")
    assert [error["code"] for error in errors] == ["no_such_line", "no_such_line"]
    assert errors[1]["text"].startswith("There is no line #1 in lobby")


def test_of_a_hidden_room_nothing_is_told(stage):
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.asks(cmd="group", name="den").asks(cmd="say", room="den", text="hi").events()
    for room in ("den", "nowhere"):
        bob.asks(cmd="say", room=room, text="yes", re=2)
    assert codes(bob) == ["no_such_room", "no_such_room"]


def test_a_deleted_line_keeps_its_replies_and_a_deleted_reply_counts_no_more(stage):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="lunch?")
    for text in ("yes", "no"):
        alice.asks(cmd="say", room="lobby", text=text, re=1)
    alice.asks(cmd="delete", room="lobby", seq=3).events()
    alice.asks(cmd="history", room="lobby")
    [page] = alice.events("history")
    assert page["lines"][0]["replies"] == 1
    alice.asks(cmd="delete", room="lobby", seq=1).events()
    alice.asks(cmd="history", room="lobby")
    [page] = alice.events("history")
    assert [line["event"] for line in page["lines"]][:3] == ["blank", "message", "blank"]
    assert page["lines"][1]["re"] == 1


def test_a_reply_is_a_line_like_any_other_found_edited_and_erased_by_its_text(stage):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="lunch?").asks(cmd="say", room="lobby", text="yess", re=1)
    alice.asks(cmd="edit", room="lobby", seq=2, text="yes please").events()
    alice.asks(cmd="search", text="please")
    [found] = alice.events("found")
    assert [(hit["line"]["text"], hit["line"]["re"]) for hit in found["hits"]] == [("yes please", 1)]
    alice.asks(cmd="search", text="re")  # a part of how it is stored
    assert alice.events("found")[0]["hits"] == []
    alice.asks(cmd="delete", room="lobby").events()
    alice.asks(cmd="search", text="please")
    assert alice.events("found")[0]["hits"] == []


def test_a_reply_sent_again_with_its_key_is_one_line(stage):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="hi").events()
    for re, text in ((1, "yes"), (1, "yes"), (0, "yes")):
        alice.asks(cmd="say", room="lobby", text=text, re=re, key="k")
    answers = [(e["event"], e.get("seq"), e.get("again")) for e in alice.events("ack", "error")]
    assert answers == [("ack", 2, None), ("ack", 2, True), ("error", None, None)]


def test_older_clients_read_all_of_it_as_lines_that_they_know(stage):
    web = Web(stage)
    prompt, pipe = stage.prompt().types("lobby", "eve"), stage.pipe().types("dave")
    web.post("/register", {"username": "john"})
    web.post("/send", {"sender": "john", "recipient": "lobby", "message": "hi"})
    alice = stage.text("alice")
    prompt.raw(), pipe.raw()
    alice.types("lunch?", "/re 2 #t food: yes", "/edit yes please", "/me waves", "/delete 5")
    assert prompt.sees() == [
        "alice: lunch?",
        "alice: (re #2, food) yes",
        "* alice edited #3: yes please",
        "alice: * waves",
        "* #5 deleted",
    ]
    assert pipe.sees() == [
        "alice: lunch?",
        "alice: (re #2, food) yes",
        "SERVER: alice edited #3: yes please",
        "alice: * waves",
        "SERVER: #5 deleted",
    ]
    pipe.types("GET_MESSAGES|BROADCAST")
    [answer] = pipe.sees()
    messages = json.loads(answer.partition("|")[2])["messages"]
    assert [m["content"] for m in messages] == ["hi", "lunch?", "(re #2, food) yes please"]
    shown = web.get("/messages?username=john").json()["messages"]
    assert [(m["sender"], m["message"]) for m in shown] == [
        ("john", "hi"),
        ("alice", "lunch?"),
        ("alice", "(re #2, food) yes please"),
        ("server", "alice edited #3: yes please"),
    ]


def test_every_program_that_follows_gets_the_same_events(stage):
    """Over WebSocket and as server-sent events, too: there is one encoding of them."""
    json_ = stage.json("carol")
    alice = stage.text("alice")
    json_.raw()
    alice.types("lunch?", "/re 1 yes", "/edit 2 no")
    assert [event["event"] for event in json_.events()] == ["message", "message", "edited"]
    back = stage.connect().asks(cmd="login", name="bob").asks(cmd="join", room="lobby", since=0)
    lines = [event for event in back.events() if event.get("seq")]
    assert [(e["event"], e["text"], e.get("replies")) for e in lines] == [
        ("message", "lunch?", None),
        ("message", "no", None),
        ("edited", "no", None),
    ]


def test_who_catches_up_gets_lines_as_they_were_said_and_then_what_was_added():
    stage = Play(**UNLIMITED)
    alice = stage.json("alice")
    stage.share("alice")
    alice.asks(cmd="say", room="lobby", text="nice", re=1).asks(cmd="react", room="lobby", seq=1, emoji="+1")
    back = stage.connect().asks(cmd="login", name="bob").asks(cmd="join", room="lobby", since=0)
    lines = [event for event in back.events() if event.get("seq")]
    assert [event["event"] for event in lines] == ["file", "message", "reaction"]
    assert not {"replies", "reactions"} & lines[0].keys()
    back.asks(cmd="history", room="lobby")
    [page] = back.events("history")
    assert page["lines"][0]["replies"] == 1
    assert page["lines"][0]["reactions"]


# Topics.


def test_a_message_may_have_a_topic_by_which_it_is_listed_and_found(stage):
    alice, bob, json = stage.text("alice"), stage.text("bob"), stage.json("carol")
    bob.raw()
    alice.types("#t Release plan: on Friday", "hi", "#t lunch: soup")
    assert bob.sees() == [
        "[lobby #Release plan] alice: on Friday",
        "[lobby] alice: hi",
        "[lobby #lunch] alice: soup",
    ]
    assert [event.get("topic") for event in json.events()] == ["Release plan", None, "lunch"]
    bob.types("#t release_PLAN: really on Friday?", "/topics")
    assert bob.sees() == [
        "* Topics in lobby, /history topic:NAME shows one:",
        "* Release plan (2, last #4)",
        "* lunch (1, last #3)",
    ]
    bob.types("/history topic:release_plan")
    assert bob.sees() == [
        "[lobby 2023-11-14 22:13 #Release plan] alice: on Friday",
        "[lobby 2023-11-14 22:13 #release PLAN] bob: really on Friday?",
    ]
    json.asks(cmd="search", text="friday", topic="release plan", limit=1)
    [found] = json.events("found")
    assert [hit["line"]["seq"] for hit in found["hits"]] == [4]
    json.asks(cmd="search", text="friday", topic="release plan", before=found["next"])
    assert [hit["line"]["seq"] for hit in json.events("found")[0]["hits"]] == [1]
    json.asks(cmd="search", text="friday", topic="lunch")
    assert json.events("found")[0]["hits"] == []


def test_a_reply_belongs_to_the_topic_of_what_it_answers(stage):
    alice = stage.text("alice")
    alice.types("#t plan: Friday?", "/re 1 yes", "/re 2 really?", "other")
    alice.raw()
    alice.types("/history topic:plan", "/topics", "/delete 2")
    assert alice.sees()[:5] == [
        "[lobby 2023-11-14 22:13 #plan] alice: Friday?",
        "[lobby 2023-11-14 22:13] alice (re #1): yes",
        "[lobby 2023-11-14 22:13] alice (re #2): really?",
        "* Topics in lobby, /history topic:NAME shows one:",
        "* plan (3, last #3)",
    ]
    alice.types("/topics")
    assert alice.sees()[1] == "* plan (2, last #3)"


def test_pages_of_a_topic(stage):
    alice = stage.json("alice")
    for n in range(6):
        alice.asks(cmd="say", room="lobby", text=f"line {n}", topic="a" if n % 2 else "b")
    alice.events()
    alice.asks(cmd="history", room="lobby", topic="a", limit=2)
    [page] = alice.events("history")
    assert ([line["seq"] for line in page["lines"]], page["more"], page["topic"]) == ([4, 6], True, "a")
    alice.asks(cmd="history", room="lobby", topic="a", limit=2, before=4)
    [page] = alice.events("history")
    assert ([line["seq"] for line in page["lines"]]) == [2]
    alice.asks(cmd="history", room="lobby", topic="a", limit=2, after=2)
    [page] = alice.events("history")
    assert [line["seq"] for line in page["lines"]] == [4, 6]


def test_a_topic_ends_with_its_last_line(stage):
    alice = stage.text("alice")
    alice.types("#t a: one", "#t a: two", "/delete 2", "/delete 1")
    alice.raw()
    alice.types("/topics")
    assert alice.sees() == ["* No message in lobby has a topic. #t TOPIC: TEXT begins one."]


def test_a_room_may_require_topics_or_have_none(stage):
    owner, bob, json = account(stage, "olga", ServerRole.MODERATOR), stage.text("bob"), stage.json("carol")
    bob.raw()
    owner.types("/mode topics required")
    assert bob.sees() == ["* olga decided: messages in lobby need a topic now."]
    bob.types("hi", "#t a: hi", "/re 2 hi", "/me waves")
    refused = "! Messages in lobby need a topic: #t TOPIC: TEXT. /topics lists those in use."
    assert bob.raw().decode().splitlines() == [refused, refused]
    json.raw()
    json.asks(cmd="say", room="lobby", text="hi").asks(cmd="mode", room="lobby")
    assert codes(json) == ["topic_required"]
    owner.raw()
    owner.types("/mode")
    assert "each line with a topic" in owner.sees()[0]
    owner.types("/mode topics off")
    bob.raw()
    bob.types("#t a: hi", "hi", "/mode topics sometimes")
    assert refusals(bob) == [
        "! Messages in lobby have no topics: send it without one.",
        "! Not understood: topics are off, optional or required.",
    ]


def test_a_webhook_gives_the_topic_in_its_address(stage):
    web, owner, bob = Web(stage), account(stage, "olga", ServerRole.MODERATOR), stage.text("bob")
    owner.raw()
    owner.types("/webhook ci", "/mode topics required")
    address = next(word for line in owner.sees() for word in line.split() if word.startswith("/hooks/"))
    bob.raw()
    assert web.asks("POST", address, b"red").status == 403
    assert web.asks("POST", f"{address}?topic=builds", b"green").text == "ok"
    assert bob.sees() == ["[lobby #builds] ci: green"]


@pytest.mark.parametrize("topic", ["x" * 65, "a]b", "[", "42", "\u202e", "a:b", "\x1b[2J"])
def test_a_topic_cannot_be_taken_for_anything_else(stage, topic):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="hi", topic=topic)
    assert codes(alice) == ["bad_command"]


def test_there_is_a_cap_on_the_topics_of_a_room():
    stage = Stage(topics=2, **UNLIMITED)
    alice = stage.json("alice")
    for topic in ("a", "b", "c", "a"):
        alice.asks(cmd="say", room="lobby", text="hi", topic=topic)
    assert codes(alice) == ["too_many"]
    assert alice.events("error") == []


# Former texts.


def test_former_texts_are_for_moderators_and_go_with_the_line():
    stage = Stage(keep_revisions=2, **UNLIMITED)
    moderator = account(stage, "mod", ServerRole.MODERATOR)
    alice = stage.text("alice")
    alice.types("one", "/edit 1 two", "/edit 1 three", "/edit 1 four", "/revisions 1")
    assert refusals(alice) == [
        "! Only moderators of the room and moderators of the server may do that: revisions."
    ]
    moderator.raw()
    moderator.types("/revisions 1")
    assert moderator.sees() == [
        "* #1 was edited 3 times:",
        "* until 2023-11-14 22:13 UTC: two",
        "* until 2023-11-14 22:13 UTC: three",
    ]
    alice.types("/delete 1")
    moderator.raw()
    moderator.types("/revisions 1")
    assert len(refusals(moderator)) == 1


def test_usually_only_their_number_is_kept(stage):
    moderator, alice = account(stage, "mod", ServerRole.MODERATOR), stage.text("alice")
    alice.types("one", "/edit 1 two", "unedited")
    moderator.raw()
    moderator.types("/revisions 1", "/revisions 3")
    assert moderator.sees() == [
        "* #1 was edited once. Former texts are not kept.",
        "* #3 was never edited.",
    ]


# Over HTTP.


def test_with_curl_in_one_line_each(stage):
    web, bob = Web(stage), stage.text("bob")
    web.asks("POST", "/r/lobby?name=alice", b"helo\n")
    bob.raw()
    assert web.asks("PATCH", "/r/lobby/1?name=alice", b"hello\n").text == "* Line 1 is changed.\n"
    web.asks("POST", "/r/lobby?name=alice&re=1&topic=plan", b"yes")
    assert bob.sees() == ["* alice edited #1: hello", "[lobby #plan] alice (re #1): yes"]
    shown = web.get("/r/lobby?name=alice").text
    assert "alice: hello (edited)" in shown
    assert "hello" not in web.get("/r/lobby?name=alice&topic=plan").text
    assert "yes" in web.get("/r/lobby?name=alice&topic=plan").text
    refused = web.asks("PATCH", "/r/lobby/1?name=carol", b"mine")
    assert (refused.status, refused.text) == (
        403,
        "! Line #1 in lobby is not yours: only its author can edit it.\n",
    )
    assert web.asks("PATCH", "/r/lobby/one?name=alice", b"x").status == 400
    answer = web.asks("DELETE", "/r/lobby/1?name=alice", Accept="application/json")
    assert (answer.status, answer.json()["seq"]) == (200, 4)
    assert web.asks("DELETE", "/r/lobby/1?name=alice").status == 404
    assert web.asks("DELETE", "/r/nowhere/1?name=alice").status == 404


def test_all_of_it_over_http(stage):
    api = Api(Web(stage), "alice")
    said = api.asks("POST", "/rooms/lobby/messages", {"text": "helo", "topic": "plan"}).json()
    assert api.asks("PATCH", f"/rooms/lobby/messages/{said['seq']}", {"text": "hello"}).status == 200
    assert api.asks("POST", "/rooms/lobby/messages", {"text": "yes", "re": said["seq"]}).status == 201
    lines = api.asks("GET", "/rooms/lobby/messages").json()["lines"]
    assert [(line["text"], line.get("replies"), line.get("re")) for line in lines] == [
        ("hello", 1, None),
        ("yes", None, 1),
    ]
    assert [t["topic"] for t in api.asks("GET", "/rooms/lobby/topics").json()["topics"]] == ["plan"]
    page = api.asks("GET", "/rooms/lobby/messages?topic=plan").json()
    assert [line["text"] for line in page["lines"]] == ["hello", "yes"]
    assert api.asks("DELETE", f"/rooms/lobby/messages/{said['seq']}").status == 200
    assert api.asks("PATCH", f"/rooms/lobby/messages/{said['seq']}", {"text": "x"}).status == 404
    assert api.asks("GET", f"/rooms/lobby/messages/{said['seq']}/revisions").status in (403, 404)


# Erased.


def test_of_somebody_erased_no_text_is_left_in_edits_replies_or_topics():
    stage = Play(keep_revisions=3, **UNLIMITED)
    alice, bob = registered(stage), stage.json("bob")
    alice.asks(cmd="join", room="lobby").asks(cmd="say", room="lobby", text="xyzzy one")
    alice.asks(cmd="edit", room="lobby", seq=1, text="xyzzy two")
    alice.asks(cmd="say", room="lobby", text="xyzzy three", re=1, topic="xyzzy plan")
    bob.raw()
    operator(stage, v.UsersEraseVerb(name="alice", yes=True))
    stage.passes(60)
    bob.raw()
    bob.asks(cmd="history", room="lobby").asks(cmd="topics", room="lobby")
    bob.asks(cmd="leave", room="lobby").asks(cmd="join", room="lobby", since=0)
    seen = bob.raw()
    assert b"(erased)" in seen
    assert b"xyzzy" not in seen
