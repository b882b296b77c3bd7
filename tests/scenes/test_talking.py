"""Where one talks in a terminal: changing rooms, lines elsewhere, words known from other chats, help."""

import pytest

from chatservice.core.commands.basics import PAGES
from chatservice.model.commands import SUBJECTS
from tests.scenes.stage import Stage


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def two(stage):
    """ann and bob are in lobby and ops, and talk in ops."""
    ann, bob = stage.text("ann"), stage.text("bob")
    for person in (ann, bob):
        person.types("/join ops")
    ann.raw(), bob.raw()
    return ann, bob


def test_changing_rooms_shows_only_what_was_said_since(two):
    ann, bob = two
    assert ann.types("/join lobby").sees() == ["* You talk in lobby."]
    bob.types("one", "three")
    ann.types("/to ops my own").raw()
    assert ann.types("/join ops").sees() == [
        "* You talk in ops. 2 new:",
        "[ops 2023-11-14 22:13] bob: one",
        "[ops 2023-11-14 22:13] bob: three",
    ]
    bob.types("/to lobby two")
    ann.raw()
    assert ann.types("/join lobby", "/join ops", "/join ops").sees() == [
        "* You talk in lobby. 1 new:",
        "[lobby 2023-11-14 22:13] bob: two",
        "* You talk in ops.",
        "* You talk in ops.",
    ]
    ann.types("hello")
    assert bob.sees()[-1] == "[ops] ann: hello"


def test_a_line_in_another_room_changes_nothing(two):
    ann, bob = two
    assert ann.types("/to lobby hi", "here").sees() == []
    assert bob.sees() == ["[lobby] ann: hi", "[ops] ann: here"]
    assert ann.types("/to @bob psst", "/where").sees() == ["[to bob] psst", "* You talk in ops."]
    assert ann.types("/to nowhere hi").sees()[0].startswith("! There is no room nowhere")


def test_a_person_is_written_to_with_or_without_an_at_sign(two):
    ann, bob = two
    ann.types("/msg @bob hi", "/topic tea at four in:lobby")
    assert bob.sees() == ["[from ann] hi", "* ann set the topic of lobby: tea at four"]


def test_a_new_name_is_told_once_to_whoever_has_private_conversations():
    stage = Stage()
    bob, alice = stage.text("bob"), stage.text("alice")
    alice.types("/join ops", "/leave lobby", "/msg alice note", "/msg bob hi")
    alice.raw()
    alice.types("/nick zoe", "/msg bob me again")
    assert alice.sees() == ["* You are now called zoe.", "[to bob] me again"]
    assert bob.sees()[-2:] == ["* alice is now called zoe.", "[from zoe] me again"]


def test_a_new_name_is_told_once_to_those_who_share_several_rooms(two):
    ann, bob = two
    ann.types("/nick anna")
    assert bob.sees() == ["* ann is now called anna."]
    bob.types("/leave lobby").raw()
    ann.types("/nick ann")
    assert bob.sees() == ["* anna is now called ann."], "in ops, which is the only one by now"
    ann.types("/leave lobby").raw()
    ann.types("/nick anna")
    assert bob.sees() == ["* ann is now called anna."]


@pytest.mark.parametrize("text", ["\u200b", "\ufeff", "\u2800 \u3164", "\u00ad\u200d"])
def test_a_line_of_which_nothing_is_visible_is_empty(two, text):
    ann, bob = two
    assert ann.types(text).sees() == ["! The text is empty."]
    ann.types(f"{text}hi", "👩\u200d👧")
    assert len(bob.sees()) == 2


def test_the_next_room_is_the_one_that_waits_longest(two):
    ann, bob = two
    ann.types("/join tea").raw()
    assert ann.types("/next").sees() == ["! Nothing new was said in your other rooms."]
    bob.types("/to lobby first", "/to ops second")
    ann.raw()
    assert ann.types("/next", "/next", "/next").sees() == [
        "* You talk in lobby. 1 new:",
        "[lobby 2023-11-14 22:13] bob: first",
        "* You talk in ops. 1 new:",
        "[ops 2023-11-14 22:13] bob: second",
        "! Nothing new was said in your other rooms.",
    ]


def test_programs_get_the_room_as_before_unless_they_ask(stage):
    json = stage.json("carol").asks(cmd="join", room="ops").asks(cmd="say", room="ops", text="hi")
    json.raw()
    json.asks(cmd="join", room="ops")
    assert [event["event"] for event in json.events()] == ["joined", "history"]
    json.asks(cmd="join", room="ops", quiet=True, ref=1).asks(cmd="where")
    assert [(event["event"], event["room"], event.get("ref")) for event in json.events()] == [
        ("talk", "ops", 1),
        ("talk", "ops", None),
    ]


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("/jo", " Did you mean /join?"),
        ("/histroy", " Did you mean /history?"),
        ("/qiut", " Did you mean /quit?"),
        ("/xyzzy", ""),
        ("/" + "j" * 5000, ""),
    ],
)
def test_a_word_that_is_none_is_guessed_but_never_done(stage, typed, hint):
    ann = stage.text("ann")
    ann.raw()
    [answer] = ann.types(typed).sees()
    assert answer.startswith("! There is no command /")
    assert answer.endswith(f".{hint} /help lists the commands.")


def test_help_is_ten_lines_and_its_pages_have_what_one_may_do(stage):
    ann, boss = stage.text("ann"), stage.text("ann2")
    ann.raw()
    first = ann.types("/help").sees()
    assert len(first) == 10
    assert first[-1].startswith("* /help PAGE shows more: talk, rooms, people, ")
    assert "server" not in first[-1]
    page = ann.types("/help rooms").sees()
    assert "* /rooms" in "\n".join(page)
    assert "/lockdown" not in "\n".join(ann.types("/help all").sees())
    assert ann.types("/help lockdown").sees()[0].startswith("* /lockdown")
    assert ann.types("/help nosuch").sees()[0] == "* There is no help on nosuch."
    assert "Pages have only what you may do" in " ".join(ann.types("/help help").sees())
    boss.hangs_up()


def test_an_owner_of_a_room_finds_how_to_moderate_it(stage):
    ann = stage.text("ann")
    assert "moderate" not in ann.types("/help").sees()[-1]
    assert "moderate" in ann.types("/join mine", "/help").sees()[-1]


def test_help_before_there_is_a_name_is_no_name(stage):
    ann = stage.connect()
    ann.raw()
    assert len(ann.types("help").sees()) == 10
    assert "* Welcome, ann." in ann.types("ann").sees()


def test_every_subject_has_its_page():
    assert sorted(subject for page in PAGES.values() for subject in page) == sorted(SUBJECTS)


def test_what_is_invisible_is_no_topic_no_question_and_no_status():
    stage = Stage()
    alice, bob = stage.json("alice"), stage.text("bob")
    alice.asks(cmd="topic", room="lobby", text="plans").asks(cmd="topic", room="lobby", text="\u200d\u200d")
    alice.asks(cmd="set_status", text="\u200b").asks(cmd="set", name="about", value="\u2060")
    alice.asks(cmd="away", text="\ufeff")
    assert bob.sees() == ["* alice set the topic of lobby: plans", "* alice cleared the topic of lobby."]
    alice.events()
    for question, choices in (("\u200b", ["a", "b"]), ("When?", ["a", "\u2800"])):
        alice.asks(cmd="poll", room="lobby", question=question, choices=choices)
        assert [event["code"] for event in alice.events()] == ["empty_text"]
    alice.asks(cmd="profile")
    (shown,) = alice.events("profile")
    assert not {"about", "status", "away_text"} & shown.keys()
