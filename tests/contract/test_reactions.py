"""Reactions as they are stored: each once, counted, and gone with their line."""

import msgspec
import pytest

from chatservice.errors import NoSuchLine, NotReacted, TooMany
from chatservice.model.annotations import ReactionCount
from chatservice.model.marks import ReactedBy, StoredReaction
from chatservice.model.values import LOBBY, EventKind
from tests.contract.drivers import NOW, line
from tests.contract.test_trimming import DAY, driver, look, trimmed  # noqa: F401 (a fixture)


@pytest.fixture
def stored(driver):  # noqa: F811
    driver.say(line("old", ts=NOW - 40 * DAY), line("new"))
    return driver


def reaction(seq, emoji="👍", on=True, actor=1, **more):
    body = msgspec.json.encode(StoredReaction(seq, emoji, on)).decode()
    return line(body, actor=actor, kind=EventKind.REACTION, **more)


def counts(driver, *seqs):  # noqa: F811
    return driver.wait(driver.storage.marks.reaction_counts(LOBBY, seqs))


def test_each_person_reacts_once_with_an_emoji(stored):
    first, again = stored.say(reaction(2)), stored.say(reaction(2))
    assert (first[0].seq, first[0].fresh) == (3, True)
    assert (again[0].seq, again[0].fresh) == (3, False)
    stored.say(reaction(2, actor=2), reaction(2, "🎉"))
    assert counts(stored, 1, 2) == (5, {1: (), 2: (ReactionCount("👍", 2, 4), ReactionCount("🎉", 1, 5))})
    assert stored.wait(stored.storage.marks.reactors(LOBBY, 2, 1)) == ([ReactedBy("👍", "alice")], 3)


def test_it_is_decided_in_the_order_of_the_queue(stored):
    outcomes = [stored.queue(reaction(2)), stored.queue(reaction(2)), stored.queue(reaction(2, on=False))]
    stored.until(lambda: all(outcomes))
    assert [outcome.seq for [outcome] in outcomes] == [3, 3, 4]
    assert counts(stored, 2) == (4, {2: ()})


def test_what_cannot_be_is_refused_alone(stored):
    refusals = [
        stored.say(draft)[0] for draft in (reaction(2, on=False), reaction(9), reaction(2), reaction(3))
    ]
    assert [type(refusal) for refusal in refusals[:2]] == [NotReacted, NoSuchLine]
    assert isinstance(refusals[3], NoSuchLine)  # a reaction is nothing to react to


def test_the_51st_kind_is_refused(stored):
    for number in range(50):
        stored.say(reaction(2, f"e{number}"))
    assert isinstance(stored.say(reaction(2, "more"))[0], TooMany)
    assert stored.say(reaction(2, "e7", actor=2))[0].fresh


def test_they_go_with_their_line(stored):
    stored.say(reaction(1), reaction(2))
    stored.say(line("2", kind=EventKind.DELETED))
    assert counts(stored, 2)[1] == {2: ()}
    look(stored)
    trimmed(stored)
    assert counts(stored, 1)[1] == {1: ()}
    assert stored.wait(stored.storage.marks.reactors(LOBBY, 1, 9)) == ([], 0)
