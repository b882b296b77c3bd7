"""What is added to a line after it was written, in the client: the same line, whatever comes first."""

from itertools import permutations

from chatservice.client.model.folding.table import fold_event
from chatservice.model.events import Deleted, Edited, HistoryPage, Message
from tests.unit.test_state import joined, state

HEAD = {"room": "lobby", "rid": "", "sender": "bob"}


def message(seq, text, edited=0.0):
    return Message(**HEAD, seq=seq, id=seq, ts=float(seq), text=text, edited=edited)


def edited(seq, line, text):
    return Edited(**HEAD, seq=seq, id=seq, ts=float(seq), line=line, text=text)


def page(*lines, head):
    return HistoryPage(room="lobby", lines=list(lines), head=head)


def shown(made):
    return {seq: (line.text, line.edited) for seq, line in made.conversation("lobby").lines.items()}


def folded(*these):
    made = state(joined())
    for event in these:
        fold_event(made, event)
    return made


def test_an_edit_changes_its_line_and_is_none_itself():
    made = folded(message(1, "helo"), message(2, "x"), edited(3, 1, "hello"))
    assert shown(made) == {1: ("hello", 3.0), 2: ("x", 0.0)}
    assert (made.conversation("lobby").head, made.conversation("lobby").runs.last) == (3, (1, 3))
    assert made.conversation("lobby").unread == 2


def test_a_page_that_was_read_before_an_edit_came_does_not_bring_the_old_text_back():
    made = folded(message(2, "x"), edited(3, 1, "hello"), page(message(1, "helo"), head=2))
    assert shown(made)[1] == ("hello", 3.0)


def test_of_two_edits_the_later_one_stands_in_whatever_order_they_come():
    events = [message(1, "a"), edited(2, 1, "b"), edited(3, 1, "c")]
    for order in permutations(events[1:]):
        assert shown(folded(events[0], *order, *order)) == {1: ("c", 3.0)}
    for order in permutations(
        [*events[1:], page(message(1, "a"), head=1), page(message(1, "c", 3.0), head=3)]
    ):
        assert shown(folded(*order))[1] == ("c", 3.0)


def test_an_edit_of_a_deleted_line_brings_nothing_back():
    deleted = Deleted(**HEAD, seq=3, id=3, ts=3.0, line=1)
    made = folded(message(1, "secret"), edited(2, 1, "public"), deleted, edited(2, 1, ""))
    assert not hasattr(made.conversation("lobby").lines[1], "text")
