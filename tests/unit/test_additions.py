"""What is added to a line after it was written, in the client: the same line, whatever comes first."""

from itertools import permutations

import msgspec

from chatservice.client.model.folding.table import fold_event
from chatservice.client.model.quotes import Quote, quote
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


def reply(seq, to):
    return msgspec.structs.replace(message(seq, "yes"), re=to)


def test_replies_are_counted_once_whatever_comes_again():
    made = folded(message(1, "lunch?"), reply(2, 1), reply(3, 1), reply(2, 1))
    assert made.conversation("lobby").lines[1].replies == 2
    fold_event(made, page(msgspec.structs.replace(message(1, "lunch?"), replies=1), head=2))
    assert made.conversation("lobby").lines[1].replies == 2
    fold_event(made, page(msgspec.structs.replace(message(1, "lunch?"), replies=2), head=3))
    assert made.conversation("lobby").lines[1].replies == 2


def test_what_a_reply_answers_is_quoted_as_it_is_now():
    made = folded(message(1, "lunch?\x1b[2J\nor later"), reply(2, 1), reply(3, 9), message(4, "no reply"))
    conversation = made.conversation("lobby")
    quotes = [quote(conversation, conversation.lines[seq].re) for seq in (2, 3, 4)]
    assert quotes == [Quote(1, "bob", "lunch?␛[2J…"), Quote(9, "", "#9", known=False), None]
    fold_event(made, edited(5, 1, "x" * 100))
    assert quote(conversation, conversation.lines[2].re).text == "x" * 80 + "…"
    fold_event(made, Deleted(**HEAD, seq=6, id=6, ts=6.0, line=1))
    assert quote(conversation, conversation.lines[2].re) == Quote(1, "", "(deleted)")


def test_lines_of_one_topic_are_no_stretch_of_the_conversation():
    made = folded(message(5, "x"))
    of_topic = msgspec.structs.replace(page(message(1, "a"), head=5), topic="plan")
    fold_event(made, of_topic)
    assert made.topic_page == of_topic
    assert made.conversation("lobby").runs.runs == [(5, 5)]
