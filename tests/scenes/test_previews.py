"""Previews of the pages behind a line's links."""

import pytest

from chatservice.core.previews import FAILED_KEEP, WORKERS
from chatservice.model.previews import LinkPreview
from tests.scenes.stage import Stage
from tests.scenes.test_accounts import login

PAGE = "http://x.example/page"
NEWS = "https://news.example/1"


def stage_with(**settings):
    stage = Stage(link_previews=True, **settings)
    stage.pages.pages = {
        PAGE: LinkPreview(PAGE, "A page", "about this", "The Site"),
        NEWS: LinkPreview(NEWS, "News"),
    }
    return stage


@pytest.fixture
def stage():
    return stage_with()


def ask(person, seq=1):
    """The answers to it, and what came after."""
    person.raw()
    person.asks(cmd="previews", room="lobby", seq=seq)
    return person.events("previews", "error")


def shown(event):
    return [(each["url"], each["title"]) for each in event.get("previews", [])]


def test_a_page_is_read_once_for_all_who_see_the_line(stage):
    alice, bob = stage.json("alice"), stage.json("bob")
    [welcome] = login(stage, name="carol").events("welcome")
    assert welcome["previews"]
    alice.asks(cmd="say", room="lobby", text=f"see {PAGE} and {NEWS}.")
    first, second = ask(alice)
    assert (first.get("pending"), shown(first)) == (True, [])
    assert (second.get("pending"), second["line"], shown(second)) == (
        None,
        1,
        [(PAGE, "A page"), (NEWS, "News")],
    )
    assert (second["previews"][0]["description"], second["previews"][0]["site"]) == ("about this", "The Site")
    [known] = ask(bob)
    assert (known.get("pending"), shown(known)) == (None, shown(second))
    assert stage.pages.read_urls == [PAGE, NEWS]


def test_a_slow_page_holds_up_nobody(stage):
    stage.pages.slow = True
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.asks(cmd="say", room="lobby", text=PAGE)
    assert ask(alice)[0]["pending"]
    assert ask(bob)[0]["pending"]
    assert alice.asks(cmd="ping").events("pong")
    stage.pages.answer()
    stage.settle()
    assert [shown(event) for event in alice.events("previews") + bob.events("previews")] == [
        [(PAGE, "A page")],
        [(PAGE, "A page")],
    ]
    assert stage.pages.read_urls == [PAGE]


def test_who_left_meanwhile_is_sent_nothing(stage):
    stage.pages.slow = True
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.asks(cmd="say", room="lobby", text=PAGE)
    ask(bob)
    bob.hangs_up()
    stage.pages.answer()
    stage.settle()
    assert len(ask(alice)) == 1


def test_a_page_is_read_again_after_a_while(stage):
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text=f"{PAGE} http://gone.example")
    ask(alice)
    stage.clock.advance(FAILED_KEEP)
    ask(alice)
    stage.clock.advance(86_400 - FAILED_KEEP)
    ask(alice)
    assert stage.pages.read_urls == [
        PAGE,
        "http://gone.example",
        "http://gone.example",
        PAGE,
        "http://gone.example",
    ]


def test_previews_are_off_unless_the_operator_wants_them():
    stage = Stage()
    alice = stage.json("alice")
    [welcome] = login(stage, name="carol").events("welcome")
    assert "previews" not in welcome
    alice.asks(cmd="say", room="lobby", text=PAGE)
    assert [event["code"] for event in ask(alice)] == ["previews_off"]
    assert stage.pages.read_urls == []


def test_a_line_without_links_one_of_ours_and_one_that_is_gone_have_none(stage):
    stage.chat.files.links.base = "http://chat.example:8080"
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="nothing")
    alice.asks(cmd="say", room="lobby", text="http://chat.example:8080/r/lobby/1")
    alice.asks(cmd="say", room="lobby", text=PAGE).asks(cmd="delete", room="lobby", seq=3)
    assert [shown(event) for event in ask(alice) + ask(alice, 2)] == [[], []]
    assert [event["code"] for event in ask(alice, 3) + ask(alice, 99)] == ["no_such_line"] * 2
    assert stage.pages.read_urls == []


def test_an_outsider_learns_nothing_of_a_group(stage):
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.asks(cmd="group", name="team").asks(cmd="say", room="team", text=PAGE).raw()
    bob.asks(cmd="previews", room="team", seq=1)
    assert [event["code"] for event in bob.events("error")] == ["no_such_room"]


def test_few_pages_are_read_at_once_and_not_more_wait_than_allowed():
    stage = stage_with(preview_queue=WORKERS + 2)
    stage.pages.slow = True
    alice = stage.json("alice")
    lines = WORKERS + 4
    for number in range(lines):
        alice.asks(cmd="say", room="lobby", text=f"http://x.example/{number}")
    answers = [ask(alice, number + 1)[0].get("pending", False) for number in range(lines)]
    assert answers == [True] * (WORKERS + 2) + [False] * 2
    assert len(stage.pages.read_urls) == WORKERS
    stage.pages.slow = False
    stage.pages.answer()
    stage.settle()
    assert len(stage.pages.read_urls) == WORKERS + 2


def test_only_so_many_are_remembered():
    stage = stage_with(preview_cache=3)
    alice = stage.json("alice")
    for number in range(5):
        alice.asks(cmd="say", room="lobby", text=f"http://x.example/{number}")
        ask(alice, number + 1)
    assert len(stage.chat.previews) == 3
    ask(alice, 5)
    assert len(stage.pages.read_urls) == 5
