"""Pins, bookmarks, polls and what is for later, as they are stored: capped, exact, gone with their line."""

import msgspec
import pytest

from chatservice.errors import BadVote, NoSuchPoll, NotPinned, PollEnded, TooMany
from chatservice.model.annotations import Tally
from chatservice.model.later import LaterEntry, LaterKind
from chatservice.model.polls import StoredPoll
from chatservice.model.values import LOBBY, EventKind
from tests.contract.drivers import NOW, line
from tests.contract.test_trimming import DAY, driver, look, trimmed  # noqa: F401 (a fixture)


@pytest.fixture
def stored(driver):  # noqa: F811
    driver.say(line("old", ts=NOW - 40 * DAY), poll(many=True, ts=NOW - 40 * DAY), line("new"), poll())
    return driver


def poll(many=False, **more):
    body = msgspec.json.encode(StoredPoll("When?", ("Mon", "Tue"), many)).decode()
    return line(body, kind=EventKind.POLL, **more)


def annotations(driver, seq):  # noqa: F811
    [record] = driver.wait(driver.storage.log.around(LOBBY, seq, 0, 0))
    return record.annotations


def test_a_pin_is_put_once_and_comes_with_its_line(stored):
    pin = line("3", kind=EventKind.PINNED)
    first, again = stored.say(pin)[0], stored.say(pin)[0]
    assert (first.seq, first.fresh, again.seq, again.fresh) == (5, True, 5, False)
    assert annotations(stored, 3).pinned
    assert annotations(stored, 5).text == "new"
    assert [pin.line for pin in stored.wait(stored.storage.marks.pins(LOBBY))] == [3]
    outcomes = [stored.say(line("3", kind=EventKind.UNPINNED))[0] for _ in range(2)]
    assert outcomes[0].fresh
    assert isinstance(outcomes[1], NotPinned)
    assert annotations(stored, 3) is None


def test_a_vote_is_counted_once_changed_and_withdrawn(stored):
    polls = stored.storage.polls
    assert stored.wait(polls.vote(LOBBY, 2, 1, (1, 2))) == Tally((1, 1), 1, 1)
    assert stored.wait(polls.vote(LOBBY, 2, 1, (1, 2))) == Tally((1, 1), 1, 1)
    assert stored.wait(polls.vote(LOBBY, 2, 2, (2,))) == Tally((1, 2), 2, 2)
    assert stored.wait(polls.vote(LOBBY, 2, 1, ())) == Tally((0, 1), 1, 3)
    assert stored.wait(polls.own(LOBBY, 1, 9, 2)) == {2: (2,)}
    assert annotations(stored, 2).tally == Tally((0, 1), 1, 3)


@pytest.mark.parametrize(
    ("seq", "choices", "fault"),
    [
        (4, (1, 2), BadVote),
        (4, (3,), BadVote),
        (4, (0,), BadVote),
        (3, (1,), NoSuchPoll),
        (9, (1,), NoSuchPoll),
    ],
)
def test_a_vote_that_cannot_be_changes_nothing(stored, seq, choices, fault):
    with pytest.raises(fault):
        stored.wait(stored.storage.polls.vote(LOBBY, seq, 1, choices))
    assert annotations(stored, 4).tally == Tally((0, 0))


def test_a_closed_poll_takes_no_votes_and_its_end_is_announced_once(stored):
    state = stored.wait(stored.storage.polls.close(LOBBY, 4))
    assert (state.tally.closed, state.announced) == (True, False)
    with pytest.raises(PollEnded):
        stored.wait(stored.storage.polls.vote(LOBBY, 4, 1, (1,)))
    end = line("4", kind=EventKind.POLL_CLOSED)
    assert stored.say(end)[0].seq == 5
    assert isinstance(stored.say(end)[0], PollEnded)
    assert isinstance(stored.say(line("3", kind=EventKind.POLL_CLOSED))[0], NoSuchPoll)
    assert annotations(stored, 5).text == "When?\nMon\nTue"
    assert annotations(stored, 5).tally == Tally((0, 0), closed=True)


def test_with_their_line_pins_bookmarks_and_polls_are_gone(stored):
    marks, polls = stored.storage.marks, stored.storage.polls
    stored.say(line("1", kind=EventKind.PINNED), line("3", kind=EventKind.PINNED))
    for seq in (1, 3):
        stored.wait(marks.bookmark(1, LOBBY, seq, NOW))
    stored.wait(polls.vote(LOBBY, 2, 1, (1,)))
    look(stored)
    trimmed(stored)
    assert [pin.line for pin in stored.wait(marks.pins(LOBBY))] == [3]
    assert [mark.line for mark in stored.wait(marks.bookmarks(1, None, 9))] == [3]
    assert stored.wait(polls.poll(LOBBY, 2)) is None
    assert stored.wait(polls.own(LOBBY, 1, 9, 1)) == {}
    assert stored.wait(polls.poll(LOBBY, 4)) is not None


def entry(number, due=NOW, principal=1, kind=LaterKind.LINE, **more):
    return LaterEntry(0, principal, kind, due, f"text {number}", **more)


def test_what_is_due_comes_in_its_order_and_what_was_refused_or_waits_does_not(stored):
    later = stored.storage.later
    ids = [stored.wait(later.add(entry(number, NOW - number))).id for number in range(4)]
    stored.wait(later.refused(ids[3], "muted"))
    stored.wait(later.wait(ids[2]))
    assert [each.id for each in stored.wait(later.due(NOW, 9))] == [ids[1], ids[0]]
    assert stored.wait(later.next_due()) == NOW - 1
    assert stored.wait(later.waiting()) == {1}
    assert [each.id for each in stored.wait(later.waiting_for(1))] == [ids[2]]
    assert stored.wait(later.cancel(2, LaterKind.LINE, ids[0])) is None
    assert stored.wait(later.cancel(1, LaterKind.REMINDER, ids[0])) is None
    assert stored.wait(later.cancel(1, LaterKind.LINE, ids[0])).id == ids[0]
    stored.wait(later.done(ids[1]))
    assert stored.wait(later.next_due()) is None


def test_a_key_adds_an_entry_once_and_the_cap_counts_a_persons_own(stored):
    later, most = stored.storage.later, 50
    first = stored.wait(later.add(entry(0, key="k")))
    assert stored.wait(later.add(entry(0, key="k"))) == first
    for number in range(most - 1):
        stored.wait(later.add(entry(number)))
    with pytest.raises(TooMany):
        stored.wait(later.add(entry(99)))
    assert stored.wait(later.add(entry(99, principal=2))).id
