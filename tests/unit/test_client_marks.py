"""Reactions and pins as a window knows them: counted once, in whatever order they are heard of."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chatservice.client.model.folding.table import fold_event
from chatservice.model import events
from chatservice.model.annotations import ReactionCount, Tally
from tests.unit.test_state import joined, message, page, state, texts

UP, TADA = "👍", "🎉"


def reaction(seq, sender="bob", emoji=UP, on=True, line=1):
    return events.ReactionSet(
        room="lobby", seq=seq, id=seq, ts=1e9, sender=sender, line=line, emoji=emoji, on=on
    )


def counts(of, line=1):
    reactions = of.conversation("lobby").lines[line].reactions
    return {each.emoji: (each.count, each.mine) for each in reactions}


def with_counts(line, *reactions):
    return replace(line, reactions=tuple(ReactionCount(*each) for each in reactions))


def test_live_reactions_are_counted_and_taken_back_and_are_no_lines():
    made = state(joined(), message(1), reaction(2), reaction(3, "alice"), reaction(4, "carol", TADA))
    assert counts(made) == {UP: (2, True), TADA: (1, False)}
    assert texts(made) == ["line 1"]
    fold_event(made, reaction(5, "alice", on=False))
    fold_event(made, reaction(6, "carol", TADA, on=False))
    assert counts(made) == {UP: (1, False)}


def test_a_repeated_event_counts_once():
    assert counts(state(joined(), message(1), reaction(2), reaction(2))) == {UP: (1, False)}


def test_a_page_has_its_counts_and_what_is_heard_later_is_added():
    line = with_counts(message(1), (UP, 4, 9, True))
    shown = replace(page(line), head=9, ref="page-1")
    made = state(joined(head=12), reaction(9), reaction(11), shown)
    assert counts(made) == {UP: (5, True)}


def test_a_page_that_is_newer_than_its_head_counts_nothing_twice():
    line = with_counts(message(1), (UP, 2, 11))
    made = state(joined(head=12), reaction(9), reaction(11), replace(page(line), head=8, ref="page-1"))
    assert counts(made) == {UP: (2, False)}


@settings(max_examples=50)
@given(st.integers(1, 6), st.integers(1, 6))
def test_wherever_the_page_was_read_the_counts_are_the_same(head, read):
    """`read` is the last event that the page knows of, `head` the last that it says it knows of."""
    told = [reaction(seq, f"p{seq}") for seq in range(2, 7)]
    known = [event for event in told if event.seq <= max(head, read)]
    counted = [(UP, len(known), known[-1].seq)] if known else []
    made = state(joined(head=6), *told, replace(page(with_counts(message(1), *counted)), head=head, ref="x"))
    assert counts(made) == {UP: (5, False)}


def test_in_a_large_room_counts_come_together_and_leave_no_gap():
    made = state(joined(), message(1), reaction(2, "alice"))
    marks = events.LineMarks(line=1, reactions=(ReactionCount(UP, 30, 32),))
    changed = events.MarksChanged(room="lobby", upto=32, lines=[marks], seqs=list(range(3, 33)))
    fold_event(made, changed)
    fold_event(made, message(33))
    assert counts(made) == {UP: (30, True)}
    assert made.conversation("lobby").ask_left_out(lambda: "x") is None


def test_ones_own_reaction_on_another_device_is_ones_own_here():
    made = state(joined(), message(1))
    fold_event(made, events.Reacted(room="lobby", line=1, emoji=UP, on=True, seq=2))
    assert counts(made) == {UP: (1, True)}
    fold_event(made, reaction(2, "alice"))
    assert counts(made) == {UP: (1, True)}


def test_a_page_that_nobody_asked_for_is_asked_for_again_when_it_has_reactions():
    made = state(joined(head=1))
    made.wants.clear()
    fold_event(made, page(message(1)))
    assert made.wants == []
    fold_event(made, page(with_counts(message(1), (UP, 1, 2))))
    [command] = made.wants
    assert (command.before, command.limit) == (2, 1)


def test_a_pinned_line_is_known_as_pinned_and_the_pin_is_a_line():
    pin = events.PinSet(room="lobby", seq=2, id=2, ts=1e9, sender="bob", line=1, on=True, text="line 1")
    made = state(joined(), message(1), pin)
    assert made.conversation("lobby").lines[1].pinned
    assert 2 in made.conversation("lobby").lines
    fold_event(made, replace(pin, seq=3, on=False))
    assert not made.conversation("lobby").lines[1].pinned


def test_a_pin_repeats_nothing_of_a_line_that_was_deleted_far_above_what_is_shown():
    pin = events.PinSet(room="lobby", seq=500, id=500, ts=1e9, sender="bob", line=1, on=True, text="line 1")
    gone = events.Deleted(room="lobby", seq=501, id=501, ts=1e9, sender="bob", line=1)
    made = state(joined(head=499), pin, gone)
    assert made.conversation("lobby").lines[500].text == ""


# Polls.


def poll(seq=1, **more):
    return events.PollAsked(
        room="lobby", seq=seq, id=seq, ts=1e9, sender="bob", question="When?", choices=("a", "b"), **more
    )


def changed(version, *counts):
    tally = Tally(counts, sum(counts), version)
    return events.PollChanged(room="lobby", line=1, tally=tally)


def tally_of(of):
    return of.conversation("lobby").lines[1].tally


def test_the_newest_votes_are_shown_in_whatever_order_they_come():
    made = state(joined(), poll(), changed(2, 1, 1), changed(1, 1, 0))
    assert tally_of(made) == Tally((1, 1), 2, 2)
    assert made.conversation("lobby").unread == 1


def test_ones_own_vote_stays_ones_own_when_others_vote():
    made = state(joined(), poll(), changed(1, 0, 1))
    fold_event(made, events.Voted(room="lobby", line=1, choices=(2,)))
    fold_event(made, changed(2, 1, 1))
    assert tally_of(made) == Tally((1, 1), 2, 2, mine=(2,))


def test_the_end_of_a_poll_is_a_line_and_final():
    end = events.PollClosed(
        room="lobby", seq=2, id=2, ts=1e9, sender="bob", line=1, question="When?", choices=("a", "b"),
        tally=Tally((1, 1), 2, 2, closed=True),
    )  # fmt: skip
    made = state(joined(), poll(), end, changed(2, 1, 1))
    assert tally_of(made).closed
    assert 2 in made.conversation("lobby").lines


def test_a_page_that_nobody_asked_for_is_asked_for_again_when_it_has_polls():
    made = state(joined(head=1))
    made.wants.clear()
    fold_event(made, page(poll(tally=Tally((0, 0)))))
    assert len(made.wants) == 1


# What the user marked, and what is to come.


def test_a_reminder_is_shown_where_the_user_looks_and_alerts():
    made = state(joined())
    made.look("lobby", looking=True)
    fold_event(made, events.Reminder(entry=events.LaterInfo(id=1, due=1e9, text="tea")))
    assert [note.text for note in made.conversation("lobby").notices] == ["Reminder: tea"]
    assert [alert.level for alert in made.alerts] == ["mentions"]


def test_a_line_that_was_refused_when_it_was_due_is_told_in_its_room():
    made = state(joined())
    entry = events.LaterInfo(id=1, due=1e9, text="hi", room="lobby", why="muted")
    fold_event(made, events.NotSaidLater(entry=entry))
    [note] = made.conversation("lobby").notices
    assert (note.kind, note.text) == ("refusal", "Not said (muted): [lobby] hi. /later list shows it.")


def test_lists_that_were_asked_for_are_kept_and_a_bookmark_makes_its_list_outdated():
    made = state(joined(), message(1))
    pinned = events.PinnedLine(line=message(1), by="bob", ts=1e9)
    fold_event(made, events.PinList(room="lobby", pins=[pinned]))
    fold_event(made, events.BookmarkList(bookmarks=[events.BookmarkedLine(line=message(1), ts=1e9)]))
    fold_event(made, events.ScheduledList(kind="reminder", entries=[]))
    assert made.conversation("lobby").pins == [pinned]
    assert len(made.bookmarks.bookmarks) == 1
    assert made.scheduled == {"reminder": []}
    fold_event(made, events.Bookmarked(room="lobby", line=1, on=False))
    assert made.bookmarks is None
    assert {"pins", "bookmarks", "scheduled"} <= made.changed


def reacted(seq, on=True, line=1):
    return events.Reacted(room="lobby", line=line, emoji=UP, on=on, seq=seq)


def test_an_answer_that_overtakes_the_reactions_of_others_counts_each_once():
    made = state(joined(), message(1), reacted(3))
    assert counts(made) == {UP: (1, True)}
    fold_event(made, reaction(2, "bob"))
    assert counts(made) == {UP: (2, True)}
    fold_event(made, reaction(3, "alice"))
    assert counts(made) == {UP: (2, True)}
    fold_event(made, reacted(4, on=False))
    assert counts(made) == {UP: (1, False)}
    fold_event(made, reaction(4, "alice", on=False))
    assert counts(made) == {UP: (1, False)}


def test_an_answer_that_comes_after_its_event_counts_nothing():
    assert counts(state(joined(), message(1), reaction(2, "alice"), reacted(2))) == {UP: (1, True)}


def test_a_page_that_comes_between_an_answer_and_its_event_counts_once():
    shown = replace(page(message(1)), head=1, ref="page-1")
    assert counts(state(joined(), message(1), reacted(2), shown, reaction(2, "alice"))) == {UP: (1, True)}


def answer(seq, line=1):
    return replace(message(seq), re=line)


def replies(*told):
    return state(joined(), *told).conversation("lobby").lines[1].replies


def test_each_reply_counts_once_however_it_is_heard_of_until_it_is_deleted():
    gone = events.Deleted(room="lobby", seq=3, id=3, ts=1e9, sender="bob", line=2)
    assert replies(message(1), answer(2), answer(2)) == 1
    assert replies(message(1), replace(page(answer(2)), head=2, ref="page-1"), answer(2)) == 1
    with_one = replace(page(replace(message(1), replies=1)), head=2, ref="page-1")
    assert replies(message(1), answer(2), with_one) == replies(message(1), with_one, answer(2)) == 1
    assert replies(message(1), answer(2), gone, gone) == 0


def test_a_line_that_is_sent_again_keeps_what_was_added_to_it():
    shown = replace(page(with_counts(message(1), (UP, 2, 5))), head=5, ref="page-1")
    made = state(joined(head=5), shown, message(1), reaction(5), answer(6), message(1))
    assert counts(made) == {UP: (2, False)}
    assert made.conversation("lobby").lines[1].replies == 1
